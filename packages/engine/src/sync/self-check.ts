import type { RemoteRef } from '../providers/provider.ts';
import { unknownRefs } from '../store/ingest.ts';
import { knownRemoteIds, saveChecked } from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';
import { fetchRefs } from './fetch-refs.ts';
import { compareIds, listRemote } from './reconcile.ts';

/** Between two comparisons; also after each backfill. */
export const checkIntervalMs = 24 * 3_600_000;

/**
 * Is everything here? Compares the provider's listing with the copy once a day and mends what
 * differs. Listing is cheap and waits for everybody else's calls; a difference is a defect of ours
 * and is logged as one.
 */
export async function selfCheck(context: SyncContext): Promise<void> {
  const { account, db } = context;
  const startedAt = context.now();
  const remote = await listRemote(context, 'background');
  const found = await compareIds(context, remote);
  const counts = { missing: 0, extra: 0 };
  if (found.missing.length + found.vanished.length > 0) {
    // What came or went while we listed is no difference, and new mail is to be announced as such.
    await context.catchUp();
    const missing = await unknownRefs(db, account.id, found.missing);
    const extra = await stillStored(context, found.vanished);
    const options = { priority: 'background', chunkSize: 100, inFlight: 1 } as const;
    await fetchRefs(context, missing, options);
    await fetchRefs(context, extra, options);
    // What the provider says is gone was not missing; what it still has was not too much.
    counts.missing = missing.length - (await unknownRefs(db, account.id, missing)).length;
    counts.extra = extra.length - (await stillStored(context, extra)).length;
    if (counts.missing + counts.extra > 0)
      context.logger.error({ accountId: account.id, ...counts }, 'the copy had differed');
  }
  const durationMs = context.now().getTime() - startedAt.getTime();
  await saveChecked(db, account.id, context.now());
  await context.note('checked', { messages: remote.size, ...counts, durationMs });
}

async function stillStored(context: SyncContext, refs: RemoteRef[]): Promise<RemoteRef[]> {
  const known = await knownRemoteIds(context.db, context.account.id, refs);
  return refs.filter(({ remoteId }) => known.has(remoteId));
}
