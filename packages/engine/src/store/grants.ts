import { and, asc, eq, gt, inArray, isNotNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { AccountOverviewView, ProviderId } from '../views.ts';
import { type AccountRow, isSimulated } from './accounts.ts';
import { appendChanges } from './changes.ts';
import type { Db } from './database.ts';
import { accounts, credentials } from './schema.ts';
import { appendTimeline } from './timeline.ts';

/** Permissions over all users: those that end by themselves, and the list for administrators. */

/** Days before its end on which a permission is warned of. */
export const grantWarningDays = [3, 1] as const;

type WarningDays = (typeof grantWarningDays)[number];

/** Mailboxes that still work: of the others their user knows already. */
const isWorking = inArray(accounts.status, ['active', 'paused']);

/** Accounts whose permission ends soon, without a warning for it yet. */
export async function accountsToWarn(db: Db, now: Date): Promise<number[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        isWorking,
        gt(accounts.grantExpiresAt, now),
        or(...grantWarningDays.map((days) => and(endsBy(now, days), isUnwarned(days)))),
      ),
    )
    .orderBy(accounts.id);
  return rows.map(({ id }) => id);
}

/** When `accountsToWarn` gets another one by the passing of time, or null. */
export async function nextGrantWarningAt(db: Db, now: Date): Promise<Date | null> {
  const moments = grantWarningDays.map(
    (days) => sql`${accounts.grantExpiresAt} - make_interval(hours => ${days * 24})`,
  );
  const rows = await Promise.all(
    moments.map((at) =>
      db
        .select({ at: sql<Date | string | null>`min(${at})` })
        .from(accounts)
        .where(and(isWorking, sql`${at} > ${now.toISOString()}::timestamptz`)),
    ),
  );
  const times = rows.flat().flatMap(({ at }) => (at ? [new Date(at).getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** Which warning is due for a permission, null when none is. */
export function dueWarning(
  { grantExpiresAt, grantWarnedDays }: Pick<AccountRow, 'grantExpiresAt' | 'grantWarnedDays'>,
  now: Date,
): WarningDays | null {
  if (!grantExpiresAt || grantExpiresAt <= now) return null;
  const leftMs = grantExpiresAt.getTime() - now.getTime();
  const days = [...grantWarningDays].reverse().find((one) => leftMs <= one * dayMs);
  if (days === undefined) return null;
  return grantWarnedDays === null || grantWarnedDays > days ? days : null;
}

/**
 * Notes that a warning was given, for the user's screens and the timeline, too.
 *
 * @param account as it was read: a permission that was renewed meanwhile is left alone
 * @returns false when somebody else gave it, or it is no longer needed
 */
export async function noteWarned(
  db: Db,
  account: Pick<AccountRow, 'id' | 'grantExpiresAt'>,
  days: number,
  now: Date,
): Promise<boolean> {
  const { grantExpiresAt } = account;
  if (!grantExpiresAt) return false;
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(accounts)
      .set({ grantWarnedDays: days })
      .where(
        and(
          eq(accounts.id, account.id),
          eq(accounts.grantExpiresAt, grantExpiresAt),
          isUnwarned(days),
        ),
      )
      .returning({ userId: accounts.userId });
    if (!row) return false;
    const endsAt = grantExpiresAt.toISOString();
    await appendTimeline(tx, account.id, 'grant_warning', { days, endsAt }, now);
    await appendChanges(tx, row.userId, [{ kind: 'account', accountId: account.id, ids: [] }]);
    return true;
  });
}

/** Accounts of a user that can send, the one with `preferredId` first, then the oldest. */
export async function sendingAccounts(
  db: Db,
  userId: string,
  preferredId: number,
): Promise<AccountRow[]> {
  return db
    .select()
    .from(accounts)
    .where(and(eq(accounts.userId, userId), eq(accounts.status, 'active')))
    .orderBy(sql`${accounts.id} <> ${preferredId}`, asc(accounts.id));
}

/** Every linked mailbox of every user, by address; nothing of its mail. */
export async function accountsOverview(db: Db): Promise<AccountOverviewView[]> {
  const rows = await db
    .select({ account: accounts, kind: credentials.kind, grantedAt: credentials.grantedAt })
    .from(accounts)
    .leftJoin(credentials, eq(credentials.accountId, accounts.id))
    .orderBy(asc(accounts.email), asc(accounts.id));
  return rows.map(({ account, kind, grantedAt }) => ({
    id: account.id,
    userId: account.userId,
    provider: account.provider as ProviderId,
    isSimulated: isSimulated(account.provider),
    email: account.email,
    status: account.status,
    problem: account.problem,
    grantKind: kind ?? 'consent',
    grantedAt: grantedAt?.toISOString() ?? null,
    grantExpiresAt: account.grantExpiresAt?.toISOString() ?? null,
    messageCount: account.messageCount,
    createdAt: account.createdAt.toISOString(),
    lastSyncedAt: account.lastSyncedAt?.toISOString() ?? null,
  }));
}

const dayMs = 86_400_000;

function endsBy(now: Date, days: number): SQL | undefined {
  const by = new Date(now.getTime() + days * dayMs);
  return and(isNotNull(accounts.grantExpiresAt), lte(accounts.grantExpiresAt, by));
}

function isUnwarned(days: number): SQL {
  return sql`coalesce(${accounts.grantWarnedDays} > ${days}, true)`;
}
