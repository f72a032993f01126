import type { MessageView, ThreadView } from '@mailroom/engine';
import type { Browser, Page } from 'playwright-core';
import type { ServerProcess } from '../start.ts';
import { openThread } from './reader-page.ts';
import { type Watch, watchMessages } from './watch.ts';

/** A hostile fragment of HTML. */
export interface Vector {
  id: string;
  html: string;
}

/** Vectors by what they did. */
export interface HostileReport {
  shown: number;
  scripts: string[];
  requests: string[];
  navigations: string[];
  /** Links in messages that open anything but web, mail and telephone addresses. */
  links: number;
  addresses: string[];
}

/** As many vectors as one conversation holds: all stand open in the reader at the same time. */
const PER_THREAD = 31;

/** Writes each vector as an HTML message of its own, in conversations. */
export function vectorMessages(vectors: Vector[]): Buffer[] {
  return vectors.map(({ html }, index) => {
    const thread = Math.floor(index / PER_THREAD);
    const root = `<vector-${thread * PER_THREAD}@corpora.example>`;
    const isRoot = index % PER_THREAD === 0;
    const lines = [
      'From: Somebody <somebody@corpora.example>',
      'To: Reader <reader@corpora.example>',
      `Subject: ${isRoot ? '' : 'Re: '}Vectors ${thread}`,
      `Message-ID: <vector-${index}@corpora.example>`,
      ...(isRoot ? [] : [`In-Reply-To: ${root}`, `References: ${root}`]),
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      ...(Buffer.from(html, 'utf8')
        .toString('base64')
        .match(/.{1,76}/g) ?? []),
      '',
    ];
    return Buffer.from(lines.join('\r\n'));
  });
}

/**
 * Opens the conversations of vectors in the reader.
 *
 * @param defence `none` is the positive control: the same reader and frames, but the fragment as it
 * came in place of the sanitised document, scripts allowed in the frame, no content security policy
 */
export async function showVectors(options: {
  browser: Browser;
  server: ServerProcess;
  /** Of the signed-in page. */
  session: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;
  threads: ThreadView[];
  vectors: Vector[];
  defence: 'full' | 'none';
}): Promise<HostileReport> {
  const { browser, server, threads, vectors, defence } = options;
  const vectorOf = (message: MessageView) =>
    vectors[Number(/^<?vector-(\d+)@/.exec(message.messageIdHeader ?? '')?.[1] ?? -1)];
  const byMessage = new Map(
    threads.flatMap(({ messages }) =>
      messages.map((message) => [String(message.id), vectorOf(message)]),
    ),
  );
  const context = await browser.newContext({
    ...{
      baseURL: server.url,
      storageState: options.session,
      viewport: { width: 1280, height: 900 },
    },
    bypassCSP: defence === 'none',
  });
  try {
    const page = await context.newPage();
    if (defence === 'none') await takeDefenceAway(page, byMessage);
    await page.goto('/mail/all');
    await page.getByRole('main').waitFor();
    const watch = await watchMessages(context, page, server.url);
    // What watches frames from inside must be there before the first of them.
    await page.reload();
    await page.getByRole('main').waitFor();
    let shown = 0;
    let links = 0;
    for (const thread of threads) {
      const { messages } = await openThread(page, thread);
      shown += messages.filter(({ state }) => state !== 'failed').length;
      // What a vector does, it does soon after load; there is no event for "nothing will happen".
      await page.waitForTimeout(1_500);
      links += await page.evaluate(countOddLinks);
    }
    await watch.settle();
    return { shown, links, ...named(watch, byMessage) };
  } finally {
    for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
}

async function takeDefenceAway(
  page: Page,
  byMessage: Map<string, Vector | undefined>,
): Promise<void> {
  await page.addInitScript({
    content: `
      const set = Element.prototype.setAttribute;
      Element.prototype.setAttribute = function (name, value) {
        const isBody = this.tagName === 'IFRAME' && name === 'sandbox';
        return set.call(this, name, isBody ? value + ' allow-scripts allow-forms allow-modals' : value);
      };`,
  });
  await page.route(/\/api\/messages\/\d+\/body/, async (route) => {
    const id = /messages\/(\d+)\/body/.exec(route.request().url())?.[1] ?? '';
    const html = byMessage.get(id)?.html ?? '';
    // The marker tells the check that the frame has loaded; the vector cannot take it away first.
    const document = `<!doctype html><body><i class="mr-body"></i>${html}`;
    const facts = { text: '', blockedImages: 0, hasQuote: false, isSenderTrusted: false };
    await route.fulfill({ json: { messageId: Number(id), document, ...facts } });
  });
}

function named(
  watch: Watch,
  byMessage: Map<string, Vector | undefined>,
): Pick<HostileReport, 'scripts' | 'requests' | 'navigations' | 'addresses'> {
  const names = (ids: Set<string>) => [...ids].map((id) => byMessage.get(id)?.id ?? id).sort();
  return {
    scripts: names(watch.scripts),
    requests: names(watch.requests),
    navigations: names(watch.navigations),
    addresses: watch.addresses,
  };
}

/** Runs in the page. */
function countOddLinks(): number {
  let count = 0;
  for (const frame of document.querySelectorAll<HTMLIFrameElement>('.mr-body-frame'))
    for (const link of frame.contentDocument?.querySelectorAll<HTMLAnchorElement>('[href]') ?? [])
      if (!/^(?:https?|mailto|tel):$/.test(link.protocol)) count += 1;
  return count;
}
