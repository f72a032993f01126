import type { SecretBox } from '../../engine.ts';
import { type ErrorCode, isMailError, MailError } from '../../errors.ts';
import type { ServiceAccountKey } from '../../providers/delegated-grant.ts';
import { type AccessGrant, delegatedScopes, type OAuth } from '../../providers/oauth.ts';
import type { AccountRow } from '../../store/accounts.ts';
import { loadClient } from '../../store/clients.ts';
import type { Db } from '../../store/database.ts';
import { loadServiceAccount } from '../../store/service-accounts.ts';

export interface DelegatedTokensOptions {
  db: Db;
  secretBox: SecretBox;
  oauth: OAuth;
  endpoints: { googleIssuer: string };
}

/** Asks for tokens with the saved key. */
export interface DelegatedTokens {
  issuerOf(provider: string): Promise<string>;
  /**
   * A token in the name of the user with this address.
   *
   * @throws MailError `service_account_missing`, `secret_key_wrong`, and what OAuth.delegate throws
   */
  ask(provider: string, email: string): Promise<AccessGrant>;
  /**
   * A token for the mailbox of an account. The address alone proves nothing: when somebody leaves,
   * it is given to a successor, whose mail is not theirs.
   *
   * @throws MailError as `ask`; `delegated_user_unknown` when the address leads to another user now
   */
  askFor(account: Pick<AccountRow, 'provider' | 'email' | 'subject'>): Promise<AccessGrant>;
}

/** What one token request showed: `ok`, or why there is none. */
export interface DelegationTrial {
  code: 'ok' | ErrorCode;
  /** The provider's own words; null when there are none. */
  seen: string | null;
}

/** Consumer mailboxes: no Workspace can delegate them. */
const consumerDomains = new Set(['gmail.com', 'googlemail.com']);

/** Creates the access to delegated tokens. */
export function createDelegatedTokens(options: DelegatedTokensOptions): DelegatedTokens {
  const { db, secretBox, oauth } = options;
  const issuerOf = async (provider: string) =>
    (await loadClient(db, provider))?.endpoints.issuer ?? options.endpoints.googleIssuer;

  const openKey = async (provider: string): Promise<ServiceAccountKey> => {
    const row = await loadServiceAccount(db, provider);
    if (!row) throw new MailError('service_account_missing');
    const privateKey = secretBox.open(row.privateKeySealed, keyContext(provider));
    return { email: row.email, keyId: row.keyId, privateKey };
  };

  const ask: DelegatedTokens['ask'] = async (provider, email) => {
    const key = await openKey(provider);
    if (consumerDomains.has(email.slice(email.lastIndexOf('@') + 1).toLowerCase()))
      throw new MailError('delegation_wrong_domain');
    const scopes = delegatedScopes;
    return oauth.delegate(await issuerOf(provider), key, { user: email, scopes });
  };

  return {
    issuerOf,
    ask,
    askFor: async ({ provider, email, subject }) => {
      const grant = await ask(provider, email);
      const identity = await oauth.identityOf(await issuerOf(provider), grant.accessToken);
      if (identity.subject !== subject) throw new MailError('delegated_user_unknown');
      return grant;
    },
  };
}

/** One token request in the name of an address, to see whether the delegation works. */
export async function tryDelegation(
  tokens: Pick<DelegatedTokens, 'ask'>,
  provider: string,
  email: string,
): Promise<DelegationTrial> {
  try {
    await tokens.ask(provider, email);
    return { code: 'ok', seen: null };
  } catch (error) {
    if (!isMailError(error)) throw error;
    const { seen } = error.data;
    return { code: error.code, seen: typeof seen === 'string' ? seen : null };
  }
}

/** What a service account's key is sealed for: its row. */
export function keyContext(provider: string): string {
  return `service_accounts:${provider}`;
}
