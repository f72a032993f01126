import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { approve } from '../packages/simulator/src/index.ts';
import { expectGoodPage } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import {
  ADMINISTRATOR,
  accountCard,
  consent,
  consentInPopup,
  createAdministrator,
  failsWith,
  join,
  linkMailbox,
  openPopup,
  signIn,
  startSimulatedGoogle,
  tell,
} from './steps.ts';

const ada = { email: 'ada@example.test' };
const ben = { email: 'ben@example.test' };

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'linked accounts in a browser',
  { timeout: 300_000 },
  () => {
    let server: Stage['server'];
    let page: Stage['page'];
    let context: Stage['context'];
    let complaints: string[];
    let control: string;

    setStage(async (stage) => {
      ({ server, page, context, complaints } = stage);
      await createAdministrator(context, server.url);
      control = await startSimulatedGoogle(context, server.url);
      await linkMailbox(context, server.url, ada.email, { syncFrom: '2026-01-01T00:00:00.000Z' });
    });

    const choose = async (email: string, item: string | RegExp) => {
      await page.getByRole('button', { name: `More for ${email}` }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    const card = (email: string) => accountCard(page, email);

    it('[US8] carries on after signing in when the session is lost on the way back', async () => {
      const callback = await stopBeforeReturn(page, ben);
      await context.clearCookies({ name: /session/ });
      await page.goto(callback);
      await page.getByText('Sign in, and what you were doing carries on.').waitFor();
      await expectGoodPage(page, 'sign-in-interrupted');
      await signIn(page, ADMINISTRATOR.email);
      await page.getByRole('dialog', { name: 'Is this your mailbox?' }).waitFor();
      expect(page.url()).not.toContain('confirm=');
      await page.getByRole('button', { name: 'No, undo it' }).click();
      await card(ben.email).waitFor({ state: 'detached' });

      await page.goto(callback);
      await page.getByText('too old or was used already').waitFor();
      await expectGoodPage(page, 'return-failed');
      await page.getByRole('button', { name: 'Back to mail accounts' }).click();
      await card(ada.email).waitFor();
    });

    it('[US8] notices a session that ends between the return and its answer', async () => {
      const callback = await stopBeforeReturn(page, ben);
      let isFirst = true;
      await page.route('**/api/accounts/link/finish', async (route) => {
        const headers = { origin: server.url };
        if (isFirst) await context.request.post('/api/auth/sign-out', { headers, data: {} });
        isFirst = false;
        await route.continue();
      });
      await page.goto(callback);
      await page.getByText('Sign in, and what you were doing carries on.').waitFor();
      await signIn(page, ADMINISTRATOR.email);
      await page.getByRole('dialog', { name: 'Is this your mailbox?' }).waitFor();
      await page.unroute('**/api/accounts/link/finish');
      await page.getByRole('button', { name: 'No, undo it' }).click();
      await card(ben.email).waitFor({ state: 'detached' });
    });

    it('[US9] reconnects the same mailbox only', async () => {
      const asked = page.waitForResponse((response) => response.url().endsWith('/api/sync'));
      await choose(ada.email, 'Synchronise now');
      expect((await asked).ok()).toBe(true);
      await tell(control, 'POST', `/users/${ada.email}/revoke`);
      // By the session: the menu offers it no longer once the server has noticed by itself.
      await context.request.post(`${server.url}/api/sync`, {
        data: {},
        headers: { origin: server.url },
      });
      await card(ada.email).getByText('Needs reconnecting', { exact: true }).waitFor();
      await expectGoodPage(page, 'accounts-reconnect');
      await card(ada.email).getByRole('button', { name: 'Reconnect', exact: true }).click();
      await page.getByRole('dialog', { name: 'Reconnect ada@example.test' }).waitFor();
      await useAnotherAccount(page, ben.email);
      await failsWith(page, /another mailbox/, /ben@example.test.*ada@example.test/s);
      await consentInPopup(page, ada);
      await page.getByText('ada@example.test is connected again.').waitFor();
      await card(ada.email)
        .getByText('Needs reconnecting', { exact: true })
        .waitFor({ state: 'detached' });
    });

    it('[US10] pauses, goes on, changes the start and tells what was done', async () => {
      await choose(ada.email, 'Pause');
      await card(ada.email).getByText('Paused').waitFor();
      await choose(ada.email, 'Go on');
      await card(ada.email).getByText('Paused').waitFor({ state: 'detached' });
      await choose(ada.email, /Change start date/);
      const start = page.getByRole('dialog', { name: 'Start date of ada@example.test' });
      await expectGoodPage(page, 'start-dialog');
      await start.getByRole('radio', { name: 'everything' }).check();
      await start.getByRole('button', { name: 'Save' }).click();
      await card(ada.email).getByText('everything').waitFor();
      await choose(ada.email, /What synchronisation did/);
      const timeline = page.getByRole('dialog', { name: /What synchronisation did/ });
      for (const kind of ['Linked', 'Reconnected', 'Paused', 'Went on', 'Start date changed']) {
        // Not exact: facts such as the new date stand beside the words.
        await timeline.getByText(kind).first().waitFor();
      }
      await expectGoodPage(page, 'timeline');
      await page.keyboard.press('Escape');
      await timeline.waitFor({ state: 'detached' });
      // What opened it has the focus again.
      await page.locator(`button[aria-label="More for ${ada.email}"]:focus`).waitFor();
    });

    it('[US8] refuses an attempt that somebody else started in this browser', async () => {
      const mia = { name: 'Mia Member', email: 'mia@example.org' };
      await join(context, server.url, mia);
      const callback = await stopBeforeReturn(page, ben);
      await context.clearCookies({ name: /session/ });
      await page.goto(callback);
      await signIn(page, mia.email);
      await page.getByText('Somebody else started this attempt.').waitFor();
      await context.clearCookies({ name: /session/ });
      await page.goto('/settings/accounts');
      await page.getByText('With the address and password').waitFor();
      await expectGoodPage(page, 'sign-in');
      await signIn(page, ADMINISTRATOR.email, 'not the password');
      await page.getByText('Address or password is wrong.').waitFor();
      await signIn(page, ADMINISTRATOR.email);
      await card(ada.email).waitFor();
    });

    it('[US16] leaves nothing in the console', () => {
      expect(complaints).toEqual([]);
    });
  },
);

/** Begins to link in this browser and consents elsewhere: the address that the browser goes back to. */
async function stopBeforeReturn(page: Page, choice: { email: string }): Promise<string> {
  await page.goto('/settings/accounts');
  await page.getByRole('button', { name: 'Link account' }).waitFor();
  const authorizationUrl = await page.evaluate(async () => {
    const response = await fetch('/api/accounts/link', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'google-simulated' }),
    });
    return (await response.json()).authorizationUrl as string;
  });
  return approve({ authorizationUrl, ...choice });
}

/** The address is filled in when reconnecting: takes another account all the same. */
async function useAnotherAccount(page: Page, email: string): Promise<void> {
  const popup = await openPopup(page);
  await popup.getByText('Use another account').click();
  await popup.waitForURL(/\/signin\/oauth\/select/);
  await consent(popup, { email });
}
