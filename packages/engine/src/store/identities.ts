import { and, asc, desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import type { RemoteIdentity } from '../providers/provider.ts';
import type { IdentityView } from '../views.ts';
import { appendChanges } from './changes.ts';
import { type Db, queryRows } from './database.ts';
import { accounts, identities, replyAddresses, signatureDefaults } from './schema.ts';
import { sharedSignature } from './signatures.ts';
import { jsonRows } from './sql-text.ts';

const maxIdentities = 200;

/**
 * Makes an account's identities what the provider listed. A list without any is no list: every
 * mailbox has its own address.
 *
 * @returns whether anything changed
 */
export async function saveIdentities(
  db: Db,
  accountId: number,
  listed: RemoteIdentity[],
): Promise<boolean> {
  const unique = new Map(listed.slice(0, maxIdentities).map((one) => [one.email, one]));
  if (unique.size === 0) return false;
  // In one order everywhere: two that write at the same time must not wait for each other.
  const rows = [...unique.values()].sort((a, b) => (a.email < b.email ? -1 : 1));
  return db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    const changed = await queryRows(
      tx,
      sql`insert into mailroom.identities as i (account_id, email, name, is_primary, is_default,
            is_verified, reply_to, signature_html)
          select ${accountId}::bigint, r.* from jsonb_to_recordset(${jsonRows(rows)}) as r(email text,
            name text, "isPrimary" boolean, "isDefault" boolean, "isVerified" boolean,
            "replyTo" text, "signatureHtml" text)
          on conflict (account_id, email) do update set name = excluded.name,
            is_primary = excluded.is_primary, is_default = excluded.is_default,
            is_verified = excluded.is_verified, reply_to = excluded.reply_to,
            signature_html = excluded.signature_html
          where (i.name, i.is_primary, i.is_default, i.is_verified, i.reply_to, i.signature_html)
            is distinct from (excluded.name, excluded.is_primary, excluded.is_default,
              excluded.is_verified, excluded.reply_to, excluded.signature_html)
          returning email`,
    );
    const others = notInArray(identities.email, [...unique.keys()]);
    const gone = await tx
      .delete(identities)
      .where(and(eq(identities.accountId, accountId), others))
      .returning({ email: identities.email });
    return changed.length + gone.length > 0;
  });
}

/** Like `saveIdentities`, and tells the user's screens when anything changed. */
export async function replaceIdentities(
  db: Db,
  account: { id: number; userId: string },
  listed: RemoteIdentity[],
): Promise<void> {
  await db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    if (!(await saveIdentities(tx, account.id, listed))) return;
    const change = { kind: 'account' as const, accountId: account.id, ids: [account.id] };
    await appendChanges(tx, account.userId, [change]);
  });
}

/** Keeps when the provider was last asked for identities; null: to be asked at once. */
export async function saveIdentitiesAt(db: Db, accountId: number, at: Date | null): Promise<void> {
  await db.update(accounts).set({ identitiesAt: at }).where(eq(accounts.id, accountId));
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
  const shared = await sharedSignature(db);
  const standard = shared && !shared.isLocked ? shared.id : null;
  const ofAddress = (table: typeof signatureDefaults | typeof replyAddresses) =>
    and(
      eq(table.accountId, identities.accountId),
      eq(table.email, sql`lower(${identities.email})`),
    );
  const rows = await db
    .select({
      identity: identities,
      account: { senderName: accounts.senderName, displayName: accounts.displayName },
      chosen: signatureDefaults,
      replyTo: replyAddresses.replyTo,
    })
    .from(identities)
    .innerJoin(accounts, eq(accounts.id, identities.accountId))
    .leftJoin(signatureDefaults, ofAddress(signatureDefaults))
    .leftJoin(replyAddresses, ofAddress(replyAddresses))
    .where(inArray(identities.accountId, mine))
    .orderBy(asc(identities.accountId), desc(identities.isDefault), asc(identities.email));
  return rows.map(({ identity, account, chosen, replyTo }) => ({
    accountId: identity.accountId,
    email: identity.email,
    name: account.senderName || identity.name || account.displayName,
    senderName: account.senderName,
    isDefault: identity.isDefault,
    isVerified: identity.isVerified,
    newSignatureId: chosen ? chosen.newSignatureId : standard,
    replySignatureId: chosen ? chosen.replySignatureId : standard,
    replyTo,
    providerReplyTo: identity.replyTo || null,
    hasProviderSignature: Boolean(identity.signatureHtml),
  }));
}
