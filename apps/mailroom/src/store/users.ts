import { type Db, MailError } from '@mailroom/engine';
import { and, asc, count, eq, isNull, max, sql } from 'drizzle-orm';
import { invitations, logins, type Role, sessions, type UserRow, users } from './schema.ts';

/** Any number of its own: whoever counts administrators before a change holds this lock. */
const administratorsLock = 6_245_368;

export interface NewUser {
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
}

/** Whether nobody administers this installation yet. */
export async function needsFirstAdministrator(db: Db): Promise<boolean> {
  const [row] = await db.select({ id: users.id }).from(users).limit(1);
  return row === undefined;
}

/**
 * Creates the very first user. Of several attempts at once, one succeeds.
 *
 * @throws MailError `gone` when there is a user already
 */
export async function insertFirstAdministrator(
  db: Db,
  input: Omit<NewUser, 'role'>,
): Promise<UserRow> {
  return db.transaction(async (tx) => {
    await lockAdministrators(tx as Db);
    if (!(await needsFirstAdministrator(tx as Db))) throw new MailError('gone');
    return insertUser(tx as Db, { ...input, role: 'administrator' });
  });
}

/** @throws MailError `conflict` when the address is taken */
export async function insertUser(db: Db, input: NewUser): Promise<UserRow> {
  const id = crypto.randomUUID();
  const [user] = await db
    .insert(users)
    .values({ id, name: input.name, email: input.email.toLowerCase(), role: input.role })
    .onConflictDoNothing({ target: users.email })
    .returning();
  if (!user) throw new MailError('conflict', { detail: 'Somebody with this address is a member.' });
  await db.insert(logins).values({
    id: crypto.randomUUID(),
    userId: id,
    accountId: id,
    providerId: 'credential',
    password: input.passwordHash,
  });
  return user;
}

/** Everybody, oldest first, with the moment they were last seen. */
export async function listUsers(db: Db): Promise<(UserRow & { lastSeenAt: Date | null })[]> {
  const seen = db
    .select({ userId: sessions.userId, at: max(sessions.updatedAt).as('at') })
    .from(sessions)
    .groupBy(sessions.userId)
    .as('seen');
  const rows = await db
    .select({ user: users, lastSeenAt: seen.at })
    .from(users)
    .leftJoin(seen, eq(seen.userId, users.id))
    .orderBy(asc(users.createdAt), asc(users.id))
    .limit(10_000);
  return rows.map(({ user, lastSeenAt }) => ({
    ...user,
    lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt),
  }));
}

export async function findUser(db: Db, userId: string): Promise<UserRow | null> {
  const [user] = await db.select().from(users).where(eq(users.id, userId));
  return user ?? null;
}

/** Whose address this is; null: nobody's. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const address = email.trim().toLowerCase();
  const [user] = await db.select().from(users).where(eq(users.email, address));
  return user ?? null;
}

/**
 * Changes role or access. Somebody who may no longer come in loses their sessions at once; whoever
 * is no administrator any more, the invitations that they made.
 *
 * @throws MailError `not_found`; `conflict` when no administrator would be left
 */
export async function changeUser(
  db: Db,
  userId: string,
  change: { role?: Role | undefined; isDisabled?: boolean | undefined },
): Promise<UserRow> {
  return db.transaction(async (tx) => {
    await lockAdministrators(tx as Db);
    const before = await findUser(tx as Db, userId);
    if (!before) throw new MailError('not_found');
    const [user] = await tx
      .update(users)
      .set({
        role: change.role ?? before.role,
        disabledAt: disabledAt(before, change.isDisabled),
        updatedAt: new Date(),
      })
      .where(eq(users.id, userId))
      .returning();
    if (!user) throw new MailError('not_found');
    const [left] = await tx
      .select({ administrators: count() })
      .from(users)
      .where(and(eq(users.role, 'administrator'), isNull(users.disabledAt)));
    if (!left || left.administrators === 0) {
      throw new MailError('conflict', { detail: 'Somebody must remain administrator.' });
    }
    if (user.disabledAt) await tx.delete(sessions).where(eq(sessions.userId, userId));
    // Else a former administrator would let themselves in again by a link of their own.
    if (user.disabledAt || user.role !== 'administrator') {
      await tx.delete(invitations).where(eq(invitations.invitedBy, userId));
    }
    return user;
  });
}

function disabledAt(before: UserRow, isDisabled: boolean | undefined): Date | null {
  if (isDisabled === undefined) return before.disabledAt;
  return isDisabled ? (before.disabledAt ?? new Date()) : null;
}

/** Holds off every change of roles until the transaction ends. */
export async function lockAdministrators(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(administratorsLock))})`);
}
