import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../../index.ts';

let simulator: GoogleSimulator;
beforeAll(async () => {
  simulator = await createGoogleSimulator({
    users: [
      { email: 'ada@gmail.example' },
      { email: 'cleo@corp.example', hostedDomain: 'corp.example' },
      { email: 'dan@other.example', hostedDomain: 'other.example' },
    ],
  });
});
afterAll(() => simulator.stop());

describe('who may press its buttons', () => {
  it.each([
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['nobody in particular', {}, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['a frame of another site', { origin: 'own', 'sec-fetch-site': 'cross-site' }, 403],
    ['the console itself', { origin: 'own' }, 303],
  ])('%s: %j', async (_what, { origin, ...rest }: Record<string, string>, status) => {
    const headers = {
      ...rest,
      ...(origin ? { origin: origin === 'own' ? simulator.url : origin } : {}),
    };
    const answer = await post(
      '/console/apis/library/gmail.googleapis.com',
      { action: 'enable' },
      headers,
    );
    expect(answer.status).toBe(status);
  });

  it('asks for the control token where there is one', async () => {
    const guarded = await createGoogleSimulator({ controlToken: 'let-me-in' });
    const ask = (password: string) =>
      fetch(`${guarded.consoleUrl}/projectcreate`, {
        headers: { authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}` },
      });
    expect((await ask('wrong')).status).toBe(401);
    expect((await ask('let-me-in')).status).toBe(200);
    await guarded.stop();
  });
});

describe('what it shows', () => {
  it('asks for the project first, then leads on', async () => {
    const answer = await fetch(`${simulator.consoleUrl}/auth/audience`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/console/projectselector2/auth/audience');
    const text = await (await fetch(`${simulator.consoleUrl}/auth/audience`)).text();
    expect(text).toContain('href="/console/auth/audience?project=simulated-mailroom"');
    const { projectNumber } = simulator.world.project;
    const link = `${simulator.consoleUrl}/apis/api/gmail.googleapis.com/overview?project=${projectNumber}`;
    expect(await (await fetch(link)).text()).toContain('API Enabled');
  });

  it('asks for the organization where there are several', async () => {
    const page = `${simulator.adminUrl}/ac/owl/domainwidedelegation`;
    expect(await (await fetch(page)).text()).toContain('?domain=other.example');
    expect(await (await fetch(`${page}?domain=corp.example`)).text()).toContain('API clients');
  });

  it('escapes what is entered, and says nothing that an address asks it to say', async () => {
    const answer = await post(
      '/console/projectcreate',
      { action: 'create', name: '"><script>alert(1)</script>' },
      { origin: simulator.url },
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('<script');
    const text = await (await fetch(`${simulator.consoleUrl}/projectcreate?notice=Hello`)).text();
    expect(text).not.toContain('Hello');
  });

  it.each([
    [
      '/console/auth/clients/create',
      { action: 'create', redirect: 'https://mail.example/x' },
      'Set up the Google Auth Platform first',
    ],
    [
      '/console/auth/overview/create',
      {
        action: 'create',
        appName: 'Gmail for us',
        supportEmail: 'a@b.example',
        contactEmail: 'a@b.example',
        audience: 'external',
        isAgreed: 'yes',
      },
      'may be confused with Google',
    ],
    [
      '/console/auth/overview/create',
      {
        action: 'create',
        appName: 'Ours',
        supportEmail: 'a@b.example',
        contactEmail: 'a@b.example',
        audience: 'internal',
        isAgreed: 'yes',
      },
      'within an organization',
    ],
    [
      '/console/auth/overview/create',
      {
        action: 'create',
        appName: 'Ours',
        supportEmail: 'a@b.example',
        contactEmail: 'a@b.example',
        audience: 'external',
      },
      'Agree to',
    ],
    ['/console/auth/scopes', { action: 'add', scopes: 'https://x.example/all' }, 'Invalid scopes'],
    [
      '/console/iam-admin/serviceaccounts/create',
      { action: 'create', name: 'x', id: 'A' },
      'between 6 and 30 characters',
    ],
    ['/console/cloudpubsub/topic/list', { action: 'create', id: 'goog-x' }, 'not begin with goog'],
    ['/console/auth/audience', { action: 'none' }, 'This form is not known'],
  ])('%s refuses %j', async (path, fields, problem) => {
    const answer = await post(path, fields, { origin: simulator.url });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(problem);
  });

  // https://support.google.com/cloud/answer/15549257#redirect-uri and Google's own validation messages
  it('refuses origins with a path, and redirect URIs that no browser could be sent to', async () => {
    simulator.world.project.branding = {
      appName: 'Ours',
      supportEmail: 'a@b.example',
      contactEmail: 'a@b.example',
    };
    const answer = await post(
      '/console/auth/clients/create',
      { action: 'create', origin: 'https://mail.example/', redirect: 'https://mail.local/x' },
      { origin: simulator.url },
    );
    const text = await answer.text();
    expect(text).toContain('Invalid Origin: must not contain a path or end with &quot;/&quot;');
    expect(text).toContain(
      'Invalid Redirect: must end with a public top-level domain (such as .com or .org).',
    );
    simulator.world.project.branding = null;
  });
});

function post(path: string, fields: Record<string, string>, headers: Record<string, string>) {
  return fetch(`${simulator.url}${path}?project=simulated-mailroom`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
}
