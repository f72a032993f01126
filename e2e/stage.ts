import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, openPerson, type Person } from './browser.ts';
import { reportFailures } from './failure-report.ts';
import { type RunningServer, startServer } from './server.ts';

export interface Stage extends Person {
  server: RunningServer;
  browser: Browser;
}

/**
 * A server, a browser and a person in it, for all tests of the block in which this is called.
 *
 * @param options.env more environment for the server, made when it starts
 * @param prepare what is there before the first test
 */
export function setStage(
  prepare: (stage: Stage) => Promise<void> | void,
  options: { env?: () => Promise<Record<string, string>> } = {},
): void {
  let server: RunningServer | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    const env = (await options.env?.()) ?? {};
    [server, browser] = await Promise.all([startServer({ env }), launchBrowser()]);
    const person = await openPerson(browser, server.url);
    await prepare({ ...person, server, browser });
  }, 300_000);
  reportFailures(() => browser?.contexts().flatMap((context) => context.pages()) ?? []);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  }, 120_000);
}
