import { eq } from 'drizzle-orm';
import type { ServiceAccountView } from '../views.ts';
import { appendChanges } from './changes.ts';
import { type ClientRow, loadClient } from './clients.ts';
import type { Db } from './database.ts';
import { delegatedLinks, serviceAccounts } from './schema.ts';

export type ServiceAccountRow = typeof serviceAccounts.$inferSelect;

/** The service account of a provider, its key sealed; null when none is saved. */
export async function loadServiceAccount(
  db: Db,
  provider: string,
): Promise<ServiceAccountRow | null> {
  const [row] = await db
    .select()
    .from(serviceAccounts)
    .where(eq(serviceAccounts.provider, provider));
  return row ?? null;
}

/**
 * In whose name the provider's API is called, to open an adapter: the OAuth client, or where there
 * is none the service account. Null: neither is saved.
 */
export async function loadApiClient(
  db: Db,
  provider: string,
): Promise<Pick<ClientRow, 'clientId' | 'endpoints'> | null> {
  const client = await loadClient(db, provider);
  if (client) return client;
  const account = await loadServiceAccount(db, provider);
  return account && { clientId: account.clientId, endpoints: {} };
}

/** Saves a service account, over the one that was there. @param userId whose screens are told */
export async function saveServiceAccount(
  db: Db,
  account: ServiceAccountRow,
  userId: string,
): Promise<void> {
  const { provider: _, ...set } = account;
  await db.transaction(async (tx) => {
    await tx
      .insert(serviceAccounts)
      .values(account)
      .onConflictDoUpdate({ target: serviceAccounts.provider, set });
    await announceSetup(tx, [userId]);
  });
}

/** Deletes a service account with its key and all that was asked for through it. */
export async function deleteServiceAccount(
  db: Db,
  provider: string,
  userId: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(delegatedLinks).where(eq(delegatedLinks.provider, provider));
    await tx.delete(serviceAccounts).where(eq(serviceAccounts.provider, provider));
    await announceSetup(tx, [userId]);
  });
}

/** A service account as administrators see it: everything but the key. */
export function serviceAccountView(
  row: ServiceAccountRow,
  problem: ServiceAccountView['problem'],
): ServiceAccountView {
  const { clientId, email, projectId, keyId } = row;
  return { clientId, email, projectId, keyId, updatedAt: row.updatedAt.toISOString(), problem };
}

/** Tells these users' screens that the setup changed. Call it last in a transaction. */
export async function announceSetup(tx: Db, userIds: Iterable<string>): Promise<void> {
  // In one order for everybody: each feed's counter is a lock.
  for (const userId of [...new Set(userIds)].sort())
    await appendChanges(tx, userId, [{ kind: 'setup', accountId: null, ids: [] }]);
}
