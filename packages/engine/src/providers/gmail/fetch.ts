import { type ErrorCode, isMailError, MailError } from '../../errors.ts';
import type { CallOptions, FetchResult, RemoteMessage, RemoteRef } from '../provider.ts';
import type { GmailClient } from './client.ts';
import { fromFull, fromRaw, rawFields, threadFields } from './convert.ts';
import { costOf, type GmailCosts } from './quota.ts';
import { messageShape, profileShape, threadShape } from './shapes.ts';

/** Originals and whole conversations may be many megabytes. */
export const bigAnswerTimeoutMs = 180_000;

/** What may be the fault of a single message, if only Gmail answers other calls. */
const ownCodes = new Set<ErrorCode>([
  ...(['provider_unavailable', 'provider_rejected', 'network'] as const),
  ...(['too_large', 'conflict'] as const),
]);
/** More messages that fail in a row are an outage: the job waits and tries again. */
const maxFailedInRow = 10;

/** One message in its original form; null when it is gone, and only 404 says so. */
export async function fetchMessage(
  client: GmailClient,
  remoteId: string,
  options: CallOptions,
): Promise<RemoteMessage | null> {
  try {
    const message = await client.call(messageShape, {
      ...options,
      method: 'messages.get',
      path: `messages/${encodeURIComponent(remoteId)}`,
      query: { format: 'raw', fields: rawFields },
      timeoutMs: bigAnswerTimeoutMs,
    });
    const original = fromRaw(message);
    if (!original)
      throw new MailError('provider_unavailable', { detail: 'Gmail left out the original.' });
    return original;
  } catch (error) {
    if (isMailError(error, 'remote_gone')) return null;
    throw error;
  }
}

/**
 * Fetches messages, each conversation the cheaper way: `threads.get` has one price for all its
 * messages, `messages.get` a price each but brings the originals, so a tie goes to it.
 *
 * When a call fails, what is under way is still yielded, because it is paid for; then it throws. A
 * message that fails alone, while Gmail answers otherwise, is yielded as `failed` instead.
 */
export async function* fetchMessages(
  context: { client: GmailClient; costs: GmailCosts; concurrency: () => number },
  refs: readonly RemoteRef[],
  options: CallOptions,
): AsyncGenerator<FetchResult> {
  const pending = planJobs(refs, context.costs);
  const running = new Map<Promise<unknown>, true>();
  const done: FetchResult[][] = [];
  const abort = new AbortController();
  const handleAbort = () => abort.abort();
  options.signal?.addEventListener('abort', handleAbort, { once: true });
  if (options.signal?.aborted) abort.abort();
  const failures: unknown[] = [];
  let failedInRow = 0;
  try {
    for (let next = 0; ; ) {
      while (
        failures.length === 0 &&
        next < pending.length &&
        running.size < context.concurrency()
      ) {
        const job = pending[next] as Job;
        next += 1;
        const task: Promise<unknown> = runJob(context.client, job, {
          ...options,
          signal: abort.signal,
        })
          .then((results) => done.push(results))
          .catch((error) => failures.push(error))
          .finally(() => running.delete(task));
        running.set(task, true);
      }
      if (running.size > 0 && done.length === 0) await Promise.race(running.keys());
      for (let results = done.shift(); results; results = done.shift()) {
        for (const result of results) failedInRow = result.kind === 'failed' ? failedInRow + 1 : 0;
        yield* results;
      }
      if (failedInRow > maxFailedInRow && failures.length === 0)
        failures.push(new MailError('provider_unavailable'));
      if (running.size > 0) continue;
      if (failures.length > 0) throw failures[0];
      if (next >= pending.length) return;
    }
  } finally {
    abort.abort();
    options.signal?.removeEventListener('abort', handleAbort);
  }
}

type Job =
  | { kind: 'message'; ref: RemoteRef }
  | { kind: 'thread'; threadId: string; refs: RemoteRef[] };

