import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { approve } from '../packages/simulator/src/index.ts';

/** What people do again and again: by hand in the browser, or by its session where it is not the point. */

export const PASSWORD = 'correct horse battery';
export const ADMINISTRATOR = { name: 'Ann Admin', email: 'ann@example.org', password: PASSWORD };

/** Writes to the server as the page would. @returns what it answers */
export async function send(
  context: BrowserContext,
  url: string,
  path: string,
  data: unknown,
): Promise<Record<string, unknown>> {
  const origin = new URL(url).origin;
  const response = await context.request.post(`${url}${path}`, { data, headers: { origin } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json().catch(() => ({}));
}

/** The first administrator, signed in. */
export async function createAdministrator(context: BrowserContext, url: string): Promise<void> {
  await send(context, url, '/api/host/first-administrator', ADMINISTRATOR);
}

/** A member, by an invitation of whoever is signed in at `context`, who stays signed in. */
export async function join(
  context: BrowserContext,
  url: string,
  member: { name: string; email: string },
): Promise<void> {
  const invited = await send(context, url, '/api/host/invitations', {
    email: member.email,
    role: 'member',
  });
  const response = await fetch(`${url}/api/host/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({
      token: new URL(String(invited.link)).hash.slice(1),
      name: member.name,
      password: PASSWORD,
    }),
  });
  expect(response.ok, `accept: ${response.status}`).toBe(true);
}

/** Switches simulated Google on. @returns the base address of its control API */
export async function startSimulatedGoogle(context: BrowserContext, url: string): Promise<string> {
  await send(context, url, '/api/host/simulator', { enabled: true });
  return controlOf(context, url);
}

/** The base address of simulated Google's control API. */
export async function controlOf(context: BrowserContext, url: string): Promise<string> {
  const state = await (await context.request.get(`${url}/api/host/state`)).json();
  return `${state.simulator.url}/control`;
}

/** Tells simulated Google something through its control API. */
export async function tell(
  control: string,
  method: string,
  path: string,
  body: unknown = {},
): Promise<unknown> {
  const response = await fetch(`${control}${path}`, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
  return response.json().catch(() => null);
}

/** Links a mailbox; with everything in it unless a start is given. @returns the account's id */
export async function linkMailbox(
  context: BrowserContext,
  url: string,
  email: string,
  options: { provider?: string; syncFrom?: string } = {},
): Promise<number> {
  const begun = await send(context, url, '/api/accounts/link', {
    provider: options.provider ?? 'google-simulated',
  });
  const callbackUrl = await approve({ authorizationUrl: String(begun.authorizationUrl), email });
  const { account } = await send(context, url, '/api/accounts/link/finish', { callbackUrl });
  const { id } = account as { id: number };
  await send(context, url, `/api/accounts/${id}/confirm`, { syncFrom: options.syncFrom ?? null });
  return id;
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export interface Consent {
  email: string;
  isMailUnticked?: boolean;
  isDenied?: boolean;
}

/** Walks through the simulated provider's pages until they send the browser back, or show an error. */
export async function consent(page: Page, choice: Consent): Promise<void> {
  const steps = ['/signin/oauth/select', '/signin/oauth/warning', '/signin/oauth/consent'];
  for (let step = 0; step < 6; step += 1) {
    if (page.isClosed()) return;
    await page.waitForLoadState('domcontentloaded').catch(() => undefined);
    const path = page.isClosed() ? '' : new URL(page.url()).pathname;
    if (!steps.includes(path)) return;
    const moved = page.waitForEvent('framenavigated');
    // A pop-up may close under the click that ends it.
    moved.catch(() => undefined);
    await answer(page, path, choice);
    await moved.catch(() => undefined);
  }
}

async function answer(page: Page, path: string, choice: Consent): Promise<void> {
  if (path.endsWith('/select')) return page.locator(`button[value="${choice.email}"]`).click();
  if (path.endsWith('/warning')) {
    // While the project is in testing the button is there at once.
    const advanced = page.locator('summary');
    if (await advanced.count()) await advanced.click();
    return page.locator('button[value=continue]').click();
  }
  if (choice.isMailUnticked)
    await page.locator('input[value="https://mail.google.com/"]').uncheck();
  return page.locator(`button[value=${choice.isDenied ? 'deny' : 'allow'}]`).click();
}

/** The card of a linked mailbox. */
export function accountCard(page: Page, email: string): Locator {
  return page.getByRole('article', { name: email });
}

/** Chooses from the menu of a linked mailbox. */
export async function chooseAction(page: Page, email: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${email}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Waits until the open dialogue says what went wrong and, in the same breath, what mends it. */
export async function failsWith(page: Page, title: RegExp, mend: RegExp): Promise<void> {
  const alert = page.getByRole('dialog').getByRole('alert');
  await alert.filter({ hasText: title }).filter({ hasText: mend }).waitFor();
}

/** Presses the button that opens the provider's window. */
export async function openPopup(page: Page): Promise<Page> {
  const opening = page.waitForEvent('popup');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Open Google’s window|Try again/ })
    .click();
  const popup = await opening;
  await popup.waitForURL(/\/signin\//);
  return popup;
}

/** Opens the provider's window and goes through it. */
export async function consentInPopup(page: Page, choice: Consent): Promise<void> {
  await consent(await openPopup(page), choice);
}
