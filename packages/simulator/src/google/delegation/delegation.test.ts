import { createHmac, createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../../index.ts';

// Rules and words: https://developers.google.com/identity/protocols/oauth2/service-account
// (#error-codes), and https://support.google.com/a/answer/162106 for the admin console.
const mail = 'https://mail.google.com/';
const send = 'https://www.googleapis.com/auth/gmail.send';
const labels = 'https://www.googleapis.com/auth/gmail.labels';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

interface KeyFile {
  private_key_id: string;
  private_key: string;
  client_email: string;
  client_id: string;
  token_uri: string;
}

let simulator: GoogleSimulator;
let key: KeyFile;

beforeAll(async () => {
  simulator = await createGoogleSimulator({
    users: [
      { email: 'ada@corp.example', hostedDomain: 'corp.example', messages: 3 },
      { email: 'ben@corp.example', hostedDomain: 'corp.example', hasMailbox: false },
      { email: 'sam@corp.example', hostedDomain: 'corp.example' },
      { email: 'zoe@other.example', hostedDomain: 'other.example' },
      { email: 'eve@gmail.example' },
    ],
  });
  const { keyFile } = await simulator.createServiceAccount('mailroom');
  key = JSON.parse(keyFile);
  const request = { domain: 'corp.example', clientId: key.client_id, scopes: [mail, send] };
  simulator.delegate(request);
  const sam = simulator.world.users.get('sam@corp.example');
  if (sam) sam.isSuspended = true;
});
afterAll(() => simulator.stop());

describe('the key file', () => {
  it('is as the console offers it, with the endpoints of this server', () => {
    expect(key).toMatchObject({
      type: 'service_account',
      project_id: 'simulated-mailroom',
      private_key_id: expect.stringMatching(/^[0-9a-f]{40}$/),
      private_key: expect.stringMatching(/^-----BEGIN PRIVATE KEY-----\n/),
      client_email: expect.stringMatching(
        /^mailroom@simulated-mailroom\.iam\.gserviceaccount\.com$/,
      ),
      client_id: expect.stringMatching(/^\d{21}$/),
      token_uri: `${simulator.url}/token`,
      universe_domain: 'googleapis.com',
    });
  });
});

describe('the assertion', () => {
  it('opens the mailbox of a colleague, for an hour, without a refresh token', async () => {
    const { status, body } = await grant({});
    expect([status, body]).toEqual([
      200,
      { access_token: expect.stringMatching(/^ya29\./), expires_in: 3_599, token_type: 'Bearer' },
    ]);
    const profile = await gmail(String(body.access_token), 'profile');
    expect(profile.body).toMatchObject({ emailAddress: 'ada@corp.example', messagesTotal: 3 });
    const held = simulator.world.authenticate(String(body.access_token));
    expect([...(held?.scopes ?? [])]).toEqual([mail]);
    expect(held?.clientId).toBe(key.client_id);
  });

  it.each([
    ['a consumer', { sub: 'eve@gmail.example' }],
    ['another company', { sub: 'zoe@other.example' }],
    ['none of the scopes', { scope: labels }],
  ])('is not authorised for %s', async (_what, claims) => {
    expect(await grant(claims)).toEqual({
      status: 401,
      body: {
        error: 'unauthorized_client',
        error_description:
          'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
      },
    });
  });

  it('is denied when one scope of several is not authorised', async () => {
    expect(await grant({ scope: `${mail} ${labels}` })).toEqual({
      status: 403,
      body: { error: 'access_denied', error_description: 'Requested client not authorized.' },
    });
  });

  it.each([
    ['nobody', { sub: 'nobody@corp.example' }, 'Invalid email or User ID'],
    ['a suspended account', { sub: 'sam@corp.example' }, 'Invalid email or User ID'],
    ['no address', { sub: 'ada' }, 'Not a valid email or user ID.'],
    [
      'an unknown service account',
      { iss: 'x@y.iam.gserviceaccount.com' },
      'Invalid grant: account not found',
    ],
    [
      'another audience',
      { aud: 'https://oauth2.googleapis.com/token' },
      'Invalid JWT: Failed audience check.',
    ],
    ['no audience', { aud: undefined }, 'Invalid JWT: Failed audience check.'],
    ['no iat', { iat: undefined }, 'Invalid JWT: iat (issued at) is not set.'],
    ['no exp', { exp: undefined }, 'Invalid JWT: exp (expiration time) is not set.'],
  ])('is refused for %s', async (_what, claims, error_description) => {
    expect(await grant(claims)).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description },
    });
  });

  it.each([
    ['more than an hour', 0, 3_601],
    ['an end before its start', 0, -1],
    ['a clock that is ten minutes ahead', 600, 4_000],
    ['a clock that is two hours behind', -7_200, -3_600],
    ['no numbers', '0', '3600'],
  ])('is refused with %s', async (_what, iat, exp) => {
    const at = (value: number | string) => (typeof value === 'number' ? nowS() + value : value);
    const { status, body } = await grant({ iat: at(iat), exp: at(exp) });
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
    expect(body.error_description).toMatch(/^Invalid JWT: Token must be a short-lived token/);
  });

  it.each([
    ['no scope', ''],
    ['commas', `${mail},${send}`],
    ['a scope that does not exist', 'https://www.googleapis.com/auth/gmail.everything'],
  ])('is refused with %s', async (_what, scope) => {
    expect(await grant({ scope })).toEqual({
      status: 400,
      body: {
        error: 'invalid_scope',
        error_description: 'Invalid OAuth scope or ID token audience provided.',
      },
    });
  });

  it.each([
    ['nonsense', 'a.b.c'],
    ['padding', 'e30=.e30=.e30='],
    ['no signature at all', `${encode({ alg: 'none' })}.${encode({})}.`],
  ])('must be a signed token, not %s', async (_what, assertion) => {
    expect((await post(assertion)).body.error_description).toBe('Invalid JWT Signature.');
  });

  it('must be signed by a key of the account, with RS256', async () => {
    const symmetric = `${encode({ alg: 'HS256', kid: key.private_key_id })}.${encode(claimsOf({}))}`;
    const mac = createHmac('sha256', key.private_key).update(symmetric).digest('base64url');
    expect((await post(`${symmetric}.${mac}`)).body.error_description).toBe(
      'Invalid JWT Signature.',
    );
    const good = sign(claimsOf({}));
    const other = sign(claimsOf({ sub: 'ben@corp.example' }));
    const mixed = [...good.split('.').slice(0, 2), other.split('.')[2]].join('.');
    expect((await post(mixed)).body.error_description).toBe('Invalid JWT Signature.');
  });

  it('works for the service account itself, which has no mailbox', async () => {
    const { body } = await grant({ sub: undefined });
    expect(await gmail(String(body.access_token), 'profile')).toMatchObject({
      status: 400,
      body: { error: { status: 'FAILED_PRECONDITION', message: 'Precondition check failed.' } },
    });
  });

  it('works for a colleague without Gmail, until the API is asked', async () => {
    const { body } = await grant({ sub: 'ben@corp.example' });
    const { body: refused } = await gmail(String(body.access_token), 'profile');
    expect(refused).toMatchObject({ error: { message: 'Mail service not enabled' } });
  });
});

