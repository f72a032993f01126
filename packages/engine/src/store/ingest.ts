import { sql } from 'drizzle-orm';
import type { ParsedMessage } from '../mail/message.ts';
import type { SearchText } from '../mail/text.ts';
import type { Cursor, RemoteFlags, RemoteMessage, RemoteRef } from '../providers/provider.ts';
import { ALL_MAIL, ownAddresses, refreshThreads, STARRED } from './aggregates.ts';
import { appendChanges } from './changes.ts';
import { type Db, queryRows } from './database.ts';
import { type InsertedMessage, insertMessages } from './insert-messages.ts';
import {
  accountFolders,
  changeState,
  type FolderRef,
  holdAccount,
  isDiscardedIn,
  loadStates,
  type MessageChange,
  type MessageState,
  removeMessages,
  threadChanges,
  writeStates,
} from './membership.ts';
import { overlayOf } from './overlay.ts';
import { type Original, replaceSource } from './save-original.ts';
import type { accounts } from './schema.ts';
import { textArray } from './sql-text.ts';

/** A message as it comes in: read, indexed and its bytes stored already. */
export interface IncomingMessage extends Omit<RemoteMessage, 'source'> {
  /** null: it could not be parsed, and is kept as it is. */
  parsed: ParsedMessage | null;
  sourceHash: string;
  sourceKind: 'raw' | 'structure';
  search: SearchText;
}

/** A provider's change whose message is parsed. */
export type IncomingChange =
  | { kind: 'added'; message: IncomingMessage }
  | {
      kind: 'updated';
      ref: RemoteRef;
      foldersAdded: string[];
      foldersRemoved: string[];
      flags: Partial<RemoteFlags>;
    }
  | { kind: 'deleted'; ref: RemoteRef };

export interface PageInput {
  account: { id: number; userId: string; email?: string };
  /** Our clock before the provider was asked: local commands done later are newer than the page. */
  asOf: Date;
  changes: IncomingChange[];
  /** Saved with the page; absent: left as it is. */
  cursor?: Cursor | null | undefined;
  /** Other columns of the account to save with the page. */
  progress?: Partial<
    Pick<
      typeof accounts.$inferInsert,
      'phase' | 'phaseDone' | 'phaseTotal' | 'lastSyncedAt' | 'backfill'
    >
  >;
  /** Whether new unread mail in the inbox is news for the user: not so when it is backfill. */
  announce: boolean;
}

export interface PageResult {
  /** Threads that changed and still are. */
  threadIds: number[];
  /** Those of them with newly arrived unread mail in the inbox. */
  newMailThreadIds: number[];
  inserted: { id: number; remoteId: string; threadId: number; messageIdHeader: string | null }[];
  updated: number;
  deleted: number;
  /** Changed at the provider, but not here: to be fetched. */
  unknown: RemoteRef[];
  /** Sources that a deleted message no longer needs; others may. */
  removedHashes: string[];
}

/**
 * Writes one page of the provider's changes, whole or not at all, with everything derived from it
 * and its cursor. The same page again changes nothing. A local change that the provider does not
 * have yet, or got after `asOf`, is laid over the page: older remote state never overwrites it.
 */
export async function applyPage(db: Db, input: PageInput): Promise<PageResult> {
  return db.transaction((tx) => applyPageIn(tx as unknown as Db, input));
}

/** Like `applyPage`, in the caller's transaction; last in it, see `appendChanges`. */
export async function applyPageIn(tx: Db, input: PageInput): Promise<PageResult> {
  const { account } = input;
  const nothing: PageResult = {
    ...{ threadIds: [], newMailThreadIds: [], inserted: [], updated: 0, deleted: 0 },
    ...{ unknown: [], removedHashes: [] },
  };
  if (!(await holdAccount(tx, account.id))) return nothing;
  const wishes = foldChanges(input.changes);
  const remoteIds = [...wishes.keys()];
  const folders = await foldersFor(tx, account.id, wishes);
  const states =
    remoteIds.length === 0
      ? []
      : await loadStates(tx, account.id, sql`m.remote_id = any(${textArray(remoteIds)})`);
  const byRemoteId = new Map(states.map((state) => [state.remoteId, state]));
  const overlay = await overlayOf(tx, account.id, input.asOf, remoteIds);
  const plan = planPage(wishes, byRemoteId, folders, overlay);

  const removed = await removeMessages(tx, account.id, plan.deleted);
  const byId = new Map(states.map((state) => [state.id, state]));
  await writeStates(tx, plan.changed, byId);
  const reread = await replaceSources(tx, account.id, plan.originals);
  const own = await ownAddresses(tx, account.id);
  const inserted = await insertMessages(tx, account.id, plan.added, own);
  await saveAccount(tx, input, inserted.length);

  const touched = new Set([
    ...removed.map(({ threadId }) => threadId),
    ...plan.changed.flatMap(({ messageId }) => byId.get(messageId)?.threadId ?? []),
    ...reread.flatMap((id) => byId.get(id)?.threadId ?? []),
    ...inserted.map(({ threadId }) => threadId),
  ]);
  const { deleted } = await refreshThreads(tx, account.id, [...touched]);
  for (const id of deleted) touched.delete(id);
  const news = input.announce ? newsOf(inserted, plan.added, folders, own) : [];
  await appendChanges(tx, account.userId, [
    ...threadChanges(account.id, [...touched], deleted, news),
    ...(input.progress
      ? [{ kind: 'account' as const, accountId: account.id, ids: [account.id] }]
      : []),
  ]);
  return {
    threadIds: [...touched],
    newMailThreadIds: news,
    inserted: inserted.map(({ id, remoteId, threadId, messageIdHeader }) => ({
      ...{ id, remoteId, threadId, messageIdHeader },
    })),
    updated: plan.changed.length,
    deleted: removed.length,
    unknown: plan.unknown,
    removedHashes: removed.map(({ sourceHash }) => sourceHash),
  };
}

