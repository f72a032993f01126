import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { describePage } from '../../../e2e/failure-report.ts';
import {
  type FixtureServer,
  startFixtureServer,
} from '../../../packages/ui/src/testing/fixture-server.ts';

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };
/** Machines that build and test many things at once are slow; nothing here measures speed. */
const PATIENCE_MS = 45_000;

type Options = BrowserContextOptions & {
  isEmpty?: boolean;
  /** Before the page is loaded. */
  prepare?(page: Page, fixture: FixtureServer): Promise<unknown>;
};

/**
 * Builds the client once for a file's tests, and starts a browser.
 *
 * @returns opens the client on a fresh fixture; fails the test on any error of the page
 */
export function setClient() {
  let browser: Browser;
  let webDirectory: string;
  beforeAll(async () => {
    webDirectory = await mkdtemp(join(tmpdir(), 'mailroom-web-'));
    await build({
      configFile: join(import.meta.dirname, '../vite.config.ts'),
      logLevel: 'error',
      build: { outDir: webDirectory },
    });
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await rm(webDirectory, { recursive: true, force: true });
  }, 60_000);

  return async function open(
    path: string,
    use: (page: Page, fixture: FixtureServer) => Promise<void>,
    options: Options = {},
  ): Promise<void> {
    const { isEmpty = false, prepare, ...context } = options;
    const fixture = await startFixtureServer({ webDirectory, isEmpty });
    const tab = await browser.newContext({
      viewport: WIDE,
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...context,
    });
    tab.setDefaultTimeout(PATIENCE_MS);
    const page = await tab.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    try {
      await prepare?.(page, fixture);
      await page.goto(fixture.url + path);
      await use(page, fixture);
      if (errors.length > 0) throw new Error(`errors of the page: ${errors.join('; ')}`);
    } catch (error) {
      console.error(await describePage(page, path));
      throw error;
    } finally {
      await tab.close();
      await fixture.stop();
    }
  };
}
