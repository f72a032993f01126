import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../engine.ts';
import {
  differences,
  startTestEngine,
  TEST_CALLER,
  type TestEngine,
  until,
  untilSynced,
} from '../testing.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine();
}, 120_000);
afterAll(() => test.stop());

let users = 0;

/** A mailbox of its own for each test, linked and synchronised. */
async function mailbox(messages: number, isSynced = true) {
  users += 1;
  const email = `user${users}@gmail.example`;
  const user = await test.simulator.addUser({ email, messages });
  if (!user.mailbox) throw new Error('no mailbox');
  const account = await test.link(email);
  if (isSynced) await untilSynced(test.engine, account.id);
  return { email, remote: user.mailbox, accountId: account.id };
}

function letter(subject: string): Buffer {
  return Buffer.from(
    `From: Bo <bo@example.org>\r\nTo: a@example.org\r\nSubject: ${subject}\r\n` +
      `Message-ID: <${subject.replace(/\W/g, '')}@example.org>\r\n\r\nHello\r\n`,
  );
}

async function untilSame({ remote, accountId }: Awaited<ReturnType<typeof mailbox>>) {
  const same = { missing: [], extra: [], wrong: [] };
  let last: unknown;
  await until(async () => {
    last = await differences(test.database.db, accountId, remote.newestFirst(null));
    return JSON.stringify(last) === JSON.stringify(same);
  }, 'the same state').catch(() => {});
  expect(last).toEqual(same);
}

const timelineKinds = async (accountId: number) =>
  (await test.engine.accounts.timeline(TEST_CALLER, accountId)).map(({ kind }) => kind);

