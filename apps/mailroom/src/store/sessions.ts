import { type Db, MailError } from '@mailroom/engine';
import { and, desc, eq, gt, ne } from 'drizzle-orm';
import { sessions } from './schema.ts';

/** Open sessions of a user, the latest used first. Tokens stay in the store. */
export async function listSessions(db: Db, userId: string) {
  return db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      usedAt: sessions.updatedAt,
      expiresAt: sessions.expiresAt,
      ipAddress: sessions.ipAddress,
      userAgent: sessions.userAgent,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, new Date())))
    .orderBy(desc(sessions.updatedAt))
    .limit(200);
}

/** @throws MailError `not_found`, also for a session of somebody else */
export async function removeSession(db: Db, userId: string, sessionId: string): Promise<void> {
  const removed = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.id, sessionId)))
    .returning({ id: sessions.id });
  if (removed.length === 0) throw new MailError('not_found');
}

export async function removeOtherSessions(
  db: Db,
  userId: string,
  keptSessionId: string,
): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.id, keptSessionId)));
}