/** Those of `refs` that are not here, in their order. */
export async function unknownRefs(
  db: Db,
  accountId: number,
  refs: RemoteRef[],
): Promise<RemoteRef[]> {
  const known = new Set<string>();
  for (let at = 0; at < refs.length; at += 5_000) {
    const ids = refs.slice(at, at + 5_000).map(({ remoteId }) => remoteId);
    const rows = await queryRows<{ remote_id: string }>(
      db,
      sql`select remote_id from mailroom.messages
          where account_id = ${accountId} and remote_id = any(${textArray(ids)})`,
    );
    for (const row of rows) known.add(row.remote_id);
  }
  return refs.filter(({ remoteId }) => !known.has(remoteId));
}

/** What a page asks of one message in the end. */
interface Wish {
  ref: RemoteRef;
  added: IncomingMessage | null;
  isDeleted: boolean;
  folders: Map<string, boolean>;
  flags: Partial<RemoteFlags>;
}

/** Folds the page's changes, in their order, into one wish a message. */
function foldChanges(changes: IncomingChange[]): Map<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const change of changes) {
    const ref = change.kind === 'added' ? change.message : change.ref;
    const blank = { ref, added: null, isDeleted: false, folders: new Map(), flags: {} };
    if (change.kind === 'added') {
      wishes.set(ref.remoteId, { ...blank, added: change.message });
    } else if (change.kind === 'deleted') {
      wishes.set(ref.remoteId, { ...blank, isDeleted: true });
    } else {
      const wish = wishes.get(ref.remoteId) ?? blank;
      if (wish.isDeleted) continue;
      for (const folder of change.foldersRemoved) wish.folders.set(folder, false);
      for (const folder of change.foldersAdded) wish.folders.set(folder, true);
      wish.flags = { ...wish.flags, ...change.flags };
      wishes.set(ref.remoteId, wish);
    }
  }
  return wishes;
}

/** The account's folders, with a row for every one that the page names before it was listed. */
async function foldersFor(
  tx: Db,
  accountId: number,
  wishes: Map<string, Wish>,
): Promise<FolderRef[]> {
  const folders = await accountFolders(tx, accountId);
  const known = new Set(folders.map(({ remoteId }) => remoteId));
  const missing = new Set([ALL_MAIL, STARRED].filter((id) => !known.has(id)));
  for (const wish of wishes.values()) {
    for (const id of wish.added?.folders ?? []) if (!known.has(id)) missing.add(id);
    for (const [id, isIn] of wish.folders) if (isIn && !known.has(id)) missing.add(id);
  }
  if (missing.size === 0) return folders;
  await tx.execute(sql`
    insert into mailroom.folders (account_id, remote_id, name, role)
    select ${accountId}::bigint, id, id,
      case id when ${ALL_MAIL} then 'all' when ${STARRED} then 'starred' end
    from unnest(${textArray(missing)}) as id on conflict do nothing`);
  return accountFolders(tx, accountId);
}

export interface PlannedMessage {
  message: IncomingMessage;
  folderIds: number[];
  flags: RemoteFlags;
  isDiscarded: boolean;
}

interface PagePlan {
  added: PlannedMessage[];
  changed: MessageChange[];
  deleted: number[];
  originals: { id: number; original: Original }[];
  unknown: RemoteRef[];
}

type Overlay = Awaited<ReturnType<typeof overlayOf>>;

function planPage(
  wishes: Map<string, Wish>,
  states: Map<string, MessageState>,
  folders: FolderRef[],
  overlay: Overlay,
): PagePlan {
  const plan: PagePlan = { added: [], changed: [], deleted: [], originals: [], unknown: [] };
  const idOf = new Map(folders.map(({ remoteId, id }) => [remoteId, id]));
  for (const [remoteId, wish] of wishes) {
    const state = states.get(remoteId);
    const local = overlay.get(remoteId);
    // Deleted here, and the provider does not know yet: it must not come back.
    if (wish.isDeleted || local?.isDeleted) {
      if (state) plan.deleted.push(state.id);
      continue;
    }
    if (!state && !wish.added) {
      plan.unknown.push(wish.ref);
      continue;
    }
    const target = targetOf(wish, state, folders, idOf);
    for (const [folder, isIn] of local?.folders ?? []) {
      const id = idOf.get(folder);
      if (id !== undefined) target.folderIds[isIn ? 'add' : 'delete'](id);
    }
    Object.assign(target.flags, local?.flags ?? {});
    if (state) planUpdate(plan, state, target, wish, folders);
    else if (wish.added) {
      const folderIds = [...target.folderIds];
      const isDiscarded = isDiscardedIn(folderIds, folders);
      plan.added.push({ message: wish.added, folderIds, flags: target.flags, isDiscarded });
    }
  }
  return plan;
}

