import { expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { createTranslate } from '../i18n/translate.ts';
import { describeEntry } from './timeline-words.ts';

const entry = (kind: string, data: Record<string, unknown>) => ({
  id: 1,
  at: '2026-05-15T12:00:00.000Z',
  kind,
  data,
});

it.each([
  ['synced', { added: 3, updated: 1, deleted: 0 }, '3 new · 1 changed'],
  [
    'backfill_done',
    { messages: 12_000, total: 12_400, durationMs: 61_000 },
    '12,000 messages · took 2 minutes',
  ],
  ['start_changed', { syncFrom: null }, 'everything'],
  [
    'change_refused',
    { code: 'rate_limited', messages: 1 },
    `${en['error.rate_limited']} · 1 message`,
  ],
  ['linked', {}, ''],
  ['checked', { messages: 5, missing: 0, extra: 0 }, '5 messages · nothing was missing'],
  ['checked', { messages: 5, missing: 2, extra: 0 }, '5 messages · 2 missing messages fetched'],
  [
    'error',
    { code: 'never_heard_of', nextAt: 'soon', durationMs: 'x', messages: Number.NaN },
    'never_heard_of',
  ],
])('[US10] tells the facts of %s', async (kind, data, words) => {
  expect(describeEntry(await createTranslate('en'), 'en', entry(kind, data))).toBe(words);
});

it('[US10] has words for every kind that synchronisation writes', async () => {
  const t = await createTranslate('fr');
  const kinds =
    'linked reconnected sync_started first_screen backfill_done synced history_expired reconciled originals_done quota_wait error change_refused paused resumed start_changed needs_reconnect messages_failed messages_recovered watch_failed watch_recovered checked';
  expect(kinds.split(' ').filter((kind) => !t.optional(`timeline.kind.${kind}`))).toEqual([]);
});
