import { type SQL, sql } from 'drizzle-orm';
import { refreshThreads } from './aggregates.ts';
import { appendChanges, type NewChange } from './changes.ts';
import { type Db, queryRows } from './database.ts';
import { jsonRows, numberArray } from './sql-text.ts';

/** A change of one message's place and flags. Folders by our ids. */
export interface MessageChange {
  messageId: number;
  foldersAdded: number[];
  foldersRemoved: number[];
  flags: { isRead?: boolean; isStarred?: boolean };
}

/** What really changed: reversing exactly this undoes it. Flags hold the new values. */
export interface AppliedChange extends MessageChange {
  threadId: number;
  remoteId: string;
}

/** Where a message is and how it is marked. */
export interface MessageState {
  id: number;
  remoteId: string;
  threadId: number;
  /** As PostgreSQL writes it. */
  receivedAt: string;
  isRead: boolean;
  isStarred: boolean;
  isDraft: boolean;
  isDiscarded: boolean;
  sourceKind: 'raw' | 'structure';
  sourceHash: string;
  folderIds: Set<number>;
}

/** A folder as ingest sees it. */
export interface FolderRef {
  id: number;
  remoteId: string;
  role: string | null;
}

/**
 * Takes the account's row: every transaction that changes mail begins with it, so that two of them
 * never wait for each other. Rows that merely refer to the account can still be added meanwhile.
 *
 * @returns false when the account is gone
 */
export async function holdAccount(tx: Db, accountId: number): Promise<boolean> {
  const rows = await queryRows(
    tx,
    sql`select id from mailroom.accounts where id = ${accountId} for no key update`,
  );
  return rows.length === 1;
}

/**
 * Applies the same local change to many messages.
 *
 * @returns per message what really changed; messages of other accounts are left out
 */
export async function applyLocal(
  tx: Db,
  input: {
    account: { id: number; userId: string };
    messageIds: number[];
    foldersAdded: number[];
    foldersRemoved: number[];
    flags: { isRead?: boolean; isStarred?: boolean };
  },
): Promise<AppliedChange[]> {
  const { foldersAdded, foldersRemoved, flags } = input;
  return setFolderMembership(
    tx,
    input.account,
    input.messageIds.map((messageId) => ({ messageId, foldersAdded, foldersRemoved, flags })),
  );
}

/**
 * Applies local changes, each its own, with everything that follows from them: threads, lists,
 * counters, the change feed. Last in a transaction, see `appendChanges`.
 */
export async function setFolderMembership(
  tx: Db,
  account: { id: number; userId: string },
  changes: MessageChange[],
): Promise<AppliedChange[]> {
  if (changes.length === 0 || !(await holdAccount(tx, account.id))) return [];
  const folders = await accountFolders(tx, account.id);
  const states = await loadStates(
    tx,
    account.id,
    sql`m.id = any(${numberArray(changes.map(({ messageId }) => messageId))})`,
  );
  const byId = new Map(states.map((state) => [state.id, state]));
  const applied: AppliedChange[] = [];
  for (const change of changes) {
    const state = byId.get(change.messageId);
    const real = state && changeState(state, change, folders);
    if (real) applied.push({ ...real, threadId: state.threadId, remoteId: state.remoteId });
  }
  await writeStates(tx, applied, byId);
  await finish(tx, account, [...new Set(applied.map(({ threadId }) => threadId))]);
  return applied;
}

/** Removes messages of an account. @returns those that were there */
export async function deleteMessages(
  tx: Db,
  account: { id: number; userId: string },
  messageIds: number[],
): Promise<{ messageId: number; remoteId: string; threadId: number; sourceHash: string }[]> {
  if (messageIds.length === 0 || !(await holdAccount(tx, account.id))) return [];
  const removed = await removeMessages(tx, account.id, messageIds);
  await finish(tx, account, [...new Set(removed.map(({ threadId }) => threadId))]);
  return removed;
}

