import type { Logger } from 'pino';
import { MailError } from '../errors.ts';
import { appendAudit } from '../store/accounts.ts';
import { loadClient } from '../store/clients.ts';
import { type Db, storeError } from '../store/database.ts';
import { recordLinkOutcome } from '../store/guides.ts';
import type { BlockPage, ProviderId } from '../views.ts';

interface OutcomeOptions {
  db: Db;
  logger: Logger;
  now: () => Date;
}

/** What an error may tell an administrator: nothing of the attempt itself, and one address only. */
const toldFacts = ['missing', 'activationUrl', 'reason', 'error', 'email'] as const;

/**
 * Keeps what came of an attempt to link for the administrator and the doctor. The attempt itself
 * never fails for it.
 *
 * @param outcome how it ended well, or the error that it ended with
 */
export async function noteOutcome(
  options: OutcomeOptions,
  provider: string,
  outcome: { code: 'linked' | 'reconnected'; data: Record<string, unknown> } | { error: unknown },
): Promise<void> {
  try {
    await recordLinkOutcome(options.db, provider, { ...told(outcome), at: options.now() });
  } catch (error) {
    options.logger.warn({ err: storeError(error), provider }, 'an outcome could not be kept');
  }
}

/**
 * Keeps which page of the provider a user says to have been stopped by: from such a page nobody
 * comes back by themselves.
 *
 * @throws MailError `provider_not_configured`
 */
export async function noteBlocked(
  { db, now }: Pick<OutcomeOptions, 'db' | 'now'>,
  userId: string,
  provider: ProviderId,
  page: BlockPage,
): Promise<void> {
  if (!(await loadClient(db, provider))) throw new MailError('provider_not_configured');
  await recordLinkOutcome(db, provider, { code: 'blocked', data: { page }, at: now() });
  await appendAudit(db, {
    userId,
    action: 'link',
    outcome: 'refused',
    data: { code: 'blocked', page, provider },
  });
}

function told(outcome: Parameters<typeof noteOutcome>[2]): {
  code: string;
  data: Record<string, unknown>;
} {
  if ('code' in outcome) return outcome;
  const { error } = outcome;
  if (!(error instanceof MailError)) return { code: 'internal', data: {} };
  const facts = toldFacts.flatMap((name) => (name in error.data ? [[name, error.data[name]]] : []));
  const words = error.detail === null ? [] : [['detail', error.detail]];
  return { code: error.code, data: Object.fromEntries([...facts, ...words]) };
}
