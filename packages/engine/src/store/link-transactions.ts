import { and, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import type { Db } from './database.ts';
import { linkTransactions } from './schema.ts';

export type LinkTransaction = typeof linkTransactions.$inferSelect;

/** Kept a while after their end, so that a late callback is told "expired" and not "unknown". */
const keptMs = 24 * 60 * 60_000;

/** Open at a time for one user; more are tabs that nobody will come back to, or a flood. */
const maxOpen = 20;

/** Stores a begun authorisation and forgets old ones, of its user also those beyond twenty. */
export async function insertLinkTransaction(
  db: Db,
  transaction: typeof linkTransactions.$inferInsert,
  now: Date,
): Promise<void> {
  await db
    .delete(linkTransactions)
    .where(lt(linkTransactions.expiresAt, new Date(now.getTime() - keptMs)));
  await db.insert(linkTransactions).values(transaction);
  const surplus = await db
    .select({ id: linkTransactions.id })
    .from(linkTransactions)
    .where(
      and(eq(linkTransactions.userId, transaction.userId), isNull(linkTransactions.consumedAt)),
    )
    .orderBy(desc(linkTransactions.createdAt), desc(linkTransactions.id))
    .offset(maxOpen)
    .limit(1_000);
  if (surplus.length === 0) return;
  const ids = surplus.map(({ id }) => id);
  await db.delete(linkTransactions).where(inArray(linkTransactions.id, ids));
}

/** The authorisation that a callback's `state` belongs to. */
export async function findLinkTransaction(
  db: Db,
  stateHash: string,
): Promise<LinkTransaction | null> {
  const [row] = await db
    .select()
    .from(linkTransactions)
    .where(eq(linkTransactions.stateHash, stateHash));
  return row ?? null;
}

/** Uses an authorisation up. @returns false when somebody did before */
export async function consumeLinkTransaction(db: Db, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(linkTransactions)
    .set({ consumedAt: now })
    .where(and(eq(linkTransactions.id, id), isNull(linkTransactions.consumedAt)))
    .returning({ id: linkTransactions.id });
  return rows.length === 1;
}

/** Notes why an authorisation ended: these permissions were left unticked for that mailbox. */
export async function endForScopes(
  db: Db,
  id: string,
  mailbox: NonNullable<LinkTransaction['mailbox']>,
  missingScopes: string[],
): Promise<void> {
  await db
    .update(linkTransactions)
    .set({ mailbox, missingScopes })
    .where(eq(linkTransactions.id, id));
}

/** The user's own authorisation that ended for want of permissions; null when there is none. */
export async function findUnfinished(
  db: Db,
  userId: string,
  id: string,
): Promise<
  | (LinkTransaction & {
      mailbox: NonNullable<LinkTransaction['mailbox']>;
      missingScopes: string[];
    })
  | null
> {
  const [row] = await db
    .select()
    .from(linkTransactions)
    .where(and(eq(linkTransactions.id, id), eq(linkTransactions.userId, userId)));
  if (!row?.mailbox || !row.missingScopes) return null;
  return { ...row, mailbox: row.mailbox, missingScopes: row.missingScopes };
}
