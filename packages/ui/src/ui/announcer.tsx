import { useSyncExternalStore } from 'react';

/** What comes within this long is read as one: the last words would swallow those before them. */
const TOGETHER_MS = 400;
let message = '';
let saidAt = 0;
const listeners = new Set<() => void>();

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  const isTogether = Date.now() - saidAt < TOGETHER_MS && !message.includes(text);
  saidAt = Date.now();
  // The same words twice would not be read again: a no-break space makes them differ.
  if (isTogether) message = `${message} ${text}`;
  else message = text === message ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/** The live region that `announce` speaks through; once a page. */
export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div className="mr-visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
