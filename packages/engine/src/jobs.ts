import type { Logger } from 'pino';
import { isMailError } from './errors.ts';
import { storeError } from './store/database.ts';
import type { LockClass, Locks } from './store/locks.ts';

/**
 * Work is found in the tables, never stored twice: an account whose `nextSyncAt` has come, pending
 * commands, a submission that is due. A kick only says "look now"; losing one costs a sweep's
 * interval, never a job. See docs/decisions/0006-jobs-are-rows.md.
 */
export type JobKind = LockClass;

export interface JobContext {
  /** Aborts when the engine stops or the lock is lost. */
  signal: AbortSignal;
  /** Resolves at the next kick of this very job, at once when one came since the last call. */
  kicked(): Promise<void>;
}

/** Does whatever the tables say is due for `id`, then returns. Runs nowhere else meanwhile. */
export type JobHandler = (id: number, context: JobContext) => Promise<void>;

export interface DueJobs {
  jobs: { kind: JobKind; id: number }[];
  /** When more falls due that nobody will kick, or null. */
  nextAt: Date | null;
}

export interface JobsOptions {
  handlers: Record<JobKind, JobHandler>;
  /** Reads the tables. */
  findDue(now: Date): Promise<DueJobs>;
  locks: Locks;
  /** Tells other processes; null where there are none. */
  notify: ((payload: string) => Promise<void>) | null;
  logger: Logger;
  now(): Date;
  /** False: kicks go to other processes only. */
  runJobs: boolean;
  sweepMs?: number;
}

export interface Jobs {
  start(): void;
  /** Looks at once, here or in the process that holds the job. */
  kick(kind: JobKind, id: number): void;
  /** A kick from another process. */
  receive(payload: string): void;
  /** Looks through the tables soon, e.g. because a row falls due at `at`. */
  sweepAt(at: Date): void;
  /** Aborts what runs and waits for its end, ten seconds at most. */
  stop(): Promise<void>;
}

interface Run {
  again: boolean;
  wake: (() => void) | null;
  abort: AbortController;
  done: Promise<void>;
}

/** How long `stop` waits for jobs that were told to end. */
const stopTimeoutMs = 8_000;

/** Creates the runner of one engine's jobs: one job of a kind and id at a time, everywhere. */
export function createJobs(options: JobsOptions): Jobs {
  const { handlers, locks, logger, now, runJobs, sweepMs = 2_000 } = options;
  const running = new Map<string, Run>();
  let isStarted = false;
  let timer: NodeJS.Timeout | null = null;
  let timerAt = 0;
  let sweeping: Promise<void> | null = null;

  function kick(kind: JobKind, id: number): void {
    if (!isStarted) return;
    if (runJobs) begin(kind, id, true);
    else tellOthers(kind, id);
  }

  function tellOthers(kind: JobKind, id: number): void {
    options.notify?.(`${kind}:${id}`).catch((error: unknown) => {
      logger.warn({ err: storeError(error), kind }, 'other processes could not be told of a job');
    });
  }

  function begin(kind: JobKind, id: number, isOwnKick: boolean): void {
    const key = `${kind}:${id}`;
    const run = running.get(key);
    if (run) {
      run.again = true;
      run.wake?.();
      return;
    }
    const abort = new AbortController();
    const fresh: Run = { again: false, wake: null, abort, done: Promise.resolve() };
    running.set(key, fresh);
    fresh.done = work(kind, id, fresh, isOwnKick).finally(() => {
      running.delete(key);
      // A kick that came while the lock was being given back must not be lost.
      if (fresh.again && isStarted && !abort.signal.aborted) begin(kind, id, isOwnKick);
    });
  }

  async function work(kind: JobKind, id: number, run: Run, isOwnKick: boolean): Promise<void> {
    try {
      const lock = await locks.tryAcquire(kind, id, () => run.abort.abort());
      if (!lock) {
        // Whoever holds it looks again. Only for our own kicks, or two waiting processes would
        // kick each other for ever.
        run.again = false;
        if (isOwnKick) tellOthers(kind, id);
        return;
      }
      try {
        do {
          run.again = false;
          await handlers[kind](id, { signal: run.abort.signal, kicked: () => kicked(run) });
        } while (run.again && isStarted && !run.abort.signal.aborted);
      } finally {
        await lock.release();
      }
    } catch (error) {
      if (!isMailError(error, 'cancelled') && !run.abort.signal.aborted) {
        // A database's own error carries the statement's parameters, which are mail.
        logger.error({ err: storeError(error), kind, id }, 'job failed');
      }
      // Handlers set their own next attempt; an error that got here waits for the sweep.
      run.again = false;
    }
  }

  function kicked(run: Run): Promise<void> {
    if (run.again || run.abort.signal.aborted) {
      run.again = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      run.wake = () => {
        run.wake = null;
        run.again = false;
        resolve();
      };
    });
  }

  function schedule(at: number): void {
    if (!isStarted || !runJobs) return;
    if (timer && timerAt <= at) return;
    if (timer) clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(runSweep, Math.max(0, at - Date.now()));
  }

  function runSweep(): void {
    timer = null;
    sweeping ??= sweep().finally(() => {
      sweeping = null;
      schedule(Date.now() + sweepMs);
    });
  }

  async function sweep(): Promise<void> {
    try {
      const { jobs, nextAt } = await options.findDue(now());
      if (!isStarted) return;
      for (const { kind, id } of jobs) begin(kind, id, false);
      if (nextAt) {
        const waitMs = nextAt.getTime() - now().getTime();
        if (waitMs < sweepMs) schedule(Date.now() + waitMs);
      }
    } catch (error) {
      if (isStarted) logger.error({ err: storeError(error) }, 'looking for due jobs failed');
    }
  }

  return {
    start() {
      if (isStarted) return;
      isStarted = true;
      schedule(Date.now());
    },
    kick,
    receive(payload) {
      const [kind, id] = payload.split(':');
      if (!isStarted || !runJobs || !kind || !Object.hasOwn(handlers, kind)) return;
      const number = Number(id);
      if (Number.isSafeInteger(number) && number > 0) begin(kind as JobKind, number, false);
    },
    sweepAt(at) {
      schedule(Date.now() + Math.max(0, at.getTime() - now().getTime()));
    },
    async stop() {
      isStarted = false;
      if (timer) clearTimeout(timer);
      timer = null;
      const ends = [...running.values()].map((run) => {
        run.abort.abort();
        run.wake?.();
        return run.done;
      });
      await withTimeout(Promise.allSettled([...ends, sweeping]), stopTimeoutMs);
    },
  };
}

async function withTimeout(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
