import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PHONE, setClient } from './testing.ts';

/** Asks again until it is so: slow machines need longer than vitest's second. */
const poll: typeof expect.poll = (ask, options) =>
  expect.poll(ask, { timeout: 45_000, ...options });

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations.map(
    (each) => `${each.id}: ${each.nodes.map((n) => n.target.join(' ')).join(', ')}`,
  );
}

describe('the mail centre in a browser', { timeout: 180_000 }, () => {
  const open = setClient();

  it('[UI20] goes from the list to an archived conversation and back by keys alone', () =>
    open('/', async (page, fixture) => {
      await page.waitForSelector('.mr-row');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('o');
      await page.waitForSelector('.mr-body-frame[data-measured]');
      expect(page.url()).toContain('/mail/inbox/t/2');
      await page.keyboard.press('e');
      await page.waitForFunction(() => !location.pathname.includes('/t/'));
      await page.locator('[data-thread="2"]').waitFor({ state: 'detached' });
      await page.keyboard.press('z');
      await page.waitForSelector('[data-thread="2"]');
      await poll(() => fixture.actions.map((action) => action.kind)).toEqual([
        'mark_read',
        'archive',
      ]);
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.waitForURL('**/mail/starred');
    }));

  it('[UI13] shows a message that arrives, fetching its row alone', () =>
    open('/mail/inbox', async (page, fixture) => {
      await page.waitForSelector('.mr-row');
      await poll(() => fixture.requests.some((each) => each.includes('/events'))).toBe(true);
      const id = fixture.deliver('Fresh from the post');
      await page.getByText('Fresh from the post').waitFor();
      expect(await page.locator('.mr-row').first().getAttribute('data-thread')).not.toBeNull();
      expect(fixture.requests.filter((each) => each.startsWith('GET /threads?'))).toHaveLength(1);
      expect(fixture.requests).toContain(`GET /threads/rows?ids=${id}`);
      expect(await page.title()).toMatch(/^\(\d+\) Inbox/);
    }));

  it('[UI12] keeps the place while rows arrive above', () =>
    open('/mail/inbox', async (page, fixture) => {
      await page.waitForSelector('.mr-row');
      const list = page.locator('.mr-list-scroll');
      await list.evaluate((element) => element.scrollTo(0, 820));
      const seen = () =>
        page.evaluate(() => {
          const box = document.querySelector('.mr-list-scroll')?.getBoundingClientRect();
          return document
            .elementFromPoint((box?.x ?? 0) + 200, (box?.y ?? 0) + 40)
            ?.closest('[data-thread]')
            ?.getAttribute('data-thread');
        });
      await poll(seen).not.toBeUndefined();
      const before = await seen();
      fixture.deliver('One more');
      await poll(() => list.evaluate((element) => element.scrollTop)).toBe(902);
      expect(await seen()).toBe(before);
    }));

  it('[UI18] runs nothing of a hostile message', () =>
    open('/mail/inbox/t/5', async (page) => {
      await page.waitForSelector('.mr-body-frame[data-measured]');
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      expect(await page.locator('.mr-body-frame').first().getAttribute('sandbox')).not.toContain(
        'scripts',
      );
      expect(await page.locator('h1 img').count()).toBe(0);
      await page.getByRole('button', { name: 'Show once' }).first().click();
      await page.waitForFunction(() => document.querySelectorAll('.mr-image-bar').length < 2);
    }));

  it('[UI35] replies, can undo, and sends what was written', () =>
    open('/mail/inbox/t/2', async (page, fixture) => {
      await page.waitForSelector('.mr-body-frame[data-measured]');
      await page.keyboard.press('r');
      // Typed at once: text for the composer on its way must not archive or delete anything.
      await page.keyboard.type('eee');
      await page.waitForSelector('.mr-editor-text:focus');
      await page.keyboard.type('Thank you.');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Thank you.').waitFor();
      expect(fixture.outbox[0]?.state).toBe('cancelled');
      await page.locator('.mr-editor-text').press('Control+Enter');
      await poll(() => fixture.submissions.length).toBeGreaterThan(1);
      const [first, second] = fixture.submissions;
      expect(second?.submissionId).not.toBe(first?.submissionId);
      expect(second?.html).toContain('Thank you.');
      expect(second?.related?.kind).toBe('reply');
      expect(fixture.actions.map((action) => action.kind)).not.toContain('archive');
    }));

  it('[UI34] keeps a draft over a reload, with its attachment', () =>
    open('/mail/inbox', async (page) => {
      await page.waitForSelector('.mr-row');
      await page.keyboard.press('c');
      await page.getByLabel('To', { exact: true }).fill('a@x.org, b@y.org');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Kept');
      await page.locator('.mr-composer input[type=file]').setInputFiles({
        name: 'plan.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('plan'),
      });
      await page.getByText('plan.txt').waitFor();
      await poll(() => page.locator('.mr-composer progress').count()).toBe(0);
      await page.reload();
      await page.waitForSelector('.mr-composer .mr-editor-text');
      expect(await page.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Kept');
      expect(await page.locator('.mr-person').count()).toBe(2);
      expect(await page.getByText('plan.txt').count()).toBe(1);
    }));

  it('[UI40] searches while typing and gives the box back on clearing', () =>
    open('/mail/starred', async (page) => {
      await page.waitForSelector('.mr-row');
      await page.keyboard.press('/');
      await page.keyboard.type('invoice');
      await page.waitForURL('**/mail/search?q=invoice');
      await page.getByRole('heading', { name: 'Search results' }).waitFor();
      await page.keyboard.press('Escape');
      await page.waitForURL('**/mail/starred');
    }));

  it('[UI10] says what is wrong and tries again', () =>
    open('/mail/outbox', async (page, fixture) => {
      fixture.failures.set('/threads', { status: 404, code: 'not_found' });
      await page.getByRole('link', { name: 'Inbox' }).first().click();
      await page.getByRole('alert').getByText('This no longer exists.').waitFor();
      fixture.failures.clear();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.waitForSelector('.mr-row');
    }));

  it('[UI11] tells somebody without an account what to do', () =>
    open(
      '/mail/inbox',
      async (page) => {
        await page.getByText('No account linked yet').waitFor();
        await page.getByRole('button', { name: 'Link an account' }).click();
        await page.waitForURL('**/settings/accounts');
      },
      { isEmpty: true },
    ));

  it('[UI5] works as pages at 360 pixels, in French, without sideways scrolling', () =>
    open(
      '/mail/inbox',
      async (page) => {
        await page.waitForSelector('.mr-row');
        await page.getByRole('heading', { name: 'Boîte de réception' }).waitFor();
        await page.locator('.mr-row-link').nth(1).tap();
        await page.waitForSelector('.mr-body-frame[data-measured]');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
        await page.getByRole('button', { name: 'Revenir à la liste' }).tap();
        await page.waitForURL('**/mail/inbox');
      },
      { viewport: PHONE, hasTouch: true, locale: 'fr-FR' },
    ));

  it.each(['light', 'dark'] as const)('[UI6] leaves axe nothing to find, %s', (colorScheme) =>
    open(
      '/mail/inbox',
      async (page) => {
        await page.waitForSelector('.mr-row');
        expect(await axe(page)).toEqual([]);
        await page.locator('.mr-row-link').nth(1).click();
        await page.waitForSelector('.mr-files');
        expect(await axe(page)).toEqual([]);
        await page.getByRole('button', { name: 'More' }).click();
        await poll(
          async () => (await page.getByRole('menuitem', { name: 'Print' }).boundingBox())?.y,
        ).toBeGreaterThan(0);
        expect(await axe(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.keyboard.press('r');
        await page.waitForSelector('.mr-editor-text:focus');
        expect(await axe(page)).toEqual([]);
      },
      { colorScheme },
    ),
  );
});
