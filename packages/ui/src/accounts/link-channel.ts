import type { LinkResultView } from '../views.ts';

/**
 * How the window with the provider's page tells the page that opened it what came of it. A
 * BroadcastChannel, since providers cut `window.opener` (Cross-Origin-Opener-Policy).
 */
export type LinkMessage =
  | { kind: 'done'; result: LinkResultView }
  | { kind: 'failed'; code: string; detail: string; data: Record<string, unknown> };

type Post =
  | { kind: 'outcome'; attempt: string; message: LinkMessage }
  | { kind: 'heard'; attempt: string };

export const LINK_WINDOW = 'mailroom-link';
const REPEAT_MS = 100;
const GIVE_UP_MS = 1_000;

/**
 * Which attempt an address belongs to: the one-time `state` that goes out with the authorisation
 * request comes back with its answer. Two windows that link at once do not hear each other.
 */
export function attemptOf(url: string): string {
  return new URL(url).searchParams.get('state') ?? '';
}

/**
 * Tells the page that waits for this attempt, again and again until it has heard: what a window
 * says right before it closes may be lost.
 *
 * @returns whether somebody heard
 */
export function sendLinkMessage(attempt: string, message: LinkMessage): Promise<boolean> {
  const channel = new BroadcastChannel(LINK_WINDOW);
  const post: Post = { kind: 'outcome', attempt, message };
  return new Promise((resolve) => {
    const end = (isHeard: boolean) => {
      clearInterval(repeat);
      clearTimeout(giveUp);
      channel.close();
      resolve(isHeard);
    };
    const repeat = setInterval(() => channel.postMessage(post), REPEAT_MS);
    const giveUp = setTimeout(() => end(false), GIVE_UP_MS);
    channel.onmessage = ({ data }: MessageEvent<Post>) => {
      if (data.kind === 'heard' && data.attempt === attempt) end(true);
    };
    channel.postMessage(post);
  });
}

/** Waits for the outcome of one attempt, once; until the returned function is called. */
export function onLinkMessage(attempt: string, handle: (message: LinkMessage) => void): () => void {
  const channel = new BroadcastChannel(LINK_WINDOW);
  channel.onmessage = ({ data }: MessageEvent<Post>) => {
    if (data.kind !== 'outcome' || data.attempt !== attempt) return;
    const heard: Post = { kind: 'heard', attempt };
    channel.postMessage(heard);
    channel.close();
    handle(data.message);
  };
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
