import { mkdir, rm, writeFile } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, messages } from '../store/schema.ts';
import {
  differences,
  startTestEngine,
  TEST_CALLER,
  type TestEngine,
  until,
  untilSynced,
} from '../testing.ts';

const day = 24 * 3_600_000;
let offsetMs = 0;
let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine({
    engine: {
      now: () => new Date(Date.now() + offsetMs),
      polling: { activeMs: 30_000, idleMs: 5 * 60_000 },
    },
  });
}, 120_000);
afterAll(() => test.stop());

/** Moves the engine's clock and the provider's alike. */
function advance(ms: number): void {
  offsetMs += ms;
  test.simulator.clock.advance(ms);
}

let users = 0;
async function mailbox(count: number) {
  users += 1;
  const email = `check${users}@gmail.example`;
  const { mailbox: remote } = await test.simulator.addUser({ email, messages: count });
  if (!remote) throw new Error('no mailbox');
  const { id } = await test.link(email);
  await untilSynced(test.engine, id);
  return { email, remote, id };
}

const checks = async (id: number) =>
  (await test.engine.accounts.timeline(TEST_CALLER, id)).filter(({ kind }) => kind === 'checked');

const accountOf = async (id: number) => {
  const [row] = await test.database.db.select().from(accounts).where(eq(accounts.id, id));
  if (!row) throw new Error('no account');
  return row;
};

describe('the daily comparison', () => {
  it('[SY16] says after the first synchronisation that nothing is missing', async () => {
    const { id, remote } = await mailbox(30);
    const [entry] = await until(async () => {
      const found = await checks(id);
      return found.length > 0 && found;
    }, 'the comparison');
    expect(entry?.data).toMatchObject({ messages: remote.messageCount, missing: 0, extra: 0 });
  }, 60_000);

  it('[SY16] finds and mends what is missing and what is too much', async () => {
    const { id, remote } = await mailbox(12);
    await until(async () => (await checks(id)).length === 1, 'the first comparison');
    await until(async () => (await accountOf(id)).phase === 'idle', 'originals', 60_000);
    const { db } = test.database;
    const rows = await db.select().from(messages).where(eq(messages.accountId, id)).limit(3);
    const [lost, renamed] = rows;
    if (!lost || !renamed) throw new Error('too few messages');
    // Behind the engine's back: one row goes, one stands for a message that never was.
    await db.delete(messages).where(eq(messages.id, lost.id));
    await db
      .update(messages)
      .set({ remoteId: 'fffffffffffffff1' })
      .where(eq(messages.id, renamed.id));
    advance(day + 60_000);
    await test.engine.sync.wake(TEST_CALLER, id);
    await until(async () => (await checks(id)).length === 2, 'the second comparison');
    expect((await checks(id))[0]?.data).toMatchObject({ missing: 2, extra: 1 });
    expect(await differences(db, id, remote.newestFirst(null))).toEqual({
      missing: [],
      extra: [],
      wrong: [],
    });
  }, 120_000);

  it('[SY16] announces mail that arrived meanwhile as new, and counts it as no difference', async () => {
    const { id, remote } = await mailbox(20);
    await until(async () => (await checks(id)).length === 1, 'the first comparison');
    const ended = new AbortController();
    const news: number[] = [];
    const feed = (async () => {
      for await (const event of test.engine.events.subscribe(TEST_CALLER, null, ended.signal))
        if (event.newMail && event.accountId === id) news.push(event.number);
    })();
    // Only the comparison knows of it so far: the account is not due for minutes.
    await until(async () => (await accountOf(id)).phase === 'idle', 'originals', 40_000);
    remote.insert(Buffer.from('From: a@b.example\r\nSubject: Now\r\n\r\nHello\r\n'), {
      labelIds: ['INBOX', 'UNREAD'],
    });
    await test.database.db
      .update(accounts)
      .set({ backfill: { stage: 'check' }, nextSyncAt: new Date(Date.now() + offsetMs + day) })
      .where(eq(accounts.id, id));
    const engine = test.another();
    await test.engine.stop();
    await engine.start();
    try {
      await until(async () => {
        const found = await engine.accounts.timeline(TEST_CALLER, id);
        return found.filter(({ kind }) => kind === 'checked').length === 2;
      }, 'the comparison');
      const found = await engine.accounts.timeline(TEST_CALLER, id);
      expect(found.find(({ kind }) => kind === 'checked')?.data).toMatchObject({ missing: 0 });
    } finally {
      await engine.stop();
      await test.engine.start();
      ended.abort();
      await feed.catch(() => {});
    }
    const { db } = test.database;
    expect(await differences(db, id, remote.newestFirst(null))).toMatchObject({ missing: [] });
  }, 90_000);
});

