import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../../index.ts';

const redirectUri = 'https://mail.example/admin/settings/mail/oauth2';
const mailScope = 'https://mail.google.com/';

let simulator: GoogleSimulator;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterAll(() => browser.close());
beforeEach(async () => {
  simulator = await createGoogleSimulator({
    isConsoleEmpty: true,
    users: [
      { email: 'ada@gmail.example' },
      { email: 'cleo@corp.example', hostedDomain: 'corp.example' },
    ],
  });
  const context = await browser.newContext({ locale: 'en-GB' });
  page = await context.newPage();
});
afterEach(async () => {
  await page.context().close();
  await simulator.stop();
});

describe('the console, from nothing', () => {
  it('makes a project whose client, scopes, test users and topic work', async () => {
    await page.goto(`${simulator.consoleUrl}/auth/overview`);
    expect(await page.getByText('You have no projects yet.').count()).toBe(1);
    await page.goto(`${simulator.consoleUrl}/projectcreate`);
    await page.getByLabel('Project name').fill('Team mail');
    await page.getByLabel('Project ID').fill('team-mail-42');
    await press('Create');
    expect(await heading()).toBe('Welcome');

    await open('/apis/library/gmail.googleapis.com');
    await press('Enable');
    expect(await page.getByText('API Enabled').count()).toBe(1);

    await open('/auth/clients/create');
    expect(await page.getByText('Google Auth Platform not configured yet').count()).toBe(1);
    await page.getByRole('link', { name: 'Get started' }).click();
    await page.getByLabel('App name').fill('Our mail');
    await page.getByLabel('User support email').fill('help@mail.example');
    await page.getByLabel('External').check();
    await page.getByLabel('Email addresses').fill('help@mail.example');
    await page.getByLabel(/I agree/).check();
    await press('Create');
    expect(await heading()).toBe('OAuth Overview');

    await open('/auth/scopes');
    await page.getByLabel('Manually add scopes').fill(mailScope);
    await press('Add to table');
    expect(await page.getByRole('cell', { name: mailScope, exact: true }).count()).toBe(1);

    await open('/auth/clients/create');
    await page.getByLabel('Name').fill('Mailroom');
    await page
      .getByRole('group', { name: /redirect/ })
      .getByLabel('URIs 1')
      .fill('http://mail.example/x');
    await press('Create');
    expect(await page.getByRole('alert').textContent()).toContain(
      'Invalid Redirect: must use https',
    );
    const redirects = page.getByRole('group', { name: /redirect/ });
    await redirects.getByLabel('URIs 1').fill(redirectUri);
    await redirects.getByRole('button', { name: 'Add URI' }).click();
    expect(await redirects.getByLabel('URIs 2').count()).toBe(1);
    // The Enter key means Create, not one more line.
    await redirects.getByLabel('URIs 1').press('Enter');
    await page.getByRole('heading', { name: 'OAuth client created' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download JSON' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^client_secret_.*\.json$/);
    const { web } = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(web).toMatchObject({ project_id: 'team-mail-42', redirect_uris: [redirectUri] });
    await page.getByRole('link', { name: 'OK' }).click();
    expect(await page.content()).not.toContain(web.client_secret);

    await open('/auth/audience');
    await page.getByLabel('Add users').fill('nobody@gmail.example');
    await press('Save');
    expect(await page.getByRole('alert').textContent()).toContain('Ineligible accounts not added');
    await page.getByLabel('Add users').fill('ada@gmail.example');
    await press('Save');
    const authorizationUrl = `${simulator.url}/o/oauth2/v2/auth?${new URLSearchParams({
      client_id: web.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: mailScope,
    })}`;
    const callback = await simulator.approve({ authorizationUrl, email: 'ada@gmail.example' });
    expect(new URL(callback).searchParams.get('code')).toMatch(/^4\//);
    await page.getByRole('link', { name: 'Publish app' }).click();
    await press('Confirm');
    expect(await page.getByText('In production').count()).toBeGreaterThan(0);

    await page.goto(`${simulator.consoleUrl}/cloudpubsub/topic/list?project=team-mail-42`);
    await page.getByRole('link', { name: 'Enable the API' }).click();
    await press('Enable');
    await open('/iam-admin/serviceaccounts/create');
    await page.getByLabel('Service account name').fill('push-sender');
    await press('Create and continue');
    await open('/cloudpubsub/topic/list');
    await page.getByLabel('Topic ID').fill('mail');
    await press('Create');
    await page.getByLabel('New principals').fill('gmail-api-push@system.gserviceaccount.com');
    await page.getByLabel('Select a role').selectOption({ label: 'Pub/Sub Publisher' });
    await press('Save');
    await open('/cloudpubsub/subscription/create');
    await page.getByLabel('Subscription ID').fill('to-mailroom');
    await page.getByLabel('Push', { exact: true }).check();
    await page.getByLabel('Endpoint URL').fill('https://mail.example/api/webhooks/google');
    await page.getByLabel('Enable authentication').check();
    const sender = 'push-sender@team-mail-42.iam.gserviceaccount.com';
    await page.getByLabel('Service account').selectOption(sender);
    await page.getByLabel('Never expire').check();
    await press('Create');
    const [, project] = simulator.world.projects;
    expect(project).toMatchObject({
      audience: 'external',
      publishingStatus: 'production',
      scopes: [mailScope],
      topics: [{ publishers: ['gmail-api-push@system.gserviceaccount.com'] }],
      subscriptions: [
        { topic: 'projects/team-mail-42/topics/mail', serviceAccount: sender, audience: null },
      ],
    });
  });

  it('hands out a service account’s key, which the admin console authorises', async () => {
    await page.goto(`${simulator.consoleUrl}/projectcreate`);
    await page.getByLabel('Project ID').fill('team-mail-42');
    await press('Create');
    await open('/iam-admin/serviceaccounts/create');
    await page.getByLabel('Service account name').fill('mailroom');
    await press('Create and continue');
    await press('Create new key');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download JSON' }).click(),
    ]);
    const key = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(key).toMatchObject({ type: 'service_account', token_uri: `${simulator.url}/token` });
    await page.goto(`${simulator.adminUrl}/ac/owl/domainwidedelegation`);
    await page.getByLabel('Client ID').fill(key.client_email);
    await page.getByLabel('OAuth scopes (comma-delimited)').fill(mailScope);
    await press('Authorize');
    expect(await page.getByRole('alert').textContent()).toContain('not registered with Google');
    await page.getByLabel('Client ID').fill(key.client_id);
    await press('Authorize');
    expect(await page.getByRole('cell', { name: mailScope }).count()).toBe(1);
  });
});

describe('its pages', () => {
  it.each(['light', 'dark'] as const)(
    'have no accessibility faults at 360 px, %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 360, height: 740 });
      const project = await fill();
      const paths = [
        ...['/projectcreate', '/projectselector2/auth/overview', '/welcome', '/apis/library'],
        ...['/apis/library/gmail.googleapis.com', '/auth/overview', '/auth/overview/create'],
        ...['/auth/branding', '/auth/audience', '/auth/audience/publish', '/auth/clients'],
        ...['/auth/clients/create', `/auth/clients/${project.clientId}`, '/auth/scopes'],
        ...[
          '/auth/verification',
          '/iam-admin/serviceaccounts',
          '/iam-admin/serviceaccounts/create',
        ],
        ...[`/iam-admin/serviceaccounts/details/${project.uniqueId}`, '/cloudpubsub/topic/list'],
        ...['/cloudpubsub/topic/detail/mail', '/cloudpubsub/subscription/list'],
        ...['/cloudpubsub/subscription/create', '/apis/api/gmail.googleapis.com/overview'],
      ];
      for (const path of paths) await check(`${simulator.consoleUrl}${path}?project=team-mail-42`);
      for (const path of [
        '/ac/owl/domainwidedelegation',
        '/ac/owl/list?tab=configuredApps',
        '/ac/users',
      ])
        await check(`${simulator.adminUrl}${path}`);
    },
    120_000,
  );
});

