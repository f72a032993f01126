import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { TimelineEntryView } from '../views.ts';
import type { Db } from './database.ts';
import { timeline } from './schema.ts';

/** Entries kept per account; older ones go. */
const keptEntries = 500;
const pageSize = 50;

/**
 * Notes in an account's timeline what synchronisation did.
 *
 * @param kind a stable word that the interface translates, e.g. `backfill_done`
 * @param data counts, durations (`…Ms`) and moments (`…At`, ISO 8601); never addresses or text
 */
export async function appendTimeline(
  db: Db,
  accountId: number,
  kind: string,
  data: Record<string, unknown> = {},
  at: Date = new Date(),
): Promise<void> {
  const [row] = await db
    .insert(timeline)
    .values({ accountId, kind, data, at })
    .returning({ id: timeline.id });
  // Ids are shared by all accounts, so this trims one insertion in sixteen, whoever inserts.
  if (row && row.id % 16 === 0) await trimTimeline(db, accountId);
}

/**
 * Notes something that goes on: a series has one entry, which moves up each time it is renewed, so
 * that hours of it are one line, whatever else happens meanwhile.
 *
 * @param data `series` tells one series from the next
 */
export async function renewTimeline(
  db: Db,
  accountId: number,
  kind: string,
  data: Record<string, unknown> & { series: string },
  at: Date,
): Promise<void> {
  await db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    const last = await lastTimelineEntry(tx, accountId, [kind]);
    if (last?.data.series === data.series)
      await tx.delete(timeline).where(eq(timeline.id, last.id));
    await appendTimeline(tx, accountId, kind, data, at);
  });
}

/** The newest entry, of one of `kinds` where given, or null. */
export async function lastTimelineEntry(
  db: Db,
  accountId: number,
  kinds?: string[],
): Promise<{ id: number; kind: string; data: Record<string, unknown>; at: Date } | null> {
  const [row] = await db
    .select({ id: timeline.id, kind: timeline.kind, data: timeline.data, at: timeline.at })
    .from(timeline)
    .where(
      and(
        eq(timeline.accountId, accountId),
        kinds === undefined ? undefined : inArray(timeline.kind, kinds),
      ),
    )
    .orderBy(desc(timeline.id))
    .limit(1);
  return row ?? null;
}

/**
 * A page of the timeline, newest first. The caller has checked access to the account.
 *
 * @param before only entries older than this id
 */
export async function listTimeline(
  db: Db,
  accountId: number,
  before?: number,
): Promise<TimelineEntryView[]> {
  const rows = await db
    .select()
    .from(timeline)
    .where(
      and(
        eq(timeline.accountId, accountId),
        before === undefined ? undefined : lt(timeline.id, before),
      ),
    )
    .orderBy(desc(timeline.id))
    .limit(pageSize);
  return rows.map(({ id, at, kind, data }) => ({ id, at: at.toISOString(), kind, data }));
}

async function trimTimeline(db: Db, accountId: number): Promise<void> {
  await db.execute(sql`
    delete from ${timeline} where account_id = ${accountId} and id < (
      select id from ${timeline} where account_id = ${accountId}
      order by id desc offset ${keptEntries} limit 1)`);
}
