import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsentBlockedError, createGoogleSimulator, type GoogleSimulator } from '../index.ts';

const redirectUri = 'https://mail.example/admin/settings/mail/oauth2';
const mail = 'https://mail.google.com/';

let simulator: GoogleSimulator;
let client: { clientId: string; clientSecret: string };
beforeEach(async () => {
  simulator = await createGoogleSimulator({
    users: [
      { email: 'ada@gmail.example' },
      { email: 'ben@gmail.example' },
      { email: 'cleo@corp.example', hostedDomain: 'corp.example' },
    ],
  });
  client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
});
afterEach(() => simulator.stop());

// https://support.google.com/cloud/answer/7454865 (user cap), https://support.google.com/cloud/answer/9028764
it('stops the user after the cap of an unverified project, not those who came before', async () => {
  simulator.world.project.userCap = 1;
  await link('ada@gmail.example');
  await expect(link('ben@gmail.example')).rejects.toEqual(
    new ConsentBlockedError('rate_limit_exceeded'),
  );
  await link('ada@gmail.example');
  await link('ben@gmail.example', 'openid email');
  simulator.world.project.isVerified = true;
  await link('ben@gmail.example');
});

// https://support.google.com/cloud/answer/15549257#rotate-client-secret
it('takes two secrets while one replaces the other, and none that is switched off', async () => {
  const old = client.clientSecret;
  const path = `/clients/${client.clientId}`;
  const { body } = await control('PATCH', path, { addSecret: true });
  const secrets = [old, String(body.clientSecret)];
  const trial = async () => Promise.all(secrets.map(async (one) => (await dummy(one)).error));
  expect(await trial()).toEqual(['invalid_grant', 'invalid_grant']);
  expect((await control('PATCH', path, { addSecret: true })).status).toBe(400);
  await control('PATCH', path, { isOlderSecretEnabled: false });
  expect(await trial()).toEqual(['invalid_client', 'invalid_grant']);
  await control('PATCH', path, { isSecretDisabled: true });
  expect(await trial()).toEqual(['invalid_client', 'invalid_client']);
  expect(await dummy(old)).toEqual({
    error: 'invalid_client',
    error_description: 'The provided client secret is invalid.',
  });
});

// https://support.google.com/a/answer/7281227
it('a Workspace that blocks unlisted apps lets the trusted ones pass', async () => {
  await control('PATCH', '/workspaces/corp.example', { unlistedApps: 'blocked' });
  await expect(link('cleo@corp.example')).rejects.toEqual(
    new ConsentBlockedError('admin_policy_enforced'),
  );
  await link('cleo@corp.example', 'openid email');
  await control('PATCH', '/workspaces/corp.example', { trustedClients: [client.clientId] });
  const tokens = await link('cleo@corp.example');
  await control('PATCH', '/workspaces/corp.example', { trustedClients: [] });
  expect((await refresh(tokens.refresh_token)).error).toBe('admin_policy_enforced');
});

it('a suspended account neither signs in nor refreshes, and its tokens open nothing', async () => {
  const tokens = await link('ada@gmail.example');
  const path = '/users/ada@gmail.example';
  expect((await control('PATCH', path, { isSuspended: true })).body).toMatchObject({
    isSuspended: true,
  });
  expect((await gmail(tokens.access_token)).status).toBe(401);
  expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
  await expect(link('ada@gmail.example')).rejects.toEqual(
    new ConsentBlockedError('account_disabled'),
  );
  await control('PATCH', path, { isSuspended: false });
  expect((await refresh(tokens.refresh_token)).error).toBeUndefined();
});

// https://support.google.com/a/answer/9184 (Gmail on or off for users)
it('an account with Gmail switched off keeps its mail and shows none', async () => {
  const tokens = await link('ada@gmail.example');
  await control('PATCH', '/users/ada@gmail.example', { isMailOff: true });
  expect(await gmail(tokens.access_token)).toMatchObject({
    status: 400,
    body: { error: { status: 'FAILED_PRECONDITION', message: 'Mail service not enabled' } },
  });
  await control('PATCH', '/users/ada@gmail.example', { isMailOff: false });
  expect((await gmail(tokens.access_token)).status).toBe(200);
});

// https://cloud.google.com/service-usage/docs/enable-disable
it('every project answers for its own clients', async () => {
  const { body: other } = await control('POST', '/projects', {
    name: 'Other project',
    projectId: 'other-project-1',
    publishingStatus: 'production',
    branding: { appName: 'Other', supportEmail: 'a@b.example', contactEmail: 'a@b.example' },
  });
  const { body } = await control('POST', '/clients', {
    type: 'web',
    redirectUris: [redirectUri],
    projectId: 'other-project-1',
  });
  client = { clientId: String(body.clientId), clientSecret: String(body.clientSecret) };
  expect(client.clientId.startsWith(`${other.projectNumber}-`)).toBe(true);
  expect(JSON.parse(String(body.clientSecretJson)).web.project_id).toBe('other-project-1');
  const { access_token } = await link('ada@gmail.example');
  const refused = await gmail(access_token);
  const activationUrl = `${simulator.url}/console/apis/api/gmail.googleapis.com/overview?project=${other.projectNumber}`;
  expect(refused).toMatchObject({
    status: 403,
    body: {
      error: {
        errors: [{ reason: 'accessNotConfigured', domain: 'usageLimits' }],
        status: 'PERMISSION_DENIED',
        details: [
          { links: [{ url: activationUrl }] },
          {
            reason: 'SERVICE_DISABLED',
            domain: 'googleapis.com',
            metadata: {
              service: 'gmail.googleapis.com',
              consumer: `projects/${other.projectNumber}`,
              activationUrl,
            },
          },
        ],
      },
    },
  });
  await control('PATCH', '/projects/other-project-1', { isGmailApiEnabled: true });
  expect((await gmail(access_token)).status).toBe(200);
});

interface Reply {
  access_token: string;
  refresh_token: string;
  error?: string;
}

async function link(email: string, scope = `openid email ${mail}`): Promise<Reply> {
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    access_type: 'offline',
    prompt: 'consent',
    scope,
  });
  const authorizationUrl = `${simulator.url}/o/oauth2/v2/auth?${query}`;
  const callback = new URL(await simulator.approve({ authorizationUrl, email }));
  return post({
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
  });
}

function refresh(refreshToken: string): Promise<Reply> {
  return post({ grant_type: 'refresh_token', refresh_token: refreshToken });
}

function dummy(client_secret: string): Promise<Reply> {
  return post({ grant_type: 'authorization_code', code: 'x', client_secret });
}

async function post(form: Record<string, string>): Promise<Reply> {
  const { clientId: client_id, clientSecret: client_secret } = client;
  const body = new URLSearchParams({ client_id, client_secret, ...form });
  return (await fetch(`${simulator.url}/token`, { method: 'POST', body })).json();
}

async function gmail(token: string) {
  const response = await fetch(`${simulator.gmailUrl}/gmail/v1/users/me/profile`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: await response.json() };
}

async function control(method: string, path: string, body: unknown) {
  const response = await fetch(simulator.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
