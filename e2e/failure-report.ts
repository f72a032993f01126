import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';

/** After every test that failed: tells what the pages show, and where their pictures are. */
export function reportFailures(pages: () => readonly Page[]): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [index, page] of pages().entries()) {
      console.error(await describePage(page, `${task.name} ${index + 1}`));
    }
  });
}

/** What a page shows: its address, its text, where the focus is, and the path of a picture of it. */
export async function describePage(page: Page, name: string): Promise<string> {
  if (page.isClosed()) return `${name}: the page is closed`;
  const folder = join(tmpdir(), 'mailroom-failures');
  const picture = join(folder, `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100)}.png`);
  try {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: picture, timeout: 10_000 });
    const shown = await page.evaluate(() => ({
      // biome-ignore lint/performance/useDomNodeTextContent: what is shown, not what style sheets hide
      text: document.body.innerText.replace(/\n{2,}/g, '\n').slice(0, 4_000),
      focus: document.activeElement?.outerHTML.slice(0, 200),
    }));
    return [`${name}: ${page.url()}`, picture, `focus: ${shown.focus}`, shown.text].join('\n');
  } catch (error) {
    return `${name}: ${page.url()} cannot be described: ${String(error)}`;
  }
}
