import { type Db, MailError } from '@mailroom/engine';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { hashToken, newToken } from '../users/tokens.ts';
import { apiKeys, users } from './schema.ts';

const maxPerUser = 50;

type ApiKeyRow = typeof apiKeys.$inferSelect;

/** Makes a key. @returns the key itself, which cannot be read again */
export async function insertApiKey(
  db: Db,
  input: { userId: string; name: string; scope: 'read' | 'write' },
): Promise<{ row: ApiKeyRow; key: string }> {
  const held = await db.$count(apiKeys, eq(apiKeys.userId, input.userId));
  if (held >= maxPerUser) throw new MailError('conflict', { detail: 'Too many API keys.' });
  const key = `mr_${newToken()}`;
  const [row] = await db
    .insert(apiKeys)
    .values({ ...input, id: crypto.randomUUID(), keyHash: hashToken(key) })
    .returning();
  if (!row) throw new MailError('internal');
  return { row, key };
}

export async function listApiKeys(db: Db, userId: string): Promise<ApiKeyRow[]> {
  return db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.userId, userId))
    .orderBy(desc(apiKeys.createdAt));
}

/** @throws MailError `not_found`, also for a key of somebody else */
export async function removeApiKey(db: Db, userId: string, keyId: string): Promise<void> {
  const removed = await db
    .delete(apiKeys)
    .where(and(eq(apiKeys.userId, userId), eq(apiKeys.id, keyId)))
    .returning({ id: apiKeys.id });
  if (removed.length === 0) throw new MailError('not_found');
}

/** The key's scope and its user, unless the user may no longer come in. */
export async function findApiKey(db: Db, key: string) {
  const [found] = await db
    .select({ keyId: apiKeys.id, scope: apiKeys.scope, user: users })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(and(eq(apiKeys.keyHash, hashToken(key)), isNull(users.disabledAt)));
  return found ?? null;
}

export async function touchApiKey(db: Db, keyId: string): Promise<void> {
  await db.update(apiKeys).set({ lastUsedAt: new Date() }).where(eq(apiKeys.id, keyId));
}
