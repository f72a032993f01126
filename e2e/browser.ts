import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const SCREENSHOTS = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

/**
 * Starts the system's Chromium. `CHROMIUM_PATH` names another one.
 *
 * @param rules host names that mean this machine, as Chromium's `--host-resolver-rules`
 */
export function launchBrowser(rules = ''): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      ...(rules ? [`--host-resolver-rules=${rules}`] : []),
    ],
  });
}

/** A browser profile of one person, with everything it asked for and everything that went wrong. */
export interface Person {
  context: BrowserContext;
  page: Page;
  /** Addresses of every request, of every page of the profile. */
  requests: string[];
  /** Uncaught errors, and warnings and errors in the console. */
  complaints: string[];
}

type ContextState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Opens a new profile at `baseUrl`; with `storageState` it is signed in as that one was. */
export async function openPerson(
  browser: Browser,
  baseUrl: string,
  options: { locale?: string; storageState?: ContextState; userAgent?: string } = {},
): Promise<Person> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...options,
  });
  // Machines that build and test many things at once are slow; nothing here measures speed.
  context.setDefaultTimeout(60_000);
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    // The browser's own line for a refused request says nothing that the page does not say.
    if (message.text().startsWith('Failed to load resource')) return;
    // The page of the return closes itself where it is a pop-up; browsers say where it is none.
    if (message.text().startsWith('Scripts may close only')) return;
    if (!['error', 'warning'].includes(message.type())) return;
    complaints.push(`${message.text()} ${message.location().url}`);
  });
  return { context, page: await context.newPage(), requests, complaints };
}

/** Writes docs/screenshots/NAME.png when `UPDATE_SCREENSHOTS` is set; else only looks. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (!process.env.UPDATE_SCREENSHOTS) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
