import { MailError } from '../errors.ts';
import type { CallPriority, FetchFailure, FetchResult, RemoteRef } from '../providers/provider.ts';
import { clearFetchFailures, withoutWaiting } from '../store/fetch-failures.ts';
import type { IncomingChange } from '../store/ingest.ts';
import type { SyncContext } from './context.ts';
import { noteFailures } from './note-failures.ts';

/** Bytes of one chunk that wait to be read. */
const maxHeldBytes = 32 * 1024 * 1024;

export interface FetchRefsOptions {
  priority: CallPriority;
  /** Messages that are asked for, parsed and written together. */
  chunkSize: number;
  /** Chunks on their way at a time: while one is parsed and written, the others' bytes arrive. */
  inFlight: number;
  /** Called after each chunk is written, with the messages of it that were asked for. */
  onChunk?: (messages: number) => Promise<void>;
}

/**
 * Fetches messages and writes them, newest first, conversations kept together. Safe to repeat. What
 * fails by itself is noted and asked for again later: see retry-failed.ts. What failed just now is
 * left out.
 * @throws MailError `cancelled` soon after the signal aborts; what is written stays
 */
export async function fetchRefs(
  context: SyncContext,
  refs: RemoteRef[],
  options: FetchRefsOptions,
): Promise<void> {
  const { db, account } = context;
  const open = await withoutWaiting(db, account.id, refs, context.now());
  const chunks = chunksByThread(open, options.chunkSize);
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  let next = 0;

  const work = async () => {
    for (let chunk = chunks[next++]; chunk; chunk = chunks[next++]) {
      if (signal.aborted) throw new MailError('cancelled');
      await fetchChunk({ ...context, signal }, chunk, options.priority);
      await options.onChunk?.(chunk.length);
    }
  };
  const workers = Array.from({ length: Math.min(options.inFlight, chunks.length) }, () =>
    work().catch((error: unknown) => {
      // The first failure ends the others too; theirs is only its echo.
      failed.abort();
      throw error;
    }),
  );
  const results = await Promise.allSettled(workers);
  const errors = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as unknown] : []));
  const cause =
    errors.find((e) => !(e instanceof MailError && e.code === 'cancelled')) ?? errors[0];
  if (cause) throw cause;
}

/** Groups by conversation in order of first appearance, so that one call can bring several. */
export function chunksByThread(refs: RemoteRef[], chunkSize: number): RemoteRef[][] {
  const byThread = new Map<string, RemoteRef[]>();
  for (const ref of refs) {
    const key = ref.remoteThreadId ?? `:${ref.remoteId}`;
    const group = byThread.get(key);
    if (group) group.push(ref);
    else byThread.set(key, [ref]);
  }
  const chunks: RemoteRef[][] = [];
  let chunk: RemoteRef[] = [];
  for (const group of byThread.values()) {
    if (chunk.length > 0 && chunk.length + group.length > chunkSize) {
      chunks.push(chunk);
      chunk = [];
    }
    chunk.push(...group);
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

async function fetchChunk(
  context: SyncContext,
  refs: RemoteRef[],
  priority: CallPriority,
): Promise<void> {
  const { provider, signal } = context;
  const asOf = context.now();
  const mark = context.recent.beginFetch();
  const preparing: Promise<IncomingChange>[] = [];
  const failures: FetchFailure[] = [];
  let heldBytes = 0;
  try {
    for await (const result of provider.fetch(refs, { priority, signal })) {
      if (result.kind === 'failed') {
        failures.push({ ref: result.ref, code: result.code });
        continue;
      }
      const change = prepareResult(context, result);
      // Looked at below; a failure before that must not count as unhandled.
      change.catch(() => {});
      preparing.push(change);
      // Bytes come faster than they are read: what is not read yet must not fill the memory.
      heldBytes += result.kind === 'message' ? result.message.source.bytes.byteLength : 0;
      if (heldBytes < maxHeldBytes) continue;
      await Promise.all(preparing);
      heldBytes = 0;
    }
    const fetched = await Promise.all(preparing);
    const changes = fetched.flatMap((change): IncomingChange[] => {
      if (change.kind !== 'added') return [change];
      const message = mark.overlay(change.message);
      return message ? [{ kind: 'added', message }] : [];
    });
    await context.apply(changes, { asOf, isNews: false });
    const settled = changes.map((one) => (one.kind === 'added' ? one.message : one.ref).remoteId);
    const recovered = await clearFetchFailures(context.db, context.account.id, settled);
    if (recovered > 0) await context.note('messages_recovered', { messages: recovered });
  } finally {
    await Promise.allSettled(preparing);
    mark.end();
    // However it ended: one that fails every time must not hold up the others every time.
    await noteFailures(context, failures);
  }
}

async function prepareResult(
  context: SyncContext,
  result: Exclude<FetchResult, { kind: 'failed' }>,
): Promise<IncomingChange> {
  if (result.kind === 'gone') return { kind: 'deleted', ref: result.ref };
  return { kind: 'added', message: await context.prepare(result.message) };
}
