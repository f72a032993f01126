import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Frame, type Request } from 'playwright-core';
import { renderBody } from '../render.ts';
import type { HostileVector } from './hostile-vectors.ts';

/** What happened while vectors were shown; ids of the vectors that did it. */
export interface HostileReport {
  vectors: number;
  scripts: string[];
  requests: string[];
  navigations: string[];
}

export interface HostileOptions {
  /** `none` shows the bare HTML without sandbox: the positive control. */
  defence: 'full' | 'none';
  theme?: 'light' | 'dark';
  executablePath?: string;
}

const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
/** The control may do everything but take the whole page away from its neighbours. */
const NO_DEFENCE = `${SANDBOX} allow-scripts allow-forms allow-modals`;
const BATCH = 40;

/**
 * Shows each vector in a real browser, in the same frame as the reader, and counts scripts that
 * ran (they call `alert` and its like), requests that left for anywhere and frames that moved.
 * Links of class `click` are clicked.
 */
export async function showHostile(
  vectors: HostileVector[],
  options: HostileOptions,
): Promise<HostileReport> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>host</title><body></body>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: options.executablePath ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const found: Found = { scripts: new Set(), requests: new Set(), navigations: new Set() };
  try {
    for (let index = 0; index < vectors.length; index += BATCH)
      await showBatch(browser, origin, vectors.slice(index, index + BATCH), options, found);
  } finally {
    await browser.close();
    server.close();
  }
  return {
    vectors: vectors.length,
    scripts: [...found.scripts],
    requests: [...found.requests],
    navigations: [...found.navigations],
  };
}

type Found = Record<'scripts' | 'requests' | 'navigations', Set<string>>;

async function showBatch(
  browser: Browser,
  origin: string,
  vectors: HostileVector[],
  options: HostileOptions,
  found: Found,
): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  let isArmed = false;
  await page.exposeBinding('firedBy', ({ frame }) => found.scripts.add(idOf(frame)));
  // As text: a build step must not put names of its own into code that runs in the page.
  await page.addInitScript({
    content: 'window.alert = window.confirm = window.prompt = window.print = () => firedBy();',
  });
  context.on('page', (popup) => {
    found.navigations.add('popup');
    popup.close().catch(() => undefined);
  });
  await context.route('**/*', (route) => {
    const request = route.request();
    if (!isArmed && request.url().startsWith(origin)) return route.continue();
    // A popup's request has no frame yet.
    const id = request.isNavigationRequest() ? frameId(request) : idOf(request.frame());
    if (request.isNavigationRequest()) found.navigations.add(id);
    found.requests.add(id);
    return route.abort();
  });
  page.on('framenavigated', (frame) => {
    if (frame.parentFrame() !== page.mainFrame()) return;
    if (!/^about:(?:srcdoc|blank)$/.test(frame.url())) found.navigations.add(idOf(frame));
  });
  await page.goto(`${origin}/`);
  isArmed = true;
  const documents = vectors.map(({ id, html }) => ({
    id,
    html: options.defence === 'none' ? html : rendered(html, options),
  }));
  await page.evaluate(
    ({ all, sandbox }) =>
      Promise.all(
        all.map(({ id, html }) => {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', sandbox);
          frame.name = id;
          frame.width = '360';
          frame.srcdoc = html;
          document.body.append(frame);
          return new Promise((resolve) => {
            frame.onload = resolve;
            setTimeout(resolve, 3_000);
          });
        }),
      ).then(() => undefined),
    { all: documents, sandbox: options.defence === 'full' ? SANDBOX : NO_DEFENCE },
  );
  // What a vector does, it does soon after load; there is no event for "nothing will happen".
  await page.waitForTimeout(700);
  // From the host page: it may reach in, since the frames keep its origin.
  await page.evaluate(() => {
    for (const frame of document.querySelectorAll('iframe')) {
      const links = frame.contentDocument?.querySelectorAll<HTMLElement>('a.click,a.m-click') ?? [];
      for (const link of links) link.click();
    }
  });
  await page.waitForTimeout(300);
  await context.close();
}

/** The vector in whose frame, at whatever depth, something happened. */
function idOf(frame: Frame): string {
  let top = frame;
  for (let parent = top.parentFrame(); parent?.parentFrame(); parent = top.parentFrame())
    top = parent;
  return top.name() || 'unknown';
}

function frameId(request: Request): string {
  try {
    return idOf(request.frame());
  } catch {
    return 'popup';
  }
}

function rendered(html: string, options: HostileOptions): string {
  return renderBody(
    { html, text: null, attachments: [] },
    {
      theme: options.theme ?? 'light',
      images: 'blocked',
      imageUrl: () => '/proxy',
      cidUrl: () => '/part',
      labels: { showQuote: 'Show history' },
    },
  ).document;
}
