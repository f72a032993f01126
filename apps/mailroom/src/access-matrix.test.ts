import { createGoogleSimulator, type GoogleSimulator } from '@mailroom/simulator';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AccessRow, type Ids, rows } from './access-matrix.ts';
import {
  firstAdministrator,
  inviteMember,
  startForTest,
  type TestServer,
  type Visitor,
} from './testing.ts';

let simulator: GoogleSimulator;
let server: TestServer;
let administrator: Visitor;
let owner: Visitor;
let other: Visitor;
let ids: Ids;
let readKey = '';
let writeKey = '';

beforeAll(async () => {
  simulator = await createGoogleSimulator({
    quota: 'legacy',
    users: [{ email: 'owner@example.test', messages: 60 }],
  });
  server = await startForTest({
    MAILROOM_GOOGLE_ISSUER: simulator.issuer,
    MAILROOM_GMAIL_URL: simulator.gmailUrl,
  });
  administrator = await firstAdministrator(server);
  owner = await inviteMember(server, administrator, 'owner@example.test');
  other = await inviteMember(server, administrator, 'other@example.test');
  ids = await seed();
}, 120_000);

afterAll(async () => {
  await server?.stop();
  await simulator?.stop();
});

describe('[AP20] access', () => {
  it('has a row for every route, and a route for every row', () => {
    const registered = server.routes.filter((route) => !/^ALL |\*/.test(route));
    expect(rows.map(({ route }) => route).sort()).toEqual([...new Set(registered)].sort());
  });

  it.each(rows.map((row) => [row.route, row] as const))('%s', async (_route, row) => {
    const own = ids[row.id ?? 'none'];
    await checkSignedOut(row, own);
    await checkKeys(row, own);
    if (row.id) await checkForeign(row, own);
    if (row.access === 'administrator') await checkMembers(row, own);
    const actor = row.access === 'administrator' ? administrator : owner;
    const answer = await send(actor, row, own);
    expect(answer.status, `own: ${answer.body}`).toBe(row.status ?? 200);
  });
});

async function checkSignedOut(row: AccessRow, id: string): Promise<void> {
  const answer = await send(server.visitor(), row, id);
  if (row.access === 'open') expect(answer.status).not.toBe(500);
  else expect([answer.status, JSON.parse(answer.body).code]).toEqual([401, 'unauthenticated']);
}

/** A key acts for its owner: a reading one never writes, and none touches sessions or people. */
async function checkKeys(row: AccessRow, id: string): Promise<void> {
  if (row.access === 'open') return;
  const isRead = row.route.startsWith('GET ');
  const reading = await send(withKey(readKey), row, id);
  if (!isRead || row.access === 'person') expect(reading.status).toBe(403);
  else if (row.access === 'administrator') expect(reading.status).toBe(403);
  else expect(reading.status).toBe(row.status ?? 200);
  if (row.access === 'person' || row.access === 'administrator') {
    expect((await send(withKey(writeKey), row, id)).status).toBe(403);
  }
}

/** Somebody else's id answers like one that does not exist, to administrators too. */
async function checkForeign(row: AccessRow, own: string): Promise<void> {
  const absent = row.absent ?? '987654321';
  for (const actor of row.access === 'administrator' ? [] : [other, administrator]) {
    const foreign = await send(actor, row, own);
    const nothing = await send(actor, row, absent);
    expect(foreign.status).toBe(nothing.status);
    expect(foreign.body.replaceAll(own, 'ID')).toBe(nothing.body.replaceAll(absent, 'ID'));
    expect(comparable(foreign.headers)).toEqual(comparable(nothing.headers));
    if (!row.filters) expect(foreign.status).toBe(404);
  }
}

async function checkMembers(row: AccessRow, own: string): Promise<void> {
  for (const actor of [other, owner]) {
    expect((await send(actor, row, own)).status).toBe(403);
    expect((await send(actor, row, '987654321')).status).toBe(403);
  }
}

interface Answer {
  status: number;
  body: string;
  headers: Headers;
}