/** The rows of messages and what hangs on them, without what is derived. */
export async function removeMessages(tx: Db, accountId: number, messageIds: number[]) {
  if (messageIds.length === 0) return [];
  const rows = await queryRows<{
    id: string;
    remote_id: string;
    thread_id: string;
    source_hash: string;
  }>(
    tx,
    sql`delete from mailroom.messages where account_id = ${accountId}
        and id = any(${numberArray(messageIds)}) returning id, remote_id, thread_id, source_hash`,
  );
  await tx.execute(sql`update mailroom.accounts set message_count = message_count - ${rows.length}
    where id = ${accountId}`);
  return rows.map((row) => ({
    messageId: Number(row.id),
    remoteId: row.remote_id,
    threadId: Number(row.thread_id),
    sourceHash: row.source_hash,
  }));
}

/** The folders of an account. */
export async function accountFolders(tx: Db, accountId: number): Promise<FolderRef[]> {
  const rows = await queryRows<{ id: string; remote_id: string; role: string | null }>(
    tx,
    sql`select id, remote_id, role from mailroom.folders where account_id = ${accountId}`,
  );
  return rows.map((row) => ({ id: Number(row.id), remoteId: row.remote_id, role: row.role }));
}

/** Messages of an account with their folders. `where` speaks of `m`. */
export async function loadStates(tx: Db, accountId: number, where: SQL): Promise<MessageState[]> {
  const rows = await queryRows<{
    id: string;
    remote_id: string;
    thread_id: string;
    received_at: string;
    is_read: boolean;
    is_starred: boolean;
    is_draft: boolean;
    is_discarded: boolean;
    source_kind: 'raw' | 'structure';
    source_hash: string;
    folder_ids: (number | string)[] | null;
  }>(
    tx,
    sql`select m.id, m.remote_id, m.thread_id, m.received_at, m.is_read, m.is_starred, m.is_draft,
          m.is_discarded, m.source_kind, m.source_hash,
          (select jsonb_agg(mf.folder_id) from mailroom.message_folders mf
            where mf.message_id = m.id) as folder_ids
        from mailroom.messages m where m.account_id = ${accountId} and ${where}`,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    remoteId: row.remote_id,
    threadId: Number(row.thread_id),
    receivedAt: row.received_at,
    isRead: row.is_read,
    isStarred: row.is_starred,
    isDraft: row.is_draft,
    isDiscarded: row.is_discarded,
    sourceKind: row.source_kind,
    sourceHash: row.source_hash,
    folderIds: new Set((row.folder_ids ?? []).map(Number)),
  }));
}

/** Whether a message in these folders is in trash or spam. */
export function isDiscardedIn(folderIds: Iterable<number>, folders: FolderRef[]): boolean {
  const ids = new Set(folderIds);
  return folders.some(({ id, role }) => (role === 'trash' || role === 'spam') && ids.has(id));
}

/** Applies `change` to `state` in memory. @returns what really changed, null when nothing did */
export function changeState(
  state: MessageState,
  change: Omit<MessageChange, 'flags'> & {
    flags: MessageChange['flags'] & { isDraft?: boolean };
  },
  folders: FolderRef[],
): MessageChange | null {
  const real = new Set(
    folders.filter(({ remoteId }) => !remoteId.startsWith(':')).map((f) => f.id),
  );
  const removed = change.foldersRemoved.filter((id) => state.folderIds.delete(id));
  const added = change.foldersAdded.filter((id) => {
    if (!real.has(id) || state.folderIds.has(id)) return false;
    state.folderIds.add(id);
    return true;
  });
  // Taken out and put back: nothing happened.
  const foldersRemoved = removed.filter((id) => !added.includes(id));
  const foldersAdded = added.filter((id) => !removed.includes(id));
  const flags: MessageChange['flags'] = {};
  if (change.flags.isRead !== undefined && change.flags.isRead !== state.isRead) {
    flags.isRead = state.isRead = change.flags.isRead;
  }
  if (change.flags.isStarred !== undefined && change.flags.isStarred !== state.isStarred) {
    flags.isStarred = state.isStarred = change.flags.isStarred;
  }
  const isDraftChanged =
    change.flags.isDraft !== undefined && change.flags.isDraft !== state.isDraft;
  if (change.flags.isDraft !== undefined) state.isDraft = change.flags.isDraft;
  state.isDiscarded = isDiscardedIn(state.folderIds, folders);
  const isChanged =
    foldersAdded.length + foldersRemoved.length + Object.keys(flags).length > 0 || isDraftChanged;
  return isChanged ? { messageId: state.id, foldersAdded, foldersRemoved, flags } : null;
}

