import { createInstance, type i18n } from 'i18next';
import { en, type MessageKey } from './en.ts';

export type Locale = 'en' | 'fr';
export const LOCALES: readonly Locale[] = ['en', 'fr'];

type Values = Record<string, string | number>;

/** Translates a key; `count` picks the plural. */
export interface Translate {
  (key: MessageKey, values?: Values): string;
  /** For keys made from data (error codes, phases): null when there are no words for it. */
  optional(key: string, values?: Values): string | null;
}

/**
 * Makes the translations of one language, on an i18next instance of our own, so that a host's
 * instance is left alone. French comes as its own chunk.
 */
export async function createTranslate(locale: Locale): Promise<Translate> {
  const messages = locale === 'fr' ? (await import('./fr.ts')).fr : en;
  const instance = createInstance();
  await instance.init({
    lng: locale,
    fallbackLng: false,
    resources: { [locale]: { translation: messages } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as Parameters<i18n['init']>[0]);
  const translate = ((key: string, values?: Values) =>
    instance.t(key, values as Record<string, unknown>)) as Translate;
  translate.optional = (key, values) =>
    key in messages ? instance.t(key, values as Record<string, unknown>) : null;
  return translate;
}

/** The best supported language for the browser's wishes. */
export function chooseLocale(wished: readonly string[]): Locale {
  for (const tag of wished) {
    const language = tag.slice(0, 2).toLowerCase();
    if ((LOCALES as readonly string[]).includes(language)) return language as Locale;
  }
  return 'en';
}
