import type { Logger } from 'pino';
import { isMailError, MailError } from '../errors.ts';
import type { MailProvider, SentFinding } from '../providers/provider.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import {
  claimForSending,
  loadOutbox,
  markFailed,
  markSent,
  markUnconfirmed,
  type OutboxRow,
  requeue,
  saveSendProgress,
} from '../store/outbox.ts';
import { asMailError, problemOf } from '../store/problem.ts';
import { loadSyncAccount, type SyncAccount } from '../store/sync-state.ts';
import { buildMessage } from './build-message.ts';

export interface DeliverOptions {
  db: Db;
  /** Resolves when what was committed survives a power loss; see OpenDatabase. */
  flush(): Promise<void>;
  blobs: BlobStore;
  providerOf(account: SyncAccount): Promise<MailProvider>;
  /** Called when the mailbox changed: the copy in Sent is fetched at once. */
  onSent(accountId: number): void;
  /** Called when the grant turns out to be dead. */
  onDeadGrant(account: SyncAccount, error: MailError): Promise<void>;
  logger: Logger;
  now(): Date;
}

const maxAttempts = 12;
/** Of a provider that cannot be reached nobody gets tired so soon: a weekend without network. */
const patienceMs = 48 * 3_600_000;
const passingCodes = new Set(['network', 'provider_unavailable', 'rate_limited', 'token_expired']);
/** A request whose answer was lost may still be at work: `unsent` is not believed before. */
const lostAnswerMs = 10_000;
/** Looks for proof this long after the attempt began; after that the user decides. */
const searchMs = 10 * 60_000;
/** While the provider itself cannot be reached, nothing was looked for yet. */
const unreachableSearchMs = 24 * 3_600_000;

/**
 * Brings one submission forward: sends it when it is due, or finds out what became of an attempt.
 * The caller holds the row's lock, so a row in `sending` was left by a process that ended. A lock
 * may be lost with its connection: what an attempt writes counts only while the row is its own, and
 * it sends nothing after a note that did not count.
 *
 * @param signal aborts when the lock is lost or the engine stops; what has begun to leave goes on
 * @returns when to look again, null when there is nothing more to do
 */
export async function deliver(
  options: DeliverOptions,
  outboxId: number,
  signal: AbortSignal,
): Promise<Date | null> {
  for (let step = 0; step < 5; step += 1) {
    if (signal.aborted) return null;
    const row = await loadOutbox(options.db, outboxId);
    if (!row) return null;
    const account = await loadSyncAccount(options.db, row.accountId);
    if (account?.status !== 'active') return null;
    const waitUntil = dueAt(row);
    if (!waitUntil) return null;
    if (waitUntil > options.now()) return waitUntil;
    if (row.state === 'queued') await attempt(options, account, row, signal);
    else await settle(options, account, row);
  }
  return new Date(options.now().getTime() + 5_000);
}

function dueAt(row: OutboxRow): Date | null {
  if (row.state === 'queued') {
    const at = Math.max(row.sendAt.getTime(), row.nextAttemptAt?.getTime() ?? 0);
    return new Date(at);
  }
  if (row.state === 'sending') return row.sendAt;
  return row.state === 'unconfirmed' ? row.nextAttemptAt : null;
}

async function attempt(
  options: DeliverOptions,
  account: SyncAccount,
  queued: OutboxRow,
  signal: AbortSignal,
): Promise<void> {
  const { db, now } = options;
  // Committed before the first byte leaves: whoever finds `sending` knows that it may have left.
  const row = await claimForSending(db, queued.id, now());
  if (!row) return;
  try {
    await options.flush();
    const provider = await options.providerOf(account);
    const bytes = await buildMessage(options.blobs, row, provider.capabilities.maxMessageBytes);
    const finding = await lookFirst(provider, row);
    const receipt =
      finding?.kind === 'sent'
        ? finding.receipt
        : await provider.send(
            {
              bytes,
              messageId: row.messageIdHeader,
              remoteThreadId: row.content.remoteThreadId,
              state: finding?.kind === 'unknown' ? null : row.progress,
              onProgress: async (state) => {
                if (signal.aborted) throw new MailError('cancelled');
                await saveSendProgress(db, row, state);
                await options.flush();
              },
            },
            { priority: 'interactive' },
          );
    await markSent(db, row, receipt, now());
    await flushQuietly(options, row);
    options.onSent(account.id);
  } catch (error) {
    await handleFailure(options, account, row, error);
  }
}

/** It has left and is known to: a power loss now costs another look for it, no more. */
async function flushQuietly(options: DeliverOptions, { id }: OutboxRow): Promise<void> {
  await options.flush().catch((error: unknown) => {
    options.logger.warn({ err: error, outboxId: id }, 'the disk refused to be flushed');
  });
}

/**
 * A first attempt with notes of an earlier one is the user's "send again" after nobody could tell:
 * what left after all must not leave twice. Only when a whole search finds nothing is it sent anew.
 */
