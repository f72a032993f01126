export interface AttemptLimiter {
  /** Milliseconds until `key` may try again; 0 when it may now. */
  waitMs(key: string): number;
  /** Counts an attempt before its outcome is known: many at once must not all slip through. */
  begin(key: string): void;
  /** Takes a counted attempt back that was no failure. */
  giveBack(key: string): void;
  /** Forgets all failures of a key. */
  forgive(key: string): void;
}

const maxKeys = 20_000;

/**
 * Slows guessing down: after `max` attempts within the window a key waits until the window ends.
 * It lives in the process: a restart forgives, which costs an attacker more than it brings.
 */
export function createAttemptLimiter(options: {
  max: number;
  windowMs: number;
  now?: () => number;
}): AttemptLimiter {
  const now = options.now ?? Date.now;
  const attempts = new Map<string, { count: number; endsAt: number }>();
  return {
    waitMs(key) {
      const entry = attempts.get(key);
      if (!entry || entry.count < options.max) return 0;
      return Math.max(0, entry.endsAt - now());
    },
    begin(key) {
      const entry = attempts.get(key);
      if (entry && entry.endsAt > now()) {
        entry.count += 1;
        return;
      }
      attempts.delete(key);
      attempts.set(key, { count: 1, endsAt: now() + options.windowMs });
      const oldest = attempts.keys().next().value;
      if (attempts.size > maxKeys && oldest !== undefined) attempts.delete(oldest);
    },
    giveBack(key) {
      const entry = attempts.get(key);
      if (entry && entry.count > 0) entry.count -= 1;
    },
    forgive: (key) => void attempts.delete(key),
  };
}
