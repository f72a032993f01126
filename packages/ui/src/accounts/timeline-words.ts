import type { Translate } from '../i18n/translate.ts';
import { shortDateTime } from '../ui/format.ts';
import type { TimelineEntryView } from '../views.ts';
import { formatDuration } from './format-duration.ts';

/** The facts of one entry of the timeline in words: counts, how long, why, and when it goes on. */
export function describeEntry(t: Translate, locale: string, entry: TimelineEntryView): string {
  const { data } = entry;
  return [
    reason(t, data),
    ...COUNTS.map((name) => counted(t, name, data[name])),
    since(t, locale, entry),
    isProof(entry) && t('timeline.nothingMissing'),
    asNumber(data.durationMs) &&
      t('timeline.took', { time: formatDuration(t, asNumber(data.durationMs)) }),
    asTime(data.nextAt) &&
      t('timeline.goesOn', { when: shortDateTime(asTime(data.nextAt), locale) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Numbers that entries carry, in the order in which they are told. */
const COUNTS = ['messages', 'added', 'updated', 'deleted', 'checked', 'missing', 'extra'] as const;

function reason(t: Translate, data: Record<string, unknown>): string {
  if (typeof data.code !== 'string') return '';
  return t.optional(`error.${data.code}`) ?? data.code;
}

function counted(t: Translate, name: (typeof COUNTS)[number], value: unknown): string {
  const count = asNumber(value);
  return count > 0 ? t(`timeline.count.${name}`, { count }) : '';
}

function since(t: Translate, locale: string, { kind, data }: TimelineEntryView): string {
  if (kind !== 'start_changed' && kind !== 'sync_started') return '';
  if (data.syncFrom === null) return t('accounts.everything');
  const at = asTime(data.syncFrom);
  if (!at) return '';
  const date = new Date(at).toLocaleDateString(locale, { dateStyle: 'medium' });
  return t('accounts.since', { date });
}

/** A comparison that found nothing to mend: the entry that proves that no mail is missing. */
function isProof({ kind, data }: TimelineEntryView): boolean {
  return kind === 'checked' && data.missing === 0 && data.extra === 0;
}

function asNumber(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function asTime(value: unknown): string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : '';
}