async function lookFirst(provider: MailProvider, row: OutboxRow): Promise<SentFinding | null> {
  if (row.attempts !== 1 || !row.progress) return null;
  const probe = {
    messageId: row.messageIdHeader,
    state: row.progress,
    // The earlier attempt began at some moment after the row was made.
    startedAt: row.createdAt,
  };
  return provider.findSent(probe, { priority: 'interactive' });
}

async function handleFailure(
  options: DeliverOptions,
  account: SyncAccount,
  row: OutboxRow,
  error: unknown,
): Promise<void> {
  const { db, now } = options;
  const failure = asMailError(error);
  // Stopped, or somebody else's by now; whoever holds the row finds out what became of it.
  if (failure.code === 'cancelled') return;
  const problem = problemOf(failure, now());
  const at = now();
  options.logger.warn({ err: failure, outboxId: row.id, code: failure.code }, 'sending failed');
  if (failure.code === 'delivery_unknown' || !(error instanceof MailError)) {
    // An error that nobody foresaw says nothing about what left.
    const nextAttemptAt = new Date(at.getTime() + 500);
    await markUnconfirmed(db, row, { problem, nextAttemptAt, now: at });
    return;
  }
  if (failure.retry === 'reconnect') {
    await requeue(db, row, { problem, nextAttemptAt: null, now: at });
    await options.onDeadGrant(account, failure);
    return;
  }
  if (failure.retry === 'never' || isTired(row, failure, at)) {
    const failed = await markFailed(db, row, problem, at);
    if (failed) await abandon(options, account, row.id);
    return;
  }
  const nextAttemptAt = new Date(at.getTime() + retryDelayMs(row.attempts, failure.retryAfterMs));
  await requeue(db, row, { problem, nextAttemptAt, now: at });
}

function isTired(row: OutboxRow, failure: MailError, now: Date): boolean {
  const isPassing = passingCodes.has(failure.code) || failure.retry === 'administrator';
  if (isPassing) return now.getTime() - row.sendAt.getTime() > patienceMs;
  return row.attempts >= maxAttempts;
}

/** Finds out whether an earlier attempt arrived. */
async function settle(
  options: DeliverOptions,
  account: SyncAccount,
  row: OutboxRow,
): Promise<void> {
  const { db, now } = options;
  const startedAt = row.startedAt ?? row.sendAt;
  const unknown = problemOf(new MailError('delivery_unknown'), now());
  if (row.state === 'sending')
    await markUnconfirmed(db, row, { problem: unknown, nextAttemptAt: now(), now: now() });

  let finding: SentFinding;
  let limitMs = searchMs;
  try {
    const provider = await options.providerOf(account);
    const probe = { messageId: row.messageIdHeader, state: row.progress, startedAt };
    finding = await provider.findSent(probe, { priority: 'interactive' });
  } catch (error) {
    options.logger.warn({ err: error, outboxId: row.id }, 'looking for a sent message failed');
    if (isMailError(error) && error.retry === 'reconnect')
      await options.onDeadGrant(account, error);
    finding = { kind: 'unknown' };
    limitMs = unreachableSearchMs;
  }
  if (finding.kind === 'sent') {
    await markSent(db, row, finding.receipt, now());
    await flushQuietly(options, row);
    options.onSent(account.id);
  } else if (finding.kind === 'unsent') {
    const failure = new MailError('provider_unavailable');
    if (isTired(row, failure, now())) {
      const failed = await markFailed(db, row, problemOf(failure, now()), now());
      if (failed) await abandon(options, account, row.id);
      return;
    }
    const nextAttemptAt = new Date(Math.max(now().getTime(), startedAt.getTime() + lostAnswerMs));
    await requeue(db, row, { problem: null, nextAttemptAt, now: now() });
  } else {
    const ageMs = now().getTime() - startedAt.getTime();
    const nextMs = Math.min(60_000, 1_000 + ageMs / 2);
    const nextAttemptAt = ageMs < limitMs ? new Date(now().getTime() + nextMs) : null;
    await markUnconfirmed(db, row, { problem: unknown, nextAttemptAt, now: now() });
  }
}

/** Clears away the draft of an attempt that nobody wants any more; leaving it harms nobody. */
export async function abandon(
  options: Pick<DeliverOptions, 'db' | 'providerOf' | 'logger'>,
  account: SyncAccount,
  outboxId: number,
): Promise<void> {
  const row = await loadOutbox(options.db, outboxId);
  if (!row?.progress) return;
  try {
    const provider = await options.providerOf(account);
    await provider.abandon?.(row.progress, { priority: 'background' });
  } catch (error) {
    options.logger.warn({ err: error, outboxId }, 'the draft of an attempt stays behind');
  }
}

function retryDelayMs(attempts: number, retryAfterMs: number | null): number {
  const backOffMs = Math.min(15 * 60_000, 500 * 2 ** Math.min(attempts, 11));
  return Math.max(retryAfterMs ?? 0, backOffMs * (0.75 + Math.random() / 2));
}
