import type { Caller, Engine, SecretBox } from '../../engine.ts';
import { MailError } from '../../errors.ts';
import { delegatedScopes, type OAuth } from '../../providers/oauth.ts';
import { appendAudit } from '../../store/accounts.ts';
import type { Db } from '../../store/database.ts';
import {
  delegatedAccounts,
  delegatedLinkView,
  delegationProblem,
  deleteDelegatedLinks,
  listDelegatedLinks,
  requestDelegatedLinks,
} from '../../store/delegated-links.ts';
import {
  deleteServiceAccount,
  loadServiceAccount,
  saveServiceAccount,
  serviceAccountView,
} from '../../store/service-accounts.ts';
import type { DelegatedLinksInput, DelegationView } from '../../views.ts';
import { readKeyFile } from './key-file.ts';
import { type DelegatedTokens, keyContext } from './tokens.ts';

export interface DelegationOptions {
  db: Db;
  secretBox: SecretBox;
  oauth: Pick<OAuth, 'tokenEndpoint'>;
  tokens: DelegatedTokens;
  /** Ends an account of whomever, mail included. */
  endAccount(accountId: number): Promise<void>;
  /** Told of mailboxes that wait to be linked. */
  onRequested(linkIds: number[]): void;
  now: () => Date;
}

export type Delegation = Pick<
  Engine['setup'],
  'delegation' | 'saveServiceAccount' | 'removeServiceAccount' | 'linkDelegated'
>;

/** What the administrator mends for all delegated accounts at once; accounts carry them as problem. */
const delegationProblems = [
  'service_account_missing',
  'service_account_invalid',
  'delegation_missing',
  'delegation_scope_missing',
  'admin_policy',
  'clock_wrong',
];

/** Creates what administrators do about domain-wide delegation. Who may, the caller has checked. */
export function createDelegation(options: DelegationOptions): Delegation {
  const { db, now } = options;

  const view = async (provider: string): Promise<DelegationView> => {
    const row = await loadServiceAccount(db, provider);
    const links = await listDelegatedLinks(db, provider);
    const problem = row ? await delegationProblem(db, provider, delegationProblems) : null;
    return {
      serviceAccount: row ? serviceAccountView(row, problem) : null,
      scopes: [...delegatedScopes],
      links: links.map(delegatedLinkView),
    };
  };
  const note = (caller: Caller, action: string, data: Record<string, unknown>) =>
    appendAudit(db, { userId: caller.userId, action, outcome: 'done', data });

  return {
    delegation: (_caller, provider) => view(provider),
    saveServiceAccount: async (caller, provider, { file }) => {
      const tokenUri = await options.oauth.tokenEndpoint(await options.tokens.issuerOf(provider));
      const { privateKey, ...key } = readKeyFile(file, tokenUri);
      const privateKeySealed = options.secretBox.seal(privateKey, keyContext(provider));
      const row = { provider, ...key, privateKeySealed, tokenUri, updatedAt: now() };
      await saveServiceAccount(db, row, caller.userId);
      await note(caller, 'service_account_saved', { provider, keyId: key.keyId });
      return view(provider);
    },
    removeServiceAccount: async (caller, provider, withAccounts) => {
      if (!(await loadServiceAccount(db, provider))) throw new MailError('not_found');
      const accountIds = await delegatedAccounts(db, provider);
      if (accountIds.length > 0 && !withAccounts)
        throw new MailError('conflict', {
          detail: 'Mailboxes are linked through this service account.',
          data: { accountCount: accountIds.length },
        });
      // Whoever is just being linked finds this gone, and links nothing.
      await deleteDelegatedLinks(db, provider);
      if (withAccounts)
        for (const id of await delegatedAccounts(db, provider)) await options.endAccount(id);
      await deleteServiceAccount(db, provider, caller.userId);
      await note(caller, 'service_account_removed', { provider });
      return view(provider);
    },
    linkDelegated: async (caller, provider, input: DelegatedLinksInput) => {
      if (!(await loadServiceAccount(db, provider))) throw new MailError('service_account_missing');
      const emails = [...new Set(input.emails.map((email) => email.trim().toLowerCase()))];
      const syncFrom = input.syncFrom === null ? null : new Date(input.syncFrom);
      if (syncFrom && syncFrom > now()) throw new MailError('invalid_input');
      const requestedBy = caller.userId;
      const ids = await requestDelegatedLinks(db, {
        ...{ provider, emails, syncFrom, requestedBy },
        now: now(),
      });
      await note(caller, 'delegated_links_requested', { provider, count: emails.length });
      options.onRequested(ids);
      return view(provider);
    },
  };
}
