import { unknownRefs } from '../store/ingest.ts';
import type { Listing } from '../store/listings.ts';
import { knownRemoteIds, saveChecked } from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';
import { fetchRefs } from './fetch-refs.ts';
import { listInto, withListing } from './reconcile.ts';

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
  const found = await withListing(context, async (listing) => {
    const messages = await listInto(context, listing, { priority: 'background' });
    return { messages, ...(await mend(context, listing)) };
  });
  const { missing, extra } = found;
  if (missing + extra > 0)
    context.logger.error({ accountId: account.id, missing, extra }, 'the copy had differed');
  const durationMs = context.now().getTime() - startedAt.getTime();
  await saveChecked(db, account.id, context.now());
  await context.note('checked', { ...found, durationMs });
}

async function mend(
  context: SyncContext,
  listing: Listing,
): Promise<{ missing: number; extra: number }> {
  const { db, account } = context;
  const options = { priority: 'background', chunkSize: 100, inFlight: 1 } as const;
  const counts = { missing: 0, extra: 0 };
  if (!(await differs(listing, account.syncFrom))) return counts;
  // What came or went while we listed is no difference, and new mail is to be announced as such.
  await context.catchUp();
  for await (const refs of listing.missing()) {
    await fetchRefs(context, refs, options);
    // What the provider says is gone was not missing.
    counts.missing += refs.length - (await unknownRefs(db, account.id, refs)).length;
  }
  for await (const refs of listing.vanished(account.syncFrom)) {
    await fetchRefs(context, refs, options);
    // What it still has was not too much.
    counts.extra += refs.length - (await knownRemoteIds(db, account.id, refs)).size;
  }
  return counts;
}

async function differs(listing: Listing, since: Date | null): Promise<boolean> {
  for await (const _ of listing.missing()) return true;
  for await (const _ of listing.vanished(since)) return true;
  return false;
}
