import type { Worker } from 'node:worker_threads';
import { type ErrorCode, MailError } from '../errors.ts';
import type { MailThreadReply } from './mail-thread.ts';
import { doMailWork, type MailWork, type MailWorkResult } from './mail-work.ts';
import { isSource, spawnThread } from './spawn.ts';

/** The content of a message took longer, or more memory, than any honest one does. */
export class TooComplexError extends Error {
  override readonly name = 'TooComplexError';
}

/** No thread could be started, for example where a bundle left its file out. */
class NoThreadError extends Error {}

export interface MailThreads {
  /**
   * Does the work, of a large message in a thread, where it stops nobody else.
   *
   * @param sizeBytes about how much there is to read; small work is done at once
   * @param lane people who wait do not queue up behind a synchronisation
   * @throws TooComplexError when the deadline passed or the memory was used up
   */
  run<K extends keyof MailWork>(
    op: K,
    work: MailWork[K],
    options: { sizeBytes: number; lane: 'reading' | 'syncing' },
  ): Promise<MailWorkResult[K]>;
  close(): Promise<void>;
}

export interface MailThreadsOptions {
  deadlineMs?: number;
  /** Work above this size goes to a thread. */
  inlineBytes?: number;
  threadUrl?: URL;
}

/** Cleaning this much HTML takes some hundred milliseconds at worst. */
const defaultInlineBytes = 200_000;
const defaultDeadlineMs = 10_000;
/** From source the thread compiles the modules first, on a machine that may be busy. */
const startMs = 60_000;
/** A thread holds some megabytes that nobody needs while no large message comes. */
const idleMs = 60_000;
const maxQueue = 500;
const maxHeapMb = 768;

/** Creates the threads for large messages, one for each lane; they start when first needed. */
export function createMailThreads(options: MailThreadsOptions = {}): MailThreads {
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  const inlineBytes = options.inlineBytes ?? defaultInlineBytes;
  const url =
    options.threadUrl ??
    new URL(isSource ? './mail-thread.ts' : './mail-thread.js', import.meta.url);
  const lanes = { reading: createLane(url, deadlineMs), syncing: createLane(url, deadlineMs) };
  return {
    async run(op, work, { sizeBytes, lane }) {
      if (sizeBytes <= inlineBytes) return doMailWork[op](work);
      try {
        const reply = await lanes[lane].ask({ op, work });
        if (reply.kind === 'result') return reply.result as never;
        if (reply.kind === 'error' && reply.code)
          throw new MailError(reply.code as ErrorCode, { detail: reply.message });
        throw new Error(reply.kind === 'error' ? reply.message : 'An answer out of turn.');
      } catch (error) {
        // Mail that is read slowly is better than mail that is not read.
        if (error instanceof NoThreadError) return doMailWork[op](work);
        throw error;
      }
    },
    async close() {
      await Promise.all([lanes.reading.close(), lanes.syncing.close()]);
    },
  };
}

/** One thread that does one thing after the other. */
function createLane(url: URL, deadlineMs: number) {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let queued = 0;
  let order: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function stop(): Promise<void> {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  }

  async function askNow(request: unknown): Promise<MailThreadReply> {
    if (isClosed) throw new Error('The threads are closed.');
    clearTimeout(idle);
    try {
      if (!worker) {
        worker = spawnThread(url, { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
        // Ending a thread may still report an error, which nobody waits for.
        worker.on('error', () => {});
        await nextReply(worker, startMs).catch((cause) => {
          throw new NoThreadError('The thread did not start.', { cause });
        });
      }
      const reply = nextReply(worker, deadlineMs);
      worker.postMessage(request);
      return await reply;
    } catch (error) {
      await stop();
      throw error;
    } finally {
      idle = setTimeout(() => void stop(), idleMs);
      idle.unref();
    }
  }

  return {
    ask(request: unknown): Promise<MailThreadReply> {
      if (queued >= maxQueue) return Promise.reject(new TooComplexError('Too much is waiting.'));
      queued += 1;
      const result = order
        .then(() => askNow(request))
        .finally(() => {
          queued -= 1;
        });
      order = result.catch(() => {});
      return result;
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await stop();
    },
  };
}

/** The thread's next message; a thread that holds nothing to do must not hold up the exit. */
function nextReply(worker: Worker, timeoutMs: number): Promise<MailThreadReply> {
  return new Promise<MailThreadReply>((resolve, reject) => {
    const onMessage = (reply: MailThreadReply) => settle(() => resolve(reply));
    const onError = (error: NodeJS.ErrnoException) =>
      settle(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(error) : error));
    const onExit = () => settle(() => reject(new Error('The thread has stopped.')));
    const onTime = () => settle(() => reject(new TooComplexError('The deadline has passed.')));
    const timer = setTimeout(onTime, timeoutMs);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
      end();
    };
    worker.ref();
    worker.once('message', onMessage).once('error', onError).once('exit', onExit);
  });
}

function tooMuch(cause: Error): TooComplexError {
  return new TooComplexError('The memory is used up.', { cause });
}

/**
 * The threads of this process, shared by all engines in it: they keep nothing between two messages,
 * hold up no exit, and end by themselves when idle.
 */
export const mailThreads: MailThreads = createMailThreads();
