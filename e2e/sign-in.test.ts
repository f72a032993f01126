import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openPerson } from './browser.ts';
import { expectGoodPage } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import {
  ADMINISTRATOR,
  createAdministrator,
  PASSWORD,
  signIn,
  startSimulatedGoogle,
} from './steps.ts';

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'users and sign-in in a browser',
  { timeout: 300_000 },
  () => {
    let server: Stage['server'];
    let browser: Stage['browser'];
    let page: Stage['page'];
    let context: Stage['context'];
    let complaints: string[];

    setStage(async (stage) => {
      ({ server, browser, page, context, complaints } = stage);
      await createAdministrator(context, server.url);
      await startSimulatedGoogle(context, server.url);
    });

    it('[US12] invites a member, who sees what members see', async () => {
      await page.goto('/admin/members');
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByLabel('Email address').fill('mia@example.org');
      await page.getByRole('button', { name: 'Create link' }).click();
      const link = await page.getByLabel('Invitation link').inputValue();
      await expectGoodPage(page, 'invitation-link');
      await page.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('heading', { name: 'Open invitations' }).waitFor();
      await expectGoodPage(page, 'members');

      const mia = await openPerson(browser, server.url);
      await mia.page.goto(link);
      await mia.page.getByText('You were invited as mia@example.org').waitFor();
      await expectGoodPage(mia.page, 'invitation');
      await mia.page.getByLabel('Your name').fill('Mia Member');
      await mia.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await mia.page.getByRole('button', { name: 'Join' }).click();
      await mia.page.waitForURL(/\/mail/);
      await mia.page.goto('/settings/accounts');
      await mia.page.getByText('No mailbox is linked yet').waitFor();
      await expectGoodPage(mia.page, 'accounts-empty');
      expect(await mia.page.getByRole('link', { name: 'Members' }).count()).toBe(0);
      await mia.page.goto('/admin/settings/mail');
      await mia.page.getByText('Only administrators can see this page.').waitFor();
      await mia.page.goto(link);
      await mia.page.getByText('This invitation is no longer valid').waitFor();
      await expectGoodPage(mia.page, 'invitation-invalid');
      expect(mia.complaints).toEqual([]);
      await mia.context.close();
    });

    it('[US13] switches the second factor on, asks for it, and off again', async () => {
      await page.goto('/settings/security');
      await page.getByRole('heading', { name: 'Sessions' }).waitFor();
      await expectGoodPage(page, 'security');
      await page.getByRole('button', { name: 'Set up…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Two-factor sign-in' });
      await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Go on' }).click();
      const secret = await dialog.getByLabel('Key').inputValue();
      const backup = await dialog.locator('.mr-codes li').first().textContent();
      await expectGoodPage(page, 'totp-dialog');
      await dialog.getByLabel('Code', { exact: true }).fill('000000');
      await dialog.getByRole('button', { name: 'Go on' }).click();
      await dialog.getByText('This code is not right.').waitFor();
      await dialog.getByLabel('Code', { exact: true }).fill(totp(secret));
      await dialog.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('Two-factor sign-in is on.').waitFor();

      const other = await openPerson(browser, server.url);
      await other.page.goto('/settings/security');
      await signIn(other.page, ADMINISTRATOR.email);
      await other.page.getByRole('heading', { name: 'Your second factor' }).waitFor();
      await expectGoodPage(other.page, 'second-factor');
      await other.page.getByRole('button', { name: 'Use a backup code instead' }).click();
      await other.page.getByLabel('Backup code').fill(backup ?? '');
      await other.page.getByRole('button', { name: 'Go on' }).click();
      await other.page.getByRole('heading', { name: 'Sessions' }).waitFor();

      await page.reload();
      await page.getByRole('button', { name: 'End all others' }).click();
      await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
      await other.page.goto('/settings/security');
      await other.page.getByRole('heading', { name: 'Sign in to Mailroom' }).waitFor();
      await other.context.close();

      await page.getByRole('button', { name: 'Switch off…' }).click();
      await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Switch off…' }).click();
      await page.getByText('Two-factor sign-in is off.').waitFor();
    });

    it('[US14] makes an API key, shows it once, and revokes it', async () => {
      await page.goto('/settings/keys');
      await page.getByText('No keys yet.').waitFor();
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByLabel('Name').fill('CRM');
      await expectGoodPage(page, 'key-dialog');
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
      const key = await page.getByLabel('Your new key').inputValue();
      const read = () =>
        fetch(`${server.url}/api/accounts`, { headers: { authorization: `Bearer ${key}` } });
      expect((await read()).status).toBe(200);
      await page.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('listitem').getByText('CRM').waitFor();
      await expectGoodPage(page, 'keys');
      await page.getByRole('button', { name: 'Revoke…' }).click();
      await page.getByRole('button', { name: 'Revoke', exact: true }).click();
      await page.getByText('No keys yet.').waitFor();
      expect((await read()).status).toBe(401);
    });

    it('[US13] ends the session on signing out, here and at the server', async () => {
      await page.goto('/settings/security');
      await page.getByRole('heading', { name: 'Sessions' }).waitFor();
      const cookies = await context.cookies();
      const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      const read = () => fetch(`${server.url}/api/accounts`, { headers: { cookie: header } });
      expect((await read()).status).toBe(200);
      await page.getByRole('button', { name: 'Account menu' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to Mailroom' }).waitFor();
      await expectGoodPage(page, 'sign-in');
      expect((await read()).status).toBe(401);
      await page.goBack();
      await page.getByRole('heading', { name: 'Sign in to Mailroom' }).waitFor();
      await signIn(page, ADMINISTRATOR.email, 'not the password');
      await page.getByText('Address or password is wrong.').waitFor();
      await signIn(page, ADMINISTRATOR.email);
      await page.getByRole('button', { name: 'Account menu' }).waitFor();
    });

    it('[US16] leaves nothing in the console', () => {
      expect(complaints).toEqual([]);
    });
  },
);

/** A code of RFC 6238: SHA-1, 6 digits, 30 seconds. @param secret base32 */
function totp(secret: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/=+$/, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