describe('polling', () => {
  it('[SY14] every 30 s while somebody looks, else every five minutes', async () => {
    const { id } = await mailbox(5);
    await until(async () => (await accountOf(id)).phase === 'idle', 'quiet', 40_000);
    const first = await accountOf(id);
    const wait = (first.nextSyncAt?.getTime() ?? 0) - (first.lastSyncedAt?.getTime() ?? 0);
    expect(wait).toBeGreaterThan(4 * 60_000);
    expect(wait).toBeLessThan(6 * 60_000);
    advance(40_000);
    test.engine.sync.setActive(TEST_CALLER);
    await until(async () => {
      const { lastSyncedAt } = await accountOf(id);
      return (lastSyncedAt?.getTime() ?? 0) > (first.lastSyncedAt?.getTime() ?? 0);
    }, 'the next poll');
  }, 60_000);
});

describe('what goes wrong', () => {
  it('[SY6] goes on by itself after minutes of 503, and says when', async () => {
    const { id, remote, email } = await mailbox(10);
    const fault = test.simulator.faults.add({
      match: '*',
      kind: { type: 'status', status: 503 },
      email,
    });
    await test.engine.sync.wake(TEST_CALLER, id);
    const failed = await until(async () => {
      const row = await accountOf(id);
      return row.failures > 0 && row;
    }, 'a failure');
    const [entry] = (await test.engine.accounts.timeline(TEST_CALLER, id)).filter(
      ({ kind }) => kind === 'error',
    );
    expect(entry?.data).toMatchObject({
      code: 'provider_unavailable',
      nextAt: failed.nextSyncAt?.toISOString(),
    });
    for (let minutes = 0; minutes < 3; minutes += 1) {
      const { failures } = await accountOf(id);
      advance(5 * 60_000);
      await until(async () => (await accountOf(id)).failures > failures, 'another failure');
    }
    // One line for the whole series.
    const errors = (await test.engine.accounts.timeline(TEST_CALLER, id)).filter(
      ({ kind }) => kind === 'error',
    );
    expect(errors).toHaveLength(1);
    test.simulator.faults.remove(fault);
    remote.insert(Buffer.from('From: a@b.example\r\nSubject: After\r\n\r\nHello\r\n'), {
      labelIds: ['INBOX'],
    });
    advance(10 * 60_000);
    await until(async () => (await accountOf(id)).failures === 0, 'success');
    expect(await differences(test.database.db, id, remote.newestFirst(null))).toMatchObject({
      missing: [],
    });
  }, 120_000);

  it('[SY12] keeps and shows what cannot be parsed, and holds nothing up for it', async () => {
    const { id, remote } = await mailbox(5);
    const hostile = Buffer.concat([
      Buffer.from('Content-Type: multipart/mixed; boundary="'),
      Buffer.alloc(100_000, 0xff),
      Buffer.from([0, 1, 2, 0x80]),
    ]);
    remote.insert(hostile, { labelIds: ['INBOX'] });
    remote.insert(Buffer.from('From: a@b.example\r\nSubject: Behind it\r\n\r\nHi\r\n'), {
      labelIds: ['INBOX'],
    });
    await test.engine.sync.wake(TEST_CALLER, id);
    await until(async () => {
      const state = await differences(test.database.db, id, remote.newestFirst(null));
      return state.missing.length === 0;
    }, 'both');
  }, 60_000);

  it('[SY1] an earlier start date during a running backfill brings the older mail too', async () => {
    users += 1;
    const email = `check${users}@gmail.example`;
    const { mailbox: remote } = await test.simulator.addUser({ email, messages: 200 });
    if (!remote) throw new Error('no mailbox');
    const latency = test.simulator.faults.add({
      match: '*',
      kind: { type: 'latency', ms: 60 },
      email,
    });
    const middle = [...remote.newestFirst(null)][100];
    const { id } = await test.link(email, { syncFrom: new Date(middle?.internalDate ?? 0) });
    await until(async () => (await accountOf(id)).cursor !== null, 'the beginning');
    await test.engine.accounts.changeStart(TEST_CALLER, id, null);
    // A pause in the middle ends nothing.
    await test.engine.accounts.pause(TEST_CALLER, id);
    await test.engine.accounts.resume(TEST_CALLER, id);
    test.simulator.faults.remove(latency);
    await until(
      async () => {
        const state = await differences(test.database.db, id, remote.newestFirst(null));
        return state.missing.length === 0;
      },
      'everything',
      60_000,
    );
  }, 120_000);

  it('[SY6] a disk that cannot be written delays, and loses nothing', async () => {
    const { id, remote } = await mailbox(5);
    const directory = test.options.blobDirectory;
    await rm(`${directory}/tmp`, { recursive: true, force: true });
    // A file where the directory for drafts was: every write fails.
    await writeFile(`${directory}/tmp`, '');
    remote.insert(Buffer.from('From: a@b.example\r\nSubject: No room\r\n\r\nHi\r\n'), {
      labelIds: ['INBOX'],
    });
    await test.engine.sync.wake(TEST_CALLER, id);
    await until(async () => (await accountOf(id)).failures > 0, 'a failure');
    await rm(`${directory}/tmp`);
    await mkdir(`${directory}/tmp`);
    advance(60_000);
    await until(async () => {
      const state = await differences(test.database.db, id, remote.newestFirst(null));
      return state.missing.length === 0;
    }, 'the message');
  }, 60_000);
});
