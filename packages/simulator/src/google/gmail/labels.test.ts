import { expect, it } from 'vitest';
import { createTestWorld, encodeRaw } from './test-world.ts';

const ada = 'ada@gmail.example';

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels
it('creates, changes and deletes user labels, and counts in get alone', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const json = {
    name: 'Clients/Été',
    labelListVisibility: 'labelShow',
    color: { textColor: '#ffffff', backgroundColor: '#16a766' },
  };
  const created = await call(ada, 'labels', { method: 'POST', json });
  expect(created.body).toEqual({ id: 'Label_1', type: 'user', ...json });
  const { id } = mailbox(ada).insert(Buffer.from('\r\n'), { labelIds: ['Label_1', 'UNREAD'] });
  expect((await call(ada, 'labels/Label_1')).body).toMatchObject({
    messagesTotal: 1,
    messagesUnread: 1,
    threadsTotal: 1,
    threadsUnread: 1,
  });
  const listed = (await call(ada, 'labels')).body.labels;
  expect(listed.find((label: { id: string }) => label.id === 'Label_1')).toEqual(created.body);
  const patched = await call(ada, 'labels/Label_1', { method: 'PATCH', json: { name: 'New' } });
  expect(patched.body).toEqual({ ...created.body, name: 'New' });
  const replaced = await call(ada, 'labels/Label_1', { method: 'PUT', json: { name: 'Bare' } });
  expect(replaced.body).toEqual({ id: 'Label_1', name: 'Bare', type: 'user' });
  expect((await call(ada, 'labels/Label_1', { method: 'DELETE' })).status).toBe(204);
  expect(mailbox(ada).get(id)?.labelIds).toEqual(['UNREAD']);
  expect((await call(ada, 'labels/Label_1')).status).toBe(404);
});

it('refuses duplicates (409), bad names, system labels and colours off the palette', async () => {
  const { call } = createTestWorld(ada);
  const create = async (json: unknown) =>
    (await call(ada, 'labels', { method: 'POST', json })).status;
  expect(await create({ name: 'One' })).toBe(200);
  expect(await create({ name: 'one' })).toBe(409);
  expect(await create({ name: 'Inbox' })).toBe(400);
  expect(await create({ name: '' })).toBe(400);
  expect(await create({ name: 'a//b' })).toBe(400);
  expect(await create({ name: 'x'.repeat(226) })).toBe(400);
  const color = { textColor: '#123456', backgroundColor: '#000000' };
  expect(await create({ name: 'Two', color })).toBe(400);
  expect((await call(ada, 'labels/INBOX', { method: 'DELETE' })).status).toBe(400);
  expect((await call(ada, 'labels/INBOX', { method: 'PUT', json: { name: 'x' } })).status).toBe(
    400,
  );
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads
it('lists threads by their newest message, and gets them in three formats, not raw', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const box = mailbox(ada);
  const root = box.insert(Buffer.from('Subject: a\r\n\r\none'), { labelIds: ['INBOX'] });
  const other = box.insert(Buffer.from('Subject: b\r\n\r\ntwo'), { labelIds: ['INBOX'] });
  box.insert(Buffer.from('Subject: Re: a\r\n\r\nthree'), {
    labelIds: ['INBOX', 'UNREAD'],
    threadId: root.id,
    internalDate: other.internalDate + 1_000,
  });
  const first = await call(ada, 'threads?maxResults=1');
  expect(first.body.threads).toMatchObject([{ id: root.id, snippet: 'three' }]);
  const second = await call(ada, `threads?maxResults=1&pageToken=${first.body.nextPageToken}`);
  expect(second.body.threads).toMatchObject([{ id: other.id }]);
  expect(second.body.nextPageToken).toBeUndefined();
  expect((await call(ada, 'threads?labelIds=UNREAD')).body.threads).toHaveLength(1);
  const got = await call(ada, `threads/${root.id}`);
  expect(got.body.messages).toHaveLength(2);
  expect(got.body.historyId).toBe(got.body.messages[1].historyId);
  expect((await call(ada, `threads/${root.id}?format=raw`)).status).toBe(400);
  expect((await call(ada, `threads/${root.id}?format=minimal`)).status).toBe(200);
  await call(ada, `threads/${root.id}/trash`, { method: 'POST' });
  expect(box.thread(root.id).every((message) => message.labelIds.includes('TRASH'))).toBe(true);
  expect((await call(ada, `threads/${root.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await call(ada, `threads/${root.id}`)).status).toBe(404);
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/insert
it('threads an insertion by its references when the subjects agree', async () => {
  const { call } = createTestWorld(ada);
  const insert = async (lines: string[]) =>
    (
      await call(ada, 'messages', {
        method: 'POST',
        json: { raw: encodeRaw([...lines, '', '']), labelIds: ['INBOX'] },
      })
    ).body;
  const root = await insert(['Subject: Plan', 'Message-ID: <1@x>']);
  const answer = await insert(['Subject: RE: plan', 'References: <0@x> <1@x>']);
  expect(answer.threadId).toBe(root.id);
  const stray = await insert(['Subject: Something else', 'In-Reply-To: <1@x>']);
  expect(stray.threadId).toBe(stray.id);
});
