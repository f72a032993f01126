import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type FixtureServer,
  startFixtureServer,
} from '../packages/ui/src/testing/fixture-server.ts';
import {
  type FixtureSetup,
  fixtureClient,
  fixtureLink,
  fixtureReport,
  serveSetup,
} from '../packages/ui/src/testing/fixture-setup.ts';
import { launchBrowser, openPerson, screenshot } from './browser.ts';
import { expectFrench, expectGoodPage } from './page-checks.ts';

const ACTIVATION = 'https://console.developers.google.com/apis/api/gmail.googleapis.com/overview';
const AT = '2026-03-02T09:30:00.000Z';

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'the Google card',
  { timeout: 300_000 },
  () => {
    let browser: Browser;
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'mailroom-web-'));
      // Under the test's own NODE_ENV antd gives every dialogue the same id.
      vi.stubEnv('NODE_ENV', 'production');
      await build({
        configFile: fileURLToPath(new URL('../apps/web/vite.config.ts', import.meta.url)),
        logLevel: 'error',
        build: { outDir: directory },
      });
      vi.unstubAllEnvs();
      browser = await launchBrowser();
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await rm(directory, { recursive: true, force: true });
    });

    type Scene = { page: Page; state: FixtureSetup; fixture: FixtureServer };

    /** Opens the page over what `prepare` sets; fails on any complaint of the page. */
    const show = async (
      prepare: (state: FixtureSetup) => void,
      use: (scene: Scene) => Promise<void>,
      options: { locale?: string } = {},
    ) => {
      const fixture = await startFixtureServer({ webDirectory: directory });
      const state = serveSetup(fixture);
      prepare(state);
      const person = await openPerson(browser, fixture.url, options);
      await person.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      try {
        await person.page.goto('/admin/settings/mail');
        await person.page.locator('.mr-doctor').waitFor();
        await use({ page: person.page, state, fixture });
        expect(person.complaints).toEqual([]);
      } finally {
        await person.context.close();
        await fixture.stop();
      }
    };
    const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
    const said = (page: Page, text: string | RegExp) =>
      page.locator('.mr-visually-hidden[role=status]').filter({ hasText: text }).waitFor({
        state: 'attached',
      });
    const troubled = (state: FixtureSetup) => {
      state.setup.clients = [fixtureClient()];
      state.findings
        .set('api_enabled', {
          status: 'fail',
          reason: 'api_disabled',
          seen: 'Gmail API has not been used in project 914872530121 before or it is disabled.',
          link: `${ACTIVATION}?project=914872530121`,
          account: { id: 1, email: 'ada@example.com' },
        })
        .set('redirect_registered', {
          status: 'fail',
          reason: 'redirect_uri_mismatch',
          seen: 'The redirect_uri does not match.',
          data: { redirectUri: state.setup.redirectUri },
        })
        .set('push', { status: 'skipped', reason: 'no_topic' });
      state.setup.report = fixtureReport(state.findings);
    };

    it('[US22] puts problems on top with what was seen and the mend, and folds what passed', () =>
      show(troubled, async ({ page, state }) => {
        const problems = page.locator('.mr-doctor-report > .mr-checks > li');
        expect(await problems.count()).toBe(2);
        await problems.nth(0).getByText('Problem', { exact: true }).waitFor();
        await problems
          .nth(0)
          .getByText(/Gmail API has not been used/)
          .waitFor();
        await problems.nth(0).getByText('ada@example.com').waitFor();
        await problems
          .nth(1)
          .getByText(/ · advisory: Google does not document this/)
          .waitFor();
        await page.getByText('1 problem to mend.').waitFor();
        await page.getByText('Needs attention', { exact: true }).waitFor();
        await problems.nth(1).getByRole('button', { name: 'Copy redirect URI' }).click();
        expect(await copied(page)).toBe(state.setup.redirectUri);
        const passed = page.getByText('13 checks passed · 2 do not apply');
        const quiet = page.locator('.mr-check-quiet').first();
        expect(await quiet.isVisible()).toBe(false);
        await screenshot(page, 'providers');
        await expectGoodPage(page, 'doctor-problems');
        await passed.focus();
        await page.keyboard.press('Enter');
        await quiet.waitFor();
        await quiet.getByText('In order', { exact: true }).waitFor();
        await expectGoodPage(page, 'doctor-passed');
      }));

    it('[US25] copies a report without secrets', () =>
      show(
        (state) => {
          state.setup.clients = [fixtureClient()];
          state.findings.set('client', { status: 'fail', seen: 'no GOCSPX-abc-secret' });
          state.setup.report = fixtureReport(state.findings);
        },
        async ({ page }) => {
          await page.getByText(/checks passed/).click();
          await page.getByRole('button', { name: 'Copy report for support' }).click();
          const text = await copied(page);
          expect(text).toContain('[pass] public_url');
          expect(text).not.toContain('GOCSPX');
        },
      ));

    it('[US21] checks again, keeps the old report meanwhile, and says how it ended', () =>
      show(troubled, async ({ page, state }) => {
        let release = () => {};
        state.gate = new Promise((resolve) => {
          release = resolve;
        });
        await page.getByRole('button', { name: 'Check again' }).click();
        await page.getByText(/this can take up to 15 seconds/).waitFor();
        await page.locator('.mr-doctor[aria-busy=true]').waitFor();
        await page.getByText(/Gmail API has not been used/).waitFor();
        await page.locator('.mr-check').getByText('Checking…').first().waitFor();
        await expectGoodPage(page, 'doctor-running');
        state.findings.clear();
        release();
        await page
          .locator('.mr-doctor')
          .getByText('Everything that was checked is in order.')
          .waitFor();
        await said(page, 'Everything that was checked is in order.');
        const { body } = state.asked.filter(({ route }) => route.includes('doctor')).at(-1) ?? {};
        expect(body).toEqual({ browserOrigin: new URL(page.url()).origin });
      }));

    it('[US21] shows the report that follows a save by itself', () =>
      show(
        () => {},
        async ({ page, state, fixture }) => {
          await page.getByText('Nothing was checked yet.').waitFor();
          await page.getByLabel('Client ID', { exact: true }).fill(fixtureClient().clientId);
          await page.getByLabel('Client secret', { exact: true }).fill('GOCSPX-something');
          await page.getByRole('button', { name: 'Save and test' }).click();
          await page.getByText(/this can take up to 15 seconds/).waitFor();
          state.setup.report = fixtureReport();
          fixture.emit({ kind: 'setup', accountId: null, ids: [] });
          await page.getByText('16 checks passed · 1 does not apply').waitFor();
          await said(page, 'Everything that was checked is in order.');
          expect(state.asked.some(({ route }) => route.includes('doctor'))).toBe(false);
        },
      ));

    it('[US24] waits for the API after its page was opened, and says when it is on', () =>
      show(troubled, async ({ page, state }) => {
        await page.clock.install();
        await page
          .context()
          .route('https://console.developers.google.com/**', (route) =>
            route.fulfill({ contentType: 'text/html', body: '<title>Console</title>' }),
          );
        const opened = page.waitForEvent('popup');
        await page.getByRole('link', { name: 'Open the page for: Gmail API switched on' }).click();
        expect((await opened).url()).toContain(ACTIVATION);
        const waiting = page.getByText('Waiting for Google… this can take a few minutes.');
        await waiting.waitFor();
        await expectGoodPage(page, 'doctor-activation');
        await page.clock.runFor(5_100);
        await expect.poll(() => state.asked.length).toBeGreaterThanOrEqual(1);
        await waiting.waitFor();
        state.findings.delete('api_enabled');
        // The next question follows five seconds after the last answer.
        await expect
          .poll(async () => {
            await page.clock.runFor(5_100);
            return waiting.count();
          })
          .toBe(0);
        await said(page, 'The Gmail API is switched on.');
      }));

    it('[US23] sends a test mail through the chosen mailbox and says how long it took', () =>
      show(
        (state) => {
          state.setup.clients = [fixtureClient()];
          state.setup.report = fixtureReport();
        },
        async ({ page, state }) => {
          state.findings.set('test_mail', { status: 'pass', reason: null, data: { seconds: 2.4 } });
          await page.getByRole('button', { name: 'Send a test mail to yourself' }).click();
          await page.getByText('It arrived after 2.4 s.').waitFor();
          const { body } = state.asked.filter(({ route }) => route.includes('doctor')).at(-1) ?? {};
          expect(body).toMatchObject({ testMailAccountId: 1 });
        },
      ));

    it('[US26] compares where the browser is with the configured address', () =>
      show(
        (state) => {
          state.setup.redirectUri = 'https://mail.example.com/admin/settings/mail/oauth2';
          state.setup.redirectUriProblems = ['private_domain'];
          state.setup.clients = [fixtureClient()];
        },
        async ({ page, fixture }) => {
          const told = page.getByRole('alert').filter({ hasText: 'The addresses do not agree' });
          await told.getByText(fixture.url).waitFor();
          await told.getByText('https://mail.example.com', { exact: true }).waitFor();
          await expectGoodPage(page, 'origins');
        },
      ));

    it('[US21] says that the check itself failed, and can be tried again', () =>
      show(troubled, async ({ page, fixture }) => {
        fixture.failures.set('/setup/doctor', { status: 503, code: 'network' });
        await page.getByRole('button', { name: 'Check again' }).click();
        await page.getByText('The check itself did not work').waitFor();
        await page.getByText(/Gmail API has not been used/).waitFor();
        fixture.failures.clear();
        await page.getByRole('button', { name: 'Check again' }).click();
        await page.getByText('The check itself did not work').waitFor({ state: 'hidden' });
      }));

    const openPush = (page: Page) =>
      page.locator('.mr-section > summary', { hasText: 'Push through Pub/Sub' }).click();

    it('[US27] says why push cannot be tested, and refuses a mistyped topic', () =>
      show(
        (state) => {
          state.setup.clients = [fixtureClient({ accountCount: 0 })];
        },
        async ({ page, state }) => {
          await openPush(page);
          const test = page.getByRole('button', { name: 'Ask Google for a test push' });
          expect(await test.isDisabled()).toBe(true);
          await page.getByText('The test needs a topic: save one first.').waitFor();
          await page.getByLabel('Topic', { exact: true }).fill('no topic');
          await page.getByText('A topic looks like').waitFor();
          expect(await page.getByRole('button', { name: 'Save push settings' }).isDisabled()).toBe(
            true,
          );
          await page
            .getByLabel('Topic', { exact: true })
            .fill('projects/mailroom-prod/topics/mail');
          await page.getByText('Save your changes before you test them.').waitFor();
          await page.getByRole('button', { name: 'Save push settings' }).click();
          await page.getByText('The test needs a linked Google mailbox').waitFor();
          expect(state.asked.find(({ route }) => route.startsWith('PUT'))?.body).toEqual({
            clientId: fixtureClient().clientId,
            pushTopic: 'projects/mailroom-prod/topics/mail',
            pushServiceAccount: null,
          });
          await expectGoodPage(page, 'push-settings');
        },
      ));

    it('[US27] shows the test push waiting, received, and failed with the account to copy', () =>
      show(
        (state) => {
          state.setup.clients = [
            fixtureClient({
              pushTopic: 'projects/mailroom-prod/topics/mail',
              pushServiceAccount: 'push@mailroom-prod.iam.gserviceaccount.com',
            }),
          ];
        },
        async ({ page, state, fixture }) => {
          await openPush(page);
          await page.getByRole('button', { name: 'Ask Google for a test push' }).click();
          await page.getByText(/Waiting for Google’s test push… \d+ s/).waitFor();
          await expectGoodPage(page, 'push-waiting');
          state.setup.pushTest = {
            state: 'received',
            startedAt: AT,
            elapsedMs: 1_234,
            problem: null,
          };
          fixture.emit({ kind: 'setup', accountId: null, ids: [] });
          await page.getByText('The push was received after 1.2 s.').first().waitFor();
          await said(page, 'The push was received after 1.2 s.');
          await page.getByRole('button', { name: 'Test again' }).click();
          await page.getByText(/Waiting for Google’s test push… \d+ s/).waitFor();
          const problem = { code: 'push_right_missing', message: 'No.', at: AT };
          state.setup.pushTest = { state: 'failed', startedAt: AT, elapsedMs: null, problem };
          await page.getByText('Gmail may not publish to the topic.').waitFor();
          await page.getByRole('button', { name: 'Copy account' }).click();
          expect(await copied(page)).toBe('gmail-api-push@system.gserviceaccount.com');
          await expectGoodPage(page, 'push-failed');
        },
      ));

    const openDelegation = (page: Page) =>
      page.locator('.mr-section > summary', { hasText: 'Domain-wide delegation' }).click();

    it('[US31] takes the key of a service account, and says what is wrong with another file', () =>
      show(
        (state) => {
          state.setup.clients = [fixtureClient()];
        },
        async ({ page }) => {
          await openDelegation(page);
          const put = (text: string) =>
            page
              .locator('.mr-step input[type=file]')
              .first()
              .setInputFiles({
                name: 'key.json',
                mimeType: 'application/json',
                buffer: Buffer.from(text),
              });
          await put('{"web":{}}');
          await page.getByText('It is an OAuth client, not the key').waitFor();
          await expectGoodPage(page, 'delegation-key');
          await put('{"type":"service_account"}');
          await page.getByText('mailroom@mailroom-prod.iam.gserviceaccount.com').waitFor();
          const link = page.getByRole('link', { name: /domain-wide delegation in the admin/ });
          expect(await link.getAttribute('href')).toBe(
            'https://admin.google.com/ac/owl/domainwidedelegation',
          );
          expect(await page.getByLabel('OAuth scopes').inputValue()).toBe(
            'https://mail.google.com/',
          );
        },
      ));

    const withKey = (state: FixtureSetup) => {
      state.setup.clients = [fixtureClient()];
      state.delegation.serviceAccount = {
        clientId: '104857600000000000001',
        email: 'mailroom@mailroom-prod.iam.gserviceaccount.com',
        projectId: 'mailroom-prod',
        keyId: '9f2c41d07ab3ffee',
        updatedAt: AT,
        problem: null,
      };
    };

    it('[US32] sends nothing while a line is no address, and merges what a CSV file brings', () =>
      show(withKey, async ({ page, state }) => {
        await openDelegation(page);
        const list = page.getByLabel('Addresses, one a line');
        await list.fill('ada@example.com\nno address\nada@example.com');
        await page.getByText('Line 2: no address').waitFor();
        expect(await page.getByRole('button', { name: 'Link 1 mailbox' }).isDisabled()).toBe(true);
        await expectGoodPage(page, 'delegation-list');
        await page.getByRole('button', { name: 'Remove these lines' }).click();
        await page.locator('input[accept*=csv]').setInputFiles({
          name: 'users.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from(
            'Name,Primary Email,Recovery\r\n"B, b",bob@example.com,b@home.io\r\n',
          ),
        });
        await page
          .getByText('2 mailboxes to link · 1 duplicate left out · column “Primary Email”')
          .waitFor();
        await page.getByRole('radio', { name: 'everything' }).check();
        await page.getByRole('button', { name: 'Link 2 mailboxes' }).click();
        await page.getByText('0 of 2 done').waitFor();
        expect(state.asked.at(-1)?.body).toEqual({
          emails: ['ada@example.com', 'bob@example.com'],
          syncFrom: null,
        });
        expect(await list.inputValue()).toBe('');
      }));

    it('[US33] explains each failure once, leads to the members, retries and exports', () =>
      show(
        (state) => {
          withKey(state);
          state.delegation.links = [
            fixtureLink(1, 'ada@example.com', 'linked'),
            fixtureLink(2, 'bob@example.com', 'linking'),
            fixtureLink(3, 'carol@example.com', 'failed', 'no_member'),
            fixtureLink(4, 'dan@example.com', 'failed', 'no_member'),
          ];
        },
        async ({ page, state }) => {
          await openDelegation(page);
          await page.getByText(/3 of 4 done/).waitFor();
          expect(await page.getByText('Invite this person first, then try again.').count()).toBe(1);
          const invite = page.getByRole('link', { name: 'Invite members' });
          expect(await invite.getAttribute('href')).toContain('/admin/members');
          await expectGoodPage(page, 'delegation-results');
          const loading = page.waitForEvent('download');
          await page.getByRole('button', { name: 'Export results' }).click();
          const csv = await readFile((await (await loading).path()) ?? '', 'utf8');
          expect(csv).toContain('"carol@example.com","Failed","Nobody in this Mailroom');
          state.delegation.links = state.delegation.links.map((link) =>
            link.state === 'linking' ? { ...link, state: 'linked' } : link,
          );
          await said(page, 'Linking has finished: 2 linked, 2 failed.');
          await page.getByRole('button', { name: 'Try 2 again' }).click();
          await expect
            .poll(() => state.asked.at(-1)?.body)
            .toMatchObject({ emails: ['carol@example.com', 'dan@example.com'] });
        },
      ));

    it('[US34] asks before the key goes, and says what goes with it', () =>
      show(
        (state) => {
          withKey(state);
          state.delegation.links = [fixtureLink(1, 'ada@example.com', 'linked')];
        },
        async ({ page }) => {
          await openDelegation(page);
          await page.getByRole('button', { name: 'Remove key…' }).click();
          const dialog = page.getByRole('dialog', { name: 'Remove the service account?' });
          await dialog.getByText(/1 mailbox was linked through it/).waitFor();
          await expect
            .poll(() =>
              dialog
                .getByRole('button', { name: 'Cancel' })
                .evaluate((el) => el === document.activeElement),
            )
            .toBe(true);
          await expectGoodPage(page, 'delegation-remove');
        },
      ));

    it('[US15] speaks French throughout', () =>
      show(
        (state) => {
          troubled(state);
          withKey(state);
          state.setup.clients = [
            fixtureClient({ pushTopic: 'projects/mailroom-prod/topics/mail' }),
          ];
          state.setup.pushTest = {
            state: 'failed',
            startedAt: AT,
            elapsedMs: null,
            problem: { code: 'push_timeout', message: 'No.', at: AT },
          };
          state.delegation.links = [
            fixtureLink(1, 'ada@example.com', 'linked'),
            fixtureLink(3, 'carol@example.com', 'failed', 'delegation_missing'),
          ];
        },
        async ({ page }) => {
          for (const summary of await page.locator('article summary').all()) await summary.click();
          await expectFrench(page, 'google-card');
        },
        { locale: 'fr-FR' },
      ));
  },
);
