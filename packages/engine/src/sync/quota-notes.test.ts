import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailError } from '../errors.ts';
import type { MailProvider } from '../providers/provider.ts';
import { loadSyncAccount } from '../store/sync-state.ts';
import { openTestDatabase, type TestDatabase } from '../store/testing.ts';
import { createTestAccount } from '../store/testing-mail.ts';
import { appendTimeline, listTimeline } from '../store/timeline.ts';
import { until } from '../testing.ts';
import { handleSyncFailure } from './failure.ts';
import { noteQuotaWaits } from './quota-notes.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
}, 120_000);
afterAll(() => database.close());

async function account() {
  const { id } = await createTestAccount(database.db);
  const row = await loadSyncAccount(database.db, id);
  if (!row) throw new Error('no account');
  return row;
}

const kindsOf = async (id: number) => (await listTimeline(database.db, id)).map(({ kind }) => kind);

describe('waiting for quota', () => {
  it('[SY17] is one entry a backfill, however long it waits and whatever happens meanwhile', async () => {
    const own = await account();
    const context = {
      ...{ db: database.db, account: own, logger: pino({ level: 'silent' }) },
      provider: { quotaWaitMs: () => 30_000 } as MailProvider,
      now: () => new Date(),
    };
    const stop = noteQuotaWaits(context, { tickMs: 5, worthNotingMs: 10, noteMs: 10 });
    try {
      let waitedMs = -1;
      for (let turn = 0; turn < 8; turn += 1) {
        waitedMs = await until(async () => {
          const [newest] = await listTimeline(database.db, own.id);
          const waited = Number(newest?.data.waitedMs ?? -1);
          return newest?.kind === 'quota_wait' && waited > waitedMs && waited;
        }, 'another note');
        await appendTimeline(database.db, own.id, 'synced', { added: 1 });
      }
    } finally {
      stop();
    }
    const kinds = await kindsOf(own.id);
    expect(kinds.filter((kind) => kind === 'quota_wait')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'synced')).toHaveLength(8);
  }, 60_000);

  it('[SY17] says when it goes on', async () => {
    const own = await account();
    const now = new Date('2026-05-15T12:00:00Z');
    const context = {
      ...{ db: database.db, account: own, logger: pino({ level: 'silent' }), now: () => now },
      provider: { quotaWaitMs: () => 42_000 } as MailProvider,
    };
    const stop = noteQuotaWaits(context, { tickMs: 5, worthNotingMs: 10, noteMs: 10 });
    const [entry] = await until(async () => {
      const found = await listTimeline(database.db, own.id);
      return found.length > 0 && found;
    }, 'the note').finally(stop);
    expect(entry?.data).toMatchObject({ nextAt: '2026-05-15T12:00:42.000Z' });
  });

  it('[SY6] and failures are told once a series, also when something else is noted between', async () => {
    const own = await account();
    const { db } = database;
    for (let failures = 0; failures < 5; failures += 1) {
      const error = new MailError('rate_limited', { retryAfterMs: 60_000 });
      await handleSyncFailure(db, { ...own, failures }, error, new Date());
      await appendTimeline(db, own.id, 'messages_failed', { messages: 1 });
    }
    await handleSyncFailure(db, { ...own, failures: 5 }, new MailError('network'), new Date());
    const kinds = (await kindsOf(own.id)).filter((kind) => kind !== 'messages_failed');
    expect(kinds).toEqual(['error', 'quota_wait']);
  });
});
