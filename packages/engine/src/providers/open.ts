import type { Logger } from 'pino';
import { createGmailProvider, gmailCapabilities } from './gmail/provider.ts';
import { resolveGmailQuota } from './gmail/quota.ts';
import type { Limits } from './limits.ts';
import type { AccessTokens, Capabilities, MailProvider } from './provider.ts';

/** What `openProvider` needs of the host's options. */
export interface ProviderSettings {
  /** Default endpoints; a client's own (the simulator's) go before them. */
  endpoints: { gmailUrl: string };
  quota?:
    | {
        gmailUnitsPerUserPerMinute?: number | undefined;
        gmailUnitsPerProjectPerMinute?: number | undefined;
        gmailCosts?: Record<string, number> | undefined;
        gmailConcurrency?: number | undefined;
      }
    | undefined;
}

export interface OpenProviderOptions {
  /** The mailbox: columns of its row in `accounts`. */
  account: { id: number; provider: string; subject: string };
  /** The OAuth client that its grant belongs to: columns of `provider_clients`. */
  client: { clientId: string; endpoints: { apiUrl?: string | undefined } };
  /** See accounts/credentials.ts: `credentials.tokensFor(account.id)`. */
  tokens: AccessTokens;
  limits: Limits;
  settings: ProviderSettings;
  logger: Logger;
  now?: (() => Date) | undefined;
}

/**
 * What a provider's adapter can do, without a mailbox to ask.
 *
 * @throws Error for a provider id that has no adapter: a defect, ids are checked at the edge
 */
export function capabilitiesOf(provider: string): Capabilities {
  if (!isGoogle(provider)) throw new Error(`no adapter for provider ${provider}`);
  return gmailCapabilities;
}

/**
 * Opens the adapter of an account. This file alone knows which provider id stands for which
 * adapter.
 *
 * @throws Error for a provider id that has no adapter: a defect, ids are checked at the edge
 */
export function openProvider(options: OpenProviderOptions): MailProvider {
  const { account, client, tokens, limits, settings, logger, now } = options;
  if (!isGoogle(account.provider)) throw new Error(`no adapter for provider ${account.provider}`);
  const quota = resolveGmailQuota(settings.quota);
  return createGmailProvider({
    apiUrl: client.endpoints.apiUrl ?? settings.endpoints.gmailUrl,
    tokens,
    limit: limits.forMailbox({
      provider: account.provider,
      subject: account.subject,
      clientId: client.clientId,
      allowance: quota.allowance,
    }),
    costs: quota.costs,
    logger,
    now,
  });
}

function isGoogle(provider: string): boolean {
  return provider === 'google' || provider === 'google-simulated';
}
