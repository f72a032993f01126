import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../packages/simulator/src/index.ts';
import { BLOCK_PAGES } from '../packages/ui/src/accounts/link-errors.ts';
import { en } from '../packages/ui/src/i18n/en.ts';
import { fr } from '../packages/ui/src/i18n/fr.ts';
import { openPerson, type Person } from './browser.ts';
import { expectFrench, expectGoodPage, expectNarrow } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import {
  accountCard,
  chooseAction,
  consent,
  consentInPopup,
  createAdministrator,
  failsWith,
  join,
  linkMailbox,
  openPopup,
  PASSWORD,
  signIn,
} from './steps.ts';

const ada = 'ada@example.test';
const ben = 'ben@example.test';
const mia = { name: 'Mia Member', email: 'mia@example.org' };
const DAY_MS = 86_400_000;

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'what Google grants, in a browser',
  { timeout: 300_000 },
  () => {
    let google: GoogleSimulator;
    let server: Stage['server'];
    let browser: Stage['browser'];
    let page: Stage['page'];
    let context: Stage['context'];
    let complaints: string[];
    let clientId: string;
    let member: Person;

    const env = async () => {
      google = await createGoogleSimulator({ users: [{ email: ada }, { email: ben }] });
      return { MAILROOM_GOOGLE_ISSUER: google.issuer, MAILROOM_GMAIL_URL: google.gmailUrl };
    };
    // Hooks that take down run last to first: the server goes before what it talks to.
    afterAll(() => google?.stop());
    setStage(
      async (stage) => {
        ({ server, browser, page, context, complaints } = stage);
        const redirectUris = [`${server.url}/admin/settings/mail/oauth2`];
        const client = google.registerClient({ type: 'web', redirectUris });
        clientId = client.clientId;
        await createAdministrator(context, server.url);
        await put('/api/setup/clients/google', {
          clientId,
          clientSecret: client.clientSecret,
        });
        await join(context, server.url, mia);
        member = await openPerson(browser, server.url);
      },
      { env },
    );

    const put = async (path: string, data: unknown) => {
      const headers = { origin: server.url };
      const answer = await context.request.put(`${server.url}${path}`, { data, headers });
      expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    };
    const answerGuide = (answers: Record<string, string>) =>
      put('/api/setup/guide/google', { answers });
    const openLink = async (visitor: Page = page) => {
      await visitor.goto('/settings/accounts?link=1');
      await visitor.getByRole('dialog', { name: en['link.title'] }).waitFor();
    };
    const closePopup = async (visitor: Page) => {
      await (await openPopup(visitor)).close();
      await visitor.getByText(en['link.closed']).waitFor();
    };
    const sketch = () => page.getByRole('figure', { name: en['link.sketch.label'] });
    const inTesting = (isTesting: boolean) => {
      google.world.project.publishingStatus = isTesting ? 'testing' : 'production';
      google.world.project.testUsers.add(ben);
    };

    it('[US44] shows administrators that no mailbox is linked yet', async () => {
      await page.goto('/admin/accounts');
      await page.getByText(en['overview.empty']).waitFor();
      await expectGoodPage(page, 'overview-empty');
    });

    it('[US40] draws the warning page before the user goes, where one is to be expected', async () => {
      await openLink();
      await sketch().getByText(en['link.sketch.unverified']).waitFor();
      await expectGoodPage(page, 'link-before-unverified');

      await answerGuide({ audience: 'external', publishing: 'testing' });
      await openLink();
      await sketch().getByText(en['link.sketch.testing']).waitFor();
      await page.getByText(en['link.testingHint']).waitFor();
      await expectGoodPage(page, 'link-before-testing');

      await answerGuide({ audience: 'external', publishing: 'verified' });
      await openLink();
      await page.getByText(en['link.step3']).waitFor();
      expect(await sketch().count()).toBe(0);

      await answerGuide({ audience: 'internal', publishing: 'production' });
      await openLink();
      await page.getByText(en['link.internalHint']).waitFor();
      expect(await sketch().count()).toBe(0);
      await answerGuide({ audience: 'external', publishing: 'production' });
    });

    it('[US41] gives what was left unticked with one click', async () => {
      await openLink();
      await consentInPopup(page, { email: ada, isMailUnticked: true });
      await failsWith(page, /left unticked/, /Read, compose, send/);
      await expectGoodPage(page, 'link-missing');
      // The first time another one takes its place: it stays pinned to the first.
      const popup = await pressAndOpen(page, en['link.giveMissing']);
      const asked = popup.locator('input[name=scope]');
      await pastWarning(popup);
      expect(
        await asked.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value)),
      ).toEqual(['https://mail.google.com/']);
      await consent(popup, { email: ada });
      const confirm = page.getByRole('dialog', { name: en['confirm.title'] });
      await confirm.getByText(ada).waitFor();
      await confirm.getByRole('button', { name: en['confirm.start'] }).click();
      await accountCard(page, ada).waitFor();
    });

    it('[US41] gives it in the whole page, too', async () => {
      await openLink();
      await page.getByRole('button', { name: en['link.openHere'] }).click();
      await page.waitForURL(/\/signin\//);
      await consent(page, { email: ben, isMailUnticked: true });
      await page.getByRole('heading', { name: en['link.failedTitle'] }).waitFor();
      await expectGoodPage(page, 'return-missing');
      await page.getByRole('button', { name: en['link.giveMissing'] }).click();
      await page.waitForURL(/\/signin\//);
      await consent(page, { email: ben });
      const confirm = page.getByRole('dialog', { name: en['confirm.title'] });
      await confirm.getByText(ben).waitFor();
      await confirm.getByRole('button', { name: en['confirm.wrong'] }).click();
      await accountCard(page, ben).waitFor({ state: 'detached' });
    });

    it('[US42] has a mend for every page that Google keeps people on, and tells the server', async () => {
      await openLink();
      await closePopup(page);
      for (const name of BLOCK_PAGES) {
        const told = page.waitForResponse((answer) => answer.url().endsWith('/link/blocked'));
        await choose(page, en[`link.page.${name}`]);
        expect((await told).status()).toBe(204);
        await page.getByText(en[`linkError.page.${name}`], { exact: true }).waitFor();
      }
      await choose(page, en['link.page.redirect_uri_mismatch']);
      await page.getByRole('button', { name: en['link.openProviders'] }).click();
      await page.waitForURL(/\/admin\/settings\/mail$/);
    });

    it('[US42] gives members the client ID and a text for their administrator', async () => {
      await member.page.goto('/settings/accounts');
      await signIn(member.page, mia.email, PASSWORD);
      await member.page.getByRole('button', { name: en['accounts.link'] }).first().waitFor();
      await openLink(member.page);
      await closePopup(member.page);
      await choose(member.page, en['link.page.admin_policy_enforced']);
      const field = member.page.getByRole('textbox', { name: en['link.clientId'] });
      expect(await field.inputValue()).toBe(clientId);
      const console = member.page.getByRole('link', { name: en['link.openAdminConsole'] });
      expect(await console.getAttribute('href')).toMatch(/^https?:\/\/.*\/ac\/owl$/);
      const letter = member.page.getByText(/^Hello,/);
      expect(await letter.textContent()).toContain(clientId);
      expect(await letter.textContent()).toContain(server.url);
      await member.page.getByText(en['link.reported']).waitFor();
      await expectGoodPage(member.page, 'link-blocked-policy');
      await member.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await member.page.getByRole('button', { name: en['link.copyMessage'] }).click();
      await member.page.getByText(en['settings.copied']).first().waitFor();
      const copied = await member.page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain('admin_policy_enforced');
    });

    it('[US43] counts a permission down, and renews it with one click from every page', async () => {
      inTesting(true);
      const id = await linkMailbox(context, server.url, ben, { provider: 'google' });
      await page.goto('/settings/accounts');
      await accountCard(page, ben)
        .getByText(/the Google project is in testing/)
        .waitFor();
      expect(await page.locator('.mr-banner-action').count()).toBe(0);

      await page.clock.setFixedTime(Date.now() + 5 * DAY_MS);
      await page.goto('/mail/inbox');
      await page.getByText(/Google’s permission for ben@example.test ends/).waitFor();
      await expectGoodPage(page, 'grant-banner');
      const popup = await pressAndOpen(page, en['accounts.renew']);
      await popup.waitForURL(/\/signin\//);
      await page.getByRole('dialog', { name: `Reconnect ${ben}` }).waitFor();
      await expectGoodPage(page, 'grant-renewing');
      inTesting(false);
      await consent(popup, { email: ben });
      await page.getByText('ben@example.test is connected again.').waitFor();
      await page.getByText(/Google’s permission for ben/).waitFor({ state: 'detached' });

      // The letter leads here.
      await page.goto(`/settings/accounts?reconnect=${id}`);
      await page.getByRole('dialog', { name: `Reconnect ${ben}` }).waitFor();
      await page.keyboard.press('Escape');
    });

    it('[US43] reconnects with one click what has come to its end', async () => {
      inTesting(true);
      await page.goto('/settings/accounts');
      await chooseAction(page, ben, en['accounts.reconnect']);
      const popup = await openPopup(page);
      const closed = popup.waitForEvent('close');
      await consent(popup, { email: ben });
      await page.getByText('ben@example.test is connected again.').waitFor();
      await closed;
      await page.clock.setFixedTime(Date.now() + 8 * DAY_MS);
      await page.goto('/settings/accounts');
      const card = accountCard(page, ben);
      await card.getByText(/Google’s permission ended on/).waitFor();
      await expectGoodPage(page, 'grant-ended');
      const again = await pressAndOpen(page, en['accounts.renew']);
      const over = again.waitForEvent('close');
      await consent(again, { email: ben });
      await page.getByText('ben@example.test is connected again.').waitFor();
      await over;
      await page.clock.setFixedTime(Date.now());
    });

    it('[US44] lists all mailboxes with their owners, filtered, sorted and searched', async () => {
      await page.goto('/admin/accounts');
      const table = page.getByRole('table', { name: en['overview.title'] });
      await table.getByRole('rowheader', { name: ada }).waitFor();
      const emails = () => table.getByRole('rowheader').allTextContents();
      expect((await emails()).map((text) => text.replace('Google', ''))).toEqual([ada, ben]);
      expect(await table.getByText('Ann Admin').count()).toBe(2);
      await page.getByText(/The permission of 1 mailbox ends by itself/).waitFor();
      await expectGoodPage(page, 'overview');

      await table.getByRole('button', { name: en['overview.column.email'] }).click();
      expect((await emails())[0]).toContain(ben);
      await page.getByRole('button', { name: en['overview.showEnding'] }).click();
      await page.getByText('1 mailbox', { exact: true }).waitFor();
      expect((await emails())[0]).toContain(ben);
      const audience = page.getByRole('link', { name: en['overview.openAudience'] });
      expect(await audience.getAttribute('href')).toMatch(/\/auth\/audience/);
      await page.getByRole('searchbox', { name: en['overview.search'] }).fill('nobody at all');
      await page.getByText(en['overview.none']).waitFor();
      // What the pointer rests on is coloured otherwise for a moment.
      await page.mouse.move(0, 0);
      await expectGoodPage(page, 'overview-none');
      await page.getByRole('button', { name: en['overview.reset'] }).click();
      await table.getByRole('rowheader', { name: ada }).waitFor();
      // Nothing leads to anybody's mail.
      expect(await table.getByRole('link').count()).toBe(0);
    });

    it('[US44] is not for members', async () => {
      await member.page.goto('/admin/accounts');
      await member.page.getByText(en['settings.adminOnly']).waitFor();
    });

    it('[US15] says all of it in French', async () => {
      const storageState = await context.storageState();
      const visitor = await openPerson(browser, server.url, { locale: 'fr-FR', storageState });
      await visitor.page.goto('/admin/accounts');
      await visitor.page.getByRole('rowheader', { name: ada }).waitFor();
      await expectFrench(visitor.page, 'overview');
      await expectNarrow(visitor.page, 'overview in French');
      await visitor.page.goto('/settings/accounts?link=1');
      await visitor.page.getByRole('figure').waitFor();
      await expectFrench(visitor.page, 'link-before');
      await expectNarrow(visitor.page, 'link-before in French');
      const opening = visitor.page.waitForEvent('popup');
      await visitor.page.getByRole('button', { name: fr['link.open'] }).click();
      await (await opening).close();
      await visitor.page.getByText(fr['link.closed']).waitFor();
      for (const name of BLOCK_PAGES) {
        await choose(visitor.page, fr[`link.page.${name}`]);
        await visitor.page.getByText(fr[`linkError.page.${name}`], { exact: true }).waitFor();
        await expectFrench(visitor.page, `link-blocked-${name}`);
      }
      await expectNarrow(visitor.page, 'link-blocked in French');
      expect(visitor.complaints).toEqual([]);
      await visitor.context.close();
    });

    it('[US16] leaves nothing in the console', () => {
      expect([...complaints, ...member.complaints]).toEqual([]);
    });
  },
);

/** Presses a button that opens the provider's window. */
async function pressAndOpen(page: Page, name: string): Promise<Page> {
  const opening = page.waitForEvent('popup');
  await page.getByRole('button', { name }).click();
  const popup = await opening;
  await popup.waitForURL(/\/signin\//);
  return popup;
}

/** On to the page with the boxes. */
async function pastWarning(popup: Page): Promise<void> {
  await popup.locator('summary').click();
  await popup.locator('button[value=continue]').click();
  await popup.waitForURL(/\/signin\/oauth\/consent/);
}

/** Says which page of the provider showed. */
async function choose(page: Page, label: string): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox').click();
  await page.getByTitle(label, { exact: true }).last().click();
}
