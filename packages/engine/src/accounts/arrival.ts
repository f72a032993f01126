import type { Caller } from '../engine.ts';
import { isMailError, MailError } from '../errors.ts';
import type { AccessGrant, OAuthIdentity } from '../providers/oauth.ts';
import type { MailProvider, RemoteIdentity } from '../providers/provider.ts';
import type { OpenClient } from '../setup/clients.ts';
import { redirectUriOf } from '../setup/redirect-uri.ts';
import { type AccountRow, requireAccount } from '../store/accounts.ts';
import { endForScopes, type LinkTransaction } from '../store/link-transactions.ts';
import { revokeUnlessShared } from './grants.ts';
import { type LinkOptions, verifierOf } from './link-attempt.ts';

/** A callback that passed all checks, before anything is stored of it. */
export interface Arrival {
  caller: Caller;
  transaction: LinkTransaction;
  client: OpenClient;
  grant: AccessGrant & { refreshToken: string };
  identity: OAuthIdentity;
  email: string;
  identities: RemoteIdentity[];
  /** The account that was to be authorised again; null for a new link. */
  reconnects: AccountRow | null;
}

/** Without it there is no mail; the others only say who it is. */
const neededScopes = ['https://mail.google.com/'];
/** Somebody waits before a page: a quota that comes back in an hour is told at once. */
const lookPatienceMs = 15_000;

/**
 * Exchanges the code and looks at the mailbox. What turns out useless is revoked, except a grant
 * that only lacks permissions: another attempt adds them to it.
 *
 * @throws MailError `wrong_mailbox` with both addresses; `scope_missing` with what is missing and
 *   the attempt that `continueTransactionId` goes on from; what OAuth.exchange throws; `no_mailbox`,
 *   `api_disabled`, `refresh_token_missing`, `rate_limited`
 */
export async function receiveGrant(
  options: LinkOptions,
  caller: Caller,
  transaction: LinkTransaction,
  callback: URLSearchParams,
  state: string,
): Promise<Arrival> {
  const { oauth } = options;
  const client = await options.openClient(transaction.provider);
  const { identity, ...grant } = await oauth.exchange(client.oauth, callback, {
    redirectUri: redirectUriOf(options.publicUrl),
    state,
    nonce: transaction.nonce,
    codeVerifier: verifierOf(options, transaction),
  });
  try {
    const reconnects = await accountToReconnect(options, caller, transaction);
    // Before anything else is said of it: it may be somebody else's mailbox altogether.
    checkMailbox(reconnects ?? transaction.mailbox, identity);
    await checkScopes(options, transaction, grant, identity);
    const { refreshToken } = grant;
    if (!refreshToken) throw new MailError('refresh_token_missing');
    const mailbox = await lookAtMailbox(options, transaction, client, grant, identity);
    const received = { ...grant, refreshToken };
    return { caller, transaction, client, grant: received, identity, reconnects, ...mailbox };
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'scope_missing')
      await discardGrant(options, transaction, client, grant, identity);
    throw error;
  }
}

async function accountToReconnect(
  { db }: LinkOptions,
  caller: Caller,
  { accountId }: LinkTransaction,
): Promise<AccountRow | null> {
  if (accountId === null) return null;
  try {
    return await requireAccount(db, caller, accountId);
  } catch (error) {
    throw new MailError('link_expired', { cause: error });
  }
}

/** The provider lets people choose another account than the one that was hinted at. */
function checkMailbox(
  expected: { issuer: string; subject: string; email: string } | null,
  identity: OAuthIdentity,
): void {
  if (!expected) return;
  if (expected.issuer === identity.issuer && expected.subject === identity.subject) return;
  throw new MailError('wrong_mailbox', {
    data: { expected: expected.email, actual: identity.email ?? '' },
  });
}

async function checkScopes(
  { db }: LinkOptions,
  transaction: LinkTransaction,
  grant: AccessGrant,
  { issuer, subject, email }: OAuthIdentity,
): Promise<void> {
  const missing = neededScopes.filter((scope) => grant.scopes && !grant.scopes.includes(scope));
  if (missing.length === 0) return;
  const mailbox = { issuer, subject, email: email ?? '' };
  await endForScopes(db, transaction.id, mailbox, missing);
  const resumable = { transactionId: transaction.id, provider: transaction.provider };
  throw new MailError('scope_missing', {
    data: { missing, email: mailbox.email, ...resumable },
  });
}

async function lookAtMailbox(
  options: LinkOptions,
  transaction: LinkTransaction,
  client: OpenClient,
  grant: AccessGrant,
  identity: OAuthIdentity,
): Promise<Pick<Arrival, 'email' | 'identities'>> {
  const provider = options.openMailbox({
    provider: transaction.provider,
    subject: identity.subject,
    client,
    tokens: { get: async () => grant.accessToken },
  });
  const looking = new AbortController();
  const { signal } = looking;
  let isForQuota = false;
  const timer = setTimeout(() => {
    // Once nobody waits any more there is no wait to ask for.
    isForQuota = provider.quotaWaitMs() > 0;
    looking.abort();
  }, lookPatienceMs);
  try {
    const { email } = await provider.profile({ priority: 'interactive', signal });
    const identities = await readIdentities(options, provider, email, identity, signal);
    return { email, identities };
  } catch (error) {
    if (!signal.aborted || !isMailError(error, 'cancelled')) throw error;
    throw new MailError(isForQuota ? 'rate_limited' : 'network', { cause: error });
  } finally {
    clearTimeout(timer);
    await provider.close();
  }
}

async function readIdentities(
  { logger }: LinkOptions,
  provider: MailProvider,
  email: string,
  identity: OAuthIdentity,
  signal: AbortSignal,
): Promise<RemoteIdentity[]> {
  try {
    const listed = await provider.identities({ priority: 'interactive', signal });
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
