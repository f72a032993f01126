import type { Logger } from 'pino';
import type { Credentials } from '../../accounts/credentials.ts';
import { isMailError, MailError } from '../../errors.ts';
import type { AccessGrant, OAuth, OAuthIdentity } from '../../providers/oauth.ts';
import type { AccessTokens, MailProvider, RemoteIdentity } from '../../providers/provider.ts';
import {
  type AccountRow,
  appendAudit,
  findLink,
  insertAccount,
  updateAccount,
} from '../../store/accounts.ts';
import { appendChanges } from '../../store/changes.ts';
import type { Db } from '../../store/database.ts';
import {
  type DelegatedLink,
  delegatedDomains,
  loadDelegatedLink,
  updateDelegatedLink,
} from '../../store/delegated-links.ts';
import { saveIdentities } from '../../store/identities.ts';
import { asMailError, problemOf } from '../../store/problem.ts';
import { appendTimeline } from '../../store/timeline.ts';
import type { DelegatedTokens } from './tokens.ts';

export interface LinkDelegatedOptions {
  db: Db;
  oauth: Pick<OAuth, 'identityOf'>;
  tokens: DelegatedTokens;
  credentials: Pick<Credentials, 'storeDelegated' | 'forget'>;
  /** Opens the adapter of a mailbox that has no account yet. */
  openMailbox(mailbox: {
    provider: string;
    subject: string;
    tokens: AccessTokens;
  }): Promise<MailProvider>;
  findUserByEmail?: ((email: string) => Promise<string | null>) | undefined;
  /** Told when an account may synchronise. */
  onAccountReady(accountId: number): void;
  logger: Logger;
  now: () => Date;
}

/** A mailbox that the provider opened for us. */
interface OpenedMailbox {
  userId: string;
  grant: AccessGrant;
  identity: OAuthIdentity;
  email: string;
  identities: RemoteIdentity[];
}

const firstPauseMs = 5_000;
const longestPauseMs = 10 * 60_000;
/** A defect of ours is not cured by asking for ever; a provider that is down or busy is. */
const maxDefects = 5;

/**
 * Links one mailbox that an administrator asked for: at most one process works on it at a time (see
 * jobs.ts). After a crash it begins anew, which links nothing twice.
 *
 * @returns when to try again, null: it is done
 */
export async function linkDelegated(
  options: LinkDelegatedOptions,
  linkId: number,
  signal: AbortSignal,
): Promise<Date | null> {
  const { db, now } = options;
  const link = await loadDelegatedLink(db, linkId);
  if (!link || (link.state !== 'waiting' && link.state !== 'linking')) return null;
  if (link.nextAttemptAt && link.nextAttemptAt > now()) return link.nextAttemptAt;
  await updateDelegatedLink(db, link, { state: 'linking', updatedAt: now() });
  try {
    const mailbox = await openMailbox(options, link, signal);
    if (signal.aborted) throw new MailError('cancelled');
    const account = await store(options, link, mailbox);
    if (account?.status === 'active') options.onAccountReady(account.id);
    return null;
  } catch (thrown) {
    const error = asMailError(thrown);
    // The next start finds it as it stands.
    if (signal.aborted || error.code === 'cancelled') return null;
    return fail(options, link, error);
  }
}

async function openMailbox(
  options: LinkDelegatedOptions,
  { provider: providerId, email: address }: DelegatedLink,
  signal: AbortSignal,
): Promise<OpenedMailbox> {
  const { tokens, oauth } = options;
  // First, because it asks nobody: who has no user here is not looked at over there.
  const userId = (await options.findUserByEmail?.(address)) ?? null;
  if (userId === null) throw new MailError('no_member');
  const grant = await tokens.ask(providerId, address);
  const identity = await oauth.identityOf(await tokens.issuerOf(providerId), grant.accessToken);
  const provider = await options.openMailbox({
    provider: providerId,
    subject: identity.subject,
    tokens: { get: async () => grant.accessToken },
  });
  try {
    const call = { priority: 'normal', signal } as const;
    const { email } = await provider.profile(call);
    await checkOwner(options, { userId, address, email });
    const listed = await provider.identities(call);
    const alone = { isPrimary: true, isDefault: true, isVerified: true };
    const own = { email, name: identity.name, ...alone, replyTo: null, signatureHtml: null };
    return { userId, grant, identity, email, identities: listed.length > 0 ? listed : [own] };
  } finally {
    await provider.close();
  }
}

/**
 * The provider may open another user's mailbox for an address: an alias, often of somebody who left,
 * belongs to whoever reads their mail now. It is linked only for the member whom that mailbox's own
 * address names, too.
 */
async function checkOwner(
  { findUserByEmail }: LinkDelegatedOptions,
  { userId, address, email }: { userId: string; address: string; email: string },
): Promise<void> {
  if (email.toLowerCase() === address) return;
  if ((await findUserByEmail?.(email.toLowerCase())) === userId) return;
  throw new MailError('wrong_mailbox', {
    detail: 'The address leads to the mailbox of somebody else.',
    data: { expected: address, actual: email },
  });
}