async function send(actor: Pick<Visitor, 'fetch'>, row: AccessRow, id: string): Promise<Answer> {
  const [method = 'GET', path = ''] = row.route.split(' ');
  const url = `/api${path
    .replace(/:id\b/, id)
    .replace(':imageId', id)
    .replace(':provider', 'google')
    .replace(
      ':contentId',
      encodeURIComponent(ids?.contentId || 'none'),
    )}${row.query?.(id, ids) ?? ''}`;
  const body = row.body?.(id, ids);
  const stop = new AbortController();
  const answer = await actor.fetch(url, {
    method,
    signal: stop.signal,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (row.isStream && answer.ok) {
    stop.abort();
    return { status: answer.status, body: '', headers: answer.headers };
  }
  return { status: answer.status, body: await answer.text(), headers: answer.headers };
}

function withKey(key: string): Pick<Visitor, 'fetch'> {
  return {
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${key}`);
      return fetch(`${server.url}${String(input)}`, { ...init, headers });
    },
  };
}

function comparable(headers: Headers): [string, string][] {
  const own = new Set(['date', 'content-length', 'connection', 'keep-alive']);
  return [...headers].filter(([name]) => !own.has(name)).sort();
}

async function seed(): Promise<Ids> {
  const redirectUri = `${server.publicUrl}/admin/settings/mail/oauth2`;
  const client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
  await server.engine.setup.useSimulator({
    ...client,
    issuer: simulator.issuer,
    apiUrl: simulator.gmailUrl,
  });
  const key = async (scope: 'read' | 'write') => {
    const made = await owner.host.host['api-keys'].$post({ json: { name: scope, scope } });
    return made.json();
  };
  const [reading, writing] = [await key('read'), await key('write')];
  readKey = reading.key;
  writeKey = writing.key;
  const accountId = await linkOwner();
  const threads = await ask('/threads?role=all&limit=100');
  const threadIds: number[] = threads.threads.map((thread: { id: number }) => thread.id);
  const thread = await ask(`/threads/${threadIds[0]}`);
  const folders = await ask('/folders');
  const withFiles = await findAttachment(threadIds);
  const action = await tell('/actions', { kind: 'star', threadIds: [threadIds[0]] });
  const outbox = await tell('/outbox', {
    submissionId: 'matrix-submission',
    accountId,
    to: [{ name: null, email: 'nobody@example.test' }],
    undoSeconds: 60,
  });
  const signature = await tell('/signatures', { name: 'Own', html: '<p>Owner</p>' });
  const signatureImage = await tell('/signatures/images', { uploadId: await uploadPicture() });
  const keyIds = await (await owner.host.host['api-keys'].$get()).json();
  const spare = await key('read');
  const second = server.visitor();
  await second.signIn.signIn('owner@example.test', 'correct horse battery');
  const sessions = await (await owner.host.host.sessions.$get()).json();
  const invitation = await administrator.host.host.invitations.$post({
    json: { email: 'invited@example.test', role: 'member' },
  });
  const people = await (await administrator.host.host.users.$get()).json();
  expect(keyIds.length).toBe(2);
  return {
    none: '',
    account: String(accountId),
    folder: String(folders.find((folder: { role: string }) => folder.role === 'inbox').id),
    thread: String(threadIds[0]),
    message: String(thread.messages[0].id),
    attachment: String(withFiles.id),
    attachmentMessage: String(withFiles.messageId),
    contentId: withFiles.contentId,
    action: String(action.id),
    outbox: String(outbox.id),
    signature: String(signature.id),
    signatureImage: signatureImage.id,
    accountEmail: 'owner@example.test',
    apiKey: spare.id,
    session: sessions.find((session) => !session.isCurrent)?.id ?? '',
    invitation: (await invitation.json()).id,
    user: people.find((person) => person.email === 'other@example.test')?.id ?? '',
  };
}

async function uploadPicture(): Promise<string> {
  const answer = await owner.fetch('/api/uploads?fileName=a.png', {
    method: 'POST',
    body: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    headers: { 'content-type': 'image/png' },
  });
  return (await answer.json()).id;
}

async function linkOwner(): Promise<number> {
  const { authorizationUrl } = await tell('/accounts/link', { provider: 'google-simulated' });
  const callbackUrl = await simulator.approve({
    authorizationUrl,
    email: 'owner@example.test',
  });
  const { account } = await tell('/accounts/link/finish', { callbackUrl });
  await tell(`/accounts/${account.id}/confirm`, { syncFrom: null });
  await vi.waitFor(
    async () => {
      const { messageCount } = await ask(`/accounts/${account.id}`);
      expect(messageCount).toBeGreaterThanOrEqual(60);
    },
    { timeout: 60_000, interval: 200 },
  );
  return account.id;
}

async function findAttachment(threadIds: number[]) {
  for (const id of threadIds) {
    const thread = await ask(`/threads/${id}`);
    for (const message of thread.messages) {
      // The zip leaves out what the message's text shows by itself.
      const attachment = message.attachments.find((one: { isInline: boolean }) => !one.isInline);
      if (attachment) {
        return { id: attachment.id, messageId: message.id, contentId: attachment.contentId ?? '' };
      }
    }
  }
  throw new Error('the simulated mailbox holds no attachment');
}

// biome-ignore lint/suspicious/noExplicitAny: the typed client has tests of its own
async function ask(path: string): Promise<any> {
  const answer = await owner.fetch(`/api${path}`);
  expect(answer.status, path).toBe(200);
  return answer.json();
}

// biome-ignore lint/suspicious/noExplicitAny: the typed client has tests of its own
async function tell(path: string, body: unknown): Promise<any> {
  const answer = await owner.fetch(`/api${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const text = await answer.text();
  expect(answer.ok, `${path} ${text}`).toBe(true);
  return text ? JSON.parse(text) : null;
}
