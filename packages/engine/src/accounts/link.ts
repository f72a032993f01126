import type { Caller } from '../engine.ts';
import { isMailError, MailError } from '../errors.ts';
import {
  type AccountRow,
  appendAudit,
  findLink,
  insertAccount,
  updateAccount,
} from '../store/accounts.ts';
import { appendChanges } from '../store/changes.ts';
import { saveIdentities } from '../store/identities.ts';
import { appendTimeline } from '../store/timeline.ts';
import { type Arrival, receiveGrant } from './arrival.ts';
import { claimAttempt, type LinkOptions, readCallback } from './link-attempt.ts';
import { noteOutcome } from './link-outcome.ts';

const defaultSyncMs = 31 * 24 * 60 * 60_000;

/**
 * Ends an authorisation with what the provider sent the browser back with.
 *
 * @returns the account, and whether its user has yet to confirm it
 */
export async function finishLink(
  options: LinkOptions,
  caller: Caller,
  input: { callbackUrl: string; browserSecret: string },
): Promise<{ account: AccountRow; needsConfirmation: boolean; returnTo: string | null }> {
  const { callback, state } = readCallback(input.callbackUrl);
  const attempt = await claimAttempt(options, caller, state, input.browserSecret);
  const { provider, returnTo } = attempt;
  try {
    const arrival = await receiveGrant(options, caller, attempt, callback, state);
    const { account, isNew } = arrival.reconnects
      ? { account: await renewGrant(options, arrival, arrival.reconnects), isNew: false }
      : await linkMailbox(options, arrival);
    const { email, grantExpiresAt } = account;
    await noteOutcome(options, provider, {
      code: isNew ? 'linked' : 'reconnected',
      data: { email, grantExpiresAt: grantExpiresAt?.toISOString() ?? null },
    });
    return { account, needsConfirmation: isNew, returnTo };
  } catch (error) {
    await noteOutcome(options, provider, { error });
    throw error;
  }
}

/** Puts the new grant in place of the old one; an account that had stopped for it goes on. */
async function renewGrant(
  options: LinkOptions,
  arrival: Arrival,
  account: AccountRow,
): Promise<AccountRow> {
  const { db, now } = options;
  const wasStopped = account.status === 'needs_reconnect';
  const row = await db.transaction(async (tx) => {
    await options.credentials.store(tx, account.id, arrival.grant);
    await saveIdentities(tx, account.id, arrival.identities);
    await appendTimeline(tx, account.id, 'reconnected', {}, now());
    const states = ['active', 'paused', 'needs_reconnect', 'confirming'] as const;
    const renewed = await updateAccount(tx, account.id, [...states], {
      ...(wasStopped ? { status: 'active' as const } : {}),
      ...(account.status === 'confirming' ? {} : { nextSyncAt: now() }),
      email: arrival.email,
      problem: null,
      failures: 0,
      grantExpiresAt: arrival.grant.grantExpiresAt,
      grantWarnedDays: null,
      ...(arrival.transaction.locale ? { locale: arrival.transaction.locale } : {}),
    });
    // Within the transaction: nothing is stored for an account that is being unlinked.
    if (!renewed) throw new MailError('conflict');
    return renewed;
  });
  options.credentials.forget(account.id);
  await noteDone(options, arrival, row.id, 'reconnect');
  if (row.status === 'active') options.onAccountReady(row.id);
  return row;
}

async function linkMailbox(
  options: LinkOptions,
  arrival: Arrival,
): Promise<{ account: AccountRow; isNew: boolean }> {
  const { transaction, identity, caller } = arrival;
  const { provider } = transaction;
  const { issuer, subject } = identity;
  for (let tries = 0; tries < 2; tries += 1) {
    const existing = await findLink(options.db, {
      userId: caller.userId,
      ...{ provider, issuer, subject },
    });
    if (existing?.status === 'confirming')
      return { account: await renewGrant(options, arrival, existing), isNew: true };
    // Whoever links anew what had stopped means to reconnect it.
    if (existing?.status === 'needs_reconnect')
      return { account: await renewGrant(options, arrival, existing), isNew: false };
    // Not revoked: it is the same grant that the existing link lives by.
    if (existing) throw new MailError('already_linked', { data: { accountId: existing.id } });
    try {
      return { account: await createAccount(options, arrival), isNew: true };
    } catch (error) {
      if (!isMailError(error, 'conflict')) throw error;
    }
  }
  throw new MailError('conflict');
}

async function createAccount(options: LinkOptions, arrival: Arrival): Promise<AccountRow> {
  const { db, now } = options;
  const { identity, caller, grant, email } = arrival;
  const account = await db.transaction(async (tx) => {
    const row = await insertAccount(tx, {
      userId: caller.userId,
      provider: arrival.transaction.provider,
      issuer: identity.issuer,
      subject: identity.subject,
      email,
      displayName: identity.name ?? arrival.identities.find((one) => one.isPrimary)?.name ?? null,
      status: 'confirming',
      syncFrom: new Date(now().getTime() - defaultSyncMs),
      grantExpiresAt: grant.grantExpiresAt,
      locale: arrival.transaction.locale,
      createdAt: now(),
    });
    await options.credentials.store(tx, row.id, grant);
    await saveIdentities(tx, row.id, arrival.identities);
    await appendChanges(tx, caller.userId, [{ kind: 'account', accountId: row.id, ids: [] }]);
    return row;
  });
  await noteDone(options, arrival, account.id, 'link');
  return account;
}

async function noteDone(
  { db }: LinkOptions,
  { caller }: Arrival,
  accountId: number,
  action: string,
): Promise<void> {
  await appendAudit(db, { userId: caller.userId, action, accountId, outcome: 'done' });
}
