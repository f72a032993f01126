import type { Allowance } from '../limits.ts';

/** Units of each API method that the adapter calls. */
export type GmailCosts = Readonly<Record<string, number>>;

/** What nobody has priced yet. */
const unknownCost = 5;

/**
 * Prices for projects made from May 2026 on, where reading costs four times what it did.
 * @see https://developers.google.com/workspace/gmail/api/reference/quota
 */
const costs2026: GmailCosts = {
  getProfile: 1,
  'labels.list': 1,
  'labels.create': 5,
  'history.list': 2,
  'messages.list': 5,
  'messages.get': 20,
  'messages.attachments.get': 20,
  'messages.modify': 5,
  'messages.batchModify': 50,
  'messages.batchDelete': 50,
  'messages.delete': 10,
  'threads.get': 40,
  'drafts.list': 5,
  'drafts.get': 5,
  'drafts.create': 10,
  'drafts.delete': 10,
  'drafts.send': 100,
  'settings.sendAs.list': 1,
  watch: 100,
  stop: 50,
};

/** The quota to keep to: the host's figures over the published ones of 2026, the careful default. */
export function resolveGmailQuota(
  quota: {
    gmailUnitsPerUserPerMinute?: number | undefined;
    gmailUnitsPerProjectPerMinute?: number | undefined;
    gmailCosts?: Record<string, number> | undefined;
    gmailConcurrency?: number | undefined;
  } = {},
): { allowance: Allowance; costs: GmailCosts } {
  return {
    allowance: {
      unitsPerMailboxPerMinute: quota.gmailUnitsPerUserPerMinute ?? 6_000,
      unitsPerClientPerMinute: quota.gmailUnitsPerProjectPerMinute ?? 1_200_000,
      concurrency: quota.gmailConcurrency ?? 10,
    },
    costs: { ...costs2026, ...quota.gmailCosts },
  };
}

/** Units of one call of `method`, e.g. `messages.get`. */
export function costOf(costs: GmailCosts, method: string): number {
  return costs[method] ?? unknownCost;
}
