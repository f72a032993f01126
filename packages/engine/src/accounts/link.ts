import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { Caller, Engine, SecretBox } from '../engine.ts';
import { isMailError, MailError } from '../errors.ts';
import {
  type AccessGrant,
  googleScopes,
  type OAuth,
  type OAuthIdentity,
} from '../providers/oauth.ts';
import type { AccessTokens, MailProvider, RemoteIdentity } from '../providers/provider.ts';
import type { OpenClient } from '../setup/clients.ts';
import { redirectUriOf } from '../setup/redirect-uri.ts';
import {
  type AccountRow,
  appendAudit,
  findLink,
  insertAccount,
  requireAccount,
  updateAccount,
} from '../store/accounts.ts';
import { appendChanges } from '../store/changes.ts';
import type { Db } from '../store/database.ts';
import { saveIdentities } from '../store/identities.ts';
import {
  consumeLinkTransaction,
  findLinkTransaction,
  insertLinkTransaction,
  type LinkTransaction,
} from '../store/link-transactions.ts';
import { appendTimeline } from '../store/timeline.ts';
import type { Credentials } from './credentials.ts';
import { revokeUnlessShared } from './grants.ts';

export interface LinkOptions {
  db: Db;
  secretBox: SecretBox;
  oauth: OAuth;
  credentials: Credentials;
  publicUrl: string;
  /** @throws MailError `provider_not_configured` */
  openClient(provider: string): Promise<OpenClient>;
  /** Opens the adapter of a mailbox that has no account yet; see providers/open.ts. */
  openMailbox(mailbox: {
    provider: string;
    subject: string;
    client: OpenClient;
    tokens: AccessTokens;
  }): MailProvider;
  /** Told when an account may synchronise. */
  onAccountReady(accountId: number): void;
  logger: Logger;
  now: () => Date;
}

type StartInput = Parameters<Engine['accounts']['startLink']>[1];

/** A callback that passed all checks, before anything is stored of it. */
interface Arrival {
  caller: Caller;
  transaction: LinkTransaction;
  client: OpenClient;
  grant: AccessGrant & { refreshToken: string };
  identity: OAuthIdentity;
  email: string;
  identities: RemoteIdentity[];
}

const lifetimeMs = 10 * 60_000;
const maxCallbackLength = 8_192;
/** Without it there is no mail; the others only say who it is. */
const neededScopes = ['https://mail.google.com/'];
const defaultSyncMs = 31 * 24 * 60 * 60_000;

/** Begins an authorisation. See Engine.accounts.startLink. */
export async function startLink(options: LinkOptions, caller: Caller, input: StartInput) {
  const { db, secretBox, oauth, now } = options;
  const account = input.reconnectAccountId
    ? await requireAccount(db, caller, input.reconnectAccountId)
    : null;
  if (account && account.provider !== input.provider) throw new MailError('invalid_input');
  if (account?.status === 'unlinking') throw new MailError('conflict');
  if (input.browserSecret.length < 16) throw new MailError('invalid_input');
  const client = await options.openClient(input.provider);
  const id = randomBytes(16).toString('hex');
  const state = randomBytes(32).toString('base64url');
  const nonce = randomBytes(32).toString('base64url');
  const codeVerifier = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now().getTime() + lifetimeMs);
  const authorizationUrl = await oauth.authorizationUrl(client.oauth, {
    redirectUri: redirectUriOf(options.publicUrl),
    scopes: googleScopes,
    state,
    nonce,
    codeVerifier,
    loginHint: account?.email ?? null,
  });
  await insertLinkTransaction(
    db,
    {
      id,
      stateHash: hash(state),
      userId: caller.userId,
      browserHash: hash(input.browserSecret),
      provider: input.provider,
      verifierSealed: secretBox.seal(codeVerifier, verifierContext(id)),
      nonce,
      accountId: account?.id ?? null,
      returnTo: localPath(input.returnTo),
      createdAt: now(),
      expiresAt,
    },
    now(),
  );
  return { authorizationUrl, transactionId: id, expiresAt: expiresAt.toISOString() };
}

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
  const transaction = await claimTransaction(options, caller, state, input.browserSecret);
  const arrival = await receiveGrant(options, caller, transaction, callback, state);
  const { returnTo } = transaction;
  if (transaction.accountId !== null)
    return { account: await reconnect(options, arrival), needsConfirmation: false, returnTo };
  const { account, isNew } = await linkMailbox(options, arrival);
  return { account, needsConfirmation: isNew, returnTo };
}

function readCallback(callbackUrl: string): { callback: URLSearchParams; state: string } {
  if (callbackUrl.length > maxCallbackLength || !URL.canParse(callbackUrl, 'http://localhost'))
    throw new MailError('invalid_input');
  const callback = new URL(callbackUrl, 'http://localhost').searchParams;
  const states = callback.getAll('state');
  if (states.length !== 1 || !states[0]) throw new MailError('invalid_input');
  return { callback, state: states[0] };
}