/** A project with one of everything. */
async function fill(): Promise<{ clientId: string; uniqueId: string }> {
  const tell = async (path: string, body: unknown) => {
    const response = await fetch(simulator.controlUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, path).toBe(201);
    return (await response.json()) as { clientId: string; uniqueId: string };
  };
  const projectId = 'team-mail-42';
  const branding = {
    appName: 'Our mail',
    supportEmail: 'a@b.example',
    contactEmail: 'a@b.example',
  };
  const testUsers = ['ada@gmail.example'];
  const scopes = [mailScope, 'openid'];
  await tell('/projects', {
    name: 'Team mail',
    projectId,
    branding,
    testUsers,
    scopes,
    isPubsubApiEnabled: true,
  });
  const { clientId } = await tell('/clients', {
    type: 'web',
    redirectUris: [redirectUri],
    projectId,
  });
  const { uniqueId } = await tell('/service-accounts', { name: 'mailroom', projectId });
  const topic = `projects/${projectId}/topics/mail`;
  await tell('/pubsub/topics', { id: 'mail', projectId });
  await tell('/pubsub/subscriptions', {
    id: 'sub',
    topic,
    projectId,
    pushEndpoint: 'https://mail.example/x',
  });
  await tell('/workspaces/corp.example/delegations', { clientId: uniqueId, scopes: [mailScope] });
  return { clientId, uniqueId };
}

function open(path: string) {
  return page.goto(`${simulator.consoleUrl}${path}?project=team-mail-42`);
}

function heading() {
  return page.getByRole('heading', { level: 1 }).textContent();
}

function press(name: string) {
  return page.getByRole('button', { name, exact: true }).click();
}

async function check(address: string): Promise<void> {
  await page.goto(address);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    address,
  ).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, address).toBe(0);
}
