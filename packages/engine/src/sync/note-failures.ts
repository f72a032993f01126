import type { FetchFailure } from '../providers/provider.ts';
import { saveFetchFailures } from '../store/fetch-failures.ts';
import type { SyncContext } from './context.ts';

/** Notes what could not be fetched, and says so in the timeline the first time. */
export async function noteFailures(
  context: Pick<SyncContext, 'db' | 'account' | 'now' | 'note' | 'logger'>,
  failures: readonly FetchFailure[],
): Promise<void> {
  if (failures.length === 0) return;
  const { db, account, logger } = context;
  const messages = await saveFetchFailures(db, account.id, failures, context.now());
  const code = failures[0]?.code;
  logger.warn({ accountId: account.id, failures: failures.length, code }, 'messages not fetched');
  if (messages > 0) await context.note('messages_failed', { messages, code });
}
