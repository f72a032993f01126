import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ConsentBlockedError,
  createGoogleSimulator,
  type GoogleSimulator,
  type RegisteredClient,
} from '../../index.ts';
import { emailScope } from './scopes.ts';

// Each rule names the page of Google's documentation it comes from.
const docs = {
  webServer: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  native: 'https://developers.google.com/identity/protocols/oauth2/native-app',
  openid: 'https://developers.google.com/identity/openid-connect/openid-connect',
  expiry: 'https://developers.google.com/identity/protocols/oauth2#expiration',
  audience: 'https://support.google.com/cloud/answer/15549945',
  policy: 'https://support.google.com/a/answer/7281227',
};

const redirectUri = 'http://localhost:3000/admin/settings/mail/oauth2';
const mailScope = 'https://mail.google.com/';
const sendScope = 'https://www.googleapis.com/auth/gmail.send';

let simulator: GoogleSimulator;
let client: RegisteredClient;

beforeAll(async () => {
  simulator = await createGoogleSimulator({ users: [{ email: 'ada@gmail.example' }] });
  await simulator.addUser({ email: 'bob@corp.example', hostedDomain: 'corp.example' });
  await simulator.addUser({ email: 'nomail@gmail.example', hasMailbox: false });
});
afterAll(() => simulator.stop());
beforeEach(() => {
  // Each test has its own client: consents and tokens of others do not reach it.
  client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
  Object.assign(simulator.world.project, {
    publishingStatus: 'production',
    audience: 'external',
    organisationDomain: null,
    isVerified: false,
    testUsers: new Set(),
  });
});

