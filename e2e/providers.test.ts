import { afterAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../packages/simulator/src/index.ts';
import { launchBrowser, openPerson } from './browser.ts';
import { expectFrench, expectGoodPage } from './page-checks.ts';
import { startServer } from './server.ts';
import { type Stage, setStage } from './stage.ts';
import { createAdministrator, linkMailbox, PASSWORD, tell } from './steps.ts';

const ada = 'ada@example.test';

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'the Google client in a browser',
  { timeout: 300_000 },
  () => {
    let google: GoogleSimulator;
    let server: Stage['server'];
    let browser: Stage['browser'];
    let page: Stage['page'];
    let context: Stage['context'];
    let complaints: string[];
    let client: { clientId: string; clientSecret: string; clientSecretJson: string };

    const env = async () => {
      google = await createGoogleSimulator({ users: [{ email: ada, messages: 5 }] });
      return { MAILROOM_GOOGLE_ISSUER: google.issuer, MAILROOM_GMAIL_URL: google.gmailUrl };
    };
    const prepare = async (stage: Stage) => {
      ({ server, browser, page, context, complaints } = stage);
      client = google.registerClient({
        type: 'web',
        redirectUris: [`${server.url}/admin/settings/mail/oauth2`],
      });
      await createAdministrator(context, server.url);
    };
    // Hooks that take down run last to first: the server goes before what it talks to.
    afterAll(() => google?.stop());
    setStage(prepare, { env });

    const card = () => page.getByRole('article', { name: 'Google', exact: true });
    const save = async (clientId: string, clientSecret: string) => {
      await page.getByLabel('Client ID', { exact: true }).fill(clientId);
      await page.getByLabel('Client secret', { exact: true }).fill(clientSecret);
      await page.getByRole('button', { name: 'Save and test' }).click();
    };
    const openClient = () => card().getByText('Client and redirect URI').click();
    const putFile = (content: unknown) =>
      page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: 'client_secret.json',
          mimeType: 'application/json',
          buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
        });

    it('[US2] says of a client file what is wrong with it', async () => {
      await page.goto('/admin/settings/mail');
      const other = { client_id: '1-a.apps.googleusercontent.com', client_secret: 'GOCSPX-x' };
      await putFile('no JSON');
      await page.getByText(/This is not a JSON file/).waitFor();
      await putFile({ installed: other });
      await page.getByText(/type “Desktop app”/).waitFor();
      await putFile({ web: { ...other, redirect_uris: ['https://elsewhere.example/'] } });
      await page.getByText(/does not list http:\/\/localhost/).waitFor();
      await expectGoodPage(page, 'providers');
    });

    it('[US2] says which half of a pair Google refuses, and saves nothing', async () => {
      await page.goto('/admin/settings/mail');
      await save('1-unknown.apps.googleusercontent.com', client.clientSecret);
      await page
        .getByRole('alert')
        .getByText(/does not know this client ID/)
        .waitFor();
      await expectGoodPage(page, 'client-unknown');
      await save(client.clientId, 'GOCSPX-wrong');
      await page
        .getByRole('alert')
        .getByText(/refuses the secret/)
        .waitFor();
      expect(await page.getByText(/does not know this client ID/).count()).toBe(0);
      await expectGoodPage(page, 'client-secret-wrong');
      await card().getByText('Not set up', { exact: true }).waitFor();
      await page.reload();
      await card().getByText('Not set up', { exact: true }).waitFor();
      expect(await page.getByLabel('Client ID', { exact: true }).inputValue()).toBe('');
    });

    it('[US2] takes a pair that Google accepts and never shows the secret again', async () => {
      await save(client.clientId, client.clientSecret);
      await page.getByText('Saved. Google accepts this client.').waitFor();
      await card().getByText('Working', { exact: true }).waitFor();
      expect(await page.getByLabel('Client secret', { exact: true }).inputValue()).toBe('');
      await openClient();
      await page.getByText('A secret is stored. Leave empty to keep it.').waitFor();
      await page.reload();
      await card().getByText('Working', { exact: true }).waitFor();
      expect(await page.content()).not.toContain(client.clientSecret);
      const setup = await (await context.request.get(`${server.url}/api/setup`)).text();
      expect(setup).toContain(client.clientId);
      expect(setup).not.toContain(client.clientSecret);
      await openClient();
      await page.getByLabel('Client ID', { exact: true }).fill('2-b.apps.googleusercontent.com');
      await page.getByText(/Another client ID comes with a secret of its own/).waitFor();
      await page.getByRole('button', { name: 'Save and test', disabled: true }).waitFor();
    });

    it('[US2] notices on testing again that the secret was taken away, and takes the new file', async () => {
      await page.reload();
      const control = google.controlUrl;
      const path = `/clients/${client.clientId}`;
      await tell(control, 'PATCH', path, { rotateSecret: true });
      await page.getByRole('button', { name: 'Check again' }).click();
      await card().getByText('Broken', { exact: true }).waitFor();
      await card()
        .getByRole('alert')
        .getByText(/refuses the secret/)
        .waitFor();
      await expectGoodPage(page, 'client-broken');
      const renewed = google.clients().find(({ clientId }) => clientId === client.clientId);
      await putFile(renewed?.clientSecretJson ?? '');
      await page.getByText('Saved. Google accepts this client.').waitFor();
      await card().getByText('Working', { exact: true }).waitFor();
      expect(await card().getByRole('alert').count()).toBe(0);
    });

    it('[US2] removes the client, and with it the accounts that use it', async () => {
      await linkMailbox(context, server.url, ada, { provider: 'google' });
      await page.reload();
      await page.getByText(/1 account uses it/).waitFor();
      await page.getByRole('button', { name: 'Remove…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Remove the Google client?' });
      await dialog.getByText(/1 linked account and its mail in Mailroom go too/).waitFor();
      await expectGoodPage(page, 'remove-client');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await card().getByText('Working', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Remove…' }).click();
      await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByText('The Google client was removed.').waitFor();
      await card().getByText('Not set up', { exact: true }).waitFor();
      await expect.poll(() => page.getByLabel('Client ID', { exact: true }).inputValue()).toBe('');
      await page.goto('/settings/accounts');
      await page.getByText('No mail provider is set up yet').waitFor();
      expect(await page.getByRole('article', { name: ada }).count()).toBe(0);
    });

    it('[US15] says what is wrong in French too', async () => {
      const storageState = await context.storageState();
      const french = await openPerson(browser, server.url, { locale: 'fr-FR', storageState });
      await french.page.goto('/admin/settings/mail');
      await french.page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: 'client_secret.json',
          mimeType: 'application/json',
          buffer: Buffer.from('no JSON'),
        });
      await french.page.getByRole('alert').first().waitFor();
      await expectFrench(french.page, 'client-file');
      expect(french.complaints).toEqual([]);
      await french.context.close();
    });

    it('[US16] leaves nothing in the console', () => {
      expect(complaints).toEqual([]);
    });
  },
);

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))('first run from elsewhere', () => {
  it('[US1] asks for the token that the terminal shows', { timeout: 300_000 }, async () => {
    const host = 'mail.example.test';
    const browser = await launchBrowser(`MAP ${host} 127.0.0.1`);
    const server = await startServer({ host });
    try {
      const token = /first-run token (\S+?)[\s,]/.exec(server.printed())?.[1] ?? 'none printed';
      const { page } = await openPerson(browser, server.url);
      await page.goto('/');
      await page.getByLabel('One-time token').fill('wrong');
      await page.getByLabel('Your name').fill('Ann');
      await page.getByLabel('Email address').fill('ann@example.org');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Create administrator' }).click();
      await page.getByText('This token is not right.').waitFor();
      await expectGoodPage(page, 'first-run-token');
      await page.getByLabel('One-time token').fill(token);
      await page.getByRole('button', { name: 'Create administrator' }).click();
      await page.getByRole('heading', { name: 'How would you like to begin?' }).waitFor();
      await page.getByRole('button', { name: 'Connect real Google' }).click();
      await page.getByText(/Google refuses plain http/).waitFor();
    } finally {
      await browser.close();
      await server.stop();
    }
  });
});
