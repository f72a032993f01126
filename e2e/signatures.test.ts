import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPerson } from './browser.ts';
import { expectFrench, expectGoodPage, expectNarrow } from './page-checks.ts';
import { type Stage, setStage } from './stage.ts';
import { createAdministrator, linkMailbox, send, startSimulatedGoogle, tell } from './steps.ts';

const ada = 'ada@example.test';
const ben = 'ben@example.test';
/** A red square, 2 by 2. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(Boolean(process.env.MAILROOM_NO_BROWSER))(
  'signatures in a browser',
  { timeout: 300_000 },
  () => {
    let server: Stage['server'];
    let browser: Stage['browser'];
    let page: Page;
    let context: Stage['context'];
    let complaints: string[];
    let benId = 0;

    setStage(async (stage) => {
      ({ server, browser, page, context, complaints } = stage);
      await createAdministrator(context, server.url);
      const control = await startSimulatedGoogle(context, server.url);
      await tell(control, 'POST', `/users/${ada}/messages`, {
        raw: [
          `From: Ben <${ben}>`,
          `To: <${ada}>`,
          'Subject: Please sign this',
          'Message-ID: <sign-1@example.test>',
          'Content-Type: text/plain',
          '',
          'What was asked.',
        ].join('\r\n'),
      });
      await linkMailbox(context, server.url, ada);
      benId = await linkMailbox(context, server.url, ben);
    });

    const form = () => page.getByRole('dialog');
    const make = async (name: string, text: string, withPicture: boolean) => {
      await page.getByRole('button', { name: 'New signature' }).click();
      await form().getByLabel('Name, for yourself').fill(name);
      await form().getByRole('textbox', { name: 'Signature text' }).click();
      await page.keyboard.type(text);
      if (withPicture) {
        await form()
          .locator('input[type=file]')
          .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG });
        await form().getByRole('img', { name: 'logo' }).waitFor();
        await expectGoodPage(page, 'signature-form');
      }
      await form().getByRole('button', { name: 'Save' }).click();
      await form().waitFor({ state: 'hidden' });
      await page.getByTitle(`Preview of ${name}`).waitFor();
    };
    const choose = async (account: string, label: string, name: string) => {
      const card = page.getByRole('article', { name: account });
      await card.getByLabel(`${label}, ${account}`).click({ force: true });
      await page.locator('.ant-select-item-option').filter({ hasText: name }).last().click();
      await page.getByText('Saved.', { exact: true }).waitFor();
      await expect
        .poll(async () => (await card.textContent())?.includes(name), { timeout: 30_000 })
        .toBe(true);
    };
    const signature = () => page.locator('.mr-composer .mr-signature-frame');
    const signedWith = (text: string) =>
      page.frameLocator('.mr-composer .mr-signature-frame').getByText(text).waitFor();
    const openLetter = async () => {
      await page.goto('/mail/inbox');
      await page.locator('.mr-row').filter({ hasText: 'Please sign this' }).first().click();
      await page.locator('.mr-body-frame[data-measured]').first().waitFor();
    };
    const ofBen = async (subject: string) => {
      const url = `${server.url}/api/threads?role=inbox&accountId=${benId}&limit=50`;
      const { threads } = await (await context.request.get(url)).json();
      return threads.find((one: { subject: string }) => one.subject === subject);
    };

    it('[SG10] are written with a picture and chosen for replies', async () => {
      await page.goto('/settings/signatures');
      await page.getByText(/No signature yet/).waitFor();
      await page.getByLabel('Job title').fill('Head of Sales');
      await page.getByRole('button', { name: 'Save details' }).click();
      await page.getByText('Details saved.').waitFor();
      await make('Ada at work', 'Ada, {{title}}', true);
      await make('Ben at home', 'Ben himself', false);
      await choose(ada, 'For replies and forwards', 'Ada at work');
      await choose(ben, 'For replies and forwards', 'Ben at home');
      const frame = page.frameLocator('iframe[title="Preview of Ada at work"]');
      await expect
        .poll(() => frame.locator('img').evaluate((img) => (img as HTMLImageElement).naturalWidth))
        .toBe(2);
      await expectGoodPage(page, 'signatures');
    });

    it('[SG5] stand above the quote, change with the sender and stay away once removed', async () => {
      await openLetter();
      await page.keyboard.press('r');
      await signedWith('Ada, Head of Sales');
      const order = await page
        .locator('.mr-composer-body')
        .evaluate((body) => [...body.children].map(({ className }) => className));
      expect(order.indexOf('mr-composer-signature')).toBeGreaterThan(order.indexOf('mr-editor'));
      expect(order.indexOf('mr-composer-signature')).toBeLessThan(order.indexOf('mr-quote'));
      await expectGoodPage(page, 'composer-signature');

      await page.locator('.mr-editor-text').click();
      await page.keyboard.type('Signed below.');
      await page.getByLabel('From', { exact: true }).selectOption(`${benId} ${ben}`);
      await signedWith('Ben himself');
      expect(await signature().count()).toBe(1);
      await page.getByText(/received by ada@example.test; you are writing from another/).waitFor();
      await expectGoodPage(page, 'composer-other-sender');
      await page.getByRole('button', { name: `Use ${ada}` }).click();
      await signedWith('Ada, Head of Sales');
      expect(await page.locator('.mr-editor-text').textContent()).toContain('Signed below.');

      const picker = page.locator('.mr-composer').getByLabel('Signature', { exact: true });
      await page.getByRole('button', { name: 'Remove signature' }).click();
      await signature().waitFor({ state: 'detached' });
      await page.getByLabel('From', { exact: true }).selectOption(`${benId} ${ben}`);
      await page.getByText(/received by ada@example.test/).waitFor();
      expect(await signature().count()).toBe(0);
      await page.getByRole('button', { name: `Use ${ada}` }).click();
      await picker.selectOption({ label: 'Ada at work' });
      await signedWith('Ada, Head of Sales');
    });

    it('[SG4] arrive with text and picture, once, above the quote', async () => {
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await expect
        .poll(() => ofBen('Re: Please sign this'), { timeout: 90_000, interval: 500 })
        .toBeTruthy();
      const { id } = await ofBen('Re: Please sign this');
      const { messages } = await (
        await context.request.get(`${server.url}/api/threads/${id}`)
      ).json();
      const raw = await (
        await context.request.get(`${server.url}/api/messages/${messages.at(-1).id}/raw`)
      ).text();
      const cid = /Content-Id: <([0-9a-f-]{36}@signature\.mailroom)>/i.exec(raw)?.[1];
      expect(cid).toBeTruthy();
      expect(raw).toMatch(/multipart\/related/);
      expect(raw).toMatch(/Content-Disposition: inline; filename=logo.png/);
      expect(raw.replace(/\s/g, '')).toContain(PNG.toString('base64').slice(0, 60));
      await page.goto(`/mail/inbox/t/${id}`);
      const body = page.frameLocator('.mr-body-frame').last();
      await body.getByText('Ada, Head of Sales').waitFor();
      expect(await body.getByText('Ada, Head of Sales').count()).toBe(1);
      await expect
        .poll(() =>
          body
            .locator('.m-gmail_signature img')
            .evaluate((img) => (img as HTMLImageElement).naturalWidth),
        )
        .toBe(2);
    });

    it('[SG6] of everybody stand fixed under new messages when they are locked', async () => {
      await page.goto('/settings/signatures');
      await page.getByRole('button', { name: 'Signature for everybody' }).click();
      await form().getByRole('textbox', { name: 'Signature text' }).click();
      await page.keyboard.type('ACME Ltd, {{email}}');
      await form()
        .getByLabel(/Put it under every message/)
        .check();
      await form().getByRole('button', { name: 'Save' }).click();
      await page.getByText('Under every message', { exact: true }).waitFor();
      await page.goto('/mail/inbox');
      await page.locator('.mr-row').first().waitFor();
      await page.keyboard.press('c');
      await page.locator('.mr-composer').getByText('Added by your organisation').waitFor();
      await signedWith(`ACME Ltd, ${ada}`);
      await expectNarrow(page, 'composer-locked');
      await context.request.delete(`${server.url}/api/signatures/shared`, {
        headers: { origin: new URL(server.url).origin },
      });
      expect(complaints).toEqual([]);
    });

    it('[SG10] speak French', async () => {
      await send(context, server.url, '/api/signatures', { name: 'Été', html: '<p>Ada</p>' });
      const storageState = await context.storageState();
      const visitor = await openPerson(browser, server.url, { locale: 'fr-FR', storageState });
      await visitor.page.goto('/settings/signatures');
      await visitor.page.getByTitle('Aperçu de Été').waitFor();
      await expectFrench(visitor.page, 'signatures');
      await expectNarrow(visitor.page, 'signatures in French');
      expect(visitor.complaints).toEqual([]);
      await visitor.context.close();
    });
  },
);
