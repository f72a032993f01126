import type { RemoteRef } from '../providers/provider.ts';
import { unknownRefs } from '../store/ingest.ts';
import type { Listing } from '../store/listings.ts';
import { type BackfillState, loadSyncAccount, saveBackfill } from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';
import { fetchRefs } from './fetch-refs.ts';
import { fetchOriginals } from './originals.ts';
import { listInto, withListing } from './reconcile.ts';
import { selfCheck } from './self-check.ts';

/** Conversations that are on screen before anything else is fetched. */
const firstScreenThreads = 50;
/** More than fifty conversations hold, were they all very long: bounds the first listing. */
const firstScreenRefs = 500;

/** Waits for a place for the stage, then runs it. */
export type StageRunner = <T>(stage: BackfillState['stage'], work: () => Promise<T>) => Promise<T>;

/**
 * Fetches what the account still lacks, stage by stage. A killed backfill begins its stage again:
 * listing is cheap, and what is here is not fetched again.
 */
export async function backfill(context: SyncContext, runStageIn: StageRunner): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    const stage = stageOf(context.account.backfill);
    if (!stage) return;
    const next = await runStageIn(stage, () => runStage(context, stage));
    const { id, syncFrom } = context.account;
    const isCurrent = await saveBackfill(context.db, id, { stage, syncFrom }, next);
    if (isCurrent) {
      context.account.backfill = next ? { ...next } : null;
      continue;
    }
    // Another start date was chosen meanwhile: the stage that it asked for comes next.
    const account = await loadSyncAccount(context.db, id);
    if (!account) return;
    context.account = account;
  }
}

/** The stage that `accounts.backfill` asks for, null when nothing is left. */
export function stageOf(backfill: Record<string, unknown> | null): BackfillState['stage'] | null {
  if (!backfill) return null;
  const { stage } = backfill;
  return stage === 'first_screen' || stage === 'check' || stage === 'originals' ? stage : 'rest';
}

async function runStage(
  context: SyncContext,
  stage: BackfillState['stage'],
): Promise<BackfillState | null> {
  if (stage === 'first_screen') {
    await fetchFirstScreen(context);
    return { stage: 'rest' };
  }
  if (stage === 'rest') {
    await fetchRest(context);
    return { stage: 'check' };
  }
  if (stage === 'check') {
    await selfCheck(context);
    return { stage: 'originals' };
  }
  await fetchOriginals(context);
  return null;
}

async function fetchFirstScreen(context: SyncContext): Promise<void> {
  const startedAt = context.now();
  await context.progress('first_screen', 0, null);
  const inbox = (await context.provider.folders({ signal: context.signal })).find(
    (folder) => folder.role === 'inbox',
  );
  if (!inbox) return;
  const refs = await newestThreads(context, inbox.remoteId);
  const missing = await unknownRefs(context.db, context.account.id, refs);
  let done = refs.length - missing.length;
  await context.progress('first_screen', done, refs.length);
  await fetchRefs(context, missing, {
    priority: 'normal',
    chunkSize: 10,
    inFlight: 3,
    onChunk: async (messages) => {
      done += messages;
      await context.progress('first_screen', done, refs.length);
    },
  });
  await context.note('first_screen', {
    messages: missing.length,
    durationMs: context.now().getTime() - startedAt.getTime(),
  });
}

async function newestThreads(context: SyncContext, inbox: string): Promise<RemoteRef[]> {
  const refs: RemoteRef[] = [];
  const threads = new Set<string>();
  const pages = context.provider.inventory({
    since: context.account.syncFrom,
    only: { folder: inbox },
    includeDiscarded: false,
    priority: 'normal',
    signal: context.signal,
  });
  for await (const page of pages) {
    for (const ref of page.refs) {
      const thread = ref.remoteThreadId ?? ref.remoteId;
      if (!threads.has(thread) && threads.size >= firstScreenThreads) return refs;
      threads.add(thread);
      refs.push(ref);
      if (refs.length >= firstScreenRefs) return refs;
    }
  }
  return refs;
}

async function fetchRest(context: SyncContext): Promise<void> {
  const startedAt = context.now();
  await context.progress('listing', 0, null);
  const counts = await withListing(context, async (listing) => {
    // The whole mailbox first: the total is exact, and conversations stay together.
    const total = await listInto(context, listing, {
      priority: 'background',
      onPage: (listed, estimatedTotal) => context.progress('listing', listed, estimatedTotal),
    });
    return { messages: await fetchMissing(context, listing, total), total };
  });
  await context.note('backfill_done', {
    ...counts,
    durationMs: context.now().getTime() - startedAt.getTime(),
  });
}

async function fetchMissing(
  context: SyncContext,
  listing: Listing,
  total: number,
): Promise<number> {
  const missing = await listing.countMissing();
  let done = total - missing;
  await context.progress('backfill', done, total);
  for await (const refs of listing.missing())
    await fetchRefs(context, refs, {
      priority: 'background',
      chunkSize: 100,
      inFlight: 3,
      onChunk: async (messages) => {
        done += messages;
        await context.progress('backfill', done, total);
      },
    });
  return missing;
}
