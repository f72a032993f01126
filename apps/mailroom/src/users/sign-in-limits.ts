import { createHash } from 'node:crypto';
import { type AttemptLimiter, createAttemptLimiter } from './attempts.ts';
import { addressKey } from './client-address.ts';

/** Who attempts what, as far as a limit goes by it. */
export interface Attempt {
  /** Path below `/auth`. */
  path: string;
  /** The client's address. */
  address: string;
  /** Of the sign-in form; null elsewhere. */
  email: string | null;
  /** Null: not signed in. */
  userId: string | null;
  /** Half of a sign-in, waiting for its code; null: none. */
  challenge: string | null;
}

export type Outcome = 'succeeded' | 'failed' | 'neither';

/** Either the attempt waits, or it is counted and `end` must be told how it went. */
export type Begun = { waitMs: number } | { waitMs: 0; end(outcome: Outcome): void };

const windowMs = 10 * 60 * 1000;
const maxKnown = 20_000;

/** These prove nothing, so nothing can be guessed with them. */
const unlimited = new Set(['/sign-out', '/update-user']);

/**
 * Limits guessing of passwords and codes: by address and e-mail at the sign-in form, by user once
 * signed in. An address from which somebody signed in before keeps attempts of its own for that
 * e-mail, so that a stranger's guessing does not lock the owner out.
 */
export function createSignInLimits() {
  const byAddress = createAttemptLimiter({ max: 30, windowMs });
  const byEmail = createAttemptLimiter({ max: 10, windowMs });
  const byKnownAddress = createAttemptLimiter({ max: 10, windowMs });
  const byUser = createAttemptLimiter({ max: 10, windowMs });
  const known = new Set<string>();

  function keysOf(attempt: Attempt): { limiter: AttemptLimiter; key: string }[] {
    if (unlimited.has(attempt.path)) return [];
    if (attempt.userId !== null && attempt.email === null) {
      return [{ limiter: byUser, key: attempt.userId }];
    }
    const address = addressKey(attempt.address);
    const keys = [{ limiter: byAddress, key: address }];
    if (attempt.challenge !== null) keys.push({ limiter: byUser, key: hash(attempt.challenge) });
    if (attempt.email !== null) {
      const email = hash(attempt.email);
      const pair = `${email} ${address}`;
      const isKnown = known.has(pair) && byEmail.waitMs(email) > 0;
      keys.push(
        isKnown ? { limiter: byKnownAddress, key: pair } : { limiter: byEmail, key: email },
      );
    }
    return keys;
  }

  function begin(attempt: Attempt): Begun {
    const keys = keysOf(attempt);
    const waitMs = Math.max(0, ...keys.map(({ limiter, key }) => limiter.waitMs(key)));
    if (waitMs > 0) return { waitMs };
    for (const { limiter, key } of keys) limiter.begin(key);
    return {
      waitMs: 0,
      end(outcome) {
        if (outcome === 'failed') return;
        for (const { limiter, key } of keys) limiter.giveBack(key);
        if (outcome !== 'succeeded' || attempt.email === null) return;
        for (const { limiter, key } of keys) if (limiter !== byAddress) limiter.forgive(key);
        remember(`${hash(attempt.email)} ${addressKey(attempt.address)}`);
      },
    };
  }

  function remember(pair: string): void {
    known.delete(pair);
    known.add(pair);
    const oldest = known.values().next().value;
    if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
  }

  return { begin };
}

// Keys of one length, whatever was sent.
function hash(text: string): string {
  return createHash('sha256').update(text.trim().toLowerCase()).digest('base64url');
}
