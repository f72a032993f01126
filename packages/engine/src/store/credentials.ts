import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import { credentials } from './schema.ts';

export type CredentialsRow = typeof credentials.$inferSelect;

/** The sealed tokens of an account; null when it has none. */
export async function loadCredentials(db: Db, accountId: number): Promise<CredentialsRow | null> {
  const [row] = await db.select().from(credentials).where(eq(credentials.accountId, accountId));
  return row ?? null;
}

/** Those of `accountIds` that a service account asks for. */
export async function delegatedOf(db: Db, accountIds: number[]): Promise<Set<number>> {
  if (accountIds.length === 0) return new Set();
  const rows = await db
    .select({ accountId: credentials.accountId })
    .from(credentials)
    .where(and(inArray(credentials.accountId, accountIds), eq(credentials.kind, 'delegated')));
  return new Set(rows.map(({ accountId }) => accountId));
}

/** The same with the row locked until the transaction ends: others wait here. */
export async function lockCredentials(tx: Db, accountId: number): Promise<CredentialsRow | null> {
  const [row] = await tx
    .select()
    .from(credentials)
    .where(eq(credentials.accountId, accountId))
    .for('update');
  return row ?? null;
}

/** Stores the tokens of a new grant, over whatever was there. */
export async function saveCredentials(
  db: Db,
  values: Omit<typeof credentials.$inferInsert, 'version'>,
): Promise<void> {
  const { accountId: _, ...set } = values;
  await db
    .insert(credentials)
    .values(values)
    .onConflictDoUpdate({
      target: credentials.accountId,
      set: { ...set, version: sql`${credentials.version} + 1` },
    });
}

/** Stores refreshed tokens if nobody changed them since `version`. @returns whether it did */
export async function replaceCredentials(
  db: Db,
  accountId: number,
  version: number,
  values: Partial<typeof credentials.$inferInsert>,
): Promise<boolean> {
  const rows = await db
    .update(credentials)
    .set({ ...values, version: version + 1 })
    .where(and(eq(credentials.accountId, accountId), eq(credentials.version, version)))
    .returning({ version: credentials.version });
  return rows.length === 1;
}
