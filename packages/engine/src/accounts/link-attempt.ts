import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { Caller, Engine, SecretBox } from '../engine.ts';
import { MailError } from '../errors.ts';
import { googleScopes, type OAuth } from '../providers/oauth.ts';
import type { AccessTokens, MailProvider } from '../providers/provider.ts';
import type { OpenClient } from '../setup/clients.ts';
import { redirectUriOf } from '../setup/redirect-uri.ts';
import { type AccountRow, appendAudit, requireAccount } from '../store/accounts.ts';
import type { Db } from '../store/database.ts';
import {
  consumeLinkTransaction,
  findLinkTransaction,
  findUnfinished,
  insertLinkTransaction,
  type LinkTransaction,
} from '../store/link-transactions.ts';
import type { Credentials } from './credentials.ts';

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

/** What an attempt asks for, and whose mailbox it must be. */
interface Aim {
  account: AccountRow | null;
  /** Of an attempt that goes on from another one. */
  mailbox: LinkTransaction['mailbox'];
  scopes: readonly string[];
  addsToGrant: boolean;
  loginHint: string | null;
}

const lifetimeMs = 10 * 60_000;
const maxCallbackLength = 8_192;
/** Asked for again with whatever is missing: they say whose grant it is, and have no box to tick. */
const identityScopes = ['openid', 'email'];

/** Begins an authorisation. See Engine.accounts.startLink. */
export async function startLink(options: LinkOptions, caller: Caller, input: StartInput) {
  const { db, secretBox, oauth, now } = options;
  if (input.browserSecret.length < 16) throw new MailError('invalid_input');
  const { account, mailbox, ...asked } = await aimOf(db, caller, input);
  const client = await options.openClient(input.provider);
  const id = randomBytes(16).toString('hex');
  const state = randomBytes(32).toString('base64url');
  const nonce = randomBytes(32).toString('base64url');
  const codeVerifier = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now().getTime() + lifetimeMs);
  const authorizationUrl = await oauth.authorizationUrl(client.oauth, {
    redirectUri: redirectUriOf(options.publicUrl),
    state,
    nonce,
    codeVerifier,
    ...asked,
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
      mailbox,
      returnTo: localPath(input.returnTo),
      locale: input.locale ?? null,
      createdAt: now(),
      expiresAt,
    },
    now(),
  );
  return { authorizationUrl, transactionId: id, expiresAt: expiresAt.toISOString() };
}

/** The query that the provider sent the browser back with. @throws MailError `invalid_input` */
export function readCallback(callbackUrl: string): { callback: URLSearchParams; state: string } {
  if (callbackUrl.length > maxCallbackLength || !URL.canParse(callbackUrl, 'http://localhost'))
    throw new MailError('invalid_input');
  const callback = new URL(callbackUrl, 'http://localhost').searchParams;
  const states = callback.getAll('state');
  if (states.length !== 1 || !states[0]) throw new MailError('invalid_input');
  return { callback, state: states[0] };
}

/**
 * Finds the attempt, checks that it is this user's in this browser, and uses it up.
 *
 * @throws MailError `link_expired`, `link_wrong_user`
 */
export async function claimAttempt(
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

/** The verifier of an attempt, in the clear. */
export function verifierOf({ secretBox }: LinkOptions, attempt: LinkTransaction): string {
  return secretBox.open(attempt.verifierSealed, verifierContext(attempt.id));
}

async function aimOf(db: Db, caller: Caller, input: StartInput): Promise<Aim> {
  const before = input.continueTransactionId ? await unfinished(db, caller, input) : null;
  const accountId = before ? before.accountId : input.reconnectAccountId;
  const account = accountId ? await requireAccount(db, caller, accountId) : null;
  if (account && account.provider !== input.provider) throw new MailError('invalid_input');
  if (account?.status === 'unlinking') throw new MailError('conflict');
  if (!before) {
    const loginHint = account?.email ?? null;
    return { account, mailbox: null, scopes: googleScopes, addsToGrant: false, loginHint };
  }
  const { mailbox, missingScopes } = before;
  return {
    account,
    mailbox,
    scopes: [...identityScopes, ...missingScopes],
    addsToGrant: true,
    loginHint: mailbox.email || mailbox.subject,
  };
}

/** The attempt to go on from: this user's, in this browser, with the same provider. */
async function unfinished(db: Db, caller: Caller, input: StartInput) {
  const before = await findUnfinished(db, caller.userId, input.continueTransactionId ?? '');
  const isSame =
    before?.provider === input.provider && before.browserHash === hash(input.browserSecret);
  if (!before || !isSame) throw new MailError('link_expired');
  return before;
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
