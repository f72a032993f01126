import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { AccountView, ProviderId, SyncPhase } from '../views.ts';
import { deleteInBatches } from './batches.ts';
import { appendChanges } from './changes.ts';
import { type Db, isUniqueViolation, queryRows } from './database.ts';
import {
  accounts,
  audit,
  commands,
  correspondents,
  credentials,
  folders,
  listedMessages,
  messages,
  outbox,
  type StoredProblem,
  signatureImages,
  threads,
  uploads,
} from './schema.ts';

export type AccountRow = typeof accounts.$inferSelect;
export type NewAccount = typeof accounts.$inferInsert;

/** Its user gave the permission: it was not linked by delegation. */
const isConsented = sql`not exists (select 1 from ${credentials} c
  where c.account_id = ${accounts.id} and c.kind = 'delegated')`;

/**
 * THE place for access to an account: whoever did not link it learns nothing of it.
 *
 * @throws MailError `not_found` for a foreign id as for an absent one
 */
export async function requireAccount(
  db: Db,
  caller: Caller,
  accountId: number,
): Promise<AccountRow> {
  if (!Number.isSafeInteger(accountId) || accountId < 1) throw new MailError('not_found');
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.id, accountId), eq(accounts.userId, caller.userId)));
  if (!row) throw new MailError('not_found');
  return row;
}

/** All accounts of the caller, oldest first. */
export async function listAccounts(db: Db, caller: Caller): Promise<AccountRow[]> {
  return db
    .select()
    .from(accounts)
    .where(eq(accounts.userId, caller.userId))
    .orderBy(asc(accounts.id));
}

/** An account for the engine's own work, whoever's; null when it is gone. */
export async function loadAccount(db: Db, accountId: number): Promise<AccountRow | null> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, accountId));
  return row ?? null;
}

/** Accounts of one provider's client, for the engine's own work. */
export async function accountsOfProvider(db: Db, provider: string): Promise<AccountRow[]> {
  return db.select().from(accounts).where(eq(accounts.provider, provider)).orderBy(accounts.id);
}

/** Accounts whose unlinking a stopped process left unfinished. */
export async function unlinkingAccounts(db: Db): Promise<number[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.status, 'unlinking'));
  return rows.map(({ id }) => id);
}

/** The user's own link to a mailbox, by the identity that the issuer asserts. */
export async function findLink(
  db: Db,
  link: { userId: string; provider: string; issuer: string; subject: string },
): Promise<AccountRow | null> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(
      and(
        eq(accounts.userId, link.userId),
        eq(accounts.provider, link.provider),
        eq(accounts.issuer, link.issuer),
        eq(accounts.subject, link.subject),
      ),
    );
  return row ?? null;
}

/**
 * Whether anybody else's link (or another of the same user) lives on the same mailbox.
 *
 * @param by `consent`: only links that live by the mailbox's grant to our client
 */
export async function hasOtherLink(
  db: Db,
  link: { provider: string; issuer: string; subject: string },
  exceptAccountId: number | null,
  by: 'any' | 'consent' = 'any',
): Promise<boolean> {
  const [row] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.provider, link.provider),
        eq(accounts.issuer, link.issuer),
        eq(accounts.subject, link.subject),
        ne(accounts.status, 'unlinking'),
        exceptAccountId === null ? undefined : ne(accounts.id, exceptAccountId),
        by === 'any' ? undefined : isConsented,
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** @throws MailError `conflict` when the same link was made at the same time */
export async function insertAccount(db: Db, account: NewAccount): Promise<AccountRow> {
  try {
    const [row] = await db.insert(accounts).values(account).returning();
    return row as AccountRow;
  } catch (error) {
    if (isUniqueViolation(error)) throw new MailError('conflict', { cause: error });
    throw error;
  }
}

/**
 * Changes an account and tells its user's screens, if it still has one of the given states.
 *
 * @returns the new row, null when its state was another
 */
export async function updateAccount(
  db: Db,
  accountId: number,
  states: AccountRow['status'][],
  values: Partial<NewAccount>,
): Promise<AccountRow | null> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(accounts)
      .set(values)
      .where(and(eq(accounts.id, accountId), inArray(accounts.status, states)))
      .returning();
    if (row) await appendChanges(tx, row.userId, [accountChange(row.id)]);
    return row ?? null;
  });
}

/**
 * Stops every working account of a provider's OAuth client with the same problem. Those linked by
 * delegation do not live by it.
 *
 * @returns their ids
 */
export async function stopAccounts(
  db: Db,
  provider: string,
  problem: StoredProblem,
): Promise<number[]> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .update(accounts)
      .set({ status: 'needs_reconnect', problem, nextSyncAt: null })
      .where(
        and(
          eq(accounts.provider, provider),
          inArray(accounts.status, ['active', 'paused']),
          isConsented,
        ),
      )
      .returning({ id: accounts.id, userId: accounts.userId });
    for (const row of rows) await appendChanges(tx, row.userId, [accountChange(row.id)]);
    return rows.map(({ id }) => id);
  });
}