describe('synchronisation', () => {
  it('[SY1] brings the whole mailbox, each message once and in its state', async () => {
    const box = await mailbox(120);
    await untilSame(box);
    const account = await test.engine.accounts.get(TEST_CALLER, box.accountId);
    expect(account.messageCount).toBe(box.remote.messageCount);
    expect(await timelineKinds(box.accountId)).toEqual(
      expect.arrayContaining(['linked', 'sync_started', 'first_screen', 'backfill_done']),
    );
  }, 60_000);

  it('[SY2] applies what changed at the provider: new, moved, read, starred, deleted', async () => {
    const box = await mailbox(30);
    const [first, second, third] = [...box.remote.newestFirst(null)];
    if (!first || !second || !third) throw new Error('too few messages');
    box.remote.insert(letter('Fresh'), { labelIds: ['INBOX', 'UNREAD'] });
    box.remote.relabel(first.id, ['STARRED'], ['INBOX']);
    box.remote.relabel(second.id, ['UNREAD', 'INBOX'], []);
    box.remote.remove(third.id);
    await test.engine.sync.wake(TEST_CALLER, box.accountId);
    await untilSame(box);
  }, 60_000);

  it('[SY3] keeps a pending local change when an older remote state arrives', async () => {
    const box = await mailbox(20);
    const page = await test.engine.mail.threads(TEST_CALLER, {
      role: 'inbox',
      accountId: box.accountId,
    });
    const thread = page.threads[0];
    if (!thread) throw new Error('an empty inbox');
    // The provider does not take changes for a while, and tells an older state of its own.
    const ids = ['messages.modify', 'messages.batchModify'].map((method) =>
      test.simulator.faults.add({
        match: method,
        kind: { type: 'status', status: 503 },
        email: box.email,
      }),
    );
    await test.engine.mail.act(TEST_CALLER, {
      kind: 'archive',
      threadIds: [thread.id],
      messageIds: [],
    });
    const before = await test.engine.accounts.get(TEST_CALLER, box.accountId);
    const view = await test.engine.mail.thread(TEST_CALLER, thread.id);
    for (const message of [...box.remote.newestFirst(null)].slice(0, 20))
      box.remote.relabel(message.id, ['IMPORTANT'], []);
    await test.engine.sync.wake(TEST_CALLER, box.accountId);
    await until(async () => {
      const now = await test.engine.accounts.get(TEST_CALLER, box.accountId);
      return now.lastSyncedAt !== before.lastSyncedAt;
    }, 'another synchronisation');
    const after = await test.engine.mail.thread(TEST_CALLER, thread.id);
    const inbox = (await test.engine.mail.folders(TEST_CALLER)).find(
      (folder) => folder.accountId === box.accountId && folder.role === 'inbox',
    );
    expect(after.messages.length).toBe(view.messages.length);
    expect(after.messages.flatMap(({ folderIds }) => folderIds)).not.toContain(inbox?.id);
    for (const id of ids) test.simulator.faults.remove(id);
    await untilSame(box);
  }, 60_000);

  it('[SY5] reconciles after expired history: nothing lost, nothing announced as new', async () => {
    const box = await mailbox(40);
    const [first, second] = [...box.remote.newestFirst(null)];
    if (!first || !second) throw new Error('too few messages');
    await test.engine.accounts.pause(TEST_CALLER, box.accountId);
    box.remote.insert(letter('While nobody looked'), { labelIds: ['INBOX', 'UNREAD'] });
    box.remote.relabel(first.id, ['STARRED'], ['UNREAD', 'INBOX']);
    box.remote.remove(second.id);
    box.remote.expireHistory();
    const ended = new AbortController();
    const news: number[] = [];
    const feed = (async () => {
      for await (const event of test.engine.events.subscribe(TEST_CALLER, null, ended.signal))
        if (event.newMail && event.accountId === box.accountId) news.push(event.number);
    })();
    await test.engine.accounts.resume(TEST_CALLER, box.accountId);
    await untilSame(box);
    await until(
      async () => (await timelineKinds(box.accountId)).includes('reconciled'),
      'the timeline entry',
    );
    ended.abort();
    await feed;
    expect(news).toEqual([]);
  }, 60_000);

  it('[SY6] goes on after 429, 5xx and cut bodies, without losing anything', async () => {
    users += 1;
    const email = `user${users}@gmail.example`;
    const user = await test.simulator.addUser({ email, messages: 80 });
    const faults = [
      { type: 'status', status: 429 },
      { type: 'status', status: 503 },
      { type: 'cut_body', afterBytes: 40 },
    ] as const;
    const ids = faults.map((kind) =>
      test.simulator.faults.add({ match: '*', kind, email, probability: 0.05 }),
    );
    const account = await test.link(email, { confirm: false }).catch(() => null);
    const linked = account ?? (await test.link(email, { confirm: false }));
    await test.engine.accounts.confirm(TEST_CALLER, linked.id, { syncFrom: null });
    await until(
      async () => (await test.engine.accounts.get(TEST_CALLER, linked.id)).messageCount > 20,
      'some messages',
      60_000,
    );
    for (const id of ids) test.simulator.faults.remove(id);
    if (!user.mailbox) throw new Error('no mailbox');
    await test.engine.sync.wake(TEST_CALLER, linked.id);
    // A call that had failed before may still cost a pause of half a minute.
    await until(
      async () => (await test.engine.accounts.get(TEST_CALLER, linked.id)).lastSyncedAt !== null,
      'a synchronisation',
      90_000,
    );
    await untilSynced(test.engine, linked.id);
    await untilSame({ email, remote: user.mailbox, accountId: linked.id });
  }, 180_000);

  it('[SY7] stops at a revoked grant, keeps the mail and says so', async () => {
    const box = await mailbox(10);
    test.simulator.world.revokeTokens(box.email);
    await test.engine.sync.wake(TEST_CALLER, box.accountId);
    const account = await until(async () => {
      const now = await test.engine.accounts.get(TEST_CALLER, box.accountId);
      return now.status === 'needs_reconnect' && now;
    }, 'the end of the grant');
    expect(account.messageCount).toBe(box.remote.messageCount);
    expect(account.problem?.code).toBe('token_revoked');
    expect(await timelineKinds(box.accountId)).toContain('needs_reconnect');
  }, 60_000);

  it('[SY8] keeps a copy for each of two users of one mailbox', async () => {
    const box = await mailbox(15);
    const bo: Caller = { userId: 'bo', isAdministrator: false };
    const other = await test.link(box.email, { caller: bo });
    await untilSynced(test.engine, other.id, bo);
    box.remote.insert(letter('To both'), { labelIds: ['INBOX', 'UNREAD'] });
    await test.engine.sync.wake(TEST_CALLER, box.accountId);
    await test.engine.sync.wake(bo, other.id);
    await untilSame(box);
    await untilSame({ ...box, accountId: other.id });
    await expect(test.engine.accounts.get(bo, box.accountId)).rejects.toMatchObject({
      code: 'not_found',
    });
  }, 60_000);

  it('[SY9] keeps originals of everything in the end', async () => {
    const box = await mailbox(25);
    await until(
      async () =>
        (await test.engine.accounts.get(TEST_CALLER, box.accountId)).sync.phase === 'idle',
      'originals',
      60_000,
    );
    const page = await test.engine.mail.threads(TEST_CALLER, {
      role: 'all',
      accountId: box.accountId,
    });
    const thread = await test.engine.mail.thread(TEST_CALLER, page.threads[0]?.id ?? 0);
    const raw = await test.engine.mail.raw(TEST_CALLER, thread.messages[0]?.id ?? 0);
    const text = await new Response(raw.body as ReadableStream).text();
    expect(text).toMatch(/^[\w-]+:/);
  }, 90_000);
});
