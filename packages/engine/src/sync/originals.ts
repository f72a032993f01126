import { setTimeout as delay } from 'node:timers/promises';
import { MailError } from '../errors.ts';
import { readMessage } from '../store/apply.ts';
import { asMailError } from '../store/problem.ts';
import { saveOriginal } from '../store/save-original.ts';
import { countWithoutOriginal, messagesWithoutOriginal } from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';

/** Between two originals: a tenth of the smallest quota at most, and mail is never kept waiting. */
const pauseMs = 500;
/** Looks again whether the quota is idle. */
const busyPauseMs = 2_000;
/** After this many failures in a row it is the provider, not the messages. */
const maxFailuresInRow = 5;
const failurePauseMs = 5 * 60_000;

/**
 * Fetches the original bytes of messages that came as a decoded structure, one at a time, while the
 * quota has nothing else to do. Each is stored as it comes, so stopping loses nothing.
 */
export async function fetchOriginals(context: SyncContext): Promise<void> {
  const total = await countWithoutOriginal(context.db, context.account.id);
  if (total === 0) return;
  let done = 0;
  let failuresInRow = 0;
  const skipped = new Set<number>();
  await context.progress('originals', 0, total);
  for (;;) {
    const rows = await messagesWithoutOriginal(context.db, context.account.id, 50 + skipped.size);
    const open = rows.filter(({ id }) => !skipped.has(id));
    if (open.length === 0) break;
    for (const row of open) {
      await waitForQuiet(context);
      try {
        const ref = { remoteId: row.remoteId, remoteThreadId: null };
        const options = { priority: 'background' as const, signal: context.signal };
        const bytes = await context.provider.fetchRaw(ref, options);
        const [hash, read] = await Promise.all([
          context.blobs.put(bytes),
          readMessage({ kind: 'raw', bytes }),
        ]);
        await saveOriginal(context.db, row.id, { hash, sizeBytes: bytes.byteLength, ...read });
        failuresInRow = 0;
      } catch (error) {
        const failure = asMailError(error);
        if (context.signal.aborted || failure.retry === 'reconnect') throw failure;
        // Deleted meanwhile, or one that the provider cannot give: the message is readable without
        // it, and it is asked for again with the next daily comparison.
        skipped.add(row.id);
        if (failure.code !== 'remote_gone') {
          failuresInRow += 1;
          const { code } = failure;
          context.logger.warn({ err: failure, messageId: row.id, code }, 'an original stays away');
        }
        if (failuresInRow >= maxFailuresInRow) {
          failuresInRow = 0;
          await pause(failurePauseMs, context.signal);
        }
      }
      done += 1;
      await context.progress('originals', done, total);
    }
    if (skipped.size > 10_000) break;
  }
  await context.note('originals_done', { messages: done });
}

async function waitForQuiet(context: SyncContext): Promise<void> {
  await pause(pauseMs, context.signal);
  while (context.provider.quotaWaitMs() > 0) await pause(busyPauseMs, context.signal);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((cause: unknown) => {
    throw new MailError('cancelled', { cause });
  });
}
