import { and, asc, eq, gt, lt, min, sql } from 'drizzle-orm';
import type { ChangeEventView } from '../views.ts';
import { deleteInBatches } from './batches.ts';
import { type Db, queryRows } from './database.ts';
import { changeCounters, changes } from './schema.ts';

/** Notified on commit, with the user's id as payload. */
export const CHANGES_CHANNEL = 'mailroom_changes';

export type ChangeKind = Exclude<ChangeEventView['kind'], 'reset'>;

export interface NewChange {
  kind: ChangeKind;
  accountId: number | null;
  ids: number[];
  newMail?: boolean;
}

/** A client's events stay small, and one giant page does not block the others. */
const MAX_IDS = 200;
/** Older changes are forgotten: who missed them begins anew. */
const KEEP_DAYS = 7;

/**
 * Appends to a user's feed and wakes the listeners when the transaction commits. The counter's row
 * stays locked until then, so that the order of numbers is the order of commits: a reader who has
 * seen number 7 never meets a number 6 later. Call it last in a transaction.
 *
 * @returns the last number given out, null when there was nothing to append
 */
export async function appendChanges(
  tx: Db,
  userId: string,
  entries: NewChange[],
): Promise<number | null> {
  const rows = entries.flatMap((entry) =>
    chunks(entry.ids).map((ids) => ({ ...entry, ids, newMail: entry.newMail ?? false })),
  );
  if (rows.length === 0) return null;
  const [counter] = await queryRows<{ last: string | number }>(
    tx,
    sql`insert into ${changeCounters} as c (user_id, last) values (${userId}, ${rows.length})
        on conflict (user_id) do update set last = c.last + ${rows.length} returning last`,
  );
  const last = Number(counter?.last);
  await tx
    .insert(changes)
    .values(rows.map((row, index) => ({ ...row, userId, number: last - rows.length + index + 1 })));
  await tx.execute(sql`select pg_notify(${CHANGES_CHANNEL}, ${userId})`);
  return last;
}

/**
 * The changes after number `after`, in order; a single `reset` when some of them are forgotten, or
 * the number was never given out.
 *
 * @param limit at most 1000
 */
export async function changesAfter(
  db: Db,
  userId: string,
  after: number,
  limit = 200,
): Promise<ChangeEventView[]> {
  const rows = await db
    .select()
    .from(changes)
    .where(and(eq(changes.userId, userId), gt(changes.number, after)))
    .orderBy(asc(changes.number))
    .limit(Math.min(limit, 1000));
  if (rows[0]?.number === after + 1) return rows.map(view);
  const last = await lastChange(db, userId);
  // Nothing lies between when the feed ends here; the page may have been read before a commit.
  if (rows.length === 0 && last === after) return [];
  if (rows.length === 0 && last > after) {
    const [next] = await db
      .select({ number: changes.number })
      .from(changes)
      .where(and(eq(changes.userId, userId), eq(changes.number, after + 1)));
    if (next) return changesAfter(db, userId, after, limit);
  }
  return [{ number: last, kind: 'reset', accountId: null, ids: [] }];
}

/** The newest number of a user's feed; 0 when there is none yet. */
export async function lastChange(db: Db, userId: string): Promise<number> {
  const [row] = await db
    .select({ last: changeCounters.last })
    .from(changeCounters)
    .where(eq(changeCounters.userId, userId));
  return row?.last ?? 0;
}

/** The newest number that is at least so old, by the database's clock; see `lastChange`. */
export async function lastChangeBefore(db: Db, userId: string, seconds: number): Promise<number> {
  const [recent] = await db
    .select({ first: min(changes.number) })
    .from(changes)
    .where(
      and(
        eq(changes.userId, userId),
        gt(changes.at, sql`now() - make_interval(secs => ${seconds})`),
      ),
    );
  return recent?.first ? Number(recent.first) - 1 : lastChange(db, userId);
}

/** Forgets what nobody will ask for any more. @returns how many */
export async function pruneChanges(db: Db, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEEP_DAYS * 86_400_000);
  return deleteInBatches(db, changes, lt(changes.at, before));
}

function view(row: typeof changes.$inferSelect): ChangeEventView {
  return {
    number: row.number,
    kind: row.kind as ChangeEventView['kind'],
    accountId: row.accountId,
    ids: row.ids,
    ...(row.newMail ? { newMail: true } : {}),
  };
}

function chunks(ids: number[]): number[][] {
  if (ids.length <= MAX_IDS) return [ids];
  const result: number[][] = [];
  for (let at = 0; at < ids.length; at += MAX_IDS) result.push(ids.slice(at, at + MAX_IDS));
  return result;
}
