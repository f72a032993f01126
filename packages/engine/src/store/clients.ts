import { and, count, eq, type SQL, sql } from 'drizzle-orm';
import type { ProviderClientView, ProviderId } from '../views.ts';
import { isSimulated } from './accounts.ts';
import { appendChanges } from './changes.ts';
import type { Db } from './database.ts';
import { accounts, credentials, providerClients } from './schema.ts';

export type ClientRow = typeof providerClients.$inferSelect;
export type NewClient = typeof providerClients.$inferInsert;

/** The OAuth client of a provider; null when none is saved. */
export async function loadClient(db: Db, provider: string): Promise<ClientRow | null> {
  const [row] = await db
    .select()
    .from(providerClients)
    .where(eq(providerClients.provider, provider));
  return row ?? null;
}

/** All clients, by provider. */
export async function listClients(db: Db): Promise<ClientRow[]> {
  return db.select().from(providerClients).orderBy(providerClients.provider);
}

/** Saves a client, over the one that was there. @param userId whose screens are told, if anybody's */
export async function saveClient(
  db: Db,
  client: NewClient,
  userId: string | null,
): Promise<ClientRow> {
  const { provider: _, ...values } = client;
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(providerClients)
      .values(client)
      .onConflictDoUpdate({ target: providerClients.provider, set: values })
      .returning();
    await announce(tx, userId);
    return row as ClientRow;
  });
}

/**
 * Notes how a client fared with its provider. One that was changed meanwhile is left alone: it was
 * another one that fared so.
 *
 * @param client as it was when the provider was asked
 */
export async function saveClientStatus(
  db: Db,
  client: Pick<ClientRow, 'provider' | 'clientSecretSealed'>,
  values: Pick<ClientRow, 'status' | 'problem' | 'testedAt'>,
): Promise<void> {
  await db.update(providerClients).set(values).where(isSameClient(client));
}

/** Whether a client is still the one that was read. */
export async function isStillSaved(
  db: Db,
  provider: string,
  client: Pick<ClientRow, 'clientSecretSealed'> | null,
): Promise<boolean> {
  const now = await loadClient(db, provider);
  return now?.clientSecretSealed === client?.clientSecretSealed;
}

/** Deletes a client. */
export async function deleteClient(db: Db, provider: string, userId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(providerClients).where(eq(providerClients.provider, provider));
    await announce(tx, userId);
  });
}

/** Accounts of each provider that live by its OAuth client, over all users. */
export async function countAccounts(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .select({ provider: accounts.provider, total: count() })
    .from(accounts)
    .leftJoin(credentials, eq(credentials.accountId, accounts.id))
    .where(sql`${credentials.kind} is distinct from 'delegated'`)
    .groupBy(accounts.provider);
  return new Map(rows.map(({ provider, total }) => [provider, total]));
}

/** A client as administrators see it: everything but the secret. */
export function clientView(row: ClientRow, accountCount: number): ProviderClientView {
  return {
    provider: row.provider as ProviderId,
    isSimulated: isSimulated(row.provider),
    clientId: row.clientId,
    hasSecret: row.clientSecretSealed !== '',
    projectId: row.projectId,
    status: row.status,
    problem: row.problem,
    testedAt: row.testedAt?.toISOString() ?? null,
    pushTopic: row.pushTopic,
    pushServiceAccount: row.pushServiceAccount,
    accountCount,
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Each save seals the secret anew, so that no two of them are alike. */
function isSameClient(client: Pick<ClientRow, 'provider' | 'clientSecretSealed'>): SQL | undefined {
  return and(
    eq(providerClients.provider, client.provider),
    eq(providerClients.clientSecretSealed, client.clientSecretSealed),
  );
}

async function announce(tx: Db, userId: string | null): Promise<void> {
  if (userId !== null)
    await appendChanges(tx, userId, [{ kind: 'setup', accountId: null, ids: [] }]);
}
