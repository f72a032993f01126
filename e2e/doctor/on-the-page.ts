import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { BLOCK_PAGES } from '../../packages/ui/src/accounts/link-errors.ts';
import type { createTranslate } from '../../packages/ui/src/i18n/translate.ts';
import { consent } from '../steps.ts';
import { type Arranged, gap } from './diagnose.ts';
import type { Place } from './place.ts';
import type { Scenario } from './scenario.ts';

type Translate = Awaited<ReturnType<typeof createTranslate>>;

/** A page on which somebody is signed in, in one language. */
export interface Reader {
  page: Page;
  place: Place;
  t: Translate;
}

/** Goes where a scenario shows, and does what people do to see it. */
export async function open(
  { page, place, t }: Reader,
  scenario: Scenario,
  arranged: Arranged,
): Promise<void> {
  switch (scenario.shows) {
    case 'form': {
      await page.goto('/admin/settings/mail');
      const { clientId, clientSecret } = arranged as { clientId: string; clientSecret: string };
      await page.getByLabel(t('providers.clientId'), { exact: true }).fill(clientId);
      await page.getByLabel(t('providers.clientSecret'), { exact: true }).fill(clientSecret);
      return page.getByRole('button', { name: t('providers.save') }).click();
    }
    case 'file':
      await page.goto('/admin/settings/mail');
      return drop(page, String(arranged), 'article form');
    case 'key':
      await page.goto('/admin/settings/mail');
      await page.locator('.mr-section > summary', { hasText: t('delegation.title') }).click();
      return drop(page, String(arranged), '.mr-step');
    case 'push':
      await page.goto('/admin/settings/mail');
      return page.locator('.mr-section > summary', { hasText: t('push.title') }).click();
    case 'delegation':
      await page.goto('/admin/settings/mail');
      return page.locator('.mr-section > summary', { hasText: t('delegation.title') }).click();
    case 'return':
      await page.goto(await (arranged as () => Promise<string>)());
      return;
    case 'account':
      await page.goto('/settings/accounts');
      return;
    case 'blocked':
      return meetBlockPage({ page, place, t }, scenario, String(arranged));
    case 'report':
      // The report that the API has made is the one that is kept.
      await page.goto('/admin/settings/mail');
  }
}

/** Waits until the notice, or the line of the report, holds what was found and its mend together. */
export async function read(
  { page }: Reader,
  scenario: Scenario,
  words: { title: string; mend: string },
): Promise<void> {
  const place = { report: '.mr-check', delegation: '.mr-check' }[scenario.shows as string];
  await page
    .locator(place ?? '.ant-alert')
    .filter({ hasText: pattern(words.title) })
    .filter({ hasText: pattern(words.mend) })
    .first()
    .waitFor();
}

/** Opens the provider's window, meets its error page, closes it and says which one it was. */
async function meetBlockPage(
  { page, t }: Reader,
  scenario: Extract<Scenario, { shows: 'blocked' }>,
  email: string,
): Promise<void> {
  await page.goto('/settings/accounts?link=1');
  const opening = page.waitForEvent('popup');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('link.open') })
    .click();
  const popup = await opening;
  await popup.waitForURL(/\/signin\//);
  await consent(popup, { email });
  await popup.locator('.code', { hasText: scenario.googleSays }).waitFor();
  expect(new URL(popup.url()).pathname).toBe('/signin/oauth/error');
  await popup.close();
  await page.getByText(t('link.closed')).waitFor();
  await page.getByRole('combobox', { name: t('link.blockedBy') }).click();
  // By keyboard: the last ones are only drawn when they are reached.
  const index = BLOCK_PAGES.indexOf(scenario.page);
  for (let at = 0; at < index; at += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

async function drop(page: Page, text: string, within: string): Promise<void> {
  const file = { name: 'google.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.locator(`${within} input[type=file]`).first().setInputFiles(file);
}

/** A text as it stands on a page, whatever stands where the API knows no fact. */
function pattern(text: string): RegExp {
  const parts = text.split(gap).map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  // Catalogues and pages differ in the kind of their spaces.
  return new RegExp(parts.join('.+').replace(/\s+/g, '\\s+'));
}
