import { and, asc, desc, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { AccountRow } from './accounts.ts';
import type { Db } from './database.ts';
import type { GuideRow } from './guides.ts';
import { accounts, providerGuides, type StoredProblem } from './schema.ts';
import { announceSetup } from './service-accounts.ts';

/** The live test of push, one a provider: any process may receive what another asked for. */

const isWaiting = and(
  isNotNull(providerGuides.pushTestStartedAt),
  isNull(providerGuides.pushTestReceivedAt),
  isNull(providerGuides.pushTestProblem),
);

/** The account that is likeliest to get a push: active, the one that last synchronised well. */
export async function accountForPushTest(db: Db, provider: string): Promise<AccountRow | null> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.provider, provider), eq(accounts.status, 'active')))
    .orderBy(asc(accounts.failures), desc(sql`coalesce(${accounts.lastSyncedAt}, 'epoch')`))
    .limit(1);
  return row ?? null;
}

/** Forgets the last test: it spoke of settings that have changed. */
export async function forgetPushTest(db: Db, provider: string): Promise<void> {
  await db
    .update(providerGuides)
    .set({ pushTestStartedAt: null, pushTestReceivedAt: null, pushTestProblem: null })
    .where(eq(providerGuides.provider, provider));
}

/**
 * Begins a test, unless one is waiting that began after `staleBefore`.
 *
 * @returns whether it began
 */
export async function beginPushTest(
  db: Db,
  provider: string,
  input: { email: string; userId: string; now: Date; staleBefore: Date },
): Promise<boolean> {
  const set = {
    pushTestStartedAt: input.now,
    pushTestReceivedAt: null,
    pushTestProblem: null,
    pushTestEmail: input.email,
    pushTestBy: input.userId,
  };
  return db.transaction(async (tx) => {
    const rows = await tx
      .insert(providerGuides)
      .values({ provider, ...set })
      .onConflictDoUpdate({
        target: providerGuides.provider,
        set,
        setWhere: or(
          isNull(providerGuides.pushTestStartedAt),
          isNotNull(providerGuides.pushTestReceivedAt),
          isNotNull(providerGuides.pushTestProblem),
          lte(providerGuides.pushTestStartedAt, input.staleBefore),
        ),
      })
      .returning({ provider: providerGuides.provider });
    if (rows.length > 0) await announceSetup(tx, [input.userId]);
    return rows.length > 0;
  });
}

/** Ends the test that began at `startedAt` badly, if it still waits. */
export async function failPushTest(
  db: Db,
  provider: string,
  startedAt: Date,
  problem: StoredProblem,
): Promise<void> {
  const condition = and(isWaiting, eq(providerGuides.pushTestStartedAt, startedAt));
  await endPushTest(db, provider, condition, { pushTestProblem: problem });
}

/**
 * Ends the test that began at `startedAt` because the provider refuses to push, even when a push
 * has come: that one was on its way since before, from a topic that was set up earlier.
 */
export async function refusePushTest(
  db: Db,
  provider: string,
  startedAt: Date,
  problem: StoredProblem,
): Promise<void> {
  const values = { pushTestReceivedAt: null, pushTestProblem: problem };
  await endPushTest(db, provider, eq(providerGuides.pushTestStartedAt, startedAt), values);
}

/**
 * Notes a genuine push for a mailbox: ends the test that waits for it, also one that a push signed
 * otherwise has ended already.
 */
export async function receivePushTest(
  db: Db,
  provider: string,
  input: { email: string; now: Date; startedAfter: Date },
): Promise<void> {
  const condition = and(
    isAwaited(input),
    isNull(providerGuides.pushTestReceivedAt),
    or(
      isNull(providerGuides.pushTestProblem),
      sql`${providerGuides.pushTestProblem}->>'code' = 'push_rejected'`,
    ),
  );
  const values = { pushTestReceivedAt: input.now, pushTestProblem: null };
  await endPushTest(db, provider, condition, values);
}

/** Notes a push for a mailbox that was refused, while a test waits for one. */
export async function rejectPushTest(
  db: Db,
  provider: string,
  input: { email: string; startedAfter: Date; problem: StoredProblem },
): Promise<void> {
  const condition = and(isWaiting, isAwaited(input));
  await endPushTest(db, provider, condition, { pushTestProblem: input.problem });
}

/** Tests that wait, of all providers. */
export async function waitingPushTests(
  db: Db,
): Promise<{ provider: string; startedAt: Date | null }[]> {
  return db
    .select({ provider: providerGuides.provider, startedAt: providerGuides.pushTestStartedAt })
    .from(providerGuides)
    .where(isWaiting);
}

function isAwaited({ email, startedAfter }: { email: string; startedAfter: Date }) {
  return and(
    eq(providerGuides.pushTestEmail, email.toLowerCase()),
    gt(providerGuides.pushTestStartedAt, startedAfter),
  );
}

async function endPushTest(
  db: Db,
  provider: string,
  condition: SQL | undefined,
  values: Partial<Pick<GuideRow, 'pushTestReceivedAt' | 'pushTestProblem'>>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx
      .update(providerGuides)
      .set(values)
      .where(and(eq(providerGuides.provider, provider), condition))
      .returning({ userId: providerGuides.pushTestBy });
    if (row?.userId) await announceSetup(tx, [row.userId]);
  });
}
