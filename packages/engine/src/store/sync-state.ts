import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { SyncPhase } from '../views.ts';
import { appendChanges } from './changes.ts';
import type { Db } from './database.ts';
import {
  accounts,
  folders,
  messageFolders,
  messages,
  providerClients,
  type StoredProblem,
} from './schema.ts';

export type SyncAccount = typeof accounts.$inferSelect;

/** What is still to be fetched, as `accounts.backfill` keeps it; null when nothing is. */
export interface BackfillState {
  stage: 'first_screen' | 'rest' | 'check' | 'originals';
}

/** An account as its job sees it, whoever's; null when it is gone. */
export async function loadSyncAccount(db: Db, accountId: number): Promise<SyncAccount | null> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, accountId));
  return row ?? null;
}

/** Where the provider shall push to for an account, null: nowhere. */
export async function pushTopicOf(db: Db, provider: string): Promise<string | null> {
  const [row] = await db
    .select({ topic: providerClients.pushTopic })
    .from(providerClients)
    .where(eq(providerClients.provider, provider));
  return row?.topic ?? null;
}

/** Active accounts whose time has come. */
export async function dueAccounts(db: Db, now: Date, limit = 200): Promise<number[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.status, 'active'),
        or(isNull(accounts.nextSyncAt), lte(accounts.nextSyncAt, now)),
      ),
    )
    .orderBy(asc(accounts.nextSyncAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/**
 * Active accounts that an ended process left in the middle of something. Whoever never got its
 * first cursor is among them even when it died before it could say what it did.
 */
export async function unfinishedAccounts(db: Db): Promise<number[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.status, 'active'),
        eq(accounts.failures, 0),
        or(ne(accounts.phase, 'idle'), isNull(accounts.cursor), isNotNull(accounts.backfill)),
      ),
    );
  return rows.map(({ id }) => id);
}

/** The soonest moment after `now` at which an account falls due, or null. */
export async function nextAccountAt(db: Db, now: Date): Promise<Date | null> {
  const [row] = await db
    .select({ at: sql<Date | string | null>`min(${accounts.nextSyncAt})` })
    .from(accounts)
    .where(and(eq(accounts.status, 'active'), gt(accounts.nextSyncAt, now)));
  return row?.at ? new Date(row.at) : null;
}

/** Asks for a synchronisation as soon as possible. @returns the accounts that can have one */
export async function requestSync(db: Db, accountIds: number[], now: Date): Promise<number[]> {
  if (accountIds.length === 0) return [];
  const rows = await db
    .update(accounts)
    .set({ nextSyncAt: now })
    .where(and(inArray(accounts.id, accountIds), eq(accounts.status, 'active')))
    .returning({ id: accounts.id });
  return rows.map(({ id }) => id);
}

/** Pulls forward the polls of users who look at mail, where the last one is older than `before`. */
export async function requestActiveSync(
  db: Db,
  userIds: string[],
  before: Date,
  now: Date,
): Promise<number[]> {
  if (userIds.length === 0) return [];
  const rows = await db
    .update(accounts)
    .set({ nextSyncAt: now })
    .where(
      and(
        inArray(accounts.userId, userIds),
        eq(accounts.status, 'active'),
        eq(accounts.failures, 0),
        lte(accounts.lastSyncedAt, before),
        gt(accounts.nextSyncAt, now),
      ),
    )
    .returning({ id: accounts.id });
  return rows.map(({ id }) => id);
}

/** Active accounts of a mailbox address, over all users: a push names the address alone. */
export async function accountsByEmail(
  db: Db,
  email: string,
): Promise<{ id: number; provider: string }[]> {
  return db
    .select({ id: accounts.id, provider: accounts.provider })
    .from(accounts)
    .where(
      and(eq(sql`lower(${accounts.email})`, email.toLowerCase()), eq(accounts.status, 'active')),
    );
}

/** Active accounts of a user. */
export async function accountsOfUser(db: Db, userId: string): Promise<number[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.userId, userId), eq(accounts.status, 'active')));
  return rows.map(({ id }) => id);
}

