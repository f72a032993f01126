import type { CallPriority, InventoryOptions, RemoteFlags } from '../providers/provider.ts';
import type { IncomingChange } from '../store/ingest.ts';
import { beginListing, type Listing, WHOLE_MAILBOX } from '../store/listings.ts';
import {
  requestStage,
  type StoredRemoteState,
  saveCursor,
  storedRemoteStates,
} from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';
import { fetchRefs } from './fetch-refs.ts';

/**
 * After the provider forgot what changed since our cursor: compares everything by listings, which
 * are cheap, and fetches only what is missing. Nothing is announced as new.
 *
 * The new cursor is taken before the first listing and saved after the last write: what changes
 * meanwhile comes again, and a killed reconciliation begins anew. However large the mailbox, a page
 * of it is held at a time: the listings wait in a table.
 */
export async function reconcile(context: SyncContext): Promise<void> {
  const { provider, account, signal } = context;
  const startedAt = context.now();
  await context.note('history_expired');
  await context.progress('reconcile', 0, null);
  const cursor = await provider.startCursor({ signal });

  const { added, checked } = await withListing(context, (listing) => mendIds(context, listing));
  const updated = await withListing(context, (listing) => mendStates(context, listing));

  await saveCursor(context.db, account.id, cursor);
  // Some of what was missing came as a decoded structure.
  if (added > 0) await requestStage(context.db, account.id, 'originals');
  const durationMs = context.now().getTime() - startedAt.getTime();
  await context.note('reconciled', { added, checked, updated, durationMs });
}

/** Makes a listing for `work`, and forgets it however that ends. */
export async function withListing<T>(
  { db, account }: Pick<SyncContext, 'db' | 'account'>,
  work: (listing: Listing) => Promise<T>,
): Promise<T> {
  const listing = await beginListing(db, account.id);
  try {
    return await work(listing);
  } finally {
    // A failure of `work` is what is to be told; leftovers go with the next listing.
    await listing.end().catch(() => {});
  }
}

/**
 * Writes down what the mailbox holds since the start date, or the part of it that `only` names.
 *
 * @param onPage called after each page with what was listed so far and the provider's estimate
 * @returns how many messages
 */
export async function listInto(
  { provider, account, signal }: Pick<SyncContext, 'provider' | 'account' | 'signal'>,
  listing: Listing,
  options: {
    list?: number;
    only?: InventoryOptions['only'];
    priority?: CallPriority;
    onPage?: (total: number, estimatedTotal: number | null) => Promise<void>;
  } = {},
): Promise<number> {
  const { list = WHOLE_MAILBOX, only, priority = 'normal', onPage } = options;
  const wanted = { since: account.syncFrom, priority, signal };
  let total = 0;
  for await (const { refs, estimatedTotal } of provider.inventory(
    only ? { ...wanted, only } : wanted,
  )) {
    total += await listing.add(list, refs);
    await onPage?.(total, estimatedTotal);
  }
  return total;
}

/** Fetches what is missing here, and asks for each that is not listed. @returns how many of both */
async function mendIds(context: SyncContext, listing: Listing) {
  const options = { priority: 'background', chunkSize: 100, inFlight: 3 } as const;
  const counts = { added: 0, checked: 0 };
  await listInto(context, listing);
  for await (const refs of listing.missing()) {
    await fetchRefs(context, refs, options);
    counts.added += refs.length;
  }
  // Not listed may also mean moved while we listed: asking each tells.
  for await (const refs of listing.vanished(context.account.syncFrom)) {
    await fetchRefs(context, refs, options);
    counts.checked += refs.length;
  }
  return counts;
}

/** Brings folders, read marks and stars up to date by listing each. @returns messages changed */
async function mendStates(context: SyncContext, listing: Listing): Promise<number> {
  const asOf = context.now();
  const mark = context.recent.beginFetch();
  try {
    const folders = await listStates(context, listing);
    let updated = 0;
    for (let after = 0; ; ) {
      const rows = await storedRemoteStates(context.db, context.account.id, after);
      const last = rows.at(-1);
      if (!last) return updated;
      after = last.id;
      const lists = await listing.listsOf(rows.map(({ remoteId }) => remoteId));
      const changes = rows.flatMap((row) => {
        const stored = mark.overlay(stateOf(row, lists.get(row.remoteId), folders));
        return stored ? differenceOf(row, stored) : [];
      });
      updated += changes.length;
      if (changes.length > 0) await context.apply(changes, { asOf, isNews: false });
    }
  } finally {
    mark.end();
  }
}

const UNREAD_LIST = 1;
const STARRED_LIST = 2;
const FIRST_FOLDER_LIST = 3;

/** The folders that were listed, by remote id and by the number of their list. */
interface ListedFolders {
  numbers: Map<string, number>;
  remoteIds: Map<number, string>;
}

/** Lists each folder, what is unread, what is starred. */
async function listStates(context: SyncContext, listing: Listing): Promise<ListedFolders> {
  const numbers = new Map<string, number>();
  const remoteIds = new Map<number, string>();
  for (const { remoteId } of await context.provider.folders({ signal: context.signal })) {
    const list = FIRST_FOLDER_LIST + numbers.size;
    numbers.set(remoteId, list);
    remoteIds.set(list, remoteId);
    await listInto(context, listing, { list, only: { folder: remoteId } });
    await context.progress('reconcile', numbers.size, null);
  }
  await listInto(context, listing, { list: UNREAD_LIST, only: { isRead: false } });
  await listInto(context, listing, { list: STARRED_LIST, only: { isStarred: true } });
  // Last: of what is not in it nothing is known, e.g. of what was deleted meanwhile.
  await listInto(context, listing);
  return { numbers, remoteIds };
}

interface ListedState {
  remoteId: string;
  folders: string[];
  flags: RemoteFlags;
}

/** What the listings say of a message; of one that they do not name, what is stored. */
function stateOf(
  row: StoredRemoteState,
  lists: Set<number> | undefined,
  { numbers, remoteIds }: ListedFolders,
): ListedState {
  const { remoteId } = row;
  if (!lists?.has(WHOLE_MAILBOX)) {
    const { isRead, isStarred } = row;
    return { remoteId, folders: row.folders, flags: { isRead, isStarred, isDraft: false } };
  }
  // Of folders that were not listed nothing is known: they stay.
  const unlisted = row.folders.filter((folder) => !numbers.has(folder));
  const listed = [...lists].flatMap((list) => remoteIds.get(list) ?? []);
  const isRead = !lists.has(UNREAD_LIST);
  const isStarred = lists.has(STARRED_LIST);
  return {
    remoteId,
    folders: [...unlisted, ...listed],
    flags: { isRead, isStarred, isDraft: false },
  };
}

function differenceOf(row: StoredRemoteState, listed: ListedState): IncomingChange[] {
  const foldersAdded = listed.folders.filter((folder) => !row.folders.includes(folder));
  const foldersRemoved = row.folders.filter((folder) => !listed.folders.includes(folder));
  const { isRead, isStarred } = listed.flags;
  const flags = {
    ...(isRead === row.isRead ? {} : { isRead }),
    ...(isStarred === row.isStarred ? {} : { isStarred }),
  };
  const changes = foldersAdded.length + foldersRemoved.length + Object.keys(flags).length;
  if (changes === 0) return [];
  const ref = { remoteId: row.remoteId, remoteThreadId: null };
  return [{ kind: 'updated', ref, foldersAdded, foldersRemoved, flags }];
}
