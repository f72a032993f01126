import type { Logger } from 'pino';
import type { SecretBox } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { AccessGrant, OAuth } from '../providers/oauth.ts';
import type { AccessTokens } from '../providers/provider.ts';
import { type OpenClient, problem } from '../setup/clients.ts';
import { type AccountRow, loadAccount, updateAccount } from '../store/accounts.ts';
import { saveClientStatus } from '../store/clients.ts';
import {
  type CredentialsRow,
  loadCredentials,
  lockCredentials,
  replaceCredentials,
  saveCredentials,
} from '../store/credentials.ts';
import type { Db, OpenDatabase } from '../store/database.ts';
import { appendTimeline } from '../store/timeline.ts';
import { createGate } from '../sync/gate.ts';

export interface CredentialsOptions {
  database: Pick<OpenDatabase, 'db' | 'kind'>;
  secretBox: SecretBox;
  oauth: OAuth;
  /** The provider's client with its secret. @throws MailError `provider_not_configured` */
  openClient(provider: string): Promise<OpenClient>;
  /** A token for the account's mailbox from the service account; see setup/delegation/. */
  askDelegated(account: AccountRow): Promise<AccessGrant>;
  logger: Logger;
  now: () => Date;
}

/** Access tokens of all accounts. */
export interface Credentials {
  /**
   * @throws MailError `token_revoked`, `client_invalid`, `network`, `provider_unavailable`; for
   *   delegated ones what OAuth.delegate throws, and `service_account_missing`
   */
  getAccessToken(accountId: number, options?: { rejected?: string | undefined }): Promise<string>;
  /** The same for one account, in the shape that adapters take. */
  tokensFor(accountId: number): AccessTokens;
  /** Stores what a new authorisation brought. */
  store(db: Db, accountId: number, grant: AccessGrant & { refreshToken: string }): Promise<void>;
  /** Stores what a service account was given: from now on it asks in the user's name. */
  storeDelegated(db: Db, accountId: number, grant: AccessGrant): Promise<void>;
  /**
   * Asks the service account for a token anew, however the last one fared.
   *
   * @returns false for an account whose user consented: only they can do so again
   * @throws MailError as `getAccessToken`
   */
  renewDelegated(account: AccountRow): Promise<boolean>;
  /** The refresh token, to revoke it; null when there is none, as with every delegated account. */
  refreshToken(accountId: number): Promise<string | null>;
  /** Drops what is kept in memory, after a reconnect or an unlink. */
  forget(accountId: number): void;
}

interface Token {
  token: string;
  expiresAt: number;
}

/** Where another access token comes from. */
interface Source {
  kind: CredentialsRow['kind'];
  /** The OAuth client that is asked with; null: a service account. */
  client: OpenClient['row'] | null;
  ask(row: CredentialsRow): Promise<AccessGrant>;
}

type Outcome =
  | { kind: 'token'; token: Token }
  | { kind: 'changed' }
  | { kind: 'failed'; error: MailError };

/** Ended a little early: a token must not die on its way. */
const earlyMs = 90_000;
const maxRereads = 3;
/** Refreshes at a time on PostgreSQL: each holds a connection of the pool while it asks. */
const maxRefreshes = 2;

/**
 * Creates the access to all accounts' tokens. Of all that ask for one account at the same time one
 * refreshes: in this process they share a promise, and on PostgreSQL, where there may be more
 * processes, the row stays locked meanwhile. The embedded database has one connection for
 * everybody, so nothing is locked there while the provider is asked; a compare-and-set on the
 * version finds out if the row changed. A token is stored before it is used.
 */
