import { expect, it } from 'vitest';
import { createTestWorld } from './test-world.ts';

const ada = 'ada@gmail.example';
const scope = (name: string) => `https://www.googleapis.com/auth/gmail.${name}`;

// https://developers.google.com/workspace/gmail/api/guides/handle-errors
it('answers 401 authError for an unknown token and for none', async () => {
  const { call, fetch } = createTestWorld(ada);
  const unknown = await call('nobody', 'profile');
  expect(unknown.status).toBe(401);
  expect(unknown.body.error).toMatchObject({
    code: 401,
    status: 'UNAUTHENTICATED',
    errors: [{ domain: 'global', reason: 'authError', location: 'Authorization' }],
  });
  const missing = await fetch('/gmail/v1/users/me/profile');
  expect(missing.status).toBe(401);
  expect((await missing.json()).error.errors[0].reason).toBe('required');
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list
it('enforces the scopes of each method with ACCESS_TOKEN_SCOPE_INSUFFICIENT', async () => {
  const { call } = createTestWorld(ada);
  const refused = await call(ada, 'messages', { scopes: [scope('send')] });
  expect(refused.status).toBe(403);
  expect(refused.body.error.errors[0].reason).toBe('insufficientPermissions');
  expect(refused.body.error.details[0].reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
  expect((await call(ada, 'messages', { scopes: [scope('readonly')] })).status).toBe(200);
  // Deleting for ever needs the full scope: gmail.modify is not enough.
  const remove = { method: 'DELETE', scopes: [scope('modify')] };
  expect((await call(ada, 'messages/1', remove)).status).toBe(403);
  // https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs/create
  const alias = { method: 'POST', json: { sendAsEmail: 'x@y.example' } };
  expect((await call(ada, 'settings/sendAs', alias)).status).toBe(403);
});

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/Format
it('gives gmail.metadata neither bodies nor searches', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const { id } = mailbox(ada).insert(Buffer.from('Subject: x\r\n\r\ny'), { labelIds: ['INBOX'] });
  const scopes = [scope('metadata')];
  expect((await call(ada, `messages/${id}`, { scopes })).status).toBe(403);
  expect((await call(ada, `messages/${id}?format=metadata`, { scopes })).status).toBe(200);
  expect((await call(ada, 'messages?q=x', { scopes })).status).toBe(403);
});

// https://cloud.google.com/apis/design/errors#error_info
it('says accessNotConfigured with the activation link when the API is off', async () => {
  const { call, world } = createTestWorld(ada);
  world.project.isGmailApiEnabled = false;
  const { status, body } = await call(ada, 'profile');
  expect(status).toBe(403);
  expect(body.error.errors[0].reason).toBe('accessNotConfigured');
  expect(body.error.details[1]).toMatchObject({
    reason: 'SERVICE_DISABLED',
    metadata: { activationUrl: expect.stringContaining(world.project.projectNumber) },
  });
});

// https://developers.google.com/workspace/gmail/api/guides/handle-errors#resolve_a_400_error_bad_request
it('says Mail service not enabled to an account without Gmail', async () => {
  const { call, world } = createTestWorld(ada);
  const user = world.users.get(ada);
  if (user) user.mailbox = null;
  const { status, body } = await call(ada, 'profile');
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    message: 'Mail service not enabled',
    status: 'FAILED_PRECONDITION',
    errors: [{ reason: 'failedPrecondition' }],
  });
});

it('takes me or the own address as userId, nobody else', async () => {
  const { fetch } = createTestWorld(ada, 'bob@gmail.example');
  const headers = { Authorization: `Bearer ${ada}` };
  expect((await fetch(`/gmail/v1/users/${ada}/profile`, { headers })).status).toBe(200);
  expect((await fetch('/gmail/v1/users/bob@gmail.example/profile', { headers })).status).toBe(403);
});

it('refuses unknown query parameters and unreadable JSON', async () => {
  const { call, fetch } = createTestWorld(ada);
  const { status, body } = await call(ada, 'messages?maxresults=3');
  expect(status).toBe(400);
  expect(body.error.message).toContain('Unknown name "maxresults"');
  const broken = await fetch('/gmail/v1/users/me/labels', {
    method: 'POST',
    headers: { Authorization: `Bearer ${ada}` },
    body: '{"name":',
  });
  expect(broken.status).toBe(400);
  expect((await broken.json()).error.errors[0].reason).toBe('parseError');
});

// https://developers.google.com/workspace/gmail/api/guides/performance#partial
it('honours fields: lists, slashes, parentheses and wildcards', async () => {
  const { call, mailbox } = createTestWorld(ada);
  const { id } = mailbox(ada).insert(Buffer.from('Subject: x\r\nTo: b@c.example\r\n\r\ny'), {
    labelIds: ['INBOX'],
  });
  const { body } = await call(ada, `messages/${id}?fields=id,payload(headers/name,body/*)`);
  expect(body).toEqual({
    id,
    payload: { headers: [{ name: 'Subject' }, { name: 'To' }], body: { size: 1, data: 'eQ==' } },
  });
  expect((await call(ada, `messages/${id}?fields=id,(`)).status).toBe(400);
});

it('carries out faults by method name, and loses an answer after the work was done', async () => {
  const { call, world, mailbox } = createTestWorld(ada);
  world.faults.add({
    match: 'labels.list',
    kind: { type: 'status', status: 503, retryAfterS: 2 },
    remaining: 1,
  });
  expect((await call(ada, 'labels')).status).toBe(503);
  expect((await call(ada, 'labels')).status).toBe(200);
  world.faults.add({ match: 'labels.create', kind: { type: 'lost_answer' }, remaining: 1 });
  await call(ada, 'labels', { method: 'POST', json: { name: 'Kept' } });
  expect([...mailbox(ada).labels.values()].some((label) => label.name === 'Kept')).toBe(true);
});

it('lets a fault strike one message alone, or answer with less than Google would', async () => {
  const { call, mailbox, world } = createTestWorld(ada);
  const insert = () => mailbox(ada).insert(Buffer.from('Subject: x\r\n\r\ny'), { labelIds: [] }).id;
  const [struck, spared] = [insert(), insert()];
  const kind = { type: 'status', status: 400 } as const;
  world.faults.add({ match: 'messages.get', kind, entity: struck });
  expect((await call(ada, `messages/${struck}`)).status).toBe(400);
  expect((await call(ada, `messages/${spared}`)).status).toBe(200);
  world.faults.add({ match: 'labels.list', kind: { type: 'answer', body: {} }, remaining: 1 });
  expect((await call(ada, 'labels')).body).toEqual({});
  expect((await call(ada, 'labels')).body.labels.length).toBeGreaterThan(5);
});