/** Account, credentials and outcome in one transaction: a crash leaves all or nothing. */
async function store(
  options: LinkDelegatedOptions,
  link: DelegatedLink,
  mailbox: OpenedMailbox,
): Promise<AccountRow | null> {
  const { db, now } = options;
  const { userId, identity } = mailbox;
  const { issuer, subject } = identity;
  const account = await db.transaction(async (tx) => {
    const existing = await findLink(tx, { userId, provider: link.provider, issuer, subject });
    // Its mail is just being deleted: whoever asks again wants it anew, once that is over.
    if (existing?.status === 'unlinking') throw new MailError('conflict');
    const row = existing
      ? await take(options, tx, existing, link, mailbox)
      : await create(options, tx, link, mailbox);
    await appendAudit(tx, {
      userId: link.requestedBy,
      action: 'link_delegated',
      accountId: row.id,
      outcome: 'done',
      data: { provider: link.provider, owner: userId },
    });
    const isHere = await updateDelegatedLink(tx, link, {
      ...{ state: 'linked', problem: null, userId, accountId: row.id },
      ...{ attempts: 0, nextAttemptAt: null, updatedAt: now() },
    });
    // The service account was removed meanwhile: nothing may be linked through it any more.
    if (!isHere) throw new MailError('cancelled');
    return row;
  });
  options.credentials.forget(account.id);
  return account;
}

async function create(
  options: LinkDelegatedOptions,
  tx: Db,
  link: DelegatedLink,
  { userId, grant, identity, email, identities }: OpenedMailbox,
): Promise<AccountRow> {
  const at = options.now();
  const row = await insertAccount(tx, {
    ...{ userId, provider: link.provider, email, status: 'active', syncFrom: link.syncFrom },
    ...{ issuer: identity.issuer, subject: identity.subject },
    displayName: identity.name ?? identities.find((one) => one.isPrimary)?.name ?? null,
    ...{ nextSyncAt: at, createdAt: at },
  });
  await options.credentials.storeDelegated(tx, row.id, grant);
  await saveIdentities(tx, row.id, identities);
  await appendTimeline(tx, row.id, 'linked', { by: 'administrator' }, at);
  await appendChanges(tx, userId, [{ kind: 'account', accountId: row.id, ids: [] }]);
  return row;
}

/** The user has linked this very mailbox: what works by their consent is left alone. */
async function take(
  options: LinkDelegatedOptions,
  tx: Db,
  existing: AccountRow,
  { syncFrom }: DelegatedLink,
  { grant, email, identities }: OpenedMailbox,
): Promise<AccountRow> {
  if (existing.status === 'active' || existing.status === 'paused') return existing;
  await options.credentials.storeDelegated(tx, existing.id, grant);
  await saveIdentities(tx, existing.id, identities);
  await appendTimeline(tx, existing.id, 'reconnected', { by: 'administrator' }, options.now());
  const revived = await updateAccount(tx, existing.id, ['needs_reconnect', 'confirming'], {
    ...{ status: 'active', email, problem: null, failures: 0 },
    ...{ grantExpiresAt: null, nextSyncAt: options.now() },
    // Of one that was never confirmed nobody has chosen the start yet.
    ...(existing.status === 'confirming' ? { syncFrom } : {}),
  });
  if (!revived) throw new MailError('conflict');
  return revived;
}

async function fail(
  options: LinkDelegatedOptions,
  link: DelegatedLink,
  thrown: MailError,
): Promise<Date | null> {
  const { db, now, logger } = options;
  const error = await sharpen(db, link, thrown);
  const attempts = link.attempts + 1;
  const isDefect = error.code === 'internal';
  const isPassing = error.retry === 'backoff' || error.code === 'conflict';
  logger.warn({ err: error, linkId: link.id, code: error.code }, 'delegated link failed');
  const problem = problemOf(error, now());
  if (!isPassing || (isDefect && attempts >= maxDefects)) {
    await updateDelegatedLink(db, link, { state: 'failed', problem, attempts, updatedAt: now() });
    return null;
  }
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(link.attempts, 10));
  const waitMs = Math.max(error.retryAfterMs ?? 0, pauseMs * (0.8 + Math.random() * 0.4));
  const nextAttemptAt = new Date(now().getTime() + waitMs);
  const updatedAt = now();
  await updateDelegatedLink(db, link, {
    ...{ state: 'waiting', problem, attempts, nextAttemptAt, updatedAt },
  });
  return nextAttemptAt;
}

/**
 * For an address of a foreign domain the provider says the same as for a delegation that nobody
 * set up. Where it has worked in other domains, and never in this one, it is the domain.
 */
async function sharpen(db: Db, link: DelegatedLink, error: MailError): Promise<MailError> {
  if (!isMailError(error, 'delegation_missing')) return error;
  const domains = await delegatedDomains(db, link.provider);
  const own = link.email.slice(link.email.lastIndexOf('@') + 1);
  if (domains.length === 0 || domains.includes(own)) return error;
  return new MailError('delegation_wrong_domain', { cause: error, data: error.data });
}
