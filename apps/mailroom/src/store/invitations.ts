import { type Db, MailError } from '@mailroom/engine';
import { and, desc, eq, gt, isNull, lt } from 'drizzle-orm';
import { hashToken, newToken } from '../users/tokens.ts';
import { invitations, type Role, type UserRow, users } from './schema.ts';
import { insertUser, lockAdministrators } from './users.ts';

const lifetimeMs = 7 * 24 * 60 * 60 * 1000;
const maxOpen = 1000;

type InvitationRow = typeof invitations.$inferSelect;

/**
 * Invites an address; an earlier invitation of the same address is void from now on.
 *
 * @returns the token for the link, which cannot be read again
 * @throws MailError `conflict` when the address belongs to a member
 */
export async function insertInvitation(
  db: Db,
  input: { email: string; role: Role; invitedBy: string },
): Promise<{ invitation: InvitationRow; token: string }> {
  const token = newToken();
  const email = input.email.toLowerCase();
  return db.transaction(async (tx) => {
    await tx.delete(invitations).where(lt(invitations.expiresAt, new Date()));
    const [taken] = await tx.select({ id: users.id }).from(users).where(eq(users.email, email));
    if (taken)
      throw new MailError('conflict', { detail: 'Somebody with this address is a member.' });
    await tx.delete(invitations).where(eq(invitations.email, email));
    const open = await tx.$count(invitations);
    if (open >= maxOpen) throw new MailError('conflict', { detail: 'Too many open invitations.' });
    const [invitation] = await tx
      .insert(invitations)
      .values({
        id: crypto.randomUUID(),
        tokenHash: hashToken(token),
        email,
        role: input.role,
        invitedBy: input.invitedBy,
        expiresAt: new Date(Date.now() + lifetimeMs),
      })
      .returning();
    if (!invitation) throw new MailError('internal');
    return { invitation, token };
  });
}

/** Open ones, the newest first. */
export async function listInvitations(db: Db): Promise<InvitationRow[]> {
  return db
    .select()
    .from(invitations)
    .where(gt(invitations.expiresAt, new Date()))
    .orderBy(desc(invitations.createdAt))
    .limit(maxOpen);
}

/** @throws MailError `not_found` */
export async function removeInvitation(db: Db, invitationId: string): Promise<void> {
  const removed = await db
    .delete(invitations)
    .where(eq(invitations.id, invitationId))
    .returning({ id: invitations.id });
  if (removed.length === 0) throw new MailError('not_found');
}

/**
 * An invitation holds while whoever made it may invite.
 *
 * @throws MailError `gone` when the token is wrong, used or expired: all the same to the asker
 */
export async function requireInvitation(db: Db, token: string): Promise<InvitationRow> {
  const [found] = await db
    .select({ invitation: invitations })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .where(
      and(
        eq(invitations.tokenHash, hashToken(token)),
        gt(invitations.expiresAt, new Date()),
        eq(users.role, 'administrator'),
        isNull(users.disabledAt),
      ),
    );
  if (!found) throw new MailError('gone');
  return found.invitation;
}

/** Uses up an invitation: of several attempts at once, one succeeds. @throws MailError `gone` */
export async function acceptInvitation(
  db: Db,
  input: { token: string; name: string; passwordHash: string },
): Promise<UserRow> {
  return db.transaction(async (tx) => {
    await lockAdministrators(tx as Db);
    const { id } = await requireInvitation(tx as Db, input.token);
    const [used] = await tx.delete(invitations).where(eq(invitations.id, id)).returning();
    if (!used) throw new MailError('gone');
    return insertUser(tx as Db, {
      name: input.name,
      email: used.email,
      role: used.role,
      passwordHash: input.passwordHash,
    });
  });
}
