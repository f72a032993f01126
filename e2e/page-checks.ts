import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { en } from '../packages/ui/src/i18n/en.ts';
import { fr } from '../packages/ui/src/i18n/fr.ts';

const SMALL = { width: 360, height: 740 };

/** No finding of axe in light and in dark, and nothing wider than a small telephone. */
export async function expectGoodPage(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset.theme === wanted,
      colorScheme,
    );
    await settled(page);
    await capture(page, `${name}-${colorScheme}`);
    // A message's own document runs no scripts, axe neither; what senders write is not ours.
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
    expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNarrow(page, name);
}

/** Nothing is wider than a window of 360 pixels. */
export async function expectNarrow(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize(SMALL);
  await settled(page);
  await capture(page, `${name}-small`);
  expect.soft(await widerThanPage(page), `${name} at 360 px`).toEqual([]);
  if (size) await page.setViewportSize(size);
}

/** Nothing that is seen or read aloud is English where French has other words. */
export async function expectFrench(page: Page, name: string): Promise<void> {
  await settled(page);
  await capture(page, `${name}-fr`);
  // biome-ignore lint/performance/useDomNodeTextContent: what is shown, not what style sheets hide
  const shown = (await page.locator('body').innerText()).split('\n');
  const named = await page.evaluate(() => {
    const names = ['aria-label', 'title', 'placeholder', 'alt'];
    return [...document.querySelectorAll(names.map((name) => `[${name}]`).join())].flatMap(
      (element) => names.map((name) => element.getAttribute(name) ?? ''),
    );
  });
  const lines = [...shown, ...named, await page.title()].map((line) => line.trim());
  const english = lines.filter(
    (line) => sentences.has(line) || patterns.some((pattern) => pattern.test(line)),
  );
  expect.soft(english, `${name} in French`).toEqual([]);
  expect.soft(await page.locator('html').getAttribute('lang'), name).toMatch(/^fr/);
}

const french = new Set<string>(Object.values(fr));
const onlyEnglish = Object.values(en).filter((text: string) => !french.has(text));
const sentences = new Set<string>(onlyEnglish.filter((text) => !text.includes('{{')));
/** Texts with holes, where enough is fixed to recognise them. */
const patterns = onlyEnglish
  .filter((text) => text.includes('{{') && text.replace(/\{\{[^}]*\}\}|[^a-z]/gi, '').length >= 12)
  .map((text) => {
    const parts = text
      .split(/\{\{[^}]*\}\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.{1,80}')}$`);
  });

/** Everything is drawn: fonts are there, and no transition is on its way or about to begin. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // What a change of theme or size sets off may begin frames later; twice nothing is quiet.
    for (let round = 0, quiet = 0; round < 50 && quiet < 2; round += 1) {
      await frame();
      await frame();
      const running = document.getAnimations().filter(({ effect }) => {
        return effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
      });
      quiet = running.length === 0 ? quiet + 1 : 0;
      await Promise.allSettled(running.map((animation) => animation.finished));
    }
  });
}

function widerThanPage(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isScrolled = document.documentElement.scrollWidth > width;
    const dialogs = [...document.querySelectorAll('[role=dialog], main')].filter(
      (element) => element.scrollWidth > element.clientWidth + 1,
    );
    return [
      ...(isScrolled ? [`page: ${document.documentElement.scrollWidth}`] : []),
      ...dialogs.map((element) => `${element.tagName}.${element.className}`),
    ];
  });
}

/** With `E2E_SHOTS` a directory: keeps what was looked at, for people to look at too. */
async function capture(page: Page, name: string): Promise<void> {
  const directory = process.env.E2E_SHOTS;
  if (directory) await page.screenshot({ path: `${directory}/${name}.png` });
}
