import { expect, it } from 'vitest';
import { createTestWorld } from './test-world.ts';

const ada = 'ada@gmail.example';

function filled(count: number) {
  const test = createTestWorld(ada);
  const mailbox = test.mailbox(ada);
  const start = test.world.clock.now() - count * 60_000;
  for (let at = 0; at < count; at += 1)
    mailbox.insert(Buffer.from(`Subject: number ${at}\r\n\r\nbody ${at}`), {
      labelIds: at % 2 === 0 ? ['INBOX', 'UNREAD'] : ['INBOX'],
      internalDate: start + at * 60_000,
    });
  return { ...test, mailbox };
}

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list
it('lists ids newest first: 100 by default, at most 500, with stable page tokens', async () => {
  const { call, mailbox, world } = filled(620);
  world.project.quota = { ...world.project.quota, unitsPerUserPerMinute: 1e9 };
  const first = await call(ada, 'messages');
  expect(first.body.messages).toHaveLength(100);
  expect(Object.keys(first.body.messages[0])).toEqual(['id', 'threadId']);
  expect((await call(ada, 'messages?maxResults=9999')).body.messages).toHaveLength(500);
  expect((await call(ada, 'messages?maxResults=0')).status).toBe(400);
  expect((await call(ada, 'messages?pageToken=!!')).status).toBe(400);
  const seen: string[] = [];
  let token = '';
  for (let page = 0; page < 10; page += 1) {
    const { body } = await call(ada, `messages?maxResults=200${token}`);
    seen.push(...body.messages.map((message: { id: string }) => message.id));
    // What arrives or goes between two pages neither repeats nor hides a message.
    mailbox.insert(Buffer.from('Subject: new\r\n\r\n'), { labelIds: ['INBOX'] });
    if (!body.nextPageToken) break;
    token = `&pageToken=${body.nextPageToken}`;
  }
  expect(seen).toHaveLength(620);
  expect(new Set(seen).size).toBe(620);
});

