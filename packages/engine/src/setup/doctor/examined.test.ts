import { getEventListeners } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MailError } from '../../errors.ts';
import type { CallOptions, MailProvider } from '../../providers/provider.ts';
import { insertAccount } from '../../store/accounts.ts';
import { openTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { chooseExamined } from './examined.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(() => database.close());

it('[DR5] looks at ten mailboxes at once, and all of them hear when the time is over', async () => {
  const { db } = database;
  for (let number = 0; number < 12; number += 1)
    await insertAccount(db, {
      ...{ userId: 'ann', provider: 'google', issuer: 'https://accounts.google.com' },
      ...{ subject: String(number), email: `box${number}@x.org`, status: 'active' },
      grantExpiresAt: new Date('2030-01-01T00:00:00Z'),
    });
  let asked = 0;
  const provider = {
    quotaWaitMs: () => 0,
    profile: ({ signal }: CallOptions) =>
      new Promise((_, reject) => {
        asked += 1;
        signal?.addEventListener('abort', () => reject(new MailError('cancelled')));
      }),
  } as unknown as MailProvider;
  const ending = new AbortController();
  const { signal } = ending;
  const openProvider = async () => provider;
  const examined = await chooseExamined({ db, provider: 'google', openProvider, signal });
  expect(examined.map(({ account }) => account.subject)).toEqual([
    '11',
    '10',
    '9',
    '8',
    '7',
    '6',
    '5',
    '4',
    '3',
    '2',
  ]);
  const looks = examined.map((one) => one.look());
  await expect.poll(() => asked).toBe(10);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  ending.abort();
  const found = await Promise.all(looks);
  expect(found.map((error) => error?.code)).toEqual(Array(10).fill('cancelled'));
});
