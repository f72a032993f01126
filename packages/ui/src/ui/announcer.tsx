import { useSyncExternalStore } from 'react';

let message = '';
const listeners = new Set<() => void>();

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  // The same words twice would not be read again: a no-break space makes them differ.
  message = text === message ? `${text}\u00a0` : text;
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
