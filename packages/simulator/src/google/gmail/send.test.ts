import { expect, it } from 'vitest';
import { headerOfRaw, parseMime } from '../mime.ts';
import { acceptAlias } from './settings.ts';
import { createTestWorld, encodeRaw } from './test-world.ts';

const ada = 'ada@gmail.example';
const bob = 'bob@gmail.example';

function newest(test: ReturnType<typeof createTestWorld>, email: string) {
  const [message] = test.mailbox(email).newestFirst(null);
  if (!message) throw new Error('empty mailbox');
  return { message, raw: test.mailbox(email).raw(message) };
}

const send = (
  test: ReturnType<typeof createTestWorld>,
  from: string,
  lines: string[],
  extra: object = {},
) =>
  test.call(from, 'messages/send', { method: 'POST', json: { raw: encodeRaw(lines), ...extra } });

// https://developers.google.com/workspace/gmail/api/guides/sending
it('delivers to the inbox of the other account, without Bcc and with Gmail’s Message-ID', async () => {
  const test = createTestWorld(ada, bob, 'eve@gmail.example');
  const { status, body } = await send(test, ada, [
    'From: Somebody Else <boss@elsewhere.example>',
    'To: Bob <bob@gmail.example>',
    'Bcc: eve@gmail.example',
    'Subject: Hello',
    'Message-ID: <mine@client.example>',
    '',
    'text',
  ]);
  expect(status).toBe(200);
  expect(body).toEqual({ id: body.id, threadId: body.id, labelIds: ['SENT'] });
  const received = newest(test, bob);
  expect(received.message.labelIds).toEqual(['CATEGORY_PERSONAL', 'INBOX', 'UNREAD']);
  expect(headerOfRaw(received.raw, 'bcc')).toBeNull();
  expect(headerOfRaw(received.raw, 'from')).toBe('ada <ada@gmail.example>');
  expect(headerOfRaw(received.raw, 'message-id')).toMatch(/^<CA[\w=+-]+@mail\.gmail\.com>$/);
  expect(Date.parse(headerOfRaw(received.raw, 'date') ?? '')).not.toBeNaN();
  expect(headerOfRaw(newest(test, ada).raw, 'bcc')).toBe('eve@gmail.example');
  expect(test.mailbox('eve@gmail.example').messageCount).toBe(1);
});

it('refuses an invalid recipient, and a message without one', async () => {
  const test = createTestWorld(ada);
  const invalid = await send(test, ada, ['To: not an address', '', '']);
  expect(invalid.status).toBe(400);
  expect(invalid.body.error).toMatchObject({
    message: 'Invalid To header',
    errors: [{ reason: 'invalidArgument' }],
  });
  expect((await send(test, ada, ['Subject: x', '', ''])).status).toBe(400);
  expect(test.mailbox(ada).messageCount).toBe(0);
});

it('bounces an unknown address of a domain it has, as multipart/report', async () => {
  const test = createTestWorld(ada);
  await send(test, ada, ['To: nobody@gmail.example', 'Subject: x', '', '']);
  const { message, raw } = newest(test, ada);
  const root = parseMime(raw);
  expect(message.labelIds).toContain('INBOX');
  expect(root.mimeType).toBe('multipart/report');
  expect(root.parts.map((part) => part.mimeType)).toEqual([
    'text/plain',
    'message/delivery-status',
    'message/rfc822',
  ]);
  expect(headerOfRaw(raw, 'x-failed-recipients')).toBe('nobody@gmail.example');
});

it('puts mail to oneself into SENT and INBOX as one message', async () => {
  const test = createTestWorld(ada);
  await send(test, ada, ['To: ada+tag@gmail.example', 'Subject: x', '', '']);
  expect(test.mailbox(ada).messageCount).toBe(1);
  expect(newest(test, ada).message.labelIds).toEqual(['INBOX', 'SENT', 'UNREAD']);
});

