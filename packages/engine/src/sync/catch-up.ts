import { MailError } from '../errors.ts';

/** Lets a backfill ask its own job for what is new, and wait until that is written. */
export interface CatchUp {
  /** @throws MailError `cancelled` when `signal` aborts first */
  ask(signal: AbortSignal): Promise<void>;
  /** Resolves when somebody asks, at once when somebody did. */
  wanted(): Promise<void>;
  isWanted(): boolean;
  /** Runs `work`, then answers whoever asked before it began. */
  serve(work: () => Promise<void>): Promise<void>;
}

/** Creates the door between a job and its backfill. */
export function createCatchUp(): CatchUp {
  let asking: { resolve(): void; reject(error: unknown): void }[] = [];
  let wake: (() => void) | null = null;
  return {
    ask: (signal) =>
      new Promise((resolve, reject) => {
        const handleAbort = () => reject(new MailError('cancelled'));
        if (signal.aborted) return handleAbort();
        signal.addEventListener('abort', handleAbort, { once: true });
        const done = () => signal.removeEventListener('abort', handleAbort);
        asking.push({
          resolve: () => {
            done();
            resolve();
          },
          reject: (error) => {
            done();
            reject(error);
          },
        });
        wake?.();
      }),
    wanted: () =>
      asking.length > 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = resolve;
          }),
    isWanted: () => asking.length > 0,
    async serve(work) {
      const served = asking;
      asking = [];
      try {
        await work();
        for (const { resolve } of served) resolve();
      } catch (error) {
        for (const { reject } of served) reject(error);
        throw error;
      }
    },
  };
}