/** Writes changed states. */
export async function writeStates(
  tx: Db,
  changes: MessageChange[],
  states: Map<number, MessageState>,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.flatMap(({ messageId }) => {
    const state = states.get(messageId);
    return state
      ? [
          {
            id: state.id,
            is_read: state.isRead,
            is_starred: state.isStarred,
            is_draft: state.isDraft,
            is_discarded: state.isDiscarded,
          },
        ]
      : [];
  });
  await tx.execute(sql`
    update mailroom.messages m set is_read = r.is_read, is_starred = r.is_starred,
      is_draft = r.is_draft, is_discarded = r.is_discarded
    from jsonb_to_recordset(${jsonRows(rows)}) as r(id bigint, is_read boolean,
      is_starred boolean, is_draft boolean, is_discarded boolean)
    where m.id = r.id and (m.is_read, m.is_starred, m.is_draft, m.is_discarded)
      is distinct from (r.is_read, r.is_starred, r.is_draft, r.is_discarded)`);
  const removed = changes.flatMap(({ messageId, foldersRemoved }) =>
    foldersRemoved.map((folderId) => ({ message_id: messageId, folder_id: folderId })),
  );
  if (removed.length > 0) {
    await tx.execute(sql`
      delete from mailroom.message_folders mf
      using jsonb_to_recordset(${jsonRows(removed)}) as r(message_id bigint, folder_id bigint)
      where mf.message_id = r.message_id and mf.folder_id = r.folder_id`);
  }
  await insertMemberships(
    tx,
    changes.flatMap(({ messageId, foldersAdded }) =>
      foldersAdded.map((folderId) => ({
        message_id: messageId,
        folder_id: folderId,
        received_at: states.get(messageId)?.receivedAt,
      })),
    ),
  );
}

/** Puts messages into folders. */
export async function insertMemberships(
  tx: Db,
  rows: { message_id: number; folder_id: number; received_at: string | undefined }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into mailroom.message_folders (message_id, folder_id, received_at)
    select * from jsonb_to_recordset(${jsonRows(rows)})
      as r(message_id bigint, folder_id bigint, received_at timestamptz)
    on conflict do nothing`);
}

/** Refreshes what is derived and tells the user's clients. */
async function finish(
  tx: Db,
  account: { id: number; userId: string },
  threadIds: number[],
): Promise<void> {
  if (threadIds.length === 0) return;
  const { deleted } = await refreshThreads(tx, account.id, threadIds);
  const gone = new Set(deleted);
  await appendChanges(
    tx,
    account.userId,
    threadChanges(
      account.id,
      threadIds.filter((id) => !gone.has(id)),
      deleted,
    ),
  );
}

/** What the feed says of changed and of deleted threads. */
export function threadChanges(
  accountId: number,
  changed: number[],
  deleted: number[],
  newMail: number[] = [],
): NewChange[] {
  const fresh = new Set(newMail);
  const entries: NewChange[] = [
    { kind: 'thread', accountId, ids: newMail, newMail: true },
    { kind: 'thread', accountId, ids: changed.filter((id) => !fresh.has(id)) },
    { kind: 'thread_deleted', accountId, ids: deleted },
  ];
  const told = entries.filter(({ ids }) => ids.length > 0);
  return told.length > 0 ? [...told, { kind: 'folders', accountId, ids: [] }] : [];
}
