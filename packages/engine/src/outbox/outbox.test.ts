import { randomUUID } from 'node:crypto';
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
import type { SubmissionInput } from '../views.ts';

const alice = 'alice@gmail.example';
const bob = 'bob@gmail.example';

let test: TestEngine;
let accountId: number;
beforeAll(async () => {
  test = await startTestEngine({
    simulator: { users: [{ email: alice, messages: 30 }, { email: bob }] },
  });
  accountId = (await test.link(alice)).id;
  await untilSynced(test.engine, accountId);
}, 120_000);
afterAll(() => test.stop());

const letter = (subject: string, rest: Partial<SubmissionInput> = {}): SubmissionInput => ({
  submissionId: randomUUID(),
  accountId,
  to: [{ name: null, email: bob }],
  cc: [],
  bcc: [],
  subject,
  html: '<p>Hello Bob</p>',
  uploadIds: [],
  attachmentIds: [],
  undoSeconds: 0,
  ...rest,
});

function mailboxOf(email: string) {
  const mailbox = test.simulator.world.users.get(email)?.mailbox;
  if (!mailbox) throw new Error('no mailbox');
  return mailbox;
}

/** How many messages with this subject a mailbox holds under a label. */
function count(email: string, subject: string, labelId: string): number {
  const mailbox = mailboxOf(email);
  const isIt = (raw: Uint8Array) => Buffer.from(raw).toString().includes(`Subject: ${subject}\r\n`);
  return [...mailbox.newestFirst(labelId)].filter((message) => isIt(mailbox.raw(message))).length;
}

const untilState = (outboxId: number, state: string) =>
  until(async () => {
    const view = await test.engine.outbox.get(TEST_CALLER, outboxId);
    return view.state === state && view;
  }, `the state ${state}`);

async function inboxThread() {
  const page = await test.engine.mail.threads(TEST_CALLER, { role: 'inbox', accountId });
  const thread = page.threads[0];
  if (!thread) throw new Error('an empty inbox');
  return thread;
}

const untilSame = () =>
  until(async () => {
    const all = mailboxOf(alice).newestFirst(null);
    const { missing, extra, wrong } = await differences(test.database.db, accountId, all);
    return missing.length + extra.length + wrong.length === 0;
  }, 'the same state');

