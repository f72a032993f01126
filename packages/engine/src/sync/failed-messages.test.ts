import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchFailures } from '../store/schema.ts';
import { differences, startTestEngine, TEST_CALLER, type TestEngine, until } from '../testing.ts';

const email = 'ada@gmail.example';

describe('messages that the provider cannot hand over', () => {
  let test: TestEngine;
  beforeAll(async () => {
    test = await startTestEngine();
  }, 120_000);
  afterAll(() => test.stop());

  it('[SY20] hold up nothing, are shown, and are asked for again until they come', async () => {
    const { mailbox } = await test.simulator.addUser({ email, messages: 40 });
    if (!mailbox) throw new Error('no mailbox');
    const { db } = test.database;
    const strike = (match: string, entity: string) =>
      test.simulator.faults.add({ match, kind: { type: 'status', status: 500 }, entity });
    const missing = async (accountId: number) =>
      (await differences(db, accountId, mailbox.newestFirst(null))).missing;

    const isSynced = async (accountId: number) => {
      const { sync, lastSyncedAt } = await test.engine.accounts.get(TEST_CALLER, accountId);
      return lastSyncedAt !== null && ['originals', 'idle'].includes(sync.phase);
    };

    // In the first window, so that it would hold up everything.
    const [broken] = [...mailbox.newestFirst('INBOX')];
    if (!broken) throw new Error('an empty inbox');
    strike('messages.get', broken.id);
    strike('threads.get', broken.threadId);
    const { id: accountId } = await test.link(email);
    await until(
      async () => (await missing(accountId)).length === 1 && (await isSynced(accountId)),
      'everything else',
      60_000,
    );
    expect(await missing(accountId)).toEqual([broken.id]);

    // And by the way of new mail.
    await test.engine.accounts.pause(TEST_CALLER, accountId);
    const letter = (n: number) =>
      mailbox.insert(Buffer.from(`From: bo@example.org\r\nSubject: ${n}\r\n\r\nx\r\n`), {
        labelIds: ['INBOX', 'UNREAD'],
      });
    const [second, fine] = [letter(1), letter(2)];
    strike('messages.get', second.id);
    await test.engine.accounts.resume(TEST_CALLER, accountId);
    await until(
      async () => !(await missing(accountId)).includes(fine.id),
      'mail behind the broken one',
      60_000,
    );
    expect((await missing(accountId)).sort()).toEqual([broken.id, second.id].sort());
    const account = await test.engine.accounts.get(TEST_CALLER, accountId);
    expect(account).toMatchObject({ status: 'active', problem: null });
    const kinds = async () =>
      (await test.engine.accounts.timeline(TEST_CALLER, accountId)).map(({ kind }) => kind);
    expect(await kinds()).toContain('messages_failed');
    const rows = await db.select().from(fetchFailures);
    expect(rows.map(({ remoteId }) => remoteId).sort()).toEqual([broken.id, second.id].sort());
    expect(rows.every(({ nextAttemptAt }) => nextAttemptAt > new Date())).toBe(true);

    // Due again, still broken: later each time, never forgotten.
    const due = new Date(Date.now() - 1_000);
    const askAgain = async () => {
      await db.update(fetchFailures).set({ nextAttemptAt: due });
      await test.engine.sync.wake(TEST_CALLER, accountId);
    };
    await askAgain();
    const pauses = await until(async () => {
      const now = await db.select().from(fetchFailures).where(eq(fetchFailures.attempts, 2));
      return now.length === 2 && now.map(({ nextAttemptAt }) => nextAttemptAt.getTime());
    }, 'the second attempt');
    expect(Math.min(...pauses)).toBeGreaterThan(Date.now() + 15 * 60_000);

    test.simulator.faults.clear();
    await askAgain();
    await until(async () => (await missing(accountId)).length === 0, 'the messages');
    await until(async () => (await kinds()).includes('messages_recovered'), 'the timeline entry');
    expect(await db.select().from(fetchFailures)).toEqual([]);
  }, 120_000);
});
