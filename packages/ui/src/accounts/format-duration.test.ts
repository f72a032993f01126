import { expect, it } from 'vitest';
import { createTranslate } from '../i18n/translate.ts';
import { formatDuration, formatRelative } from './format-duration.ts';

it.each([
  [0, '1 second'],
  [-5, '1 second'],
  [1_001, '2 seconds'],
  [59_000, '59 seconds'],
  [59_001, '1 minute'],
  [61_000, '2 minutes'],
  [90 * 60_000, '2 hours'],
  [36 * 3_600_000, '36 hours'],
])('[US5] says %d ms as %s', async (milliseconds, words) => {
  expect(formatDuration(await createTranslate('en'), milliseconds)).toBe(words);
});

it('[US15] says lengths of time in French', async () => {
  expect(formatDuration(await createTranslate('fr'), 120_000)).toBe('2\u00a0minutes');
  expect(formatDuration(await createTranslate('fr'), 7_200_000)).toBe('2\u00a0heures');
});

it.each([
  [-90_000, 'en', '1 minute ago'],
  [300_000, 'en', 'in 5 minutes'],
  [-2 * 86_400_000, 'fr', 'avant-hier'],
])('[US5] says how far %d ms are away (%s)', (ms, locale, words) => {
  const now = Date.UTC(2026, 4, 15, 12);
  expect(formatRelative(locale, new Date(now + ms).toISOString(), now)).toBe(words);
});
