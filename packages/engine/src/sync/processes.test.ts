import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { databasesUnderTest } from '../store/testing.ts';
import {
  differences,
  startTestEngine,
  TEST_CALLER,
  type TestEngine,
  until,
  untilSynced,
} from '../testing.ts';

const alice = 'alice@gmail.example';
const kinds = await databasesUnderTest();

let test: TestEngine | null = null;
let second: Engine | null = null;
afterEach(async () => {
  await second?.stop();
  await test?.stop();
  second = null;
  test = null;
});

async function isSame(running: TestEngine, accountId: number): Promise<boolean> {
  const mailbox = running.simulator.world.users.get(alice)?.mailbox;
  const all = mailbox?.newestFirst(null) ?? [];
  const { missing, extra, wrong } = await differences(running.database.db, accountId, all);
  return missing.length + extra.length + wrong.length === 0;
}

describe.runIf(kinds.includes('postgres'))('two processes on one database', () => {
  it('[SY11] share the work and do each piece once', async () => {
    test = await startTestEngine({
      database: 'postgres',
      simulator: { users: [{ email: alice, messages: 150 }, { email: 'bob@gmail.example' }] },
      engine: { openDatabase: undefined },
    });
    // It has a pool of its own, like another process.
    second = test.another();
    await second.start();
    const account = await test.link(alice);
    for (let kick = 0; kick < 5; kick += 1)
      await Promise.all([
        second.sync.wake(TEST_CALLER, account.id),
        test.engine.sync.wake(TEST_CALLER, account.id),
      ]);
    await untilSynced(second, account.id);
    const usage = test.simulator.world.usage.read()[alice];
    const fetched = (usage?.byMethod['messages.get'] ?? 0) + (usage?.byMethod['threads.get'] ?? 0);
    // Every message once; originals may have begun.
    expect(fetched).toBeLessThanOrEqual(170);
    const running = test;
    await until(() => isSame(running, account.id), 'the same state');

    const subjects = Array.from({ length: 6 }, (_, index) => `Letter ${index}`);
    const engines = [test.engine, second];
    await Promise.all(
      subjects.map((subject, index) =>
        (engines[index % 2] as Engine).outbox.submit(TEST_CALLER, {
          submissionId: randomUUID(),
          accountId: account.id,
          to: [{ name: null, email: 'bob@gmail.example' }],
          cc: [],
          bcc: [],
          subject,
          html: '<p>Hello</p>',
          uploadIds: [],
          attachmentIds: [],
          undoSeconds: 0,
        }),
      ),
    );
    await until(
      async () =>
        (await running.engine.outbox.list(TEST_CALLER)).every(({ state }) => state === 'sent'),
      'everything sent',
    );
    const inbox = test.simulator.world.users.get('bob@gmail.example')?.mailbox;
    expect([...(inbox?.newestFirst('INBOX') ?? [])].length).toBe(subjects.length);
  }, 120_000);

  it('[SY11] a process that only answers requests leaves the work to the other', async () => {
    test = await startTestEngine({
      database: 'postgres',
      simulator: { users: [{ email: alice, messages: 20 }] },
      engine: { openDatabase: undefined, runJobs: false },
    });
    second = test.another({ runJobs: true });
    await second.start();
    const account = await test.link(alice);
    await untilSynced(test.engine, account.id);
    const running = test;
    await until(() => isSame(running, account.id), 'the same state');
  }, 120_000);
});

describe('starting and stopping', () => {
  it('[SY10] goes on after a stop in the middle, and starts twice', async () => {
    test = await startTestEngine({ simulator: { users: [{ email: alice, messages: 200 }] } });
    const running = test;
    const account = await test.link(alice);
    await until(async () => {
      const now = await running.engine.accounts.get(TEST_CALLER, account.id);
      return now.messageCount > 20;
    }, 'some messages');
    const stoppedAt = Date.now();
    await test.engine.stop();
    expect(Date.now() - stoppedAt).toBeLessThan(9_000);
    await test.engine.stop();
    await test.engine.start();
    await test.engine.start();
    await untilSynced(test.engine, account.id);
    await until(() => isSame(running, account.id), 'the same state');
  }, 120_000);
});
