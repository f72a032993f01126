import type { MailError } from '../errors.ts';
import type { Db } from '../store/database.ts';
import { problemOf } from '../store/problem.ts';
import { failSync, type SyncAccount } from '../store/sync-state.ts';
import { appendTimeline, lastTimelineEntry } from '../store/timeline.ts';

/** First pause after a failure; doubles each time. */
const firstPauseMs = 15_000;
const longestPauseMs = 30 * 60_000;
/** What only an administrator mends is tried again at this pace. */
const administratorPauseMs = 10 * 60_000;

/**
 * Decides what a failed synchronisation means for its account: wait and try again, or stop until
 * the user reconnects. Says so in the timeline, once for a series of the same failure.
 */
export async function handleSyncFailure(
  db: Db,
  account: SyncAccount,
  error: MailError,
  now: Date,
): Promise<void> {
  const problem = problemOf(error, now);
  if (error.retry === 'reconnect') {
    const failures = account.failures + 1;
    await failSync(db, account, { problem, failures, nextSyncAt: null, status: 'needs_reconnect' });
    await appendTimeline(db, account.id, 'needs_reconnect', { code: error.code }, now);
    return;
  }
  const failures = account.failures + 1;
  const nextSyncAt = new Date(now.getTime() + pauseMs(error, failures));
  // A full quota is no problem of the account's: it goes on by itself.
  const isQuota = error.code === 'rate_limited';
  await failSync(db, account, { problem: isQuota ? null : problem, failures, nextSyncAt });
  const kind = isQuota ? 'quota_wait' : 'error';
  // Whatever else was noted between two attempts, the series goes on.
  const last = await lastTimelineEntry(db, account.id, ['error', 'quota_wait', 'needs_reconnect']);
  if (failures > 1 && last?.kind === kind && last.data.code === error.code) return;
  await appendTimeline(
    db,
    account.id,
    kind,
    { code: error.code, nextAt: nextSyncAt.toISOString() },
    now,
  );
}

function pauseMs(error: MailError, failures: number): number {
  if (error.retry === 'administrator') return administratorPauseMs;
  const backOffMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 10));
  const jittered = backOffMs * (0.8 + Math.random() * 0.4);
  return Math.max(error.retryAfterMs ?? 0, jittered);
}