/** Jobs in the order of the first wanted message of each. */
function planJobs(refs: readonly RemoteRef[], costs: GmailCosts): Job[] {
  const perMessage = costOf(costs, 'messages.get');
  const perThread = costOf(costs, 'threads.get');
  const byThread = new Map<string, Map<string, RemoteRef>>();
  for (const ref of refs) {
    const key = ref.remoteThreadId ?? `alone ${ref.remoteId}`;
    const group = byThread.get(key) ?? new Map<string, RemoteRef>();
    byThread.set(key, group.set(ref.remoteId, ref));
  }
  return [...byThread.values()].flatMap((group): Job[] => {
    const wanted = [...group.values()];
    const threadId = wanted[0]?.remoteThreadId ?? null;
    if (threadId !== null && wanted.length * perMessage > perThread)
      return [{ kind: 'thread', threadId, refs: wanted }];
    return wanted.map((ref) => ({ kind: 'message', ref }));
  });
}

async function runJob(client: GmailClient, job: Job, options: CallOptions): Promise<FetchResult[]> {
  if (job.kind === 'message') return [await fetchOne(client, job.ref, options)];
  const found = await fetchThread(client, job.threadId, options);
  const results: FetchResult[] = [];
  const here = new Set<string>();
  for (const message of found) {
    here.add(message.remoteId);
    results.push({ kind: 'message', message });
  }
  // Not in the thread: gone, moved to another thread, or too big to come along.
  for (const ref of job.refs)
    if (!here.has(ref.remoteId)) results.push(await fetchOne(client, ref, options));
  return results;
}

async function fetchOne(
  client: GmailClient,
  ref: RemoteRef,
  options: CallOptions,
): Promise<FetchResult> {
  try {
    const message = await fetchMessage(client, ref.remoteId, options);
    return message ? { kind: 'message', message } : { kind: 'gone', ref };
  } catch (error) {
    const decoded = isMailError(error, 'too_large') && (await fetchDecoded(client, ref, options));
    if (decoded) return { kind: 'message', message: decoded };
    if (!(error instanceof MailError) || !(await isOwnFault(client, error, options))) throw error;
    return { kind: 'failed', ref, code: error.code };
  }
}

/**
 * A message whose original is more than we take: Gmail's decoded form leaves the attachments out.
 * Null when that cannot be had either.
 */
async function fetchDecoded(
  client: GmailClient,
  ref: RemoteRef,
  options: CallOptions,
): Promise<RemoteMessage | null> {
  try {
    const message = await client.call(messageShape, {
      ...options,
      method: 'messages.get',
      path: `messages/${encodeURIComponent(ref.remoteId)}`,
      query: { format: 'full' },
      timeoutMs: bigAnswerTimeoutMs,
    });
    return fromFull(message);
  } catch (error) {
    if (isMailError(error, 'cancelled') || options.signal?.aborted) throw error;
    return null;
  }
}

/** Whether a failed call failed for what it asked for: Gmail answers something cheap meanwhile. */
async function isOwnFault(
  client: GmailClient,
  error: MailError,
  options: CallOptions,
): Promise<boolean> {
  if (!ownCodes.has(error.code)) return false;
  await client.call(profileShape, { ...options, method: 'getProfile', path: 'profile' });
  return true;
}

/** The messages of a conversation that came whole; empty when it has to be fetched otherwise. */
async function fetchThread(
  client: GmailClient,
  threadId: string,
  options: CallOptions,
): Promise<RemoteMessage[]> {
  try {
    const thread = await client.call(threadShape, {
      ...options,
      method: 'threads.get',
      path: `threads/${encodeURIComponent(threadId)}`,
      query: { format: 'full', fields: threadFields },
      timeoutMs: bigAnswerTimeoutMs,
    });
    return thread.messages
      .map((message) => fromFull({ ...message, threadId: message.threadId ?? threadId }))
      .filter((message) => message !== null);
  } catch (error) {
    if (isMailError(error, 'remote_gone') || isMailError(error, 'too_large')) return [];
    // One broken message spoils its conversation: the others come alone.
    if (error instanceof MailError && (await isOwnFault(client, error, options))) return [];
    throw error;
  }
}
