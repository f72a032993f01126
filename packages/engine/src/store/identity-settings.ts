import { and, eq } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { IdentityInput } from '../views.ts';
import { type AccountRow, requireAccount, updateAccount } from './accounts.ts';
import { appendChanges } from './changes.ts';
import type { Db } from './database.ts';
import { identities, replyAddresses, signatureDefaults } from './schema.ts';

const anyState: AccountRow['status'][] = [
  ...(['confirming', 'active', 'paused', 'needs_reconnect', 'unlinking'] as const),
];

/** An address that the caller sends from, with what it says of itself. */
export interface SenderRow {
  accountId: number;
  email: string;
  /** The user's choice, else the provider's, else the account's; '' when nobody has one. */
  name: string;
  /** The user's choice, else the provider's. */
  replyTo: string | null;
  /** The user's choice alone. */
  ownReplyTo: string | null;
  /** The provider's own signature. */
  signatureHtml: string | null;
}

/**
 * One of the caller's addresses.
 *
 * @param email default: the account's first choice
 * @throws MailError `not_found` for somebody else's account, `invalid_input` for an address that the
 *   account may not send from
 */
export async function requireSender(
  db: Db,
  caller: Caller,
  accountId: number,
  email?: string,
): Promise<SenderRow> {
  const account = await requireAccount(db, caller, accountId);
  const rows = await db
    .select()
    .from(identities)
    .where(and(eq(identities.accountId, accountId), eq(identities.isVerified, true)));
  rows.sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  const wanted = email?.toLowerCase();
  const row = wanted ? rows.find((one) => one.email.toLowerCase() === wanted) : rows[0];
  if (!row && wanted && wanted !== account.email.toLowerCase())
    throw new MailError('invalid_input', { detail: 'You cannot send from this address.' });
  const address = row?.email ?? account.email;
  const [own] = await db
    .select()
    .from(replyAddresses)
    .where(
      and(eq(replyAddresses.accountId, accountId), eq(replyAddresses.email, address.toLowerCase())),
    );
  return {
    accountId,
    email: address,
    name: account.senderName || row?.name || account.displayName || '',
    replyTo: own?.replyTo ?? (row?.replyTo || null),
    ownReplyTo: own?.replyTo ?? null,
    signatureHtml: row?.signatureHtml || null,
  };
}

/** Saves what an address signs with and where answers go. The caller has checked all of it. */
export async function saveIdentitySettings(
  db: Db,
  userId: string,
  input: IdentityInput,
): Promise<void> {
  const key = { accountId: input.accountId, email: input.email.toLowerCase() };
  const chosen = {
    newSignatureId: input.newSignatureId,
    replySignatureId: input.replySignatureId,
  };
  await db.transaction(async (tx) => {
    await tx
      .insert(signatureDefaults)
      .values({ ...key, ...chosen })
      .onConflictDoUpdate({
        target: [signatureDefaults.accountId, signatureDefaults.email],
        set: chosen,
      });
    const { accountId, email } = replyAddresses;
    if (input.replyTo) {
      await tx
        .insert(replyAddresses)
        .values({ ...key, replyTo: input.replyTo })
        .onConflictDoUpdate({ target: [accountId, email], set: { replyTo: input.replyTo } });
    } else {
      const isIt = and(eq(accountId, key.accountId), eq(email, key.email));
      await tx.delete(replyAddresses).where(isIt);
    }
    const change = { kind: 'account' as const, accountId: key.accountId, ids: [key.accountId] };
    await appendChanges(tx as unknown as Db, userId, [change]);
  });
}

/** Saves the sender's name of an account; null: the provider's again. @throws MailError `not_found` */
export async function saveSenderName(
  db: Db,
  caller: Caller,
  accountId: number,
  senderName: string | null,
): Promise<void> {
  await requireAccount(db, caller, accountId);
  await updateAccount(db, accountId, anyState, { senderName });
}
