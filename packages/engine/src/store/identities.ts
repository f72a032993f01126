import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import type { RemoteIdentity } from '../providers/provider.ts';
import type { IdentityView } from '../views.ts';
import type { Db } from './database.ts';
import { accounts, identities } from './schema.ts';

const maxIdentities = 200;

/** Replaces an account's identities by what the provider listed. */
export async function saveIdentities(
  db: Db,
  accountId: number,
  listed: RemoteIdentity[],
): Promise<void> {
  const unique = new Map(listed.slice(0, maxIdentities).map((one) => [one.email, one]));
  await db.transaction(async (tx) => {
    await tx.delete(identities).where(eq(identities.accountId, accountId));
    if (unique.size > 0)
      await tx
        .insert(identities)
        .values([...unique.values()].map((identity) => ({ ...identity, accountId })));
  });
}

/** Addresses that the caller can send from: of one account, or of all. Default first. */
export async function listIdentities(
  db: Db,
  caller: Caller,
  accountId: number | null,
): Promise<IdentityView[]> {
  const mine = db
    .select({ id: accounts.id })
    .from(accounts)
    .where(
      and(
        eq(accounts.userId, caller.userId),
        accountId === null ? undefined : eq(accounts.id, accountId),
      ),
    );
  const rows = await db
    .select()
    .from(identities)
    .where(inArray(identities.accountId, mine))
    .orderBy(asc(identities.accountId), desc(identities.isDefault), asc(identities.email));
  return rows.map(({ accountId: id, email, name, isDefault, isVerified }) => ({
    accountId: id,
    email,
    name,
    isDefault,
    isVerified,
  }));
}
