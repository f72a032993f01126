import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../index.ts';

let simulator: GoogleSimulator;
beforeEach(async () => {
  simulator = await createGoogleSimulator({ users: [{ email: 'ada@gmail.example' }] });
});
afterEach(() => simulator.stop());

describe('accounts', () => {
  it('adds an account, delivers mail to it, and removes it', async () => {
    const made = await call('POST', '/users', { email: 'Bob.Stone@Corp.example', messages: 0 });
    expect(made).toMatchObject({
      status: 201,
      body: { email: 'bob.stone@corp.example', name: 'Bob Stone', mailbox: { messages: 0 } },
    });
    const path = '/users/bob.stone@corp.example';
    const plain = { from: 'x@y.example', subject: 'Déjà vu ✓ '.repeat(8), text: 'bonjour' };
    const first = await call('POST', `${path}/messages`, plain);
    expect(first).toMatchObject({
      status: 201,
      body: { id: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    await call('POST', `${path}/messages`, { raw: 'Subject: two\n\nline', labelIds: ['INBOX'] });
    const rawBase64 = Buffer.from('Subject: three\r\n\r\n').toString('base64');
    await call('POST', `${path}/messages`, { rawBase64 });
    expect((await call('GET', path)).body).toMatchObject({ mailbox: { messages: 3, threads: 3 } });
    const { mailbox } = simulator.world.users.get('bob.stone@corp.example') ?? {};
    const stored = mailbox?.get(first.body.id as string);
    expect(stored && Buffer.from(mailbox?.raw(stored) ?? []).toString()).toContain('=?utf-8?B?');
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('GET', path)).status).toBe(404);
  });

  it.each([
    ['a wrong address', '/users', { email: 'nobody' }],
    ['an unknown field', '/users', { email: 'a@b.example', isAdmin: true }],
    ['too many messages', '/users', { email: 'a@b.example', messages: 1e9 }],
    ['a negative step', '/clock', { advanceMs: -1 }],
    ['an unknown fault', '/faults', { match: '*', kind: { type: 'fire' } }],
    ['a bare IP redirect', '/clients', { type: 'web', redirectUris: ['https://10.0.0.1/x'] }],
    ['an http redirect', '/clients', { type: 'web', redirectUris: ['http://mail.example/x'] }],
    ['a fragment', '/clients', { type: 'web', redirectUris: ['https://mail.example/x#y'] }],
    ['user information', '/clients', { type: 'web', redirectUris: ['https://a:b@mail.example/'] }],
    ['a wildcard', '/clients', { type: 'web', redirectUris: ['https://*.mail.example/'] }],
    ['a climbing path', '/clients', { type: 'web', redirectUris: ['https://mail.example/../x'] }],
    // https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation
  ])('refuses %s', async (_what, path, body) => {
    expect((await call('POST', path, body)).status).toBe(400);
  });

  it('fills a mailbox from a folder of .eml files, byte for byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'simulator-eml-'));
    const old = 'Date: Mon, 2 Jan 2023 10:00:00 +0000\r\nSubject: old\r\n\r\n\u0000x';
    await writeFile(join(folder, 'a.eml'), old);
    await writeFile(join(folder, 'b.eml'), 'no header at all');
    await writeFile(join(folder, 'c.eml'), '');
    await writeFile(join(folder, 'notes.txt'), 'not mail');
    const { body } = await call('POST', '/users', {
      email: 'eml@gmail.example',
      emlFolder: folder,
    });
    expect(body).toMatchObject({ mailbox: { messages: 3 } });
    const { mailbox } = simulator.world.users.get('eml@gmail.example') ?? {};
    const oldest = [...(mailbox?.newestFirst(null) ?? [])].at(-1);
    expect(oldest?.internalDate).toBe(Date.UTC(2023, 0, 2, 10));
    expect(oldest && Buffer.from(mailbox?.raw(oldest) ?? []).toString()).toBe(old);
    await rm(folder, { recursive: true });
  });

  it('header injection in a plain message stays one line', async () => {
    const { body } = await call('POST', '/users/ada@gmail.example/messages', {
      from: 'x@y.example\r\nBcc: z@y.example',
      subject: 'a\r\n\r\nbody',
      text: '',
    });
    const mailbox = simulator.world.users.get('ada@gmail.example')?.mailbox;
    const stored = mailbox?.get(body.id as string);
    const raw = stored && mailbox ? Buffer.from(mailbox.raw(stored)).toString() : '';
    expect(raw).not.toMatch(/^Bcc:/m);
    expect(raw.indexOf('\r\n\r\n')).toBeGreaterThan(raw.indexOf('Content-Transfer-Encoding'));
  });
});