// https://developers.google.com/workspace/gmail/api/guides/threads#adding_drafts_and_messages_to_threads
it('joins a thread only with threadId, references and the same subject', async () => {
  const test = createTestWorld(ada, bob);
  await send(test, ada, ['To: bob@gmail.example', 'Subject: Plan', '', 'one']);
  const first = newest(test, bob);
  const id = headerOfRaw(first.raw, 'message-id') ?? '';
  const { threadId } = first.message;
  const to = 'To: ada@gmail.example';
  const references = [`In-Reply-To: ${id}`, `References: ${id}`];
  const threadOf = async (lines: string[], json: object) =>
    (await send(test, bob, [...lines, '', 'two'], json)).body.threadId;
  expect(await threadOf([to, 'Subject: Re: Plan', ...references], { threadId })).toBe(threadId);
  expect(await threadOf([to, 'Subject: Re: Plan'], { threadId })).not.toBe(threadId);
  expect(await threadOf([to, 'Subject: Other', ...references], { threadId })).not.toBe(threadId);
  const absent = await send(test, bob, [to, '', ''], { threadId: '18c5f0e2a1b3c4d5' });
  expect(absent.status).toBe(404);
  // The first one's answer stands in the sender's own thread on the other side.
  const answers = test.mailbox(ada).thread([...test.mailbox(ada).newestFirst('SENT')][0]?.id ?? '');
  expect(answers).toHaveLength(2);
});

// https://developers.google.com/workspace/gmail/api/guides/drafts
it('gives a draft a lasting id, a new message with each update, and sends it once', async () => {
  const test = createTestWorld(ada, bob);
  const draft = (lines: string[]) => ({ message: { raw: encodeRaw(lines) } });
  const created = await test.call(ada, 'drafts', {
    method: 'POST',
    json: draft(['To: bob@gmail.example', 'Subject: One', '', '']),
  });
  expect(created.body.message.labelIds).toEqual(['DRAFT']);
  const { id } = created.body;
  const updated = await test.call(ada, `drafts/${id}`, {
    method: 'PUT',
    json: draft(['To: bob@gmail.example', 'Subject: Two', '', '']),
  });
  expect(updated.body.id).toBe(id);
  expect(updated.body.message.id).not.toBe(created.body.message.id);
  expect((await test.call(ada, `messages/${created.body.message.id}`)).status).toBe(404);
  expect((await test.call(ada, 'drafts')).body.drafts).toHaveLength(1);
  const sent = await test.call(ada, 'drafts/send', { method: 'POST', json: { id } });
  expect(sent.body.labelIds).toEqual(['SENT']);
  expect(sent.body.id).not.toBe(updated.body.message.id);
  expect((await test.call(ada, `drafts/${id}`)).status).toBe(404);
  const again = await test.call(ada, 'drafts/send', { method: 'POST', json: { id } });
  expect(again.status).toBe(404);
  expect(headerOfRaw(newest(test, bob).raw, 'subject')).toBe('Two');
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs
it('keeps From when it is a verified alias, which is pending until then', async () => {
  const test = createTestWorld(ada, bob);
  const scopes = ['https://www.googleapis.com/auth/gmail.settings.sharing'];
  const json = { sendAsEmail: 'sales@shop.example', displayName: 'Sales' };
  const created = await test.call(ada, 'settings/sendAs', { method: 'POST', json, scopes });
  expect(created.body.verificationStatus).toBe('pending');
  const lines = ['From: Sales <sales@shop.example>', 'To: bob@gmail.example', '', ''];
  await send(test, ada, lines);
  expect(headerOfRaw(newest(test, bob).raw, 'from')).toBe('ada <ada@gmail.example>');
  acceptAlias(test.mailbox(ada), 'sales@shop.example');
  await send(test, ada, lines);
  expect(headerOfRaw(newest(test, bob).raw, 'from')).toBe('Sales <sales@shop.example>');
  const primary = await test.call(ada, `settings/sendAs/${ada}`, { method: 'DELETE', scopes });
  expect(primary.status).toBe(400);
});
