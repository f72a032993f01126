import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { DelegatedLinkView } from '../views.ts';
import type { Db } from './database.ts';
import { accounts, credentials, delegatedLinks, type StoredProblem } from './schema.ts';
import { announceSetup } from './service-accounts.ts';

export type DelegatedLink = typeof delegatedLinks.$inferSelect;

const batchSize = 500;
const open = inArray(delegatedLinks.state, ['waiting', 'linking']);

/** All mailboxes asked for by delegation, by address. */
export async function listDelegatedLinks(db: Db, provider: string): Promise<DelegatedLink[]> {
  return db
    .select()
    .from(delegatedLinks)
    .where(eq(delegatedLinks.provider, provider))
    .orderBy(asc(delegatedLinks.email));
}

/** One of them; null when it is gone. */
export async function loadDelegatedLink(db: Db, id: number): Promise<DelegatedLink | null> {
  const [row] = await db.select().from(delegatedLinks).where(eq(delegatedLinks.id, id));
  return row ?? null;
}

/**
 * Asks for mailboxes. What failed, was unlinked, or stopped working is taken up again; what waits
 * or is linked and works stays as it is.
 *
 * @param emails lower case, each once
 * @returns ids of those that are to be worked on
 */
export async function requestDelegatedLinks(
  db: Db,
  input: {
    provider: string;
    emails: string[];
    syncFrom: Date | null;
    requestedBy: string;
    now: Date;
  },
): Promise<number[]> {
  const { provider, emails, syncFrom, requestedBy, now } = input;
  const ids: number[] = [];
  await db.transaction(async (tx) => {
    for (let at = 0; at < emails.length; at += batchSize) {
      const fresh = {
        ...{ provider, syncFrom, requestedBy },
        ...{ state: 'waiting' as const, problem: null, attempts: 0 },
        ...{ nextAttemptAt: null, updatedAt: now },
      };
      const rows = await tx
        .insert(delegatedLinks)
        .values(emails.slice(at, at + batchSize).map((email) => ({ ...fresh, email })))
        .onConflictDoUpdate({
          target: [delegatedLinks.provider, delegatedLinks.email],
          set: fresh,
          setWhere: or(
            eq(delegatedLinks.state, 'failed'),
            and(
              eq(delegatedLinks.state, 'linked'),
              sql`not exists (select 1 from ${accounts} a where a.id = ${delegatedLinks.accountId}
                and a.status not in ('needs_reconnect', 'unlinking'))`,
            ),
          ),
        })
        .returning({ id: delegatedLinks.id });
      ids.push(...rows.map(({ id }) => id));
    }
    await announceSetup(tx, [requestedBy]);
  });
  return ids;
}

/** Mailboxes whose turn it is, those longest waiting first; also what a dead process left. */
export async function dueDelegatedLinks(db: Db, now: Date, limit = 40): Promise<number[]> {
  const rows = await db
    .select({ id: delegatedLinks.id })
    .from(delegatedLinks)
    .where(
      and(open, or(isNull(delegatedLinks.nextAttemptAt), lte(delegatedLinks.nextAttemptAt, now))),
    )
    .orderBy(asc(delegatedLinks.updatedAt), asc(delegatedLinks.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** The soonest moment after `now` at which one is tried again, or null. */
export async function nextDelegatedLinkAt(db: Db, now: Date): Promise<Date | null> {
  const [row] = await db
    .select({ at: delegatedLinks.nextAttemptAt })
    .from(delegatedLinks)
    .where(and(open, gt(delegatedLinks.nextAttemptAt, now)))
    .orderBy(asc(delegatedLinks.nextAttemptAt))
    .limit(1);
  return row?.at ?? null;
}

/**
 * Changes a mailbox that is being worked on and tells whoever asked for it. In a transaction, call
 * it last.
 *
 * @returns false when it is gone, or done, meanwhile
 */
export async function updateDelegatedLink(
  db: Db,
  link: Pick<DelegatedLink, 'id' | 'requestedBy'>,
  values: Partial<Omit<DelegatedLink, 'id' | 'provider' | 'email'>> & { updatedAt: Date },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .update(delegatedLinks)
      .set(values)
      .where(and(eq(delegatedLinks.id, link.id), open))
      .returning({ id: delegatedLinks.id });
    if (rows.length > 0) await announceSetup(tx, [link.requestedBy]);
    return rows.length > 0;
  });
}

/** Notes at a mailbox linked by delegation that it is no longer: by its owner, or with its client. */
export async function noteUnlinked(
  db: Db,
  accountId: number,
  problem: StoredProblem,
): Promise<void> {
  await db.transaction(async (tx) => {
    const rows = await tx
      .update(delegatedLinks)
      .set({ state: 'failed', problem, accountId: null, updatedAt: new Date(problem.at) })
      .where(eq(delegatedLinks.accountId, accountId))
      .returning({ requestedBy: delegatedLinks.requestedBy });
    await announceSetup(
      tx,
      rows.map(({ requestedBy }) => requestedBy),
    );
  });
}

/** Forgets all that was asked for by delegation. */
export async function deleteDelegatedLinks(db: Db, provider: string): Promise<void> {
  await db.delete(delegatedLinks).where(eq(delegatedLinks.provider, provider));
}

/** Domains in which the delegation has worked. @returns lower case, each once */
export async function delegatedDomains(db: Db, provider: string): Promise<string[]> {
  const domain = sql<string>`split_part(${delegatedLinks.email}, '@', 2)`;
  const rows = await db
    .selectDistinct({ domain })
    .from(delegatedLinks)
    .where(and(eq(delegatedLinks.provider, provider), eq(delegatedLinks.state, 'linked')));
  return rows.map((row) => row.domain);
}

/** Accounts that live by delegation, oldest first. */
export async function delegatedAccounts(db: Db, provider: string): Promise<number[]> {
  const rows = await db
    .select({ id: accounts.id })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(and(eq(accounts.provider, provider), eq(credentials.kind, 'delegated')))
    .orderBy(asc(accounts.id));
  return rows.map(({ id }) => id);
}

/** The newest problem with one of `codes` that an account by delegation has just now, or null. */
export async function delegationProblem(
  db: Db,
  provider: string,
  codes: string[],
): Promise<StoredProblem | null> {
  const [row] = await db
    .select({ problem: accounts.problem })
    .from(accounts)
    .innerJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(
      and(
        eq(accounts.provider, provider),
        eq(credentials.kind, 'delegated'),
        isNotNull(accounts.problem),
        inArray(sql`${accounts.problem}->>'code'`, codes),
      ),
    )
    .orderBy(desc(sql`${accounts.problem}->>'at'`))
    .limit(1);
  return row?.problem ?? null;
}

/** A mailbox asked for by delegation, as administrators see it. */
export function delegatedLinkView(row: DelegatedLink): DelegatedLinkView {
  const { id, email, userId, state, problem, accountId } = row;
  return { id, email, userId, state, problem, accountId };
}
