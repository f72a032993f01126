import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, types } from '@electric-sql/pglite';

/**
 * The thread that holds the embedded database. PGlite works synchronously inside WebAssembly: on
 * the main thread a query of two seconds would stop the whole server for two seconds.
 *
 * One message in, one message out, in order. Whoever asks owns the order of statements and the
 * transactions (see pglite-client.ts); this file only runs them.
 */

export interface ThreadOptions {
  /** null: in memory. */
  directory: string | null;
  /** A tar of a data directory to begin with; only for a directory without a database. */
  prepared: Uint8Array | null;
}

export type ThreadRequest =
  | {
      id: number;
      op: 'query';
      sql: string;
      params: unknown[];
      asArrays: boolean;
      rawTimes: boolean;
    }
  | { id: number; op: 'exec'; sql: string }
  | { id: number; op: 'dump' }
  | { id: number; op: 'close' };

export interface ThreadResult {
  rows: unknown[];
  fields: { name: string; dataTypeID: number }[];
  affectedRows: number;
}

export interface ThreadError {
  message: string;
  code: string | null;
  detail: string | null;
  constraint: string | null;
  table: string | null;
}

export type ThreadReply =
  | { id: number; results: ThreadResult[] }
  | { id: number; dump: Uint8Array }
  | { id: number; error: ThreadError }
  | { ready: true }
  | { failed: ThreadError }
  | { channel: string; payload: string };

/** Times as PostgreSQL wrote them: what Drizzle expects, as it maps them by column. */
const RAW_TIMES = Object.fromEntries(
  [
    types.TIMESTAMP,
    types.TIMESTAMPTZ,
    types.INTERVAL,
    types.DATE,
    1231,
    1115,
    1185,
    1187,
    1182,
  ].map((type) => [type, (value: string) => value]),
);

async function serve(options: ThreadOptions): Promise<void> {
  const pglite = await PGlite.create({
    ...(options.directory === null ? {} : { dataDir: options.directory }),
    ...(options.prepared === null
      ? {}
      : { loadDataDir: new Blob([options.prepared as Uint8Array<ArrayBuffer>]) }),
  });
  pglite.onNotification((channel, payload) => post({ channel, payload }));
  parentPort?.on('message', async (request: ThreadRequest) => {
    try {
      await answer(pglite, request);
    } catch (error) {
      post({ id: request.id, error: describe(error) });
    }
  });
  post({ ready: true });
}

async function answer(pglite: PGlite, request: ThreadRequest): Promise<void> {
  const { id } = request;
  if (request.op === 'query') {
    const result = await pglite.query(request.sql, request.params, {
      ...(request.asArrays ? { rowMode: 'array' } : {}),
      ...(request.rawTimes ? { parsers: RAW_TIMES } : {}),
    });
    post({ id, results: [plain(result)] });
  } else if (request.op === 'exec') {
    post({ id, results: (await pglite.exec(request.sql)).map(plain) });
  } else if (request.op === 'dump') {
    const dump = await pglite.dumpDataDir('none');
    post({ id, dump: new Uint8Array(await dump.arrayBuffer()) });
  } else {
    await pglite.close();
    post({ id, results: [] });
    parentPort?.close();
  }
}

function plain(result: {
  rows: unknown[];
  fields: { name: string; dataTypeID: number }[];
  affectedRows?: number;
}): ThreadResult {
  return { rows: result.rows, fields: result.fields, affectedRows: result.affectedRows ?? 0 };
}

function describe(error: unknown): ThreadError {
  const from = error as Partial<Record<'code' | 'detail' | 'constraint' | 'table', string>>;
  return {
    message: error instanceof Error ? error.message : String(error),
    code: from.code ?? null,
    detail: from.detail ?? null,
    constraint: from.constraint ?? null,
    table: from.table ?? null,
  };
}

function post(reply: ThreadReply): void {
  parentPort?.postMessage(reply);
}

serve(workerData as ThreadOptions).catch((error) => post({ failed: describe(error) }));