/** The state that the provider wants: that of the message it sent, or ours, with its changes. */
function targetOf(
  wish: Wish,
  state: MessageState | undefined,
  folders: FolderRef[],
  idOf: Map<string, number>,
): { folderIds: Set<number>; flags: RemoteFlags } {
  const views = new Set(folders.filter((f) => f.remoteId.startsWith(':')).map(({ id }) => id));
  const start = wish.added
    ? wish.added.folders.flatMap((remoteId) => idOf.get(remoteId) ?? [])
    : (state?.folderIds ?? []);
  const folderIds = new Set([...start].filter((id) => !views.has(id)));
  for (const [folder, isIn] of wish.folders) {
    const id = idOf.get(folder);
    if (id !== undefined && !views.has(id)) folderIds[isIn ? 'add' : 'delete'](id);
  }
  const { isRead, isStarred, isDraft } = wish.added?.flags ?? (state as MessageState);
  return { folderIds, flags: { isRead, isStarred, isDraft, ...wish.flags } };
}

function planUpdate(
  plan: PagePlan,
  state: MessageState,
  target: { folderIds: Set<number>; flags: RemoteFlags },
  wish: Wish,
  folders: FolderRef[],
): void {
  const change = changeState(
    state,
    {
      messageId: state.id,
      foldersAdded: [...target.folderIds].filter((id) => !state.folderIds.has(id)),
      foldersRemoved: [...state.folderIds].filter((id) => !target.folderIds.has(id)),
      flags: target.flags,
    },
    folders,
  );
  if (change) plan.changed.push(change);
  if (wish.added?.sourceKind === 'raw' && state.sourceKind === 'structure') {
    const { sourceHash: hash, sizeBytes, parsed, search } = wish.added;
    plan.originals.push({ id: state.id, original: { hash, sizeBytes, parsed, search } });
  }
}

/** @returns ids of the messages that show anything else than before */
async function replaceSources(
  tx: Db,
  accountId: number,
  originals: PagePlan['originals'],
): Promise<number[]> {
  const changed: number[] = [];
  for (const { id, original } of originals)
    if (await replaceSource(tx, accountId, id, original)) changed.push(id);
  return changed;
}

/** Threads with mail that has just arrived for the user. */
function newsOf(
  inserted: InsertedMessage[],
  added: PlannedMessage[],
  folders: FolderRef[],
  own: Set<string>,
): number[] {
  const inboxes = new Set(folders.filter(({ role }) => role === 'inbox').map(({ id }) => id));
  const fresh = new Set(
    added
      .filter(({ flags, folderIds, isDiscarded, message }) => {
        const isOwn = own.has(message.parsed?.from?.email.toLowerCase() ?? '');
        const isUnreadMail = !flags.isRead && !flags.isDraft && !isDiscarded && !isOwn;
        return isUnreadMail && folderIds.some((id) => inboxes.has(id));
      })
      .map(({ message }) => message.remoteId),
  );
  const news = inserted.filter(({ remoteId }) => fresh.has(remoteId));
  return [...new Set(news.map(({ threadId }) => threadId))];
}

async function saveAccount(tx: Db, input: PageInput, insertedCount: number): Promise<void> {
  const { progress = {}, cursor } = input;
  const sets = [sql`message_count = message_count + ${insertedCount}`];
  if (cursor !== undefined) {
    sets.push(sql`cursor = ${cursor === null ? null : JSON.stringify(cursor)}::jsonb`);
  }
  if (progress.phase !== undefined) sets.push(sql`phase = ${progress.phase}`);
  if (progress.phaseDone !== undefined) sets.push(sql`phase_done = ${progress.phaseDone}`);
  if (progress.phaseTotal !== undefined) sets.push(sql`phase_total = ${progress.phaseTotal}::int`);
  if (progress.lastSyncedAt !== undefined) {
    sets.push(sql`last_synced_at = ${progress.lastSyncedAt?.toISOString() ?? null}::timestamptz`);
  }
  if (progress.backfill !== undefined) {
    const { backfill } = progress;
    sets.push(sql`backfill = ${backfill === null ? null : JSON.stringify(backfill)}::jsonb`);
  }
  if (insertedCount === 0 && sets.length === 1) return;
  await tx.execute(
    sql`update mailroom.accounts set ${sql.join(sets, sql`, `)} where id = ${input.account.id}`,
  );
}