describe('authorisation', () => {
  it(`returns code, state, scope and iss to the redirect URI [${docs.webServer}#handlingresponse]`, async () => {
    const callback = await approve({ state: 'a&b=c #é' });
    expect(callback.href.startsWith(`${redirectUri}?`)).toBe(true);
    expect(callback.searchParams.get('state')).toBe('a&b=c #é');
    expect(callback.searchParams.get('iss')).toBe(simulator.issuer);
    expect(callback.searchParams.get('code')).toMatch(/^4\/0A/);
    expect(callback.searchParams.get('scope')?.split(' ')).toContain(mailScope);
  });

  it(`grants only the ticked scopes [${docs.webServer}#handlingresponse]`, async () => {
    const callback = await approve({ scope: `openid email ${mailScope} ${sendScope}` }, [
      mailScope,
    ]);
    const tokens = await exchange(callback);
    expect(tokens.scope.split(' ').sort()).toEqual(['openid', emailScope, sendScope].sort());
  });

  it(`answers access_denied when the user denies [${docs.webServer}#handlingresponse]`, async () => {
    const callback = new URL(
      await simulator.approve({
        authorizationUrl: authUrl({ state: 's' }),
        email: 'ada@gmail.example',
        decision: 'deny',
      }),
    );
    expect(Object.fromEntries(callback.searchParams)).toEqual({
      error: 'access_denied',
      state: 's',
      iss: simulator.issuer,
    });
  });

  it.each([
    ['a path more', `${redirectUri}/x`],
    ['a slash more', `${redirectUri}/`],
    ['a query more', `${redirectUri}?x=1`],
    ['another case', redirectUri.replace('admin', 'Admin')],
    ['127.0.0.1 for localhost', redirectUri.replace('localhost', '127.0.0.1')],
    ['another port', redirectUri.replace('3000', '3001')],
    ['another host', 'https://evil.example/admin/settings/mail/oauth2'],
  ])(
    `refuses a redirect URI with %s on its own page [${docs.webServer}#authorization-errors-redirect-uri-mismatch]`,
    async (_what, uri) => {
      const response = await fetch(authUrl({ redirect_uri: uri }), { redirect: 'manual' });
      const location = response.headers.get('location') ?? '';
      expect(new URL(location, simulator.url).origin).toBe(simulator.url);
      const packed = new URL(location, simulator.url).searchParams.get('authError') ?? '';
      expect(Buffer.from(packed, 'base64').toString()).toContain('redirect_uri_mismatch');
      const page = await fetch(new URL(location, simulator.url));
      expect(page.status).toBe(400);
      expect(await page.text()).toContain('Error 400: redirect_uri_mismatch');
    },
  );

  it(`shows invalid_client for an unknown client [${docs.webServer}#authorization-errors-invalid-client]`, async () => {
    const page = await fetch(authUrl({ client_id: 'nobody.apps.googleusercontent.com' }));
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('Error 401: invalid_client');
  });

  it.each([
    ['response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['scope', { scope: 'openid https://www.googleapis.com/auth/nonsense' }, 'invalid_scope'],
    ['no scope', { scope: '' }, 'invalid_request'],
    ['access_type', { access_type: 'forever' }, 'invalid_request'],
    ['prompt', { prompt: 'login' }, 'invalid_request'],
    ['prompt none with more', { prompt: 'none consent' }, 'invalid_request'],
    [
      'challenge method',
      { code_challenge: 'x'.repeat(43), code_challenge_method: 'S1' },
      'invalid_request',
    ],
    ['short challenge', { code_challenge: 'x', code_challenge_method: 'S256' }, 'invalid_request'],
    ['endless state', { state: 'x'.repeat(9_000) }, 'invalid_request'],
  ])(
    `shows its own page for a wrong %s [${docs.webServer}#creatingclient]`,
    async (_what, parameters, code) => {
      const page = await fetch(authUrl(parameters));
      expect(page.status).toBe(400);
      expect(await page.text()).toContain(code);
    },
  );

  it('escapes whatever a hostile request puts into an error page', async () => {
    const page = await fetch(
      authUrl({ redirect_uri: 'https://x.example/"><script>alert(1)</script>' }),
    );
    const text = await page.text();
    expect(text).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('refuses a parameter given twice', async () => {
    const page = await fetch(`${authUrl({})}&client_id=other`);
    expect(await page.text()).toContain('invalid_request');
  });

  it(`refuses embedded views [${docs.native}#authorization-errors-disallowed-useragent]`, async () => {
    const page = await fetch(authUrl({}), {
      headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; Pixel; wv) Chrome/120 Mobile' },
    });
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('disallowed_useragent');
  });

  it('does not let a form skip the warning page', async () => {
    const cookies = new Map<string, string>();
    const select = await fetch(authUrl({ login_hint: 'ada@gmail.example' }), {
      redirect: 'manual',
    });
    const warning = new URL(select.headers.get('location') ?? '', simulator.url);
    expect(warning.pathname).toBe('/signin/oauth/warning');
    const body = new URLSearchParams({
      flow: warning.searchParams.get('flow') ?? '',
      action: 'allow',
    });
    const answer = await fetch(`${simulator.url}/signin/oauth/consent`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect(answer.headers.get('location')).toContain('/signin/oauth/warning');
    expect(cookies.size).toBe(0);
  });

  it.each([
    ['an unknown flow', 'flow=nothing&action=allow'],
    ['no flow', ''],
    ['a flow twice', 'flow=a&flow=b'],
  ])('shows an expired page for %s', async (_what, body) => {
    for (const step of ['select', 'warning', 'consent']) {
      const answer = await fetch(`${simulator.url}/signin/oauth/${step}`, { method: 'POST', body });
      expect(answer.status).toBe(400);
    }
  });

  it('speaks French when asked', async () => {
    const page = await fetch(authUrl({}), { headers: { 'accept-language': 'fr-FR,fr;q=0.9' } });
    const text = await page.text();
    expect(text).toContain('lang="fr"');
    expect(text).toContain('Google simulé');
  });
});

describe('prompt and consent', () => {
  it(`skips every page for an account that has allowed all before, without a refresh token [${docs.webServer}#offline]`, async () => {
    const cookies = new Map<string, string>();
    const email = 'ada@gmail.example';
    const first = await simulator.approve({ authorizationUrl: authUrl({}), email, cookies });
    expect(await exchange(new URL(first))).toHaveProperty('refresh_token');
    const again = await fetch(authUrl({ prompt: '' }), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    const callback = new URL(again.headers.get('location') ?? '');
    expect(callback.searchParams.get('code')).toMatch(/^4\//);
    expect(await exchange(callback)).not.toHaveProperty('refresh_token');
  });

  it(`gives a refresh token again with prompt=consent [${docs.openid}#refresh-tokens]`, async () => {
    await exchange(await approve({}));
    expect(await exchange(await approve({ prompt: 'consent' }))).toHaveProperty('refresh_token');
  });

  it(`gives none without access_type=offline [${docs.webServer}#offline]`, async () => {
    const tokens = await exchange(await approve({ access_type: 'online' }));
    expect(tokens).not.toHaveProperty('refresh_token');
  });

  it(`prompt=none answers with an error instead of a page [${docs.openid}#authenticationuriparameters]`, async () => {
    const response = await fetch(authUrl({ prompt: 'none' }), { redirect: 'manual' });
    const callback = new URL(response.headers.get('location') ?? '');
    expect(callback.searchParams.get('error')).toBe('login_required');
  });

  it(`adds earlier grants with include_granted_scopes [${docs.webServer}#incrementalAuth]`, async () => {
    await exchange(await approve({ scope: `openid email ${sendScope}` }));
    const more = await exchange(
      await approve({ scope: mailScope, include_granted_scopes: 'true' }),
    );
    expect(more.scope.split(' ').sort()).toEqual(
      ['openid', emailScope, sendScope, mailScope].sort(),
    );
  });
});

describe('who may pass', () => {
  it(`Testing: only test users, and their refresh tokens live 7 days [${docs.audience}]`, async () => {
    simulator.world.project.publishingStatus = 'testing';
    await expect(approve({})).rejects.toEqual(new ConsentBlockedError('access_denied'));
    simulator.world.project.testUsers.add('ada@gmail.example');
    const tokens = await exchange(await approve({}));
    expect(tokens.refresh_token_expires_in).toBe(604_800);
  });

  it(`Internal: only the organisation, without the warning page [${docs.audience}]`, async () => {
    Object.assign(simulator.world.project, {
      audience: 'internal',
      organisationDomain: 'corp.example',
    });
    await expect(approve({})).rejects.toEqual(new ConsentBlockedError('org_internal'));
    const response = await fetch(authUrl({ login_hint: 'bob@corp.example' }), {
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toContain('/signin/oauth/consent');
  });

  it(`an administrator's policy stops consent and refresh [${docs.policy}]`, async () => {
    const tokens = await exchange(await approve({}, [], 'bob@corp.example'));
    await control('PUT', '/domains/corp.example/policy', { isBlocked: true });
    const blocked = approve({}, [], 'bob@corp.example');
    await expect(blocked).rejects.toEqual(new ConsentBlockedError('admin_policy_enforced'));
    const refreshed = await refresh(tokens.refresh_token ?? '');
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'admin_policy_enforced']);
    await control('PUT', '/domains/corp.example/policy', { isBlocked: false });
  });
});

describe('token endpoint', () => {
  it(`gives an id_token that verifies, with the nonce [${docs.openid}#an-id-tokens-payload]`, async () => {
    const tokens = await exchange(await approve({ nonce: 'n-1' }));
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3_599 });
    const keys = createRemoteJWKSet(new URL(`${simulator.url}/oauth2/v3/certs`));
    const { payload } = await jwtVerify(tokens.id_token ?? '', keys, {
      issuer: simulator.issuer,
      audience: client.clientId,
    });
    expect(payload).toMatchObject({
      email: 'ada@gmail.example',
      email_verified: true,
      nonce: 'n-1',
      sub: simulator.world.users.get('ada@gmail.example')?.sub,
    });
  });

  it(`accepts the secret in a header too [${docs.openid}#discovery]`, async () => {
    const callback = await approve({});
    const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    const response = await fetch(`${simulator.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
      }),
    });
    expect(response.status).toBe(200);
  });

  it('tells a wrong id from a wrong secret from a good pair with a dummy code', async () => {
    const dummy = { grant_type: 'authorization_code', code: 'dummy', redirect_uri: redirectUri };
    expect(await post('/token', { ...dummy, client_id: 'x', client_secret: 'y' })).toEqual({
      status: 401,
      body: { error: 'invalid_client', error_description: 'The OAuth client was not found.' },
    });
    const id = { client_id: client.clientId };
    expect(await post('/token', { ...dummy, ...id, client_secret: 'y' })).toEqual({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'The provided client secret is invalid.',
      },
    });
    expect(await post('/token', { ...dummy, ...id })).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: 'client_secret is missing.' },
    });
    expect(await post('/token', { ...dummy, ...credentials() })).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Malformed auth code.' },
    });
  });

  it(`takes a code once: a second use ends the tokens of the first [${docs.webServer}#exchange-errors-invalid-grant]`, async () => {
    const callback = await approve({});
    const tokens = await exchange(callback);
    expect(simulator.world.authenticate(tokens.access_token)).not.toBeNull();
    expect((await exchangeRaw(callback)).body.error).toBe('invalid_grant');
    expect(simulator.world.authenticate(tokens.access_token)).toBeNull();
    expect((await refresh(tokens.refresh_token ?? '')).body).toEqual({
      error: 'invalid_grant',
      error_description: 'Token has been expired or revoked.',
    });
  });

  it('takes a code for ten minutes', async () => {
    const callback = await approve({});
    simulator.clock.advance(600_001);
    expect((await exchangeRaw(callback)).body.error).toBe('invalid_grant');
  });

  it('takes no code of another client', async () => {
    const callback = await approve({});
    client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
    expect((await exchangeRaw(callback)).body.error).toBe('invalid_grant');
  });

  it(`compares the redirect URI again [${docs.webServer}#authorization-errors-redirect-uri-mismatch]`, async () => {
    const callback = await approve({});
    const wrong = await exchangeRaw(callback, { redirect_uri: `${redirectUri}/` });
    expect(wrong).toEqual({
      status: 400,
      body: { error: 'redirect_uri_mismatch', error_description: 'Bad Request' },
    });
  });

  it(`checks PKCE [${docs.native}#step1-code-verifier]`, async () => {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    const callback = await approve(pkce);
    const description = async (extra: Record<string, string>) =>
      (await exchangeRaw(callback, extra)).body.error_description;
    expect(await description({})).toBe('Missing code verifier.');
    expect(await description({ code_verifier: 'x'.repeat(43) })).toBe('Invalid code verifier.');
    expect(await description({ code_verifier: challenge })).toBe('Invalid code verifier.');
    expect((await exchangeRaw(callback, { code_verifier: verifier })).status).toBe(200);
    const plain = await approve({ code_challenge: verifier });
    expect((await exchangeRaw(plain, { code_verifier: verifier })).status).toBe(200);
  });

  it.each([
    ['nothing', '', 'invalid_request'],
    ['another grant', 'grant_type=password', 'unsupported_grant_type'],
    ['a parameter twice', 'grant_type=refresh_token&client_id=a&client_id=b', 'invalid_request'],
    ['no client', 'grant_type=refresh_token', 'invalid_request'],
    ['binary', '\u0000\u0001%', 'invalid_request'],
  ])('answers JSON to %s', async (_what, body, error) => {
    const response = await fetch(`${simulator.url}/token`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });
});

describe('how tokens end', () => {
  it('access tokens after an hour; refreshing gives another', async () => {
    const tokens = await exchange(await approve({}));
    simulator.clock.advance(3_599_000);
    expect(simulator.world.authenticate(tokens.access_token)).not.toBeNull();
    simulator.clock.advance(2_000);
    expect(simulator.world.authenticate(tokens.access_token)).toBeNull();
    const again = await refresh(tokens.refresh_token ?? '');
    expect(again.status).toBe(200);
    expect(again.body).not.toHaveProperty('refresh_token');
    expect(simulator.world.authenticate(again.body.access_token)).not.toBeNull();
  });

  it(`refresh tokens of a project in Testing after 7 days [${docs.expiry}]`, async () => {
    Object.assign(simulator.world.project, {
      publishingStatus: 'testing',
      testUsers: new Set(['ada@gmail.example']),
    });
    const { refresh_token = '' } = await exchange(await approve({}));
    simulator.clock.advance(7 * 86_400_000 - 1_000);
    expect((await refresh(refresh_token)).status).toBe(200);
    simulator.clock.advance(2_000);
    expect((await refresh(refresh_token)).body.error).toBe('invalid_grant');
  });

  it(`refresh tokens after six months without use [${docs.expiry}]`, async () => {
    const { refresh_token = '' } = await exchange(await approve({}));
    simulator.clock.advance(180 * 86_400_000);
    expect((await refresh(refresh_token)).status).toBe(200);
    simulator.clock.advance(184 * 86_400_000);
    expect((await refresh(refresh_token)).body.error).toBe('invalid_grant');
  });

  it(`the oldest of more than 100 for one account and client [${docs.expiry}]`, async () => {
    const issued: string[] = [];
    for (let count = 0; count < 101; count += 1) {
      issued.push((await exchange(await approve({}))).refresh_token ?? '');
    }
    expect((await refresh(issued[0] ?? '')).body.error).toBe('invalid_grant');
    expect((await refresh(issued[1] ?? '')).status).toBe(200);
    expect((await refresh(issued[100] ?? '')).status).toBe(200);
  });

  it(`those with Gmail scopes when the password changes [${docs.expiry}]`, async () => {
    const mail = await exchange(await approve({}));
    const other = await exchange(await approve({ scope: 'openid email' }));
    simulator.changePassword('ada@gmail.example');
    expect((await refresh(mail.refresh_token ?? '')).body.error).toBe('invalid_grant');
    expect(simulator.world.authenticate(mail.access_token)).toBeNull();
    expect((await refresh(other.refresh_token ?? '')).status).toBe(200);
  });

  it(`all of a grant when one is revoked [${docs.webServer}#tokenrevoke]`, async () => {
    const tokens = await exchange(await approve({}));
    expect(await post('/revoke', { token: tokens.access_token })).toEqual({
      status: 200,
      body: {},
    });
    expect((await refresh(tokens.refresh_token ?? '')).body.error).toBe('invalid_grant');
    expect(await post('/revoke', { token: tokens.access_token })).toEqual({
      status: 400,
      body: { error: 'invalid_token', error_description: 'Token expired or revoked' },
    });
    expect((await fetch(`${simulator.url}/revoke?token=x`)).status).toBe(404);
  });

  it('a refresh token is worth nothing to another client', async () => {
    const { refresh_token = '' } = await exchange(await approve({}));
    client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
    expect((await refresh(refresh_token)).body.error).toBe('unauthorized_client');
  });
});

describe('information', () => {
  it(`userinfo and tokeninfo [${docs.openid}#obtaininguserprofileinformation]`, async () => {
    const tokens = await exchange(await approve({}));
    const authorization = `Bearer ${tokens.access_token}`;
    const userinfo = await fetch(`${simulator.url}/v1/userinfo`, { headers: { authorization } });
    expect(await userinfo.json()).toMatchObject({
      email: 'ada@gmail.example',
      email_verified: true,
    });
    const info = await post('/tokeninfo', { access_token: tokens.access_token });
    expect(info.body).toMatchObject({
      aud: client.clientId,
      access_type: 'offline',
      expires_in: expect.any(String),
    });
    const idInfo = await post('/tokeninfo', { id_token: tokens.id_token ?? '' });
    expect(idInfo.body).toMatchObject({ email_verified: 'true', alg: 'RS256' });
    expect((await post('/tokeninfo', { id_token: 'a.b.c' })).body.error).toBe('invalid_token');
    const denied = await fetch(`${simulator.url}/v1/userinfo`, {
      headers: { authorization: 'Bearer x' },
    });
    expect([denied.status, await denied.json()]).toEqual([
      401,
      { error: 'invalid_request', error_description: 'Invalid Credentials' },
    ]);
  });

  it('push tokens verify against the same certificates', async () => {
    const audience = 'https://mail.example/api/webhooks/google';
    const email = 'pusher@project.iam.gserviceaccount.com';
    const token = await simulator.world.signPushToken({ audience, email });
    const keys = createRemoteJWKSet(new URL(`${simulator.url}/oauth2/v3/certs`));
    const options = {
      audience,
      issuer: simulator.issuer,
      currentDate: new Date(simulator.clock.now()),
    };
    const { payload } = await jwtVerify(token, keys, options);
    expect(payload).toMatchObject({ email, email_verified: true });
  });
});

function authUrl(parameters: Record<string, string>): string {
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid email profile ${mailScope}`,
    access_type: 'offline',
    prompt: 'consent',
    ...parameters,
  });
  return `${simulator.url}/o/oauth2/v2/auth?${query}`;
}

async function approve(
  parameters: Record<string, string>,
  untick: string[] = [],
  email = 'ada@gmail.example',
): Promise<URL> {
  return new URL(await simulator.approve({ authorizationUrl: authUrl(parameters), email, untick }));
}

interface TokenReply {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  scope: string;
  refresh_token_expires_in?: number;
  error?: string;
  error_description?: string;
}

function credentials() {
  return { client_id: client.clientId, client_secret: client.clientSecret };
}

function exchangeRaw(callback: URL, extra: Record<string, string> = {}) {
  return post('/token', {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    ...credentials(),
    ...extra,
  });
}

async function exchange(callback: URL): Promise<TokenReply> {
  const { status, body } = await exchangeRaw(callback);
  expect([status, body.error]).toEqual([200, undefined]);
  return body;
}

function refresh(refreshToken: string) {
  return post('/token', {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...credentials(),
  });
}

async function post(path: string, form: Record<string, string>) {
  const response = await fetch(simulator.url + path, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as TokenReply };
}

async function control(method: string, path: string, body: unknown) {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}
