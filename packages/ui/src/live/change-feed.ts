import type { ChangeEventView } from '../views.ts';

interface Handlers {
  onChange(change: ChangeEventView): void;
  /** @param isAgain it was cut before: what happened meanwhile may have been forgotten */
  onOpen(isAgain: boolean): void;
  /** @param isRefused somebody answered, but not with a feed: a proxy, or the session ended */
  onCut(isRefused: boolean): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Listens to the change feed for as long as the page wants it. A browser takes up a stream that
 * broke, but gives it up for ever once anything but a stream answers, as a proxy does while the
 * server starts anew: then this asks again, after 1 second, 2, 4, up to 15, and at once when the
 * network is back.
 *
 * @param url the feed's address; resumes behind the last change that was heard
 * @returns ends it
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */
export function openChangeFeed(url: string, handlers: Handlers): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  let last: number | null = null;
  let wasCut = false;

  const open = () => {
    source = new EventSource(last === null ? url : `${url}?after=${last}`, {
      withCredentials: true,
    });
    source.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      handlers.onOpen(wasCut);
      wasCut = false;
    };
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const change = parseChange(data);
      if (!change) return;
      last = change.number;
      handlers.onChange(change);
    };
    source.onerror = () => {
      wasCut = true;
      const isRefused = source.readyState === EventSource.CLOSED;
      handlers.onCut(isRefused);
      if (!isRefused) return;
      clearTimeout(timer);
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
  };
  const handleOnline = () => {
    if (!wasCut) return;
    clearTimeout(timer);
    source.close();
    open();
  };
  open();
  window.addEventListener('online', handleOnline);
  return () => {
    window.removeEventListener('online', handleOnline);
    clearTimeout(timer);
    source.close();
  };
}

function parseChange(data: string): ChangeEventView | null {
  try {
    const value = JSON.parse(data) as ChangeEventView;
    return typeof value.kind === 'string' && Array.isArray(value.ids) ? value : null;
  } catch {
    return null;
  }
}
