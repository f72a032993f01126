import type { RemoteChange } from '../providers/provider.ts';
import type { IncomingChange } from '../store/ingest.ts';
import { linkSentCopies } from '../store/outbox.ts';
import { saveStart } from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';
import { noteFailures } from './note-failures.ts';
import { refreshFolders } from './refresh-folders.ts';
import { retryFailed } from './retry-failed.ts';

/** A provider that never says `isLast` must not hold the job for ever. */
const maxPages = 10_000;

/** Takes the cursor that later changes count from, before anything is listed. */
export async function beginFirstSync(context: SyncContext): Promise<void> {
  const { account, provider, signal } = context;
  await context.progress('listing', 0, null);
  const cursor = await provider.startCursor({ signal });
  await refreshFolders(context);
  await saveStart(context.db, account.id, { cursor, backfill: { stage: 'first_screen' } });
  await context.note('sync_started', { syncFrom: account.syncFrom?.toISOString() ?? null });
}

/**
 * Applies what changed since the stored cursor. @throws MailError `cursor_expired`
 *
 * @returns messages added, changed and deleted
 */
export async function applyChanges(
  context: SyncContext,
): Promise<{ added: number; updated: number; deleted: number }> {
  const { provider, account, signal } = context;
  const totals = { added: 0, updated: 0, deleted: 0 };
  let cursor = account.cursor;
  if (!cursor) return totals;
  for (let pages = 0, isLast = false; !isLast && pages < maxPages; ) {
    for await (const page of provider.changes(cursor, { priority: 'normal', signal })) {
      pages += 1;
      // Before they are applied: a fetch that ends meanwhile must already see them.
      context.recent.add(page.changes);
      const changes = await Promise.all(
        page.changes.map((change) => prepareChange(context, change)),
      );
      // Before the cursor moves past them.
      await noteFailures(context, page.failed ?? []);
      const applied = await context.apply(
        changes.filter((change) => change !== null),
        {
          asOf: page.asOf,
          cursor: page.cursor,
          isNews: true,
        },
      );
      totals.added += applied.added;
      totals.updated += applied.updated;
      totals.deleted += applied.deleted;
      cursor = page.cursor;
      isLast = page.isLast;
    }
    if (pages === 0) break;
  }
  await linkSentCopies(context.db, account.id);
  await retryFailed(context);
  // Labels come, go and change their names without an entry in the history.
  await refreshFolders(context);
  return totals;
}

/** Null: nothing of ours. Mail from before the start date (an import, say) was not asked for. */
async function prepareChange(
  context: SyncContext,
  change: RemoteChange,
): Promise<IncomingChange | null> {
  if (change.kind !== 'added') return change;
  const { syncFrom } = context.account;
  if (syncFrom && change.message.receivedAt < syncFrom) return null;
  return { kind: 'added', message: await context.prepare(change.message) };
}
