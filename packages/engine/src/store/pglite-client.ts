import { AsyncLocalStorage } from 'node:async_hooks';
import type { Worker } from 'node:worker_threads';
import { isSource, spawnThread } from '../threads/spawn.ts';
import type {
  ThreadError,
  ThreadOptions,
  ThreadReply,
  ThreadRequest,
  ThreadResult,
} from './pglite-thread.ts';

/** What the store and `drizzle-orm/pglite` use of a PGlite, carried out by its thread. */
export interface PgliteClient {
  query<T = unknown>(
    sql: string,
    params?: unknown[],
    options?: { rowMode?: 'array' | 'object'; parsers?: unknown },
  ): Promise<ThreadResult & { rows: T[] }>;
  transaction<T>(work: (tx: PgliteTransaction) => Promise<T>): Promise<T>;
  listen(channel: string, handle: (payload: string) => void): Promise<() => Promise<void>>;
  /** A tar of the data directory. */
  dumpDataDir(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export type PgliteTransaction = Pick<PgliteClient, 'query'>;

/** An error of the embedded database, with the properties that node-postgres gives its errors. */
export class PgliteError extends Error {
  override readonly name = 'PgliteError';
  readonly code: string | null;
  readonly detail: string | null;
  readonly constraint: string | null;
  readonly table: string | null;

  constructor(from: ThreadError) {
    super(from.message);
    this.code = from.code;
    this.detail = from.detail;
    this.constraint = from.constraint;
    this.table = from.table;
  }
}

/** A statement outside a transaction that waits for its own transaction would wait for ever. */
const SELF_WAIT_MS = 5_000;

/**
 * Starts the thread of the embedded database and waits until it answers.
 *
 * There is one connection: a transaction has it for itself, everything else queues up behind, first
 * come first served.
 *
 * @param options.threadUrl where the bundled thread lies; default `pglite-thread` beside this file
 * @throws PgliteError when the directory cannot be opened
 */
export async function startPglite(
  options: ThreadOptions & { threadUrl?: URL },
): Promise<PgliteClient> {
  const worker = spawn(options);
  const pending = new Map<number, { resolve(reply: ThreadReply): void; reject(e: Error): void }>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const inTransaction = new AsyncLocalStorage<{ open: boolean }>();
  let lastId = 0;
  let dead: Error | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | null = null;

  const fail = (error: Error) => {
    dead ??= error;
    for (const { reject } of pending.values()) reject(dead);
    pending.clear();
  };

  await new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: ThreadReply) => {
      if ('ready' in reply) resolve();
      else if ('failed' in reply) reject(new PgliteError(reply.failed));
      else if ('channel' in reply) {
        for (const handle of listeners.get(reply.channel) ?? []) handle(reply.payload);
      } else {
        pending.get(reply.id)?.resolve(reply);
        pending.delete(reply.id);
      }
    });
    worker.on('error', (error) => {
      fail(error as Error);
      reject(error);
    });
    worker.on('exit', () => {
      const error = new Error('The embedded database has stopped.');
      fail(error);
      reject(error);
    });
  }).catch(async (error) => {
    await worker.terminate();
    throw error;
  });

  type Command = ThreadRequest extends infer R ? (R extends R ? Omit<R, 'id'> : never) : never;
  const call = async (request: Command): Promise<ThreadReply> => {
    if (dead) throw dead;
    const id = ++lastId;
    const reply = await new Promise<ThreadReply>((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
    if ('error' in reply) throw new PgliteError(reply.error);
    return reply;
  };

  const runQuery: PgliteTransaction['query'] = async (sql, params = [], queryOptions = {}) => {
    const reply = await call({
      op: 'query',
      sql,
      params: params.map(plainParam),
      asArrays: queryOptions.rowMode === 'array',
      rawTimes: queryOptions.parsers !== undefined,
    });
    return (reply as { results: ThreadResult[] }).results[0] as never;
  };
  const runExec = async (sql: string): Promise<ThreadResult[]> =>
    ((await call({ op: 'exec', sql })) as { results: ThreadResult[] }).results;

  /** Waits for the connection and has it until `work` is done. */
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => {
    const outer = inTransaction.getStore();
    const turn = queue.then(() => {});
    const wait = outer?.open ? refuseSelfWait(turn) : turn;
    const result = wait.then(work);
    // Both: a refused wait must not let the next one in before its turn.
    queue = Promise.allSettled([turn, result]);
    return result;
  };

  return {
    query: (sql, params, queryOptions) => exclusive(() => runQuery(sql, params, queryOptions)),
    transaction: (work) =>
      exclusive(async () => {
        const state = { open: true };
        const tx: PgliteTransaction = {
          query: (sql, params, queryOptions) => {
            if (!state.open) throw new Error('The transaction has ended.');
            return runQuery(sql, params, queryOptions);
          },
        };
        await runExec('BEGIN');
        try {
          const result = await inTransaction.run(state, () => work(tx));
          state.open = false;
          await runExec('COMMIT');
          return result;
        } catch (error) {
          state.open = false;
          // The thread may have died of it; the first error is the one that tells something.
          await runExec('ROLLBACK').catch(() => {});
          throw error;
        }
      }),
    async listen(channel, handle) {
      const handlers = listeners.get(channel) ?? new Set();
      listeners.set(channel, handlers);
      handlers.add(handle);
      await exclusive(() => runExec(`LISTEN ${quoteName(channel)}`));
      return async () => {
        handlers.delete(handle);
        if (handlers.size > 0 || dead || closing) return;
        await exclusive(() => runExec(`UNLISTEN ${quoteName(channel)}`));
      };
    },
    dumpDataDir: () =>
      exclusive(async () => ((await call({ op: 'dump' })) as { dump: Uint8Array }).dump),
    close() {
      closing ??= exclusive(async () => {
        if (!dead) await call({ op: 'close' });
        dead = new Error('The embedded database is closed.');
        await worker.terminate();
      });
      return closing;
    },
  };
}

function spawn(options: ThreadOptions & { threadUrl?: URL }): Worker {
  const url =
    options.threadUrl ??
    new URL(isSource ? './pglite-thread.ts' : './pglite-thread.js', import.meta.url);
  const workerData: ThreadOptions = { directory: options.directory, prepared: options.prepared };
  return spawnThread(url, { workerData });
}

/** Structured clone keeps Dates and bytes; class instances from elsewhere go as text. */
function plainParam(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  return value;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The wait is legal (some work that the transaction set off), but not for long. */
function refuseSelfWait(turn: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout;
  const refusal = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('A statement inside a transaction must use that transaction.')),
      SELF_WAIT_MS,
    );
    timer.unref();
  });
  return Promise.race([turn, refusal]).finally(() => clearTimeout(timer));
}
