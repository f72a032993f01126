import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator, type RegisteredClient } from '../../index.ts';
import { packPageError, unpackPageError } from './page-error-code.ts';

// https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors names
// the codes; the address and its `authError` are as recorded from accounts.google.com.
const redirectUri = 'https://mail.example/admin/settings/mail/oauth2';

let simulator: GoogleSimulator;
let client: RegisteredClient;

beforeAll(async () => {
  simulator = await createGoogleSimulator({
    users: [
      { email: 'ada@gmail.example' },
      { email: 'bob@corp.example', hostedDomain: 'corp.example' },
    ],
  });
});
afterAll(() => simulator.stop());
beforeEach(() => {
  client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
  Object.assign(simulator.world.project, {
    publishingStatus: 'production',
    audience: 'external',
    organisationDomain: null,
    testUsers: new Set(),
  });
});

it('reads addresses that Google itself made', () => {
  expect(
    unpackPageError('Cg5pbnZhbGlkX2NsaWVudBIfVGhlIE9BdXRoIGNsaWVudCB3YXMgbm90IGZvdW5kLiCRAw=='),
  ).toEqual({
    code: 'invalid_client',
    message: 'The OAuth client was not found.',
    status: 401,
    parameters: {},
  });
  expect(
    unpackPageError(
      'Cg9pbnZhbGlkX3JlcXVlc3QSLFJlcXVpcmVkIHBhcmFtZXRlciBpcyBtaXNzaW5nOiByZXNwb25zZV90eXBlGjdodHRwczovL2RldmVsb3BlcnMuZ29vZ2xlLmNvbS9pZGVudGl0eS9wcm90b2NvbHMvb2F1dGgyIJAD',
    ),
  ).toMatchObject({
    code: 'invalid_request',
    message: 'Required parameter is missing: response_type',
    helpUrl: 'https://developers.google.com/identity/protocols/oauth2',
    status: 400,
  });
  const deleted = { code: 'deleted_client', status: 401, message: 'The OAuth client was deleted.' };
  expect(packPageError({ ...deleted, status: 401 })).toBe(
    'Cg5kZWxldGVkX2NsaWVudBIdVGhlIE9BdXRoIGNsaWVudCB3YXMgZGVsZXRlZC4gkQM=',
  );
});

it.each(['', '=', 'Cg', 'x'.repeat(40), 'CgA=', 'Cg5pbnZhbGlkX2NsaWVudBL/'])(
  'takes nothing else for an error: %j',
  (packed) => expect(unpackPageError(packed)).toBeNull(),
);

it.each([
  ['redirect_uri_mismatch', 400, () => ({ redirect_uri: `${redirectUri}/` })],
  ['invalid_request', 400, () => ({ redirect_uri: 'http://192.0.2.7/admin/x' })],
  ['invalid_request', 400, () => ({ redirect_uri: 'https://mail.local/x' })],
  ['invalid_request', 400, () => ({ redirect_uri: '' })],
  ['invalid_request', 400, () => ({ response_type: '' })],
  ['invalid_client', 401, () => ({ client_id: '1-x.apps.googleusercontent.com' })],
  ['invalid_scope', 400, () => ({ scope: 'openid nonsense' })],
])('answers 302 to the error page without cookies: %s', async (code, status, parameters) => {
  const { location, error } = await refusal(parameters());
  expect([location.pathname, error?.code, error?.status]).toEqual([
    '/signin/oauth/error',
    code,
    status,
  ]);
  expect(location.searchParams.get('flowName')).toBe('GeneralOAuthFlow');
  expect(location.searchParams.get('client_id')).toMatch(/apps\.googleusercontent\.com$/);
});

it('names the redirect URI that does not match', async () => {
  const { error } = await refusal({ redirect_uri: `${redirectUri}/` });
  expect(error).toMatchObject({
    parameters: { redirect_uri: `${redirectUri}/` },
    helpUrl: expect.stringContaining('#authorization-errors-redirect-uri-mismatch'),
  });
});

// https://support.google.com/cloud/answer/15549257#delete-oauth-clients
it('tells a deleted and a disabled client from one that never was', async () => {
  const path = `${simulator.controlUrl}/clients/${client.clientId}`;
  const headers = { 'content-type': 'application/json' };
  await fetch(path, { method: 'PATCH', headers, body: '{"isEnabled":false}' });
  expect((await refusal({})).error?.code).toBe('disabled_client');
  await fetch(path, { method: 'DELETE' });
  expect((await refusal({})).error).toMatchObject({ code: 'deleted_client', status: 401 });
  const reply = await fetch(`${simulator.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'x',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  expect([reply.status, (await reply.json()).error]).toEqual([401, 'deleted_client']);
});

// https://developers.google.com/identity/protocols/oauth2/native-app#authorization-errors-disallowed-useragent
it('refuses embedded views before it looks at anything', async () => {
  const headers = { 'user-agent': 'Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36' };
  const { error } = await refusal({ client_id: 'nobody' }, headers);
  expect(error).toMatchObject({ code: 'disallowed_useragent', status: 403 });
});

// https://support.google.com/cloud/answer/15549945 and https://support.google.com/accounts/answer/16668185
it('judges the account only once it is known', async () => {
  const { project } = simulator.world;
  const ada = { login_hint: 'ada@gmail.example' };
  project.publishingStatus = 'testing';
  expect((await refusal({})).location.pathname).toBe('/signin/oauth/select');
  expect((await refusal(ada)).error).toMatchObject({ code: 'access_denied', status: 403 });
  Object.assign(project, { audience: 'internal', organisationDomain: 'corp.example' });
  expect((await refusal({})).location.pathname).toBe('/signin/oauth/select');
  expect((await refusal(ada)).error).toMatchObject({ code: 'org_internal', status: 403 });
});

it('writes the message in the language of the browser, the code in none', async () => {
  const french = { 'accept-language': 'fr-FR' };
  const { error, location } = await refusal({ redirect_uri: `${redirectUri}/` }, french);
  expect(error?.code).toBe('redirect_uri_mismatch');
  expect(error?.message).toContain('console Google Cloud');
  const page = await fetch(location, { headers: french });
  expect([page.status, await page.text()]).toEqual([
    400,
    expect.stringContaining('Erreur 400 : redirect_uri_mismatch'),
  ]);
});

async function refusal(parameters: Record<string, string>, headers: Record<string, string> = {}) {
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email https://mail.google.com/',
    ...parameters,
  });
  const response = await fetch(`${simulator.url}/o/oauth2/v2/auth?${query}`, {
    redirect: 'manual',
    headers,
  });
  expect(response.status).toBe(302);
  const location = new URL(response.headers.get('location') ?? '', simulator.url);
  return { location, error: unpackPageError(location.searchParams.get('authError') ?? '') };
}
