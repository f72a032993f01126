import type {
  CallPriority,
  InventoryOptions,
  RemoteFlags,
  RemoteRef,
} from '../providers/provider.ts';
import type { IncomingChange } from '../store/ingest.ts';
import {
  requestStage,
  type StoredRemoteState,
  saveCursor,
  storedRemoteIds,
  storedRemoteStates,
} from '../store/sync-state.ts';
import type { SyncContext } from './context.ts';
import { fetchRefs } from './fetch-refs.ts';

/**
 * After the provider forgot what changed since our cursor: compares everything by listings, which
 * are cheap, and fetches only what is missing. Nothing is announced as new.
 *
 * The new cursor is taken before the first listing and saved after the last write: what changes
 * meanwhile comes again, and a killed reconciliation begins anew.
 */
export async function reconcile(context: SyncContext): Promise<void> {
  const { provider, account, signal } = context;
  const startedAt = context.now();
  await context.note('history_expired');
  await context.progress('reconcile', 0, null);
  const cursor = await provider.startCursor({ signal });

  const remote = await listRemote(context);
  const { vanished, missing } = await compareIds(context, remote);
  await fetchRefs(context, missing, { priority: 'background', chunkSize: 100, inFlight: 3 });
  // Not listed may also mean moved while we listed: asking each tells.
  await fetchRefs(context, vanished, { priority: 'background', chunkSize: 100, inFlight: 3 });
  const updated = await reconcileStates(context);

  await saveCursor(context.db, account.id, cursor);
  // Some of what was missing came as a decoded structure.
  if (missing.length > 0) await requestStage(context.db, account.id, 'originals');
  await context.note('reconciled', {
    added: missing.length,
    checked: vanished.length,
    updated,
    durationMs: context.now().getTime() - startedAt.getTime(),
  });
}

/** What the mailbox holds since the start date, by remote id. */
export async function listRemote(
  context: Pick<SyncContext, 'provider' | 'account' | 'signal'>,
  priority: CallPriority = 'normal',
): Promise<Map<string, RemoteRef>> {
  const remote = new Map<string, RemoteRef>();
  const pages = context.provider.inventory({
    since: context.account.syncFrom,
    priority,
    signal: context.signal,
  });
  for await (const { refs } of pages) for (const ref of refs) remote.set(ref.remoteId, ref);
  return remote;
}

/**
 * Set difference of the mailbox and the store. `vanished` is here but not listed. Conversations come
 * whole, so some of what is here is older than the start date: no listing since then names it.
 */
export async function compareIds(
  context: Pick<SyncContext, 'db' | 'account'>,
  remote: Map<string, RemoteRef>,
): Promise<{ missing: RemoteRef[]; vanished: RemoteRef[] }> {
  const missing = new Map(remote);
  const vanished: RemoteRef[] = [];
  const since = context.account.syncFrom;
  for (let after = 0; ; ) {
    const rows = await storedRemoteIds(context.db, context.account.id, after);
    for (const { remoteId, receivedAt } of rows) {
      if (missing.delete(remoteId) || (since && receivedAt < since)) continue;
      vanished.push({ remoteId, remoteThreadId: null });
    }
    const last = rows.at(-1);
    if (!last) return { missing: [...missing.values()], vanished };
    after = last.id;
  }
}

/** Brings folders, read marks and stars up to date by listing each. @returns messages changed */
async function reconcileStates(context: SyncContext): Promise<number> {
  const asOf = context.now();
  const mark = context.recent.beginFetch();
  try {
    const states = await remoteStates(context);
    let updated = 0;
    for (let after = 0; ; ) {
      const rows = await storedRemoteStates(context.db, context.account.id, after);
      const last = rows.at(-1);
      if (!last) return updated;
      after = last.id;
      const changes = rows.flatMap((row) => {
        const stored = mark.overlay(stateOf(row, states));
        return stored ? differenceOf(row, stored) : [];
      });
      updated += changes.length;
      if (changes.length > 0) await context.apply(changes, { asOf, isNews: false });
    }
  } finally {
    mark.end();
  }
}

interface RemoteStates {
  /** Every message that any listing named: of others nothing is known. */
  known: Set<string>;
  unread: Set<string>;
  starred: Set<string>;
  folders: Map<string, Set<string>>;
}

async function remoteStates(context: SyncContext): Promise<RemoteStates> {
  const list = async (only: InventoryOptions['only']) => {
    const ids = new Set<string>();
    const { syncFrom: since } = context.account;
    const options = { since, priority: 'normal', signal: context.signal } as const;
    const pages = context.provider.inventory(only ? { ...options, only } : options);
    for await (const { refs } of pages) for (const { remoteId } of refs) ids.add(remoteId);
    return ids;
  };
  const folders = new Map<string, Set<string>>();
  for (const folder of await context.provider.folders({ signal: context.signal })) {
    folders.set(folder.remoteId, await list({ folder: folder.remoteId }));
    await context.progress('reconcile', folders.size, null);
  }
  const [unread, starred, known] = [
    await list({ isRead: false }),
    await list({ isStarred: true }),
    await list(undefined),
  ];
  return { known, unread, starred, folders };
}

interface ListedState {
  remoteId: string;
  folders: string[];
  flags: RemoteFlags;
}

/** What the listings say of a message; of one that they do not name, what is stored. */
function stateOf(row: StoredRemoteState, states: RemoteStates): ListedState {
  const { remoteId } = row;
  if (!states.known.has(remoteId)) {
    const { isRead, isStarred } = row;
    return { remoteId, folders: row.folders, flags: { isRead, isStarred, isDraft: false } };
  }
  // Of folders that were not listed nothing is known: they stay.
  const unlisted = row.folders.filter((folder) => !states.folders.has(folder));
  const listed = [...states.folders].filter(([, ids]) => ids.has(remoteId)).map(([id]) => id);
  const isRead = !states.unread.has(remoteId);
  const isStarred = states.starred.has(remoteId);
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
