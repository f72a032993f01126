import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  claimForSending,
  loadOutbox,
  markSent,
  markUnconfirmed,
  requeue,
  saveSendProgress,
} from '../store/outbox.ts';
import { commands, outbox } from '../store/schema.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until, untilSynced } from '../testing.ts';

const alice = 'alice@gmail.example';
const bob = 'bob@gmail.example';
const problem = { code: 'network', message: '', at: new Date().toISOString() } as const;

let test: TestEngine;
let accountId: number;
beforeAll(async () => {
  test = await startTestEngine({
    simulator: { users: [{ email: alice, messages: 20 }, { email: bob }] },
  });
  accountId = (await test.link(alice)).id;
  await untilSynced(test.engine, accountId);
}, 120_000);
afterAll(() => test.stop());

const submit = (subject: string, undoSeconds: number) =>
  test.engine.outbox.submit(TEST_CALLER, {
    submissionId: randomUUID(),
    accountId,
    to: [{ name: null, email: bob }],
    cc: [],
    bcc: [],
    subject,
    html: '<p>Hello</p>',
    uploadIds: [],
    attachmentIds: [],
    undoSeconds,
  });

const untilState = (id: number, state: string) =>
  until(
    async () => (await test.engine.outbox.get(TEST_CALLER, id)).state === state,
    `the state ${state}`,
    40_000,
  );

/** How many of Bob's messages have this subject. */
function arrived(subject: string): number {
  const mailbox = test.simulator.world.users.get(bob)?.mailbox;
  if (!mailbox) throw new Error('no mailbox');
  return [...mailbox.newestFirst('INBOX')].filter((message) =>
    Buffer.from(mailbox.raw(message)).includes(`Subject: ${subject}\r\n`),
  ).length;
}

async function inboxThread() {
  const query = { role: 'inbox' as const, accountId };
  const { threads } = await test.engine.mail.threads(TEST_CALLER, query);
  const [thread] = threads;
  if (!thread) throw new Error('an empty inbox');
  return thread;
}

const isInInbox = async (threadId: number) => {
  const query = { role: 'inbox' as const, accountId };
  const { threads } = await test.engine.mail.threads(TEST_CALLER, query);
  return threads.some(({ id }) => id === threadId);
};

describe('attempts at sending', () => {
  it('[OB3] an attempt that lost its row to another process sends and changes nothing', async () => {
    const { db } = test.database;
    const { id } = await submit('Fenced', 120);
    const first = await claimForSending(db, id, new Date());
    if (!first) throw new Error('not claimed');
    await saveSendProgress(db, first, { phase: 'creating' });
    // Another process finds the row in `sending` and takes it over.
    await markUnconfirmed(db, first, { problem, nextAttemptAt: null, now: new Date() });
    await expect(saveSendProgress(db, first, { phase: 'created' })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await requeue(db, first, { problem: null, nextAttemptAt: null, now: new Date() });
    const second = await claimForSending(db, id, new Date(Date.now() + 5));
    if (!second) throw new Error('not claimed');
    const receipt = { remoteId: 'x', remoteThreadId: null, messageId: null };
    expect(await markSent(db, first, receipt, new Date())).toBeNull();
    expect(
      await requeue(db, first, { problem: null, nextAttemptAt: null, now: new Date() }),
    ).toBeNull();
    expect(await loadOutbox(db, id)).toMatchObject({
      state: 'sending',
      attempts: 2,
      progress: { phase: 'creating' },
    });
    await db.delete(outbox).where(eq(outbox.id, id));
  }, 60_000);

  it('[OB3] "send again" finds what left after all, and sends no second one', async () => {
    const { id } = await submit('Found again', 0);
    await untilState(id, 'sent');
    await test.database.db
      .update(outbox)
      .set({ state: 'unconfirmed', nextAttemptAt: null, remoteId: null })
      .where(eq(outbox.id, id));
    await test.engine.outbox.retry(TEST_CALLER, id);
    await untilState(id, 'sent');
    expect(arrived('Found again')).toBe(1);
  }, 60_000);

  it('[OB4] a provider that is out of reach tires nobody within two days', async () => {
    const fault = test.simulator.faults.add({
      match: 'drafts.create',
      kind: { type: 'status', status: 503 },
      email: alice,
    });
    const { id } = await submit('Patience', 30);
    await test.database.db
      .update(outbox)
      .set({ attempts: 30, sendAt: new Date() })
      .where(eq(outbox.id, id));
    await until(async () => (await loadOutbox(test.database.db, id))?.problem, 'a problem', 40_000);
    expect(await loadOutbox(test.database.db, id)).toMatchObject({ state: 'queued' });
    test.simulator.faults.remove(fault);
    await test.database.db
      .update(outbox)
      .set({ nextAttemptAt: new Date() })
      .where(eq(outbox.id, id));
    await untilState(id, 'sent');
    expect(arrived('Patience')).toBe(1);
  }, 90_000);
});

describe('commands', () => {
  it('[OB12] takes back what the provider refuses, and says so', async () => {
    const thread = await inboxThread();
    const faults = ['messages.modify', 'messages.batchModify', 'threads.modify'].map((match) =>
      test.simulator.faults.add({
        match,
        kind: { type: 'status', status: 403, reason: 'forbidden' },
        email: alice,
      }),
    );
    await test.engine.mail.act(TEST_CALLER, {
      kind: 'archive',
      threadIds: [thread.id],
      messageIds: [],
    });
    await until(async () => {
      const entries = await test.engine.accounts.timeline(TEST_CALLER, accountId);
      return entries.some(({ kind }) => kind === 'change_refused');
    }, 'the timeline entry');
    expect(await isInInbox(thread.id)).toBe(true);
    for (const fault of faults) test.simulator.faults.remove(fault);
  }, 60_000);

  it('[OB12] a change waits for a provider that is out of reach, and is never dropped for it', async () => {
    const thread = await inboxThread();
    const faults = ['messages.modify', 'messages.batchModify'].map((match) =>
      test.simulator.faults.add({ match, kind: { type: 'status', status: 503 }, email: alice }),
    );
    const pending = () =>
      test.database.db.select().from(commands).where(eq(commands.state, 'pending'));
    for (const kind of ['archive', 'star', 'mark_read'] as const)
      await test.engine.mail.act(TEST_CALLER, { kind, threadIds: [thread.id], messageIds: [] });
    await until(async () => {
      const used = test.simulator.world.usage.read()[alice]?.byMethod ?? {};
      return (used['messages.modify'] ?? 0) + (used['messages.batchModify'] ?? 0) >= 4;
    }, 'tries');
    for (const row of await pending()) expect(row.attempts).toBe(0);
    expect(await isInInbox(thread.id)).toBe(false);
    for (const fault of faults) test.simulator.faults.remove(fault);
    await until(async () => (await pending()).length === 0, 'the provider to know', 60_000);
    expect(await isInInbox(thread.id)).toBe(false);
  }, 120_000);
});
