import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from './index.ts';
import { hostOf } from './network-faults.ts';

const ada = 'ada@gmail.example';
const redirectUri = 'http://localhost:3000/admin/settings/mail/oauth2';

let simulator: GoogleSimulator;
beforeEach(async () => {
  simulator = await createGoogleSimulator({ users: [{ email: ada }] });
});
afterEach(() => simulator.stop());

describe('what lies between', () => {
  it.each([
    ['/o/oauth2/v2/auth', 'host.accounts'],
    ['/.well-known/openid-configuration', 'host.accounts'],
    ['/token', 'host.oauth2'],
    ['/oauth2/v4/token', 'host.oauth2'],
    ['/oauth2/v3/certs', 'host.certificates'],
    ['/v1/userinfo', 'host.openid'],
    ['/gmail/v1/users/me/profile', 'host.gmail'],
    ['/upload/gmail/v1/users/me/messages', 'host.gmail'],
  ])('%s is of %s', (path, host) => expect(hostOf(path)).toBe(host));

  it('a host out of reach takes the others not with it', async () => {
    await fault('host.gmail', { type: 'unreachable' });
    await expect(fetch(`${simulator.gmailUrl}/gmail/v1/users/me/profile`)).rejects.toThrow();
    expect((await fetch(`${simulator.url}/token`, { method: 'POST' })).status).toBe(400);
    expect((await fetch(`${simulator.controlUrl}/users`)).status).toBe(200);
  });

  it('strikes as often as told, and leaves the faults of methods alone', async () => {
    await fault('host.*', { type: 'proxy_page', status: 502 }, 1);
    await fault('oauth.token', { type: 'status', status: 503 }, 1);
    const ask = async () => (await fetch(`${simulator.url}/token`, { method: 'POST' })).status;
    expect([await ask(), await ask(), await ask()]).toEqual([502, 503, 400]);
  });

  it('answers with the page of a proxy where JSON is expected', async () => {
    await fault('host.accounts', { type: 'proxy_page', status: 200 });
    const answer = await fetch(`${simulator.issuer}/.well-known/openid-configuration`);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  it('says nothing until the client gives up', async () => {
    await fault('host.oauth2', { type: 'silent' });
    const signal = AbortSignal.timeout(50);
    const asking = fetch(`${simulator.url}/token`, { method: 'POST', signal });
    await expect(asking).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('has addresses that fail before HTTP begins', async () => {
    const answer = await fetch(`${simulator.controlUrl}/endpoints`);
    const endpoints = (await answer.json()) as Record<string, string>;
    const failure = async (url = '') =>
      fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.status,
        (error) => error.cause?.code ?? error.name,
      );
    expect(await failure(endpoints.refused)).toBe('ECONNREFUSED');
    expect(await failure(endpoints.withoutTls)).toMatch(/^ERR_SSL/);
    expect(await failure(endpoints.unknownName)).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(await failure(endpoints.silent)).toBe('TimeoutError');
  });
});

describe('the clock', () => {
  it('of Google may differ: the Date header and signed tokens tell, lifetimes do not change', async () => {
    await control('/clock', { apartMs: -600_000 });
    const answer = await fetch(`${simulator.url}/.well-known/openid-configuration`);
    const date = Date.parse(answer.headers.get('date') ?? '');
    expect(Math.abs(date + 600_000 - simulator.clock.now())).toBeLessThan(5_000);
    const { id_token, access_token } = await link();
    const { iat } = JSON.parse(Buffer.from(id_token?.split('.')[1] ?? '', 'base64url').toString());
    expect(Math.abs(iat * 1_000 + 600_000 - simulator.clock.now())).toBeLessThan(5_000);
    expect(simulator.world.authenticate(access_token)).not.toBeNull();
  });
});

describe('what a first link may lack', () => {
  it('a refresh token', async () => {
    await fault('oauth.token', { type: 'no_refresh_token' }, 1);
    expect(await link()).not.toHaveProperty('refresh_token');
    expect(await link()).toHaveProperty('refresh_token');
  });

  it('a test mail that arrives, though sending went well', async () => {
    const { access_token } = await link();
    const raw = Buffer.from(`To: ${ada}\r\nSubject: test\r\n\r\nx`).toString('base64url');
    const send = () => gmail(access_token, 'messages/send', { raw });
    await fault('messages.send', { type: 'undelivered' }, 1);
    const labels = async (id: string) =>
      (await gmail(access_token, `messages/${id}`)).body.labelIds;
    const lost = await send();
    expect([lost.status, await labels(lost.body.id)]).toEqual([200, ['SENT']]);
    expect(await labels((await send()).body.id)).toContain('INBOX');
  });

  // https://developers.google.com/workspace/gmail/api/guides/handle-errors
  it.each([
    ['settings.sendAs.list', 'settings/sendAs', 'insufficientPermissions', 'global'],
    ['getProfile', 'profile', 'domainPolicy', 'global'],
    ['getProfile', 'profile', 'dailyLimitExceeded', 'usageLimits'],
  ])('the right to %s: 403 for %s (%s)', async (match, path, reason, domain) => {
    const { access_token } = await link();
    await fault(match, { type: 'status', status: 403, reason });
    const { status, body } = await gmail(access_token, path);
    expect([status, body.error.errors[0]]).toMatchObject([403, { reason, domain }]);
  });
});

interface Tokens {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
}

async function link(): Promise<Tokens> {
  const client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    access_type: 'offline',
    scope: 'openid email https://mail.google.com/',
  });
  const authorizationUrl = `${simulator.url}/o/oauth2/v2/auth?${query}`;
  const callback = new URL(await simulator.approve({ authorizationUrl, email: ada }));
  const response = await fetch(`${simulator.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  return response.json();
}

async function gmail(token: string, path: string, json?: unknown) {
  const response = await fetch(`${simulator.gmailUrl}/gmail/v1/users/me/${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
  });
  return { status: response.status, body: await response.json() };
}

function fault(match: string, kind: object, remaining?: number) {
  return control('/faults', { match, kind, ...(remaining ? { remaining } : {}) });
}

async function control(path: string, body: unknown): Promise<void> {
  const response = await fetch(simulator.controlUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.ok, path).toBe(true);
}