describe('keys, accounts and authorisations come and go', () => {
  it('a deleted or disabled key signs nothing, a disabled account gets nothing', async () => {
    const email = 'mailroom@simulated-mailroom.iam.gserviceaccount.com';
    const path = `/service-accounts/${email}`;
    const { body } = await control('POST', `${path}/keys`);
    const second = JSON.parse(String(body.keyFile)) as KeyFile;
    const trial = async () => (await post(sign(claimsOf({}), second))).body;
    expect(await trial()).toHaveProperty('access_token');
    await control('PATCH', `${path}/keys/${body.keyId}`, { isEnabled: false });
    expect(await trial()).toMatchObject({ error_description: 'Invalid JWT Signature.' });
    await control('PATCH', `${path}/keys/${body.keyId}`, { isEnabled: true });
    await control('PATCH', path, { isEnabled: false });
    expect(await trial()).toMatchObject({ error: 'disabled_client' });
    await control('PATCH', path, { isEnabled: true });
    await control('DELETE', `${path}/keys/${body.keyId}`);
    expect(await trial()).toMatchObject({ error_description: 'Invalid JWT Signature.' });
    const shown = JSON.stringify((await control('GET', '/service-accounts')).body);
    expect(shown).not.toContain('PRIVATE');
  });

  it('the admin console takes no address for an id, no unknown and no double scope', async () => {
    const path = '/workspaces/corp.example/delegations';
    const tell = async (clientId: string, scopes: string[]) =>
      (await control('POST', path, { clientId, scopes })).status;
    expect(await tell(key.client_email, [mail])).toBe(400);
    expect(await tell('100000000000000000000', [mail])).toBe(400);
    expect(await tell(key.client_id, [mail, mail])).toBe(400);
    expect(await tell(key.client_id, ['https://x.example/auth/all'])).toBe(400);
    expect(await tell(key.client_id, [mail, labels])).toBe(201);
    expect((await grant({ scope: labels })).status).toBe(200);
    expect((await grant({ scope: send })).body.error).toBe('unauthorized_client');
    await control('DELETE', `${path}/${key.client_id}`);
    expect((await grant({})).body.error).toBe('unauthorized_client');
    expect(await tell(key.client_id, [mail, send])).toBe(201);
  });

  it('survives a restart', () => {
    const { project, identity } = simulator.snapshot();
    expect(project.serviceAccounts[0]?.uniqueId).toBe(key.client_id);
    expect(identity.workspaces).toMatchObject([
      { domain: 'corp.example', delegations: [{ clientId: key.client_id, scopes: [mail, send] }] },
    ]);
  });
});

function nowS(): number {
  return Math.floor(simulator.clock.now() / 1_000);
}

function claimsOf(claims: Record<string, unknown>): Record<string, unknown> {
  return {
    iss: key.client_email,
    sub: 'ada@corp.example',
    aud: key.token_uri,
    scope: mail,
    iat: nowS(),
    exp: nowS() + 3_600,
    ...claims,
  };
}

function sign(claims: Record<string, unknown>, by = key): string {
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: by.private_key_id })}.${encode(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(by.private_key, 'base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function grant(claims: Record<string, unknown>) {
  return post(sign(claimsOf(claims)));
}

async function post(assertion: string) {
  const body = new URLSearchParams({ grant_type: grantType, assertion });
  const response = await fetch(`${simulator.url}/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function gmail(token: string, path: string) {
  const response = await fetch(`${simulator.gmailUrl}/gmail/v1/users/me/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: await response.json() };
}

async function control(method: string, path: string, body: unknown = {}) {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    ...(method === 'GET' || method === 'DELETE'
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