export function createCredentials(options: CredentialsOptions): Credentials {
  const { secretBox, now, logger } = options;
  const { db, kind } = options.database;
  const kept = new Map<number, Token>();
  const refreshing = new Map<number, Promise<string>>();
  const places = createGate(maxRefreshes);

  const usable = (token: Token | null | undefined, rejected: string | undefined) =>
    token && token.token !== rejected && token.expiresAt - earlyMs > now().getTime() ? token : null;

  const storedToken = (row: CredentialsRow): Token | null =>
    row.accessTokenSealed && row.accessExpiresAt
      ? {
          token: secretBox.open(row.accessTokenSealed, context(row.accountId)),
          expiresAt: row.accessExpiresAt.getTime(),
        }
      : null;

  const refreshRow = async (tx: Db, row: CredentialsRow, { ask }: Source): Promise<Outcome> => {
    try {
      const grant = await ask(row);
      const isStored = await replaceCredentials(tx, row.accountId, row.version, {
        ...sealGrant(row.accountId, grant),
        updatedAt: now(),
      });
      const token = { token: grant.accessToken, expiresAt: grant.accessExpiresAt.getTime() };
      return isStored ? { kind: 'token', token } : { kind: 'changed' };
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      const current = await loadCredentials(tx, row.accountId);
      // Another worker, or a reconnect, was quicker: its tokens are the ones that count.
      if (error.retry === 'reconnect' && current?.version !== row.version)
        return { kind: 'changed' };
      return { kind: 'failed', error };
    }
  };

  const sealGrant = (accountId: number, grant: AccessGrant) => ({
    accessTokenSealed: secretBox.seal(grant.accessToken, context(accountId)),
    accessExpiresAt: grant.accessExpiresAt,
    // Some providers replace the refresh token at each use; Google keeps it.
    ...(grant.refreshToken
      ? { refreshTokenSealed: secretBox.seal(grant.refreshToken, context(accountId)) }
      : {}),
    ...(grant.scopes ? { scope: grant.scopes.join(' ') } : {}),
  });

  const refreshOnce = async (
    accountId: number,
    rejected: string | undefined,
    source: Source,
  ): Promise<Outcome> => {
    const work = async (tx: Db, load: typeof loadCredentials): Promise<Outcome> => {
      const row = await load(tx, accountId);
      if (!row) return { kind: 'failed', error: new MailError('token_revoked') };
      const token = usable(storedToken(row), rejected);
      if (token) return { kind: 'token', token };
      return row.kind === source.kind ? refreshRow(tx, row, source) : { kind: 'changed' };
    };
    return kind === 'postgres'
      ? places.run(() => db.transaction((tx) => work(tx, lockCredentials)))
      : work(db, loadCredentials);
  };

  const refresh = async (accountId: number, rejected: string | undefined): Promise<string> => {
    for (let rereads = 0; rereads <= maxRereads; rereads += 1) {
      const row = await loadCredentials(db, accountId);
      const token = row ? usable(storedToken(row), rejected) : null;
      if (token) return keep(accountId, token);
      const account = await loadAccount(db, accountId);
      if (!account) throw new MailError('not_found');
      const source = await sourceOf(account, row?.kind ?? 'consent');
      const outcome = await refreshOnce(accountId, rejected, source);
      if (outcome.kind === 'token') return keep(accountId, outcome.token);
      if (outcome.kind === 'changed') continue;
      await handleFailure(account, source, outcome.error);
      throw outcome.error;
    }
    throw new MailError('conflict');
  };

  const sourceOf = async (account: AccountRow, kind: Source['kind']): Promise<Source> => {
    if (kind === 'delegated')
      return { kind, client: null, ask: () => options.askDelegated(account) };
    const { oauth, row: client } = await options.openClient(account.provider);
    const open = (row: CredentialsRow) =>
      secretBox.open(row.refreshTokenSealed, context(account.id));
    return { kind, client, ask: async (row) => options.oauth.refresh(oauth, open(row)) };
  };

  const keep = (accountId: number, token: Token): string => {
    kept.set(accountId, token);
    return token.token;
  };

  const handleFailure = async (
    { id: accountId, provider }: AccountRow,
    { client }: Source,
    error: MailError,
  ) => {
    logger.warn({ accountId, provider, code: error.code, err: error }, 'no access token');
    if (error.code === 'client_invalid' && client) {
      // The administrator's to mend: no account is to blame, and none is marked.
      await saveClientStatus(db, client, {
        status: 'broken',
        problem: problem(error.code, now()),
        testedAt: now(),
      });
      return;
    }
    // A delegation that was withdrawn is the administrator's too.
    if (error.retry !== 'reconnect') return;
    const stopped = await updateAccount(db, accountId, ['active', 'paused'], {
      status: 'needs_reconnect',
      problem: problem(error.code, now()),
      nextSyncAt: null,
    });
    if (stopped)
      await appendTimeline(db, accountId, 'needs_reconnect', { code: error.code }, now());
  };

  const storeDelegated = (tx: Db, accountId: number, grant: AccessGrant) =>
    saveCredentials(tx, {
      accountId,
      kind: 'delegated',
      accessTokenSealed: secretBox.seal(grant.accessToken, context(accountId)),
      accessExpiresAt: grant.accessExpiresAt,
      refreshTokenSealed: '',
      scope: grant.scopes?.join(' ') ?? '',
      grantedAt: now(),
      updatedAt: now(),
    });

  const getAccessToken: Credentials['getAccessToken'] = async (accountId, { rejected } = {}) => {
    const token = usable(kept.get(accountId), rejected);
    if (token) return token.token;
    const running = refreshing.get(accountId);
    if (running) return running;
    const started = refresh(accountId, rejected).finally(() => refreshing.delete(accountId));
    refreshing.set(accountId, started);
    return started;
  };

  return {
    getAccessToken,
    tokensFor: (accountId) => ({ get: (call) => getAccessToken(accountId, call) }),
    store: async (tx, accountId, grant) => {
      const { accessTokenSealed, accessExpiresAt } = sealGrant(accountId, grant);
      await saveCredentials(tx, {
        accountId,
        kind: 'consent',
        accessTokenSealed,
        accessExpiresAt,
        refreshTokenSealed: secretBox.seal(grant.refreshToken, context(accountId)),
        scope: grant.scopes?.join(' ') ?? '',
        grantedAt: now(),
        updatedAt: now(),
      });
    },
    storeDelegated,
    renewDelegated: async (account) => {
      const row = await loadCredentials(db, account.id);
      if (row?.kind !== 'delegated') return false;
      const grant = await options.askDelegated(account);
      await storeDelegated(db, account.id, grant);
      kept.delete(account.id);
      return true;
    },
    refreshToken: async (accountId) => {
      const row = await loadCredentials(db, accountId);
      return row?.kind === 'consent'
        ? secretBox.open(row.refreshTokenSealed, context(accountId))
        : null;
    },
    forget: (accountId) => void kept.delete(accountId),
  };
}

function context(accountId: number): string {
  return `credentials:${accountId}`;
}