/** Puts off the sweep while a synchronisation runs; `until` also names this run to `finishSync`. */
export async function beginSync(db: Db, accountId: number, until: Date): Promise<void> {
  await db.update(accounts).set({ nextSyncAt: until }).where(eq(accounts.id, accountId));
}

/**
 * Ends a synchronisation well. A request that came meanwhile stays: its `nextSyncAt` is kept.
 *
 * @param begun what `beginSync` set
 */
export async function finishSync(
  db: Db,
  account: Pick<SyncAccount, 'id' | 'userId'>,
  input: { begun: Date; nextSyncAt: Date; now: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(accounts)
      .set({
        lastSyncedAt: input.now,
        failures: 0,
        problem: null,
        nextSyncAt: sql`case when ${accounts.nextSyncAt} = ${input.begun.toISOString()}::timestamptz
          then ${input.nextSyncAt.toISOString()}::timestamptz else ${accounts.nextSyncAt} end`,
      })
      .where(eq(accounts.id, account.id));
    await announceAccount(tx, account);
  });
}

/** Notes a failure and when to go on. `status` changes only when given. */
export async function failSync(
  db: Db,
  account: Pick<SyncAccount, 'id' | 'userId'>,
  input: {
    problem: StoredProblem | null;
    failures: number;
    nextSyncAt: Date | null;
    status?: 'needs_reconnect';
  },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(accounts)
      .set({
        problem: input.problem,
        failures: input.failures,
        nextSyncAt: input.nextSyncAt,
        ...(input.status ? { status: input.status } : {}),
      })
      // A pause or an unlinking that came meanwhile is stronger.
      .where(and(eq(accounts.id, account.id), eq(accounts.status, 'active')));
    await announceAccount(tx, account);
  });
}

/** Saves the first cursor together with what is to be fetched before it. */
export async function saveStart(
  db: Db,
  accountId: number,
  input: { cursor: Record<string, unknown>; backfill: BackfillState },
): Promise<void> {
  await db
    .update(accounts)
    .set({ cursor: input.cursor, backfill: { ...input.backfill } })
    .where(eq(accounts.id, accountId));
}

/** Saves a cursor by itself: only where no data belongs to it. */
export async function saveCursor(
  db: Db,
  accountId: number,
  cursor: Record<string, unknown>,
): Promise<void> {
  await db.update(accounts).set({ cursor }).where(eq(accounts.id, accountId));
}

/**
 * Saves how far fetching got.
 *
 * @param from what was worked on: a backfill asked for meanwhile (an earlier start date) is not
 *   overwritten
 * @returns false when it was asked for meanwhile
 */
export async function saveBackfill(
  db: Db,
  accountId: number,
  from: { stage: BackfillState['stage']; syncFrom: Date | null },
  to: BackfillState | null,
): Promise<boolean> {
  const rows = await db
    .update(accounts)
    .set({ backfill: to ? { ...to } : null })
    .where(
      and(
        eq(accounts.id, accountId),
        sql`coalesce(${accounts.backfill}->>'stage', 'rest') = ${from.stage}`,
        from.syncFrom ? eq(accounts.syncFrom, from.syncFrom) : isNull(accounts.syncFrom),
      ),
    )
    .returning({ id: accounts.id });
  return rows.length === 1;
}

/** Says where synchronisation is, for people. */
export async function savePhase(
  db: Db,
  account: Pick<SyncAccount, 'id' | 'userId'>,
  input: { phase: SyncPhase; done: number; total: number | null; startedAt: Date | null },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx
      .update(accounts)
      .set({
        phase: input.phase,
        phaseDone: input.done,
        phaseTotal: input.total,
        phaseStartedAt: input.startedAt,
      })
      .where(eq(accounts.id, account.id));
    await announceAccount(tx, account);
  });
}

/** Keeps how long the provider's pushes go on. */
export async function saveWatch(db: Db, accountId: number, expiresAt: Date | null): Promise<void> {
  await db.update(accounts).set({ watchExpiresAt: expiresAt }).where(eq(accounts.id, accountId));
}

/** Keeps when the copy was last compared with the whole mailbox. */
export async function saveChecked(db: Db, accountId: number, at: Date): Promise<void> {
  await db.update(accounts).set({ checkedAt: at }).where(eq(accounts.id, accountId));
}

