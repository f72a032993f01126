import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator, type RegisteredClient } from '../../index.ts';

const mailScope = 'https://mail.google.com/';
const sendScope = 'https://www.googleapis.com/auth/gmail.send';

let simulator: GoogleSimulator;
let client: RegisteredClient;
let browser: Browser;
let page: Page;
/** Stands for the application: the browser must really arrive there. */
let application: Server;
let redirectUri: string;

beforeAll(async () => {
  application = createServer((_request, response) => response.end('back at the application'));
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  const { port } = application.address() as AddressInfo;
  redirectUri = `http://127.0.0.1:${port}/admin/settings/mail/oauth2`;
  simulator = await createGoogleSimulator({
    users: [
      { email: 'ada@gmail.example' },
      { email: 'bob@gmail.example', name: '<i>Bob</i> & sons' },
    ],
  });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser.close();
  await simulator.stop();
  application.closeAllConnections();
  await new Promise((resolve) => application.close(resolve));
});
afterEach(() => page.context().close());

describe('the pages in a browser', () => {
  it('lead by keyboard alone from the accounts over the warning to the consent and back', async () => {
    await open({});
    await page.getByRole('button', { name: /Ada/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/signin/oauth/warning**');
    expect(await page.getByRole('heading').textContent()).toBe('Google hasn’t verified this app');
    await page.getByText('Advanced').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/signin/oauth/consent**');
    await page.getByRole('checkbox', { name: /permanently delete/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Continue' }).focus();
    const callback = await press('Enter');
    expect(callback.searchParams.get('scope')).toContain(sendScope);
    expect(callback.searchParams.get('scope')).not.toContain(mailScope);
    expect(callback.searchParams.get('code')).toMatch(/^4\//);
  });

  it('go back to the application when leaving the warning', async () => {
    await open({ login_hint: 'ada@gmail.example' });
    await page.getByRole('button', { name: 'Back to safety' }).focus();
    expect((await press('Enter')).searchParams.get('error')).toBe('access_denied');
  });

  it.each(['light', 'dark'] as const)(
    'have no accessibility faults and no overflow at 360 px, %s',
    async (colorScheme) => {
      await open({}, { colorScheme, viewport: { width: 360, height: 740 } });
      await check();
      await page.getByRole('button', { name: /Bob/ }).click();
      await page.getByText('Advanced').click();
      await check();
      await page.getByRole('button', { name: /^Go to/ }).click();
      await check();
      await page.goto(authUrl({ redirect_uri: 'https://other.example/' }));
      await page.getByText('Request details').click();
      await check();
    },
  );

  it('say in both languages that this is not Google, and show names as text', async () => {
    await open({}, { locale: 'fr-FR' });
    expect(await page.getByRole('banner').textContent()).toContain('ce n’est pas Google');
    expect(await page.getByRole('heading').textContent()).toBe('Choisissez un compte');
    expect(await page.getByText('<i>Bob</i> & sons').count()).toBe(1);
    await page.goto(authUrl({ hl: 'en' }));
    expect(await page.getByRole('banner').textContent()).toContain('not Google');
  });
});

async function open(
  parameters: Record<string, string>,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<void> {
  client = simulator.registerClient({ type: 'web', redirectUris: [redirectUri] });
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  page = await context.newPage();
  await page.goto(authUrl(parameters));
}

function authUrl(parameters: Record<string, string>): string {
  const query = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid email profile ${mailScope} ${sendScope}`,
    access_type: 'offline',
    ...parameters,
  });
  return `${simulator.url}/o/oauth2/v2/auth?${query}`;
}

async function press(key: string): Promise<URL> {
  await page.keyboard.press(key);
  await page.waitForURL(`${redirectUri}**`);
  return new URL(page.url());
}

async function check(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}