describe('project, clients, clock, push', () => {
  it('changes what it is told and nothing else', async () => {
    const before = (await call('GET', '/project')).body;
    const after = await call('PATCH', '/project', {
      publishingStatus: 'testing',
      testUsers: ['Ada@gmail.example'],
      quota: 'legacy',
    });
    expect(after.body).toMatchObject({
      projectId: before.projectId,
      publishingStatus: 'testing',
      testUsers: ['ada@gmail.example'],
      quota: { name: 'legacy', unitsPerUserPerMinute: 15_000 },
    });
  });

  it('makes, changes and removes clients', async () => {
    const uri = 'https://mail.example/admin/settings/mail/oauth2';
    const { body } = await call('POST', '/clients', { type: 'web', redirectUris: [uri] });
    const file = JSON.parse(body.clientSecretJson as string);
    expect(file.web).toMatchObject({
      client_id: body.clientId,
      client_secret: body.clientSecret,
      token_uri: `${simulator.url}/token`,
      redirect_uris: [uri],
    });
    const path = `/clients/${body.clientId}`;
    const rotated = await call('PATCH', path, { rotateSecret: true });
    expect(rotated.body.clientSecret).toMatch(/^GOCSPX-/);
    expect(rotated.body.clientSecret).not.toBe(body.clientSecret);
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('PATCH', path, {})).status).toBe(404);
  });

  it('moves the clock', async () => {
    const before = simulator.clock.now();
    await call('POST', '/clock', { advanceMs: 86_400_000 });
    expect(simulator.clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
    const response = await fetch(`${simulator.url}/.well-known/openid-configuration`);
    expect(Date.parse(response.headers.get('date') ?? '') - before).toBeGreaterThan(86_390_000);
  });

  it('sets the push endpoint', async () => {
    const endpoint = 'http://127.0.0.1:3000/api/webhooks/google';
    expect((await call('PATCH', '/push', { endpoint })).body).toMatchObject({ endpoint });
    expect(simulator.world.push.endpoint).toBe(endpoint);
    expect((await call('PATCH', '/push', { endpoint: 'file:///etc/passwd' })).status).toBe(400);
  });

  it('shows what calls cost, by account', async () => {
    const call1 = { email: 'ada@gmail.example', method: 'messages.get', units: 20 };
    simulator.world.usage.record({ ...call1, isRejected: false });
    simulator.world.usage.record({ ...call1, isRejected: true });
    const counts = { units: 20, requests: 2, rejected: 1, byMethod: { 'messages.get': 2 } };
    expect((await call('GET', '/usage')).body).toEqual({ 'ada@gmail.example': counts });
    await call('DELETE', '/usage');
    expect((await call('GET', '/usage')).body).toEqual({});
  });

  it('goes back to the first day', async () => {
    await call('POST', '/users/ada@gmail.example/messages', { raw: 'Subject: x\n\n' });
    await call('POST', '/faults', { match: '*', kind: { type: 'lost_answer' } });
    await call('POST', '/reset');
    expect((await call('GET', '/faults')).body).toEqual({ faults: [] });
    expect(simulator.world.users.get('ada@gmail.example')?.mailbox?.messageCount).toBe(0);
  });
});

