import { describe, expect, it } from 'vitest';
import { expectGoodPage } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import {
  accountCard,
  consentInPopup,
  controlOf,
  failsWith,
  openPopup,
  PASSWORD,
  tell,
} from './steps.ts';

const ada = { email: 'ada@example.test' };
const ben = { email: 'ben@example.test' };

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'first run and linking in a browser',
  { timeout: 300_000 },
  () => {
    let server: Stage['server'];
    let page: Stage['page'];
    let context: Stage['context'];
    let complaints: string[];
    let control: string;

    setStage((stage) => {
      ({ server, page, context, complaints } = stage);
    });

    const openLink = async () => {
      await page.goto('/settings/accounts?link=1');
      await page.getByRole('dialog').waitFor();
    };
    const card = (email: string) => accountCard(page, email);

    it('[US1] makes the first administrator and offers simulated Google', async () => {
      await page.goto('/');
      await page.getByLabel('Your name').fill('Ann Admin');
      await expectGoodPage(page, 'first-run');
      await page.getByLabel('Email address').fill('ann@example.org');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'How would you like to begin?' }).waitFor();
      await expectGoodPage(page, 'first-run-choice');
      await page.getByRole('button', { name: /Use simulated Google accounts/ }).click();
      await page.getByRole('dialog', { name: 'Link a mailbox' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/settings/accounts');
      control = await controlOf(context, server.url);
    });

    it('[US5] links through the pop-up, confirms the mailbox and shows progress', async () => {
      await expectGoodPage(page, 'link-dialog');
      await consentInPopup(page, ada);
      const confirm = page.getByRole('dialog', { name: 'Is this your mailbox?' });
      await confirm.getByText('ada@example.test').waitFor();
      await expectGoodPage(page, 'confirm-dialog');
      await confirm.getByRole('button', { name: 'Start synchronising' }).click();
      await card(ada.email)
        .getByText(/Synchronised|of \d+ messages/)
        .waitFor();
      await expectGoodPage(page, 'accounts');
    });

    it('[US6] says for each failure what happened and how to mend it', async () => {
      await openLink();
      await consentInPopup(page, ada);
      await failsWith(page, /have linked this mailbox already/, /list of mail accounts/);
      await expectGoodPage(page, 'link-failed');
      await consentInPopup(page, { ...ben, isDenied: true });
      await failsWith(page, /Permission was refused/, /press Continue/);
      await consentInPopup(page, { ...ben, isMailUnticked: true });
      await failsWith(page, /left unticked/, /Leave the box ticked/);
      await tell(control, 'POST', '/users', { email: 'dan@example.test', hasMailbox: false });
      await consentInPopup(page, { email: 'dan@example.test' });
      await failsWith(page, /no Gmail mailbox/, /Choose an account with Gmail/);
      await tell(control, 'PATCH', '/project', { isGmailApiEnabled: false });
      await consentInPopup(page, ben);
      await failsWith(page, /Gmail API is switched off/, /administrator has to switch it on/);
      const mend = page.getByRole('link', { name: 'Open the page where it is switched on' });
      expect(await mend.getAttribute('href')).toMatch(/\/apis\/api\/gmail\.googleapis\.com\//);
      await tell(control, 'PATCH', '/project', { isGmailApiEnabled: true });
    });

    it('[US7] asks what the provider showed when its window closes without an answer', async () => {
      await openLink();
      await (await openPopup(page)).close();
      await page.getByText('Google’s window seems to be closed').waitFor();
      await page.getByRole('dialog').getByRole('combobox').click();
      await page.getByTitle('400: admin_policy_enforced').click();
      await page
        .getByText(/has to trust Mailroom’s client ID/)
        .first()
        .waitFor();
      await expectGoodPage(page, 'link-closed');
    });

    it('[US11] unlinks after asking', async () => {
      await page.goto('/settings/accounts');
      await page.getByRole('button', { name: `More for ${ada.email}` }).focus();
      await page.keyboard.press('Enter');
      await page.locator('[role=menuitem]:focus').waitFor();
      await page.keyboard.press('ArrowUp');
      await page.getByRole('menuitem', { name: 'Unlink…' }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: `Unlink ${ada.email}?` });
      await expectGoodPage(page, 'unlink-dialog');
      await dialog.getByRole('button', { name: 'Unlink and delete the copy' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('ada@example.test was unlinked.').waitFor();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('No mailbox is linked yet').waitFor();
    });

    it('[US6] names a wrong client secret; [US3] removes simulated accounts', async () => {
      const [client] = await (await fetch(`${control}/clients`)).json().then(listOf);
      await tell(control, 'PATCH', `/clients/${client?.clientId}`, { rotateSecret: true });
      await openLink();
      await consentInPopup(page, ben);
      await failsWith(page, /refuses Mailroom’s client secret/, /mail providers page/);
      await page.goto('/admin/settings/mail');
      await page.getByRole('switch').click();
      await page.getByRole('button', { name: 'Switch off and delete' }).click();
      await page
        .getByRole('button', { name: 'Link a simulated account' })
        .waitFor({ state: 'detached' });
      await page.goto('/settings/accounts');
      await page.getByText('No mail provider is set up yet').waitFor();
      await expectGoodPage(page, 'accounts-no-provider');
    });

    it('[US16] leaves nothing in the console', () => {
      expect(complaints).toEqual([]);
    });
  },
);

function listOf(answer: { clients?: unknown[] } | unknown[]): { clientId?: string }[] {
  return (Array.isArray(answer) ? answer : (answer.clients ?? [])) as { clientId?: string }[];
}