/** Asks for a stage of the backfill, unless something else is still to be fetched. */
export async function requestStage(
  db: Db,
  accountId: number,
  stage: BackfillState['stage'],
): Promise<void> {
  await db
    .update(accounts)
    .set({ backfill: { stage } })
    .where(and(eq(accounts.id, accountId), isNull(accounts.backfill)));
}

/** Those of `refs` that are here. */
export async function knownRemoteIds(
  db: Db,
  accountId: number,
  refs: readonly { remoteId: string }[],
): Promise<Set<string>> {
  const known = new Set<string>();
  for (let at = 0; at < refs.length; at += 5_000) {
    const ids = refs.slice(at, at + 5_000).map(({ remoteId }) => remoteId);
    const rows = await db
      .select({ remoteId: messages.remoteId })
      .from(messages)
      .where(and(eq(messages.accountId, accountId), inArray(messages.remoteId, ids)));
    for (const { remoteId } of rows) known.add(remoteId);
  }
  return known;
}

/** Remote ids of what is here, in pages by our id. `after` is the last page's `lastId`. */
export async function storedRemoteIds(
  db: Db,
  accountId: number,
  after: number,
  limit = 5_000,
): Promise<{ id: number; remoteId: string; receivedAt: Date }[]> {
  return db
    .select({ id: messages.id, remoteId: messages.remoteId, receivedAt: messages.receivedAt })
    .from(messages)
    .where(and(eq(messages.accountId, accountId), gt(messages.id, after)))
    .orderBy(asc(messages.id))
    .limit(limit);
}

export interface StoredRemoteState {
  id: number;
  remoteId: string;
  isRead: boolean;
  isStarred: boolean;
  /** Remote ids of the folders that hold it. */
  folders: string[];
}

/** State of what is here, in pages by our id, to compare with the provider's. */
export async function storedRemoteStates(
  db: Db,
  accountId: number,
  after: number,
  limit = 2_000,
): Promise<StoredRemoteState[]> {
  const rows = await db
    .select({
      id: messages.id,
      remoteId: messages.remoteId,
      isRead: messages.isRead,
      isStarred: messages.isStarred,
    })
    .from(messages)
    .where(and(eq(messages.accountId, accountId), gt(messages.id, after)))
    .orderBy(asc(messages.id))
    .limit(limit);
  const last = rows.at(-1);
  if (!last) return [];
  const memberships = await db
    .select({ messageId: messageFolders.messageId, remoteId: folders.remoteId })
    .from(messageFolders)
    .innerJoin(folders, eq(folders.id, messageFolders.folderId))
    .where(
      and(
        eq(folders.accountId, accountId),
        gt(messageFolders.messageId, after),
        lte(messageFolders.messageId, last.id),
      ),
    );
  const byMessage = new Map<number, string[]>();
  for (const { messageId, remoteId } of memberships) {
    const list = byMessage.get(messageId);
    if (list) list.push(remoteId);
    else byMessage.set(messageId, [remoteId]);
  }
  return rows.map((row) => ({ ...row, folders: byMessage.get(row.id) ?? [] }));
}

/** Messages of which only the provider's decoded form is here, newest first. */
export async function messagesWithoutOriginal(
  db: Db,
  accountId: number,
  limit = 50,
): Promise<{ id: number; remoteId: string; sourceHash: string }[]> {
  return db
    .select({ id: messages.id, remoteId: messages.remoteId, sourceHash: messages.sourceHash })
    .from(messages)
    .where(and(eq(messages.accountId, accountId), eq(messages.sourceKind, 'structure')))
    .orderBy(sql`${messages.id} desc`)
    .limit(limit);
}

/** How many messages wait for their original. */
export async function countWithoutOriginal(db: Db, accountId: number): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(messages)
    .where(and(eq(messages.accountId, accountId), eq(messages.sourceKind, 'structure')));
  return row?.count ?? 0;
}

async function announceAccount(tx: Db, account: Pick<SyncAccount, 'id' | 'userId'>): Promise<void> {
  await appendChanges(tx, account.userId, [
    { kind: 'account', accountId: account.id, ids: [account.id] },
  ]);
}