/** Finds the attempt, checks that it is this user's in this browser, and uses it up. */
async function claimTransaction(
  options: LinkOptions,
  caller: Caller,
  state: string,
  browserSecret: string,
): Promise<LinkTransaction> {
  const { db, now } = options;
  const transaction = await findLinkTransaction(db, hash(state));
  if (!transaction) throw new MailError('link_expired');
  const isBrowser = timingSafeEqual(
    Buffer.from(hash(browserSecret)),
    Buffer.from(transaction.browserHash),
  );
  // Somebody who follows another's callback must not end up with the other's mailbox, or the
  // other way round: RFC 9700, section 4.7.
  if (transaction.userId !== caller.userId || !isBrowser) {
    await appendAudit(db, {
      userId: caller.userId,
      action: 'link',
      outcome: 'refused',
      data: { code: 'link_wrong_user' },
    });
    throw new MailError('link_wrong_user');
  }
  if (transaction.expiresAt <= now() || transaction.consumedAt) throw new MailError('link_expired');
  if (!(await consumeLinkTransaction(db, transaction.id, now())))
    throw new MailError('link_expired');
  return transaction;
}

/** Exchanges the code and looks at the mailbox; what turns out useless is revoked. */
async function receiveGrant(
  options: LinkOptions,
  caller: Caller,
  transaction: LinkTransaction,
  callback: URLSearchParams,
  state: string,
): Promise<Arrival> {
  const { oauth, secretBox } = options;
  const client = await options.openClient(transaction.provider);
  const { identity, ...grant } = await oauth.exchange(client.oauth, callback, {
    redirectUri: redirectUriOf(options.publicUrl),
    state,
    nonce: transaction.nonce,
    codeVerifier: secretBox.open(transaction.verifierSealed, verifierContext(transaction.id)),
  });
  try {
    const missing = neededScopes.filter((scope) => grant.scopes && !grant.scopes.includes(scope));
    if (missing.length > 0) throw new MailError('scope_missing', { data: { missing } });
    const { refreshToken } = grant;
    if (!refreshToken) throw new MailError('refresh_token_missing');
    const provider = options.openMailbox({
      provider: transaction.provider,
      subject: identity.subject,
      client,
      tokens: { get: async () => grant.accessToken },
    });
    try {
      const { email } = await provider.profile({ priority: 'interactive' });
      const identities = await readIdentities(options, provider, email, identity);
      const received = { ...grant, refreshToken };
      return { caller, transaction, client, grant: received, identity, email, identities };
    } finally {
      await provider.close();
    }
  } catch (error) {
    await discardGrant(options, transaction, client, grant, identity);
    throw error;
  }
}

async function readIdentities(
  { logger }: LinkOptions,
  provider: MailProvider,
  email: string,
  identity: OAuthIdentity,
): Promise<RemoteIdentity[]> {
  try {
    const listed = await provider.identities({ priority: 'interactive' });
    if (listed.length > 0) return listed;
  } catch (error) {
    logger.warn({ err: error }, 'identities could not be read');
  }
  const { name } = identity;
  const alone = { isPrimary: true, isDefault: true, isVerified: true };
  return [{ email, name, ...alone, replyTo: null, signatureHtml: null }];
}

async function discardGrant(
  options: LinkOptions,
  { provider }: LinkTransaction,
  client: OpenClient,
  grant: AccessGrant,
  { issuer, subject }: OAuthIdentity,
): Promise<void> {
  const token = grant.refreshToken ?? grant.accessToken;
  await revokeUnlessShared(options, client.oauth, token, { provider, issuer, subject }, null);
}

async function reconnect(options: LinkOptions, arrival: Arrival): Promise<AccountRow> {
  const { transaction, identity, caller } = arrival;
  const account = await requireAccount(options.db, caller, transaction.accountId as number).catch(
    () => null,
  );
  if (!account) throw new MailError('link_expired');
  if (account.issuer !== identity.issuer || account.subject !== identity.subject) {
    await discardGrant(options, transaction, arrival.client, arrival.grant, identity);
    throw new MailError('wrong_mailbox', {
      data: { expected: account.email, actual: arrival.email },
    });
  }
  return renewGrant(options, arrival, account);
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
    return updateAccount(tx, account.id, ['active', 'paused', 'needs_reconnect', 'confirming'], {
      ...(wasStopped ? { status: 'active' as const } : {}),
      ...(account.status === 'confirming' ? {} : { nextSyncAt: now() }),
      email: arrival.email,
      problem: null,
      failures: 0,
      grantExpiresAt: arrival.grant.grantExpiresAt,
    });
  });
  if (!row) throw new MailError('conflict');
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

/** A path of this site, or null: the way back must not lead anywhere else. */
function localPath(path: string | undefined): string | null {
  if (!path || path.length > 500 || !/^\/(?![/\\])[^\\\r\n\t]*$/.test(path)) return null;
  return path;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function verifierContext(id: string): string {
  return `link_transactions:${id}`;
}
