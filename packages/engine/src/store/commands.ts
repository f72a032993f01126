import { and, asc, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { deleteInBatches } from './batches.ts';
import type { Db } from './database.ts';
import { accounts, actions, commands, type StoredProblem } from './schema.ts';

export type CommandRow = typeof commands.$inferSelect;
export type CommandInsert = typeof commands.$inferInsert;
export type ActionRow = typeof actions.$inferSelect;
/** What one action changed on one message, in our own ids. */
export type ActionChange = ActionRow['before'][number];

/** Stores a user's action with what it really changed. Call it in the transaction that changes. */
export async function insertAction(
  tx: Db,
  row: { userId: string; kind: string; before: ActionChange[]; createdAt: Date },
): Promise<number> {
  const [inserted] = await tx.insert(actions).values(row).returning({ id: actions.id });
  if (!inserted) throw new Error('insert returned no row');
  return inserted.id;
}

/** A user's own action, or null. */
export async function findAction(
  db: Db,
  userId: string,
  actionId: number,
): Promise<ActionRow | null> {
  const [row] = await db
    .select()
    .from(actions)
    .where(and(eq(actions.id, actionId), eq(actions.userId, userId)));
  return row ?? null;
}

/** Marks an action undone, once. @returns false when it was undone before */
export async function markUndone(tx: Db, actionId: number, now: Date): Promise<boolean> {
  const rows = await tx
    .update(actions)
    .set({ undoneAt: now })
    .where(and(eq(actions.id, actionId), isNull(actions.undoneAt)))
    .returning({ id: actions.id });
  return rows.length === 1;
}

/** Puts commands on their way, in the transaction that made the local change. */
export async function insertCommands(tx: Db, rows: CommandInsert[]): Promise<void> {
  if (rows.length > 0) await tx.insert(commands).values(rows);
}

/** The oldest pending commands of an account, in order. */
export async function pendingCommands(
  db: Db,
  accountId: number,
  limit = 200,
): Promise<CommandRow[]> {
  return db
    .select()
    .from(commands)
    .where(and(eq(commands.accountId, accountId), eq(commands.state, 'pending')))
    .orderBy(asc(commands.id))
    .limit(limit);
}

/** Accounts where a process that ended left refused commands half done. */
export async function accountsWithRefusals(db: Db): Promise<number[]> {
  const rows = await db
    .selectDistinct({ id: commands.accountId })
    .from(commands)
    .innerJoin(accounts, eq(accounts.id, commands.accountId))
    .where(and(eq(commands.state, 'refused'), eq(accounts.status, 'active')));
  return rows.map(({ id }) => id);
}

/** Accounts that may work and have commands pending. */
export async function accountsWithCommands(db: Db): Promise<number[]> {
  const rows = await db
    .selectDistinct({ id: commands.accountId })
    .from(commands)
    .innerJoin(accounts, eq(accounts.id, commands.accountId))
    .where(and(eq(commands.state, 'pending'), eq(accounts.status, 'active')));
  return rows.map(({ id }) => id);
}

/** The provider confirmed them at `doneAt`: remote state seen earlier is older. */
export async function markCommandsDone(db: Db, ids: number[], doneAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(commands)
    .set({ state: 'done', doneAt })
    .where(and(inArray(commands.id, ids), eq(commands.state, 'pending')));
}

/** The provider will never do them. What they changed here is still to be taken back. */
export async function markCommandsRefused(
  db: Db,
  ids: number[],
  problem: StoredProblem,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(commands)
    .set({ state: 'refused', problem })
    .where(and(inArray(commands.id, ids), eq(commands.state, 'pending')));
}

/** Refused commands whose change here was not taken back yet. */
export async function refusedCommands(db: Db, accountId: number): Promise<CommandRow[]> {
  return db
    .select()
    .from(commands)
    .where(and(eq(commands.accountId, accountId), eq(commands.state, 'refused')))
    .orderBy(asc(commands.id))
    .limit(200);
}

/** What refused commands changed here is taken back. */
export async function markCommandsFailed(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(commands)
    .set({ state: 'failed' })
    .where(and(inArray(commands.id, ids), eq(commands.state, 'refused')));
}

/** Counts a try that came to nothing. */
export async function countCommandAttempt(db: Db, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(commands)
    .set({ attempts: sql`${commands.attempts} + 1` })
    .where(inArray(commands.id, ids));
}

/** Forgets finished commands older than `before`: no remote state that old can still arrive. */
export async function deleteOldCommands(db: Db, before: Date): Promise<void> {
  const isOver = inArray(commands.state, ['done', 'failed']);
  await deleteInBatches(db, commands, and(isOver, lt(commands.createdAt, before)) as SQL);
  await deleteInBatches(db, actions, lt(actions.createdAt, before));
}
