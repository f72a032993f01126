import type { Logger } from 'pino';
import type { Credentials } from '../accounts/credentials.ts';
import { MailError } from '../errors.ts';
import type { Limits } from '../providers/limits.ts';
import { openProvider, type ProviderSettings } from '../providers/open.ts';
import type { MailProvider } from '../providers/provider.ts';
import type { Db } from '../store/database.ts';
import { loadApiClient } from '../store/service-accounts.ts';

export interface MailboxesOptions {
  db: Db;
  credentials: Credentials;
  limits: Limits;
  settings: ProviderSettings;
  logger: Logger;
  now(): Date;
}

type AccountKey = { id: number; provider: string; subject: string };

/** The open adapters of this process, one an account. */
export interface Mailboxes {
  /** @throws MailError `provider_not_configured` */
  open(account: AccountKey): Promise<MailProvider>;
  /** Milliseconds that the account's calls wait for quota; 0 for one that is not open here. */
  quotaWaitMs(accountId: number): number;
  forget(accountId: number): void;
  close(): Promise<void>;
}

/** Creates an empty register. An adapter is replaced when its client changed. */
export function createMailboxes(options: MailboxesOptions): Mailboxes {
  const { db, credentials, limits, settings, logger, now } = options;
  const open = new Map<number, { key: string; provider: MailProvider }>();
  return {
    async open({ id, provider, subject }) {
      const client = await loadApiClient(db, provider);
      if (!client) throw new MailError('provider_not_configured');
      const key = JSON.stringify([client.clientId, client.endpoints]);
      const known = open.get(id);
      if (known?.key === key) return known.provider;
      const opened = openProvider({
        account: { id, provider, subject },
        client,
        tokens: credentials.tokensFor(id),
        ...{ limits, settings, logger, now },
      });
      open.set(id, { key, provider: opened });
      return opened;
    },
    quotaWaitMs: (accountId) => open.get(accountId)?.provider.quotaWaitMs() ?? 0,
    forget(accountId) {
      open.delete(accountId);
    },
    async close() {
      await Promise.allSettled([...open.values()].map(({ provider }) => provider.close()));
      open.clear();
    },
  };
}