it('joins labelIds by AND, and leaves out spam and bin unless asked', async () => {
  const { call, mailbox } = filled(10);
  const unread = await call(ada, 'messages?labelIds=INBOX&labelIds=UNREAD');
  expect(unread.body.messages).toHaveLength(5);
  const id = unread.body.messages[0].id;
  mailbox.relabel(id, ['TRASH'], ['INBOX']);
  expect((await call(ada, 'messages')).body.messages).toHaveLength(9);
  expect((await call(ada, 'messages?includeSpamTrash=true')).body.messages).toHaveLength(10);
  expect((await call(ada, 'messages?labelIds=TRASH')).body.messages).toEqual([
    { id, threadId: id },
  ]);
  expect((await call(ada, 'messages?labelIds=Label_77')).status).toBe(400);
  expect((await call(ada, 'messages?q=subject:nothing')).body).toEqual({ resultSizeEstimate: 0 });
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages#Message
it('gives the whole MIME tree: part ids, headers in order, text in UTF-8, files by id', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const raw = [
    'Received: one',
    'Received: two',
    'From: =?utf-8?Q?Andr=C3=A9?= <a@b.example>',
    'Content-Type: multipart/mixed; boundary=m',
    '',
    '--m',
    'Content-Type: multipart/alternative; boundary=a',
    '',
    '--a',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'd=E9j=E0 <vu> & more',
    '--a',
    'Content-Type: text/html',
    '',
    '<p>x</p>',
    '--a--',
    '--m',
    "Content-Type: application/pdf; name*=utf-8''%C3%A9t%C3%A9.pdf",
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    'aGVsbG8=',
    '--m--',
  ].join('\r\n');
  const { id } = mailbox(ada).insert(Buffer.from(raw), { labelIds: ['INBOX'] });
  const { body } = await call(ada, `messages/${id}`);
  expect(body).toMatchObject({ id, threadId: id, snippet: 'déjà &lt;vu&gt; &amp; more' });
  expect(body.historyId).toMatch(/^\d+$/);
  expect(body.sizeEstimate).toBe(raw.length);
  expect(body.payload.headers.map((header: { value: string }) => header.value)).toEqual([
    'one',
    'two',
    'André <a@b.example>',
    'multipart/mixed; boundary=m',
  ]);
  const [alternative, file] = body.payload.parts;
  expect(alternative).toMatchObject({ partId: '0', body: { size: 0 } });
  expect(alternative.parts[1].partId).toBe('0.1');
  const text = Buffer.from(alternative.parts[0].body.data, 'base64url').toString('utf8');
  expect(text).toBe('déjà <vu> & more');
  expect(file).toMatchObject({ partId: '1', filename: 'été.pdf', body: { size: 5 } });
  expect(file.body.data).toBeUndefined();

  // https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages.attachments/get
  const again = await call(ada, `messages/${id}`);
  const ids = [file, again.body.payload.parts[1]].map((part) => part.body.attachmentId);
  expect(ids[0]).not.toBe(ids[1]);
  for (const attachmentId of ids) {
    const attachment = await call(ada, `messages/${id}/attachments/${attachmentId}`);
    expect(attachment.body).toEqual({ size: 5, data: 'aGVsbG8=' });
  }
  expect((await call(ada, `messages/${id}/attachments/ANGjdJnonsense`)).status).toBe(400);
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/Format
it('has four formats', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const raw = 'Subject: x\r\nTo: b@c.example\r\n\r\nbody';
  const { id } = mailbox(ada).insert(Buffer.from(raw), { labelIds: ['INBOX'] });
  const minimal = (await call(ada, `messages/${id}?format=minimal`)).body;
  expect(minimal.payload).toBeUndefined();
  const rawReply = (await call(ada, `messages/${id}?format=raw`)).body;
  expect(Buffer.from(rawReply.raw, 'base64url').toString()).toBe(raw);
  expect(rawReply.payload).toBeUndefined();
  const path = `messages/${id}?format=metadata&metadataHeaders=subject&metadataHeaders=X`;
  expect((await call(ada, path)).body.payload).toEqual({
    mimeType: 'text/plain',
    headers: [{ name: 'Subject', value: 'x' }],
  });
  expect((await call(ada, `messages/${id}?format=raw2`)).status).toBe(400);
});

it('tells an absent message (404) from an id that is none (400)', async () => {
  const { call } = createTestWorld(ada);
  expect((await call(ada, 'messages/18c5f0e2a1b3c4d5')).status).toBe(404);
  expect((await call(ada, 'messages/not-an-id')).status).toBe(400);
});

it('never fails on mail that cannot be parsed', async () => {
  const { call, mailbox, world } = createTestWorld(ada);
  world.project.quota = { ...world.project.quota, unitsPerUserPerMinute: 1e9 };
  const deep = Array.from({ length: 300 }, (_, at) =>
    [`Content-Type: multipart/mixed; boundary=b${at}`, '', `--b${at}`, ''].join('\r\n'),
  ).join('');
  const hostile = [
    '',
    '\r\n\r\n',
    'no header at all',
    'Content-Type: multipart/mixed\r\n\r\n--x',
    'Content-Type: multipart/mixed; boundary=""\r\n\r\n----',
    'Content-Type: text/plain; charset=no-such\r\nContent-Transfer-Encoding: base64\r\n\r\n****',
    `Subject: ${'=?utf-8?B?w6k=?= '.repeat(5_000)}\r\n\r\n`,
    `Content-Type: text/html\r\n\r\n${'<!--'.repeat(20_000)}`,
    deep,
    'Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nx',
    Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 37) & 255)),
  ];
  for (const raw of hostile) {
    const { id } = mailbox(ada).insert(Buffer.from(raw as string), { labelIds: ['INBOX'] });
    for (const format of ['full', 'metadata', 'minimal', 'raw'])
      expect((await call(ada, `messages/${id}?format=${format}`)).status).toBe(200);
  }
  expect((await call(ada, 'messages?q=anything has:attachment')).status).toBe(200);
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/modify
it('modifies labels, refuses SENT and unknown ones, and keeps inbox and bin apart', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const { id } = mailbox(ada).insert(Buffer.from('Subject: x\r\n\r\n'), {
    labelIds: ['INBOX', 'UNREAD'],
  });
  const modify = (json: unknown) => call(ada, `messages/${id}/modify`, { method: 'POST', json });
  const starred = await modify({ addLabelIds: ['STARRED'], removeLabelIds: ['UNREAD'] });
  expect(starred.body).toEqual({ id, threadId: id, labelIds: ['INBOX', 'STARRED'] });
  expect((await modify({ addLabelIds: ['SENT'] })).status).toBe(400);
  expect((await modify({ addLabelIds: ['Label_9'] })).status).toBe(400);
  expect((await modify({})).status).toBe(400);
  const trashed = await call(ada, `messages/${id}/trash`, { method: 'POST' });
  expect(trashed.body.labelIds).toEqual(['STARRED', 'TRASH']);
  const back = await call(ada, `messages/${id}/untrash`, { method: 'POST' });
  expect(back.body.labelIds).toEqual(['STARRED']);
  expect((await call(ada, `messages/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await call(ada, `messages/${id}`)).status).toBe(404);
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/batchModify
it('takes at most 1,000 ids in a batchModify', async () => {
  const { call, mailbox } = filled(3);
  const ids = [...mailbox.newestFirst(null)].map((message) => message.id);
  const json = { ids, addLabelIds: ['STARRED'] };
  const done = await call(ada, 'messages/batchModify', { method: 'POST', json });
  expect(done).toEqual({ status: 204, body: null });
  expect(mailbox.labelSize('STARRED')).toBe(3);
  const many = Array.from({ length: 1_001 }, () => '1');
  const refused = await call(ada, 'messages/batchModify', {
    method: 'POST',
    json: { ...json, ids: many },
  });
  expect(refused.status).toBe(400);
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/import
it('dates an insertion by receipt and an import by its Date header', async () => {
  const { call, mailbox, world } = createTestWorld(ada);
  const raw = Buffer.from('Date: Tue, 01 Jul 2003 10:52:37 +0200\r\n\r\n').toString('base64url');
  const dateOf = async (path: string) => {
    const { body } = await call(ada, path, { method: 'POST', json: { raw, labelIds: ['INBOX'] } });
    return mailbox(ada).get(body.id)?.internalDate ?? 0;
  };
  expect(world.clock.now() - (await dateOf('messages'))).toBeLessThan(60_000);
  expect(await dateOf('messages/import')).toBe(Date.UTC(2003, 6, 1, 8, 52, 37));
  expect(await dateOf('messages?internalDateSource=dateHeader')).toBe(
    Date.UTC(2003, 6, 1, 8, 52, 37),
  );
});
