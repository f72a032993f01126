import type { Translate } from '../i18n/translate.ts';

/** A length of time in the largest fitting unit, rounded up so that it never says 0. */
export function formatDuration(t: Translate, milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return t('accounts.duration.seconds', { count: seconds });
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return t('accounts.duration.minutes', { count: minutes });
  return t('accounts.duration.hours', { count: Math.ceil(minutes / 60) });
}

/** `5 minutes ago`, `in 20 seconds`, in the user's language. */
export function formatRelative(locale: string, iso: string, now: number = Date.now()): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  if (Math.abs(seconds) < 60) return format.format(seconds, 'second');
  if (Math.abs(seconds) < 3600) return format.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}
