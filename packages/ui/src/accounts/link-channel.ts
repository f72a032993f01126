import type { LinkResultView } from '../views.ts';

/**
 * How the window with the provider's page tells the page that opened it what came of it. A
 * BroadcastChannel, since providers cut `window.opener` (Cross-Origin-Opener-Policy).
 */
export type LinkMessage =
  | { kind: 'done'; result: LinkResultView }
  | { kind: 'failed'; code: string; detail: string; data: Record<string, unknown> };

export const LINK_WINDOW = 'mailroom-link';

/** Tells every page of this browser. */
export function sendLinkMessage(message: LinkMessage): void {
  const channel = new BroadcastChannel(LINK_WINDOW);
  channel.postMessage(message);
  channel.close();
}

/** Listens until the returned function is called. */
export function onLinkMessage(handle: (message: LinkMessage) => void): () => void {
  const channel = new BroadcastChannel(LINK_WINDOW);
  channel.onmessage = (event: MessageEvent<LinkMessage>) => handle(event.data);
  return () => channel.close();
}

/** Opens the pop-up at once, within the click, since browsers block a later one; null when blocked. */
export function openLinkWindow(): Window | null {
  const width = 520;
  const height = 720;
  const left = Math.max(0, window.screenX + (window.outerWidth - width) / 2);
  const top = Math.max(0, window.screenY + (window.outerHeight - height) / 2);
  return window.open(
    'about:blank',
    LINK_WINDOW,
    `popup,width=${width},height=${height},left=${left},top=${top}`,
  );
}
