import { isMailError } from '../errors.ts';
import { pushTopicOf, saveWatch } from '../store/sync-state.ts';
import { lastTimelineEntry } from '../store/timeline.ts';
import type { SyncContext } from './context.ts';

/** Google's watch lasts seven days and is to be renewed daily. */
const watchLeftMs = 6 * 86_400_000;
const retryMs = 3_600_000;

/** When to ask again for a watch that failed, by account; a restart may ask at once. */
export type WatchRetries = Map<number, Date>;

/**
 * Keeps the provider pushing, where a topic is configured: asked for daily. Never fails a
 * synchronisation: without pushes new mail comes by polling. The timeline says when that begins and
 * when it ends, not each attempt.
 */
export async function renewWatch(context: SyncContext, retries: WatchRetries): Promise<void> {
  const { account, provider, signal, db } = context;
  if (!provider.watch) return;
  const now = context.now();
  const left = (account.watchExpiresAt?.getTime() ?? 0) - now.getTime();
  const retryAt = retries.get(account.id);
  if (left > watchLeftMs || (retryAt && retryAt > now)) return;
  const topic = await pushTopicOf(db, account.provider);
  if (!topic) return;
  try {
    const { expiresAt } = await provider.watch(topic, { priority: 'background', signal });
    retries.delete(account.id);
    await saveWatch(db, account.id, expiresAt);
    if (await isFailing(context)) await context.note('watch_recovered');
  } catch (error) {
    if (signal.aborted || isMailError(error, 'cancelled')) return;
    context.logger.warn({ err: error, accountId: account.id }, 'renewing the push watch failed');
    retries.set(account.id, new Date(now.getTime() + retryMs));
    if (await isFailing(context)) return;
    await context.note('watch_failed', { code: isMailError(error) ? error.code : 'internal' });
  }
}

async function isFailing({ db, account }: SyncContext): Promise<boolean> {
  const last = await lastTimelineEntry(db, account.id, ['watch_failed', 'watch_recovered']);
  return last?.kind === 'watch_failed';
}