/**
 * Deletes a part of an account's messages, so that a big account never holds the database up.
 *
 * @returns content addresses of what they were stored under; empty when none is left
 */
export async function deleteSomeMessages(
  db: Db,
  accountId: number,
  limit: number,
): Promise<string[]> {
  const rows = await queryRows<{ hash: string }>(
    db,
    sql`delete from ${messages} where id in (
          select id from ${messages} where account_id = ${accountId} limit ${limit}
        ) returning source_hash as hash`,
  );
  return rows.map(({ hash }) => hash);
}

/** Those of `hashes` that nothing stored refers to. */
export async function unreferencedHashes(db: Db, hashes: string[]): Promise<string[]> {
  const unique = [...new Set(hashes)];
  if (unique.length === 0) return [];
  const used = await Promise.all([
    db
      .selectDistinct({ hash: messages.sourceHash })
      .from(messages)
      .where(inArray(messages.sourceHash, unique)),
    db.selectDistinct({ hash: uploads.hash }).from(uploads).where(inArray(uploads.hash, unique)),
    db
      .selectDistinct({ hash: signatureImages.hash })
      .from(signatureImages)
      .where(inArray(signatureImages.hash, unique)),
    queryRows<{ hash: string }>(
      db,
      sql`select distinct part->>'hash' as hash
          from ${outbox}, jsonb_array_elements(content->'attachments') as part`,
    ),
  ]);
  const kept = new Set(used.flat().map(({ hash }) => hash));
  return unique.filter((hash) => !kept.has(hash));
}

/** Deletes an account with everything that hangs off it, and tells its user's screens. */
export async function deleteAccount(db: Db, account: AccountRow): Promise<void> {
  // What grows with the mail goes before, a batch at a time: as a consequence of the account's row
  // it would be one statement that keeps everybody waiting.
  for (const table of [listedMessages, threads, correspondents, commands])
    await deleteInBatches(db, table, sql`account_id = ${account.id}`);
  await db.transaction(async (tx) => {
    await tx.delete(accounts).where(eq(accounts.id, account.id));
    await appendChanges(tx, account.userId, [accountChange(account.id)]);
  });
}

/** What screens know beyond the row. */
export interface AccountExtras {
  unreadInbox: number;
  quotaWaitMs: number;
  grantKind: AccountView['grantKind'];
  limits: AccountView['limits'];
  now: Date;
}

/** Unread conversations in the inbox of each account. */
export async function unreadInboxes(db: Db, accountIds: number[]): Promise<Map<number, number>> {
  if (accountIds.length === 0) return new Map();
  const rows = await db
    .select({ accountId: folders.accountId, unread: folders.unreadThreads })
    .from(folders)
    .where(and(inArray(folders.accountId, accountIds), eq(folders.role, 'inbox')));
  return new Map(rows.map(({ accountId, unread }) => [accountId, unread]));
}

/** An account as its user sees it. */
export function accountView(row: AccountRow, extras: AccountExtras): AccountView {
  return {
    id: row.id,
    provider: row.provider as ProviderId,
    isSimulated: isSimulated(row.provider),
    email: row.email,
    displayName: row.displayName,
    status: row.status,
    problem: row.problem,
    syncFrom: row.syncFrom?.toISOString() ?? null,
    sync: {
      phase: row.phase as SyncPhase,
      done: row.phaseDone,
      total: row.phaseTotal,
      quotaWaitMs: Math.round(extras.quotaWaitMs),
      remainingMs: remainingMs(row, extras.now),
    },
    messageCount: row.messageCount,
    createdAt: row.createdAt.toISOString(),
    lastSyncedAt: row.lastSyncedAt?.toISOString() ?? null,
    nextSyncAt: row.nextSyncAt?.toISOString() ?? null,
    grantExpiresAt: row.grantExpiresAt?.toISOString() ?? null,
    grantKind: extras.grantKind,
    unreadInbox: extras.unreadInbox,
    limits: extras.limits,
  };
}

/** Providers that are stand-ins carry it in their id, so that no screen can overlook it. */
export function isSimulated(provider: string): boolean {
  return provider.endsWith('-simulated');
}

/** Writes down who did what to which mailbox. @param data never secrets */
export async function appendAudit(
  db: Db,
  entry: {
    userId: string;
    action: string;
    accountId?: number | null;
    outcome: 'done' | 'refused';
    data?: Record<string, unknown>;
  },
): Promise<void> {
  await db.insert(audit).values({ ...entry, data: entry.data ?? {} });
}

function remainingMs(row: AccountRow, now: Date): number | null {
  const { phaseStartedAt, phaseDone, phaseTotal } = row;
  if (!phaseStartedAt || phaseTotal === null || phaseDone < 1) return null;
  const elapsedMs = Math.max(0, now.getTime() - phaseStartedAt.getTime());
  return Math.round((elapsedMs / phaseDone) * Math.max(0, phaseTotal - phaseDone));
}

function accountChange(accountId: number) {
  return { kind: 'account' as const, accountId, ids: [] };
}