describe('outbox', () => {
  it('[OB1] delivers once, links the copy in Sent, and repeats an answer for the same submission', async () => {
    const input = letter('Delivered once');
    const first = await test.engine.outbox.submit(TEST_CALLER, input);
    const again = await test.engine.outbox.submit(TEST_CALLER, input);
    expect(again.id).toBe(first.id);
    await untilState(first.id, 'sent');
    const linked = await until(async () => {
      const view = await test.engine.outbox.get(TEST_CALLER, first.id);
      return view.messageId !== null && view;
    }, 'the copy in Sent');
    const thread = await test.engine.mail.thread(TEST_CALLER, linked.threadId ?? 0);
    expect(thread.subject).toBe('Delivered once');
    expect([count(bob, 'Delivered once', 'INBOX'), count(alice, 'Delivered once', 'SENT')]).toEqual(
      [1, 1],
    );
  }, 60_000);

  it('[OB2] withdraws a message within its undo window', async () => {
    const queued = await test.engine.outbox.submit(
      TEST_CALLER,
      letter('Never sent', { undoSeconds: 30 }),
    );
    const cancelled = await test.engine.outbox.cancel(TEST_CALLER, queued.id);
    expect(cancelled.state).toBe('cancelled');
    await expect(test.engine.outbox.cancel(TEST_CALLER, queued.id)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(count(bob, 'Never sent', 'INBOX')).toBe(0);
  });

  it('[OB3] sends exactly once when the answer is lost after the work was done', async () => {
    for (const match of ['drafts.send', 'drafts.create']) {
      test.simulator.faults.add({
        match,
        kind: { type: 'lost_answer' },
        remaining: 1,
        email: alice,
      });
      const subject = `Lost answer of ${match}`;
      const { id } = await test.engine.outbox.submit(TEST_CALLER, letter(subject));
      await untilState(id, 'sent');
      expect(count(bob, subject, 'INBOX')).toBe(1);
      expect(mailboxOf(alice).drafts.size).toBe(0);
    }
  }, 60_000);

  it('[OB4] tries again after a passing failure, and gives up on a refusal', async () => {
    test.simulator.faults.add({
      match: 'drafts.create',
      kind: { type: 'status', status: 503 },
      remaining: 2,
      email: alice,
    });
    const { id } = await test.engine.outbox.submit(TEST_CALLER, letter('After a failure'));
    await untilState(id, 'sent');
    expect(count(bob, 'After a failure', 'INBOX')).toBe(1);
  }, 60_000);

  it('[OB5] sends uploads and forwards attachments of stored messages', async () => {
    const upload = await test.engine.outbox.upload(TEST_CALLER, {
      fileName: '../a/b\u0000.txt',
      mimeType: 'text/plain',
      body: new Blob(['bytes of the file']).stream() as ReadableStream<Uint8Array>,
    });
    expect(upload.fileName).toBe('b.txt');
    const sent = await test.engine.outbox.submit(
      TEST_CALLER,
      letter('With a file', { uploadIds: [upload.id] }),
    );
    await untilState(sent.id, 'sent');
    const linked = await until(async () => {
      const view = await test.engine.outbox.get(TEST_CALLER, sent.id);
      return view.messageId !== null && view;
    }, 'the copy');
    const thread = await test.engine.mail.thread(TEST_CALLER, linked.threadId ?? 0);
    const attachment = thread.messages[0]?.attachments[0];
    const file = await test.engine.mail.attachment(TEST_CALLER, attachment?.id ?? 0);
    expect(Buffer.from(file.body as Uint8Array).toString()).toBe('bytes of the file');
    const draft = await test.engine.outbox.draftFor(
      TEST_CALLER,
      linked.messageId ?? 0,
      'forward',
      'en',
    );
    expect([draft.subject, draft.attachments.length]).toEqual(['Fwd: With a file', 1]);
    const forwarded = await test.engine.outbox.submit(
      TEST_CALLER,
      letter(draft.subject, { attachmentIds: draft.attachments.map(({ id }) => id) }),
    );
    await untilState(forwarded.id, 'sent');
    const zip = await test.engine.mail.attachmentsZip(TEST_CALLER, linked.messageId ?? 0);
    const bytes = Buffer.from(await new Response(zip.body as ReadableStream).arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
  }, 60_000);

  it('[OB6] answers in the conversation of the message', async () => {
    const thread = await inboxThread();
    const view = await test.engine.mail.thread(TEST_CALLER, thread.id);
    const messageId = view.messages.at(-1)?.id ?? 0;
    const draft = await test.engine.outbox.draftFor(TEST_CALLER, messageId, 'reply', 'fr');
    expect(draft.subject).toMatch(/^Re: /);
    const { id } = await test.engine.outbox.submit(
      TEST_CALLER,
      letter(draft.subject, { related: { messageId, kind: 'reply' }, html: draft.quoteHtml }),
    );
    await untilState(id, 'sent');
    await until(async () => {
      const now = await test.engine.mail.thread(TEST_CALLER, thread.id);
      return now.messages.length === view.messages.length + 1;
    }, 'the answer in the conversation');
  }, 60_000);

  it('[OB7] shows a row to nobody else', async () => {
    const { id } = await test.engine.outbox.submit(TEST_CALLER, letter('Mine'));
    const other: Caller = { userId: 'eve', isAdministrator: false };
    for (const ask of [
      () => test.engine.outbox.get(other, id),
      () => test.engine.outbox.cancel(other, id),
      () => test.engine.outbox.retry(other, id),
      () => test.engine.outbox.submit(other, letter('Not mine')),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
    expect(await test.engine.outbox.list(other)).toEqual([]);
  });
});

describe('actions', () => {
  it('[OB8] applies at once here and soon at the provider, and undoes exactly that', async () => {
    const thread = await inboxThread();
    await untilSame();
    const before = await test.engine.mail.thread(TEST_CALLER, thread.id);
    for (const kind of ['star', 'mark_unread', 'archive', 'trash', 'spam'] as const) {
      const action = await test.engine.mail.act(TEST_CALLER, {
        kind,
        threadIds: [thread.id],
        messageIds: [],
      });
      expect(action.canUndo).toBe(true);
      await untilSame();
      await test.engine.mail.undo(TEST_CALLER, action.id);
      await untilSame();
      expect(await test.engine.mail.thread(TEST_CALLER, thread.id)).toEqual(before);
      await expect(test.engine.mail.undo(TEST_CALLER, action.id)).rejects.toMatchObject({
        code: 'conflict',
      });
    }
  }, 60_000);

  it('[OB10] makes a label, moves a conversation to it, and deletes for ever', async () => {
    const label = await test.engine.mail.createLabel(TEST_CALLER, accountId, 'Projects/Roof');
    const thread = await inboxThread();
    await test.engine.mail.act(TEST_CALLER, {
      kind: 'move',
      threadIds: [thread.id],
      messageIds: [],
      folderId: label.id,
    });
    const moved = await test.engine.mail.threads(TEST_CALLER, { folderId: label.id });
    expect(moved.threads.map(({ id }) => id)).toEqual([thread.id]);
    await untilSame();
    const gone = await test.engine.mail.act(TEST_CALLER, {
      kind: 'delete_forever',
      threadIds: [thread.id],
      messageIds: [],
    });
    expect(gone.canUndo).toBe(false);
    await expect(test.engine.mail.thread(TEST_CALLER, thread.id)).rejects.toMatchObject({
      code: 'not_found',
    });
    await untilSame();
  }, 60_000);

  it("[OB11] refuses what is somebody else's", async () => {
    const thread = await inboxThread();
    const other: Caller = { userId: 'eve', isAdministrator: true };
    await expect(
      test.engine.mail.act(other, { kind: 'star', threadIds: [thread.id], messageIds: [] }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
