import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { FetchFailure, RemoteRef } from '../providers/provider.ts';
import type { Db } from './database.ts';
import { fetchFailures } from './schema.ts';

/** First pause of a message that could not be fetched; four times as long each time. */
const firstPauseMs = 5 * 60_000;
/** It is asked for once a day at least, for ever: nothing that the mailbox holds is given up. */
const longestPauseMs = 24 * 3_600_000;
const idsPerStatement = 5_000;

/**
 * Notes messages that could not be fetched, to be asked for again later.
 *
 * @returns how many of them failed for the first time
 */
export async function saveFetchFailures(
  db: Db,
  accountId: number,
  failures: readonly FetchFailure[],
  now: Date,
): Promise<number> {
  let isNew = 0;
  for (const { ref, code } of failures) {
    const nextAttemptAt = new Date(now.getTime() + firstPauseMs);
    const pauseMs = sql`least(${longestPauseMs}::float8,
      ${firstPauseMs}::float8 * 4 ^ least(${fetchFailures.attempts}, 10))`;
    const [row] = await db
      .insert(fetchFailures)
      .values({ accountId, ...ref, nextAttemptAt, code })
      .onConflictDoUpdate({
        target: [fetchFailures.accountId, fetchFailures.remoteId],
        set: {
          attempts: sql`${fetchFailures.attempts} + 1`,
          code,
          nextAttemptAt: sql`${now.toISOString()}::timestamptz + ${pauseMs} * interval '1 ms'`,
        },
      })
      .returning({ attempts: fetchFailures.attempts });
    if (row?.attempts === 1) isNew += 1;
  }
  return isNew;
}

/** Failed messages whose next attempt is due, the longest waiting first. */
export async function dueFetchFailures(
  db: Db,
  accountId: number,
  now: Date,
  limit: number,
): Promise<RemoteRef[]> {
  return db
    .select({ remoteId: fetchFailures.remoteId, remoteThreadId: fetchFailures.remoteThreadId })
    .from(fetchFailures)
    .where(and(eq(fetchFailures.accountId, accountId), lte(fetchFailures.nextAttemptAt, now)))
    .orderBy(asc(fetchFailures.nextAttemptAt))
    .limit(limit);
}

/** Those of `refs` that need not wait because they have just failed. */
export async function withoutWaiting(
  db: Db,
  accountId: number,
  refs: RemoteRef[],
  now: Date,
): Promise<RemoteRef[]> {
  const rows = await db
    .select({ remoteId: fetchFailures.remoteId })
    .from(fetchFailures)
    .where(and(eq(fetchFailures.accountId, accountId), gt(fetchFailures.nextAttemptAt, now)));
  if (rows.length === 0) return refs;
  const waiting = new Set(rows.map(({ remoteId }) => remoteId));
  return refs.filter(({ remoteId }) => !waiting.has(remoteId));
}

/** Forgets failures of messages that are here now, or gone. @returns how many there were */
export async function clearFetchFailures(
  db: Db,
  accountId: number,
  remoteIds: readonly string[],
): Promise<number> {
  let cleared = 0;
  for (let at = 0; at < remoteIds.length; at += idsPerStatement) {
    const ids = remoteIds.slice(at, at + idsPerStatement);
    const rows = await db
      .delete(fetchFailures)
      .where(and(eq(fetchFailures.accountId, accountId), inArray(fetchFailures.remoteId, ids)))
      .returning({ remoteId: fetchFailures.remoteId });
    cleared += rows.length;
  }
  return cleared;
}