describe('faults', () => {
  const token = () =>
    fetch(`${simulator.url}/token`, { method: 'POST', body: 'grant_type=refresh_token' });

  it('answers with a status and Retry-After as often as told', async () => {
    const kind = { type: 'status', status: 503, retryAfterS: 7 };
    await call('POST', '/faults', { match: 'oauth.token', kind, remaining: 2 });
    for (let count = 0; count < 2; count += 1) {
      const response = await token();
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
      expect(await response.json()).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });
    }
    expect((await token()).status).toBe(400);
  });

  it('drops the connection after the work is done', async () => {
    simulator.faults.add({ match: 'oauth.*', kind: { type: 'lost_answer' }, remaining: 1 });
    await expect(token()).rejects.toThrow();
    expect((await token()).status).toBe(400);
  });

  it('cuts the body while the announced length stays whole', async () => {
    simulator.faults.add({
      match: '*',
      kind: { type: 'cut_body', afterBytes: 10 },
      remaining: 1,
    });
    const raw = await exchangeRaw('POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    const [head = '', body = ''] = raw.split('\r\n\r\n');
    expect(body).toHaveLength(10);
    expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBeGreaterThan(10);
    expect(head).not.toContain('x-simulator');
  });

  it('waits, and strikes by chance from the seed', async () => {
    simulator.faults.add({ match: '*', kind: { type: 'latency', ms: 50 }, remaining: 1 });
    const start = performance.now();
    await token();
    expect(performance.now() - start).toBeGreaterThan(45);
    simulator.faults.clear();
    const kind = { type: 'status', status: 500 } as const;
    simulator.faults.add({ match: '*', kind, probability: 0.5 });
    let struck = 0;
    for (let count = 0; count < 1_000; count += 1) {
      struck += simulator.faults.take('messages.get', null).length;
    }
    expect(struck).toBeGreaterThan(400);
    expect(struck).toBeLessThan(600);
  });

  it('strikes only the account and method it names', () => {
    const kind = { type: 'expired_history' } as const;
    simulator.faults.add({ match: 'history.list', kind, email: 'Ada@gmail.example', remaining: 1 });
    expect(simulator.faults.take('messages.list', 'ada@gmail.example')).toEqual([]);
    expect(simulator.faults.take('history.list', 'bob@gmail.example')).toEqual([]);
    expect(simulator.faults.take('history.list', null)).toEqual([]);
    expect(simulator.faults.take('history.list', 'ada@gmail.example')).toHaveLength(1);
    expect(simulator.faults.take('history.list', 'ada@gmail.example')).toEqual([]);
  });
});

describe('who may control', () => {
  it('refuses web pages, other host names and forms', async () => {
    const headers = { 'content-type': 'application/json' };
    const from = (extra: Record<string, string>) =>
      fetch(`${simulator.controlUrl}/reset`, { method: 'POST', headers: { ...headers, ...extra } });
    expect((await from({ origin: 'https://evil.example' })).status).toBe(403);
    const rebound = await exchangeRaw(
      'GET /control/clients HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(rebound).toMatch(/^HTTP\/1.1 403/);
    const form = await fetch(`${simulator.controlUrl}/users`, {
      method: 'POST',
      body: 'email=a@b.example',
    });
    expect(form.status).toBe(415);
  });

  it('asks for the token when there is one', async () => {
    const guarded = await createGoogleSimulator({ controlToken: 'let-me-in' });
    const ask = (authorization: string) =>
      fetch(`${guarded.controlUrl}/clients`, { headers: { authorization } });
    expect((await ask('')).status).toBe(401);
    expect((await ask('Bearer let-me-out')).status).toBe(401);
    expect((await ask('Bearer let-me-in')).status).toBe(200);
    await guarded.stop();
    await guarded.stop();
  });

  it.each([
    'null',
    '[]',
    '"x"',
    '{',
    '{"email":{"$gt":""}}',
    '{"__proto__":{"email":"a@b.example"}}',
  ])('answers 400 to the body %s', async (body) => {
    const response = await fetch(`${simulator.controlUrl}/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
  });
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Everything the server sends until it closes, undisturbed by an HTTP client's checks. */
function exchangeRaw(request: string): Promise<string> {
  const { hostname, port } = new URL(simulator.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}
