import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { createTestWorld } from './test-world.ts';

const ada = 'ada@gmail.example';
const raw = Buffer.from('Subject: x\r\n\r\n');

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.history/list
it('tells every kind of change since an id, oldest first, ids increasing with gaps', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const box = mailbox(ada);
  const start = box.historyId;
  const { id } = box.insert(raw, { labelIds: ['INBOX', 'UNREAD'] });
  box.relabel(id, ['STARRED'], ['UNREAD']);
  box.remove(id);
  const { body } = await call(ada, `history?startHistoryId=${start}`);
  const kinds = body.history.map((record: object) => Object.keys(record)[2]);
  expect(kinds).toEqual(['messagesAdded', 'labelsRemoved', 'labelsAdded', 'messagesDeleted']);
  expect(body.history[1]).toMatchObject({
    messages: [{ id, threadId: id }],
    labelsRemoved: [{ message: { id, labelIds: ['INBOX'] }, labelIds: ['UNREAD'] }],
  });
  const ids = body.history.map((record: { id: string }) => Number(record.id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  expect(body.historyId).toBe(String(box.historyId));
  const none = await call(ada, `history?startHistoryId=${box.historyId}`);
  expect(none.body).toEqual({ historyId: String(box.historyId) });
});

it('pages, and a page that the filter empties still has a nextPageToken', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const box = mailbox(ada);
  const start = box.historyId;
  for (let at = 0; at < 4; at += 1) box.insert(raw, { labelIds: ['INBOX'] });
  const { id } = box.insert(raw, { labelIds: [] });
  box.remove(id);
  const path = `history?startHistoryId=${start}&historyTypes=messageDeleted&maxResults=3`;
  const first = await call(ada, path);
  expect(first.body.history).toBeUndefined();
  const second = await call(ada, `${path}&pageToken=${first.body.nextPageToken}`);
  expect(second.body.history).toHaveLength(1);
  expect(second.body.nextPageToken).toBeUndefined();
  const labelled = await call(ada, `history?startHistoryId=${start}&labelId=INBOX`);
  expect(labelled.body.history).toHaveLength(4);
});

// https://developers.google.com/workspace/gmail/api/guides/sync#limitations
it('answers 404 when the start is too old: by age, by command, and by fault', async () => {
  const { call, mailbox, world } = createTestWorld(ada);
  const box = mailbox(ada);
  box.insert(raw, { labelIds: ['INBOX'] });
  const path = `history?startHistoryId=${box.historyId - 1}`;
  world.faults.add({ match: 'history.list', kind: { type: 'expired_history' }, remaining: 1 });
  expect((await call(ada, path)).status).toBe(404);
  expect((await call(ada, path)).status).toBe(200);
  world.clock.advance(9 * 24 * 60 * 60 * 1000);
  expect((await call(ada, path)).status).toBe(404);
  const now = `history?startHistoryId=${box.historyId}`;
  expect((await call(ada, now)).status).toBe(200);
  box.expireHistory();
  expect((await call(ada, now)).status).toBe(404);
  expect((await call(ada, 'history')).status).toBe(400);
});

// https://developers.google.com/workspace/gmail/api/guides/push
it('pushes a signed hint, again until acknowledged, at most once a second, for seven days', async () => {
  const { call, mailbox, world } = createTestWorld(ada);
  const seen: { authorization: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ authorization: request.headers.authorization, body });
      response.writeHead(seen.length === 1 ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    world.push.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const json = { topicName: `projects/${world.project.projectId}/topics/mail` };
    const wrong = { topicName: 'projects/other/topics/mail' };
    expect((await call(ada, 'watch', { method: 'POST', json: wrong })).status).toBe(400);
    const watch = await call(ada, 'watch', { method: 'POST', json });
    const lifetime = Number(watch.body.expiration) - world.clock.now();
    expect(Math.round(lifetime / 86_400_000)).toBe(7);
    await vi.waitFor(() => expect(seen).toHaveLength(2), 10_000);
    expect(seen[1]?.body).toBe(seen[0]?.body);
    expect(seen[0]?.authorization).toBe(`Bearer signed.${world.push.endpoint}.push@p.example`);
    const envelope = JSON.parse(seen[0]?.body ?? '');
    expect(JSON.parse(Buffer.from(envelope.message.data, 'base64').toString())).toEqual({
      emailAddress: ada,
      historyId: watch.body.historyId,
    });
    world.clock.advance(2_000);
    for (let at = 0; at < 5; at += 1) mailbox(ada).insert(raw, { labelIds: ['INBOX'] });
    await vi.waitFor(() => expect(seen).toHaveLength(3), 10_000);
    expect((await call(ada, 'stop', { method: 'POST' })).status).toBe(204);
    world.clock.advance(2_000);
    mailbox(ada).insert(raw, { labelIds: ['INBOX'] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toHaveLength(3);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
