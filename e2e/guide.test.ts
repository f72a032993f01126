import type { Locator, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../packages/simulator/src/index.ts';
import { wordsEn } from '../packages/ui/src/providers/guide/words.en.ts';
import { wordsFr } from '../packages/ui/src/providers/guide/words.fr.ts';
import { openPerson } from './browser.ts';
import { expectFrench, expectGoodPage, expectNarrow } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import { consentInPopup, createAdministrator, linkMailbox } from './steps.ts';

const ada = 'ada@example.test';
const { steps } = wordsEn;

/** Where the server finds everything of a simulated Google, consoles included. */
function addressesOf(google: GoogleSimulator): Record<string, string> {
  return {
    MAILROOM_GOOGLE_ISSUER: google.issuer,
    MAILROOM_GMAIL_URL: google.gmailUrl,
    MAILROOM_GOOGLE_CONSOLE_URL: google.consoleUrl,
    MAILROOM_GOOGLE_ADMIN_URL: google.adminUrl,
  };
}

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'the guide in a browser',
  { timeout: 300_000 },
  () => {
    let google: GoogleSimulator;
    let server: Stage['server'];
    let browser: Stage['browser'];
    let page: Stage['page'];
    let context: Stage['context'];
    let complaints: string[];

    // Hooks that take down run last to first: the server goes before what it talks to.
    afterAll(() => google?.stop());
    setStage(
      async (stage) => {
        ({ server, browser, page, context, complaints } = stage);
        await createAdministrator(context, server.url);
      },
      {
        env: async () => {
          google = await createGoogleSimulator({ users: [{ email: ada, messages: 5 }] });
          return addressesOf(google);
        },
      },
    );

    const guide = (at = page) => at.locator('aside.mr-guide');
    const tick = (title: string, at = page) =>
      guide(at).getByRole('checkbox', { name: `Done: ${title}`, exact: true });
    const fold = (title: string, at = page) =>
      guide(at).getByRole('button', { name: title, exact: true });
    const progress = (text: string, at = page) =>
      guide(at).getByText(text, { exact: true }).waitFor();
    const stored = async () => {
      const setup = await (await context.request.get('/api/setup')).json();
      return setup.guide as { answers: Record<string, string>; done: string[] };
    };

    it('[GU1] asks about the Workspace first and shows the steps that follow', async () => {
      await page.goto('/admin/settings/mail');
      await guide()
        .getByRole('radio', { name: /Yes, to one Workspace/ })
        .waitFor();
      expect(await guide().getByRole('button', { name: steps.project.title }).count()).toBe(0);
      await expectGoodPage(page, 'guide-question');
      await guide()
        .getByRole('radio', { name: /Yes, to one Workspace/ })
        .check();
      await progress('0 of 7');
      await guide()
        .getByText(/choose your own organisation/)
        .waitFor();
      expect(await fold(steps.publish.title).count()).toBe(0);
      await guide()
        .getByRole('radio', { name: /No, or some use gmail.com/ })
        .check();
      await progress('0 of 9');
      await fold(steps.publish.title).waitFor();
      await expect.poll(async () => (await stored()).answers.audience).toBe('external');
    });

    it('[GU4] leads into the configured consoles, and into the project once it is known', async () => {
      const field = guide().getByLabel('Project ID (optional)');
      await field.fill('My Project');
      await field.press('Enter');
      await guide()
        .getByText(/6 to 30 lower-case letters/)
        .waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await expectGoodPage(page, 'guide-project');
      await field.fill('my-mailroom-1');
      await field.press('Enter');
      // The first step knows its project now; the next one opens and leads into it.
      await progress('1 of 9');
      const link = guide().getByRole('link', { name: /Open “Gmail API”/ });
      expect(await link.getAttribute('href')).toBe(
        `${google.consoleUrl}/apis/library/gmail.googleapis.com?project=my-mailroom-1`,
      );
      expect(await link.getAttribute('target')).toBe('_blank');
    });

    it('[GU6] goes by keyboard alone, folds what is done and keeps it', async () => {
      await tick(steps.api.title).focus();
      await page.keyboard.press('Space');
      await progress('2 of 9');
      await guide().getByText(steps.app.why).waitFor();
      expect(await guide().getByText(steps.api.why).count()).toBe(0);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await guide().getByText(steps.api.why).waitFor();
      await expect.poll(async () => (await stored()).done).toEqual(['api']);
      await page.reload();
      await progress('2 of 9');
      expect(await tick(steps.api.title).isChecked()).toBe(true);
    });

    it('[GU7] is shared by administrators, and none undoes the other’s ticks', async () => {
      const storageState = await context.storageState();
      const other = await openPerson(browser, server.url, { storageState });
      await other.page.goto('/admin/settings/mail');
      await progress('2 of 9', other.page);
      await tick(steps.scope.title, other.page).check();
      await tick(steps.app.title).check();
      await expect.poll(async () => (await stored()).done.sort()).toEqual(['api', 'app', 'scope']);
      await progress('4 of 9');
      await progress('4 of 9', other.page);
      expect(other.complaints).toEqual([]);
      await other.context.close();
    });

    it('[GU8] keeps ticks while the connection is gone, and says when they could not be saved', async () => {
      await context.setOffline(true);
      await tick(steps.app.title).uncheck();
      await guide()
        .getByText(/You are offline. Your ticks are kept/)
        .waitFor();
      await progress('3 of 9');
      await context.setOffline(false);
      await expect.poll(async () => (await stored()).done.includes('app')).toBe(false);
      await guide()
        .getByText(/Your ticks are kept/)
        .waitFor({ state: 'detached' });

      await page.route('**/api/setup/guide/google', (route) =>
        route.fulfill({ status: 422, json: { title: 'No', status: 422, code: 'invalid_input' } }),
      );
      await tick(steps.app.title).check();
      await guide().getByText('Your last ticks could not be saved.').waitFor();
      await progress('4 of 9');
      await expectGoodPage(page, 'guide-save-failed');
      await page.unroute('**/api/setup/guide/google');
      await guide().getByRole('button', { name: 'Try again' }).click();
      await guide().getByText('Your last ticks could not be saved.').waitFor({ state: 'detached' });
      await expect.poll(async () => (await stored()).done.includes('app')).toBe(true);
    });

    it('[GU5] ticks by itself what the application sees', async () => {
      await fold(steps.client.title).waitFor();
      await guide()
        .getByRole('img', { name: /Sketch of the page “Create OAuth client ID”/ })
        .waitFor();
      const redirectUri = `${server.url}/admin/settings/mail/oauth2`;
      expect(await guide().getByLabel('Redirect URI', { exact: true }).inputValue()).toBe(
        redirectUri,
      );
      await expectGoodPage(page, 'guide-client');
      const client = google.registerClient({ type: 'web', redirectUris: [redirectUri] });
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: 'client_secret.json',
          mimeType: 'application/json',
          buffer: Buffer.from(client.clientSecretJson),
        });
      await page.getByText('Saved. Google accepts this client.').waitFor();
      const sign = (title: string) =>
        guide()
          .getByRole('listitem')
          .filter({ has: page.getByRole('button', { name: title, exact: true }) })
          .getByRole('img', { name: 'Done, as Mailroom sees for itself' });
      await sign(steps.client.title).waitFor();
      await sign(steps.file.title).waitFor();
      // The server checks what was saved by itself: the next step opens.
      await sign(steps.doctor.title).waitFor();
      await guide().getByRole('radio', { name: 'In production', exact: true }).waitFor();
      await expectGoodPage(page, 'guide-publish');
      await guide().getByRole('radio', { name: 'In production', exact: true }).click();
      await sign(steps.publish.title).waitFor();
      await linkMailbox(context, server.url, ada, { provider: 'google' });
      await sign(steps.link.title).waitFor();
      await sign(steps.api.title).waitFor();
    });

    it('[GU2] shows the list of testers only while the app is in Testing', async () => {
      expect(await fold(steps.testers.title).count()).toBe(0);
      await fold(steps.publish.title).click();
      await guide().getByRole('radio', { name: 'Testing', exact: true }).click();
      await fold(steps.testers.title).waitFor();
      await guide().getByRole('radio', { name: 'In production', exact: true }).click();
      await fold(steps.testers.title).waitFor({ state: 'detached' });
    });

    it('[GU3] opens every chapter and step, with links that lead to pages which exist', async () => {
      for (const chapter of await guide().locator('summary').all()) await chapter.click();
      const found = new Set<string>();
      for (const button of await guide().locator('.mr-guide-step-head button').all()) {
        if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
        for (const link of await guide().locator('a[target=_blank]').all())
          found.add((await link.getAttribute('href')) ?? '');
        expect(await guide().textContent()).not.toMatch(/[{}]|\*\*/);
      }
      expect(found.size).toBeGreaterThan(12);
      for (const address of found) {
        const isOurs = [google.consoleUrl, google.adminUrl].some((base) =>
          address.startsWith(base),
        );
        expect(isOurs, address).toBe(true);
        expect((await fetch(address)).status, address).toBe(200);
      }
      await expectGoodPage(page, 'guide-chapters');
    });

    it('[GU9] says all of it in French', async () => {
      const storageState = await context.storageState();
      const french = await openPerson(browser, server.url, { locale: 'fr-FR', storageState });
      await french.page.goto('/admin/settings/mail');
      await fold(wordsFr.steps.client.title, french.page).waitFor();
      await fold(wordsFr.steps.client.title, french.page).click();
      for (const chapter of await guide(french.page).locator('summary').all())
        await chapter.click();
      await expectFrench(french.page, 'guide');
      await expectNarrow(french.page, 'guide in French');
      expect(french.complaints).toEqual([]);
      await french.context.close();
    });

    it('[US16] leaves nothing in the console', () => {
      expect(complaints).toEqual([]);
    });
  },
);

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'a newcomer',
  { timeout: 300_000 },
  () => {
    let google: GoogleSimulator;
    let stage: Stage;

    afterAll(() => google?.stop());
    setStage(
      async (set) => {
        stage = set;
        await createAdministrator(stage.context, stage.server.url);
      },
      {
        env: async () => {
          const users = [{ email: ada, messages: 5 }];
          google = await createGoogleSimulator({ users, isConsoleEmpty: true });
          return addressesOf(google);
        },
      },
    );

    it('[GU10] goes from nothing to a linked mailbox by the guide, with six things to type', async () => {
      const { page, context } = stage;
      const guide = page.locator('aside.mr-guide');
      let typed = 0;
      const type = async (field: Locator, text: string) => {
        typed += 1;
        await field.fill(text);
      };
      const press = (tab: Page, name: string) =>
        tab.getByRole('button', { name, exact: true }).click();
      /** Follows a step's link and works there, as in a real console's tab. */
      const inConsole = async (step: keyof typeof steps, work: (tab: Page) => Promise<unknown>) => {
        const name = new RegExp(`^${steps[step].link}`);
        const opening = context.waitForEvent('page');
        await guide.getByRole('link', { name }).click();
        const tab = await opening;
        await tab.waitForLoadState();
        // Without the project's id the console asks which one.
        if (tab.url().includes('projectselector2'))
          await tab.getByRole('link', { name: 'Mailroom' }).click();
        await work(tab);
        await tab.close();
      };
      const tick = (step: keyof typeof steps) =>
        guide.getByRole('checkbox', { name: `Done: ${steps[step].title}`, exact: true }).check();

      await page.goto('/admin/settings/mail');
      await guide.getByRole('radio', { name: /No, or some use gmail.com/ }).check();
      await inConsole('project', async (tab) => {
        await type(tab.getByLabel('Project name'), 'Mailroom');
        await press(tab, 'Create');
        await tab.getByRole('heading', { name: 'Welcome' }).waitFor();
      });
      await tick('project');
      await inConsole('api', async (tab) => {
        await press(tab, 'Enable');
        // A tab that is still on its way to the next page may never close.
        await tab.getByText('API Enabled').waitFor();
      });
      await tick('api');
      await inConsole('app', async (tab) => {
        await tab.getByRole('link', { name: 'Get started' }).click();
        await type(tab.getByLabel('App name'), 'Mailroom');
        // Google offers a list of addresses.
        await tab.getByLabel('User support email').fill(ada);
        await tab.getByLabel('External').check();
        await type(tab.getByLabel('Email addresses'), ada);
        await tab.getByLabel(/I agree/).check();
        await press(tab, 'Create');
        await tab.getByRole('heading', { name: 'OAuth Overview' }).waitFor();
      });
      await tick('app');
      await inConsole('scope', async (tab) => {
        // Google offers a list to tick.
        const scope = await guide.getByLabel('Scope', { exact: true }).inputValue();
        await tab.getByLabel('Manually add scopes').fill(scope);
        await press(tab, 'Add to table');
        await tab.getByRole('cell', { name: scope, exact: true }).waitFor();
      });
      await tick('scope');
      await inConsole('client', async (tab) => {
        await type(tab.getByLabel('Name'), 'Mailroom');
        const redirectUri = await guide.getByLabel('Redirect URI', { exact: true }).inputValue();
        const field = tab.getByRole('group', { name: /redirect/ }).getByLabel('URIs 1');
        await type(field, redirectUri);
        await press(tab, 'Create');
        const downloading = tab.waitForEvent('download');
        await tab.getByRole('link', { name: 'Download JSON' }).click();
        await page
          .locator('input[type=file]')
          .first()
          .setInputFiles(await (await downloading).path());
        typed += 1;
      });
      // File, client and checks tick themselves.
      await page.getByText('Saved. Google accepts this client.').waitFor();
      await guide.getByText('7 of 9', { exact: true }).waitFor();
      await inConsole('publish', async (tab) => {
        expect(new URL(tab.url()).searchParams.get('project')).not.toBeNull();
        await tab.getByRole('link', { name: 'Publish app' }).click();
        await press(tab, 'Confirm');
        await tab.getByText('In production').first().waitFor();
      });
      await guide.getByRole('radio', { name: 'In production', exact: true }).click();
      await guide.getByRole('link', { name: steps.link.link ?? '' }).click();
      await page.getByRole('dialog').waitFor();
      await consentInPopup(page, { email: ada });
      await page.getByRole('dialog', { name: 'Is this your mailbox?' }).waitFor();
      await page.getByRole('button', { name: 'Start synchronising' }).click();
      await page.getByRole('article', { name: ada }).waitFor();
      expect(typed).toBe(6);
      await page.goto('/admin/settings/mail');
      await guide.getByText('9 of 9', { exact: true }).waitFor();
      await guide.getByText('Google is set up. Members can link their mailboxes.').waitFor();
      expect(stage.complaints).toEqual([]);
    });
  },
);
