import { afterAll, describe, expect, it } from 'vitest';
import { createGoogleSimulator, type GoogleSimulator } from '../packages/simulator/src/index.ts';
import { en } from '../packages/ui/src/i18n/en.ts';
import { fr } from '../packages/ui/src/i18n/fr.ts';
import { openPerson, type Person } from './browser.ts';
import { expectFrench, expectGoodPage, expectNarrow } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import { accountCard, chooseAction, createAdministrator, join, PASSWORD, signIn } from './steps.ts';

const domain = 'corp.example';
const mia = { name: 'Mia Member', email: `mia@${domain}` };
const SCOPES = ['https://mail.google.com/', 'https://www.googleapis.com/auth/userinfo.email'];

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'a mailbox that an administrator linked, in a browser',
  { timeout: 300_000 },
  () => {
    let google: GoogleSimulator;
    let server: Stage['server'];
    let browser: Stage['browser'];
    let administrator: Stage['context'];
    let member: Person;

    const env = async () => {
      const users = [{ email: mia.email, hostedDomain: domain, messages: 3 }];
      google = await createGoogleSimulator({ users });
      return { MAILROOM_GOOGLE_ISSUER: google.issuer, MAILROOM_GMAIL_URL: google.gmailUrl };
    };
    afterAll(() => google?.stop());
    setStage(
      async (stage) => {
        ({ server, browser, context: administrator } = stage);
        await createAdministrator(administrator, server.url);
        await join(administrator, server.url, mia);
        await linkByDelegation();
        member = await openPerson(browser, server.url);
        await member.page.goto('/settings/accounts');
        await signIn(member.page, mia.email, PASSWORD);
      },
      { env },
    );

    const asAdministrator = async (method: 'PUT' | 'POST' | 'GET', path: string, data?: object) => {
      const url = `${server.url}/api/setup/delegation/google${path}`;
      const headers = { origin: server.url };
      const answer = await administrator.request.fetch(url, { method, data, headers });
      expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
      return answer.json();
    };
    const linkByDelegation = async () => {
      const { account, keyFile } = await google.createServiceAccount('Mailroom');
      google.delegate({ domain, clientId: account.uniqueId, scopes: SCOPES });
      await asAdministrator('PUT', '', { file: keyFile });
      await asAdministrator('POST', '/links', { emails: [mia.email], syncFrom: null });
    };
    // Google answers for a suspended user as for one that there never was.
    const suspend = (isSuspended: boolean) => {
      const user = google.world.users.get(mia.email);
      if (!user) throw new Error('there is no such user');
      user.isSuspended = isSuspended;
    };
    const card = () => accountCard(member.page, mia.email);

    it('[US45] says that an administrator linked it', async () => {
      await card().getByText(en['accounts.delegated']).waitFor();
      await card().getByText('3 messages').waitFor();
      await card().getByText(en['accounts.status.active']).waitFor();
      await expectGoodPage(member.page, 'delegated-card');
    });

    it('[US46] asks the provider for its addresses and says which are verified', async () => {
      const { page } = member;
      const mailbox = google.world.users.get(mia.email)?.mailbox;
      const own = mailbox?.sendAs.get(mia.email);
      if (!mailbox || !own) throw new Error('there is no mailbox');
      const alias = { ...own, isPrimary: false, isDefault: false, displayName: 'Sales' };
      const [sales, old] = [`sales@${domain}`, 'old@elsewhere.example'];
      mailbox.sendAs.set(sales, { ...alias, sendAsEmail: sales, verificationStatus: 'accepted' });
      mailbox.sendAs.set(old, { ...alias, sendAsEmail: old, verificationStatus: 'pending' });
      await chooseAction(page, mia.email, en['accounts.addresses']);
      const rows = page.getByRole('dialog').getByRole('listitem');
      const row = (email: string) => rows.filter({ hasText: email });
      await row(sales).getByText(en['addresses.verified'], { exact: true }).waitFor();
      await row(old).getByText(en['addresses.unverified'], { exact: true }).waitFor();
      await row(mia.email).getByText(en['addresses.default']).waitFor();
      await page.getByText(en['addresses.unverifiedText']).waitFor();
      await expectGoodPage(page, 'addresses');

      mailbox.sendAs.delete(old);
      await page.getByRole('button', { name: en['addresses.refresh'] }).click();
      await row(old).waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
    });

    it('[US45] reconnects without opening the provider, and says why it cannot', async () => {
      const { page, context } = member;
      suspend(true);
      google.world.revokeTokens(mia.email);
      await chooseAction(page, mia.email, en['accounts.syncNow']);
      await card().getByText(en['error.delegated_user_unknown']).waitFor();
      await expectGoodPage(page, 'delegated-stopped');
      // A letter or a bookmark may lead here: nothing of the provider's opens either.
      const id = (await (await context.request.get(`${server.url}/api/accounts`)).json())[0].id;
      await page.goto(`/settings/accounts?reconnect=${id}`);
      const reconnect = card().getByRole('button', { name: en['accounts.reconnect'] });
      await reconnect.click();
      await page
        .getByRole('status')
        .filter({ hasText: en['error.delegated_user_unknown'] })
        .waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(context.pages()).toHaveLength(1);

      suspend(false);
      await chooseAction(page, mia.email, en['accounts.reconnect']);
      await page.getByText(`${mia.email} is connected again.`).waitFor();
      await reconnect.waitFor({ state: 'detached' });
      await card().getByText(en['accounts.status.active']).waitFor();
      expect(context.pages()).toHaveLength(1);
    });

    it('[US15] says all of it in French', async () => {
      const storageState = await member.context.storageState();
      const visitor = await openPerson(browser, server.url, { locale: 'fr-FR', storageState });
      const { page } = visitor;
      await page.goto('/settings/accounts');
      await page.getByText(fr['accounts.delegated']).waitFor();
      for (const item of [fr['accounts.addresses'], fr['accounts.unlink']]) {
        await accountCard(page, mia.email).getByRole('button').last().click();
        await page.getByRole('menuitem', { name: item }).click();
        await page.getByRole('dialog').waitFor();
        await expectFrench(
          page,
          `delegated-${item === fr['accounts.unlink'] ? 'unlink' : 'addresses'}`,
        );
        await expectNarrow(page, `${item} in French`);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      expect(visitor.complaints).toEqual([]);
      await visitor.context.close();
    });

    it('[US45] unlinks with the words for it, and the administrator sees it', async () => {
      const { page } = member;
      await chooseAction(page, mia.email, en['accounts.unlink']);
      const dialog = page.getByRole('dialog', { name: `Unlink ${mia.email}?` });
      await dialog.getByText(/nothing is revoked at Google.*Administrators see that/).waitFor();
      await expectGoodPage(page, 'delegated-unlink');
      await dialog.getByRole('button', { name: en['accounts.unlinkConfirm'] }).click();
      await card().waitFor({ state: 'detached' });
      const { links } = await asAdministrator('GET', '');
      expect(links).toMatchObject([{ email: mia.email, problem: { code: 'account_unlinked' } }]);
    });

    it('[US16] leaves nothing in the console', () => {
      expect(member.complaints).toEqual([]);
    });
  },
);
