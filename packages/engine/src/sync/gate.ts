import { MailError } from '../errors.ts';

/** Lets a few through at a time; the others wait in order. */
export interface Gate {
  /** @throws MailError `cancelled` when `signal` aborts before there was a place */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Creates a gate for `limit` at a time. */
export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  function wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const handleAbort = () => {
        const at = waiting.indexOf(enter);
        if (at >= 0) waiting.splice(at, 1);
        reject(new MailError('cancelled'));
      };
      const enter = () => {
        signal?.removeEventListener('abort', handleAbort);
        resolve();
      };
      if (signal?.aborted) return reject(new MailError('cancelled'));
      signal?.addEventListener('abort', handleAbort, { once: true });
      waiting.push(enter);
    });
  }

  return {
    async run(work, signal) {
      if (running >= limit) await wait(signal);
      else running += 1;
      try {
        return await work();
      } finally {
        // The place goes straight to the next, so that nobody slips in between.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

/** A gate with a place for each key, so that one key's slow work never keeps the others waiting. */
export interface KeyedGate {
  run<T>(key: number, work: () => Promise<T>): Promise<T>;
}

/** Creates a gate for `perKey` of a key, and `overall` of all, at a time. */
export function createKeyedGate(perKey: number, overall: number): KeyedGate {
  const all = createGate(overall);
  const gates = new Map<number, { gate: Gate; users: number }>();
  return {
    async run(key, work) {
      const own = gates.get(key) ?? { gate: createGate(perKey), users: 0 };
      gates.set(key, own);
      own.users += 1;
      try {
        return await own.gate.run(() => all.run(work));
      } finally {
        own.users -= 1;
        if (own.users === 0) gates.delete(key);
      }
    },
  };
}
