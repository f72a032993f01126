import type { ThreadView } from '@mailroom/engine';
import type { Page } from 'playwright-core';

/** What the reader shows of one message. */
export interface ShownMessage {
  id: number;
  /** `unreadable`: the notice that it cannot be displayed. `failed`: neither that nor a body. */
  state: 'rendered' | 'unreadable' | 'failed';
  /** The sender's name as shown. */
  sender: string;
  /** Of the body's frame. */
  textLength: number;
  /** The body is wider than its frame and cannot be scrolled to. */
  isCut: boolean;
}

export interface ShownThread {
  heading: string;
  messages: ShownMessage[];
}

/**
 * Opens a conversation in the reader, unfolds every message, and waits for each body's frame.
 *
 * @param page a page of the application; it is steered as a click on a row does, without loading anew
 */
export async function openThread(page: Page, thread: ThreadView): Promise<ShownThread> {
  const ids = thread.messages.map(({ id }) => id);
  await page.evaluate((path) => {
    history.pushState({}, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/mail/all/t/${thread.id}`);
  await page.waitForFunction(isSettled, ids, { timeout: 60_000, polling: 60 }).catch(() => null);
  return page.evaluate((wanted) => {
    return {
      heading: document.querySelector('.mr-reader-head h1')?.textContent ?? '',
      messages: wanted.map((id) => {
        const card = document.querySelector(`article[data-message="${id}"]`);
        const inner = card?.querySelector<HTMLIFrameElement>('.mr-body-frame')?.contentDocument;
        const isShown = inner?.querySelector('.mr-body') != null;
        const isNotice = card?.querySelector('.mr-reader-notice[role="note"]') != null;
        const root = inner?.documentElement;
        const isWide = root != null && root.scrollWidth > root.clientWidth + 1;
        return {
          id,
          state: isShown ? 'rendered' : isNotice ? 'unreadable' : 'failed',
          sender: card?.querySelector('.mr-message-name')?.textContent ?? '',
          textLength: inner?.body.textContent.trim().length ?? 0,
          isCut: inner != null && isWide && getComputedStyle(inner.body).overflowX === 'hidden',
        } as const;
      }),
    };
  }, ids);
}

/** Runs in the page: unfolds what is folded and says whether every message shows something. */
function isSettled(ids: number[]): boolean {
  document.querySelector<HTMLElement>('.mr-message-gap')?.click();
  return ids.every((id) => {
    const card = document.querySelector(`article[data-message="${id}"]`);
    if (card?.classList.contains('is-folded'))
      card.querySelector<HTMLElement>('.mr-message-folded')?.click();
    if (card?.querySelector('.mr-reader-notice')) return true;
    const frame = card?.querySelector<HTMLIFrameElement>('.mr-body-frame');
    const inner = frame?.contentDocument;
    const isLoaded = inner?.readyState === 'complete' && inner.URL === 'about:srcdoc';
    return isLoaded && frame?.dataset.measured !== undefined;
  });
}
