import { renewTimeline } from '../store/timeline.ts';
import type { SyncContext } from './context.ts';

export interface QuotaNotesOptions {
  /** How often the limit is asked. */
  tickMs?: number;
  /** Shorter waits are the usual pace of a backfill. */
  worthNotingMs?: number;
  /** Between two notes. */
  noteMs?: number;
}

/**
 * Says in the timeline when a backfill is held up by the provider's quota: at most once a minute,
 * with the total so far and when it goes on. A long backfill is one entry, not hundreds.
 *
 * @returns ends it
 */
export function noteQuotaWaits(
  context: Pick<SyncContext, 'db' | 'account' | 'provider' | 'logger' | 'now'>,
  { tickMs = 1_000, worthNotingMs = 3_000, noteMs = 60_000 }: QuotaNotesOptions = {},
): () => void {
  const { provider, account, now } = context;
  const series = now().toISOString();
  let waitedMs = 0;
  let streakMs = 0;
  let lastTickAt = Date.now();
  let notedAt = Number.NEGATIVE_INFINITY;

  function tick(): void {
    const at = Date.now();
    const elapsedMs = at - lastTickAt;
    lastTickAt = at;
    const waitMs = provider.quotaWaitMs();
    const isWaiting = waitMs >= tickMs / 2;
    streakMs = isWaiting ? streakMs + elapsedMs : 0;
    if (!isWaiting) return;
    waitedMs += elapsedMs;
    if (streakMs + waitMs < worthNotingMs || at - notedAt < noteMs) return;
    notedAt = at;
    const nextAt = new Date(now().getTime() + waitMs).toISOString();
    renewTimeline(context.db, account.id, 'quota_wait', { series, waitedMs, nextAt }, now()).catch(
      (error: unknown) =>
        context.logger.warn({ err: error, accountId: account.id }, 'a wait could not be noted'),
    );
  }

  const timer = setInterval(tick, tickMs);
  timer.unref();
  return () => clearInterval(timer);
}
