import { expect, it } from 'vitest';
import { createTestWorld } from './test-world.ts';

const ada = 'ada@gmail.example';
const headers = { Authorization: `Bearer ${ada}` };
const message = Buffer.from('To: bob@gmail.example\r\nSubject: big\r\n\r\n'.padEnd(600_000, 'x'));
const base = '/upload/gmail/v1/users/me/messages/send?uploadType=';

// https://developers.google.com/workspace/gmail/api/guides/uploads
it('takes media and multipart uploads, of messages only and up to 36,700,160 bytes', async () => {
  const { fetch, mailbox } = createTestWorld(ada, 'bob@gmail.example');
  const media = (type: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${base}media`, { method: 'POST', headers: { ...headers, 'Content-Type': type }, body });
  expect((await media('message/rfc822', message)).status).toBe(200);
  expect((await media('text/plain', message)).status).toBe(400);
  expect((await media('message/rfc822', Buffer.alloc(36_700_161, 65))).status).toBe(413);
  const multipart = Buffer.concat([
    Buffer.from('--b\r\nContent-Type: application/json\r\n\r\n{"threadId":null}\r\n'),
    Buffer.from('--b\r\nContent-Type: message/rfc822\r\n\r\n'),
    message,
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const sent = await fetch(`${base}multipart`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'multipart/related; boundary=b' },
    body: multipart,
  });
  expect(sent.status).toBe(200);
  expect(mailbox('bob@gmail.example').messageCount).toBe(2);
});

// https://developers.google.com/workspace/gmail/api/guides/uploads#resumable
it('takes resumable uploads in pieces, with 308 and the range it holds', async () => {
  const { fetch, mailbox } = createTestWorld(ada, 'bob@gmail.example');
  const start = await fetch(`${base}resumable`, {
    method: 'POST',
    headers: { ...headers, 'X-Upload-Content-Type': 'message/rfc822' },
  });
  expect(start.status).toBe(200);
  const location = new URL(start.headers.get('location') ?? '');
  const put = (range: string, body?: Uint8Array<ArrayBuffer>) =>
    fetch(location.pathname + location.search, {
      method: 'PUT',
      headers: { 'Content-Range': range },
      ...(body ? { body } : {}),
    });
  const total = message.length;
  expect((await put(`bytes 0-99/${total}`, message.subarray(0, 100))).status).toBe(400);
  const unit = 262_144;
  const first = await put(`bytes 0-${unit - 1}/${total}`, message.subarray(0, unit));
  expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${unit - 1}`]);
  const asked = await put(`bytes */${total}`);
  expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${unit - 1}`]);
  const last = await put(`bytes ${unit}-${total - 1}/${total}`, message.subarray(unit));
  expect(last.status).toBe(200);
  const { id } = await last.json();
  // Asking again after the end gives the same answer and sends nothing twice.
  expect((await (await put(`bytes */${total}`)).json()).id).toBe(id);
  expect(mailbox('bob@gmail.example').messageCount).toBe(1);
  const unknown = await fetch(`${base}resumable&upload_id=none`, { method: 'PUT' });
  expect(unknown.status).toBe(404);
});

// https://developers.google.com/workspace/gmail/api/guides/batch
it('runs a batch of at most 100 calls, each with its own status', async () => {
  const { fetch, world } = createTestWorld(ada);
  const part = (id: string, request: string) =>
    `--x\r\nContent-Type: application/http\r\nContent-ID: <${id}>\r\n\r\n${request}\r\n`;
  const post = (body: string) =>
    fetch('/batch/gmail/v1', {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'multipart/mixed; boundary=x' },
      body,
    });
  const json = '{"name":"Made in a batch"}';
  const reply = await post(
    `${part('a', 'GET /gmail/v1/users/me/profile?fields=emailAddress\r\n')}${part(
      'b',
      'GET /gmail/v1/users/me/messages/18c5f0e2a1b3c4d5',
    )}${part(
      'c',
      `POST /gmail/v1/users/me/labels HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${json}`,
    )}--x--`,
  );
  expect(reply.status).toBe(200);
  const text = await reply.text();
  expect(text.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
  expect(text.match(/^Content-ID: .*$/gm)?.map((line) => line.trim())).toEqual([
    'Content-ID: <response-a>',
    'Content-ID: <response-b>',
    'Content-ID: <response-c>',
  ]);
  expect(text).toContain('Made in a batch');
  expect(world.usage.read()[ada]?.requests).toBe(3);
  const many = part('a', 'GET /gmail/v1/users/me/profile').repeat(101);
  expect((await post(`${many}--x--`)).status).toBe(400);
});
