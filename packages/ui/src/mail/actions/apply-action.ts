import type { ActionKind, FolderView, ThreadRowView, ThreadView } from '../../views.ts';

/** An action as the lists understand it. */
export interface LocalAction {
  kind: ActionKind;
  folderId?: number | undefined;
  fromFolderId?: number | undefined;
}

/**
 * What a row will look like once the server has done it, so that the screen need not wait.
 * @returns null when the conversation is gone altogether
 */
export function applyToRow(
  row: ThreadRowView,
  action: LocalAction,
  folders: readonly FolderView[],
): ThreadRowView | null {
  switch (action.kind) {
    case 'mark_read':
      return { ...row, unreadCount: 0, senders: withUnread(row, false) };
    case 'mark_unread':
      return { ...row, unreadCount: Math.max(1, row.unreadCount), senders: withUnread(row, true) };
    case 'star':
      return { ...row, isStarred: true };
    case 'unstar':
      return { ...row, isStarred: false };
    case 'delete_forever':
      return null;
    default:
      return { ...row, folderIds: applyToFolders(row.folderIds, row.accountId, action, folders) };
  }
}

/** The same for an open conversation. `messageIds` empty: all of its messages. */
export function applyToThread(
  thread: ThreadView,
  messageIds: readonly number[],
  action: LocalAction,
  folders: readonly FolderView[],
): ThreadView {
  const isMeant = (id: number) => messageIds.length === 0 || messageIds.includes(id);
  const messages = thread.messages
    .filter((message) => action.kind !== 'delete_forever' || !isMeant(message.id))
    .map((message) => {
      if (!isMeant(message.id)) return message;
      if (action.kind === 'mark_read') return { ...message, isRead: true };
      if (action.kind === 'mark_unread') return { ...message, isRead: false };
      if (action.kind === 'star') return { ...message, isStarred: true };
      if (action.kind === 'unstar') return { ...message, isStarred: false };
      const folderIds = applyToFolders(message.folderIds, thread.accountId, action, folders);
      return { ...message, folderIds };
    });
  const folderIds = [...new Set(messages.flatMap((message) => message.folderIds))];
  return { ...thread, messages, folderIds };
}

/** Unread counters after rows changed from `before` to `after` (null: gone). */
export function adjustCounts(
  folders: readonly FolderView[],
  changes: readonly { before: ThreadRowView; after: ThreadRowView | null }[],
): FolderView[] {
  const unread = new Map<number, number>();
  for (const { before, after } of changes) {
    if (before.unreadCount > 0) for (const id of before.folderIds) add(unread, id, -1);
    if (after && after.unreadCount > 0) for (const id of after.folderIds) add(unread, id, 1);
  }
  return folders.map((folder) => {
    const by = unread.get(folder.id) ?? 0;
    return by === 0 ? folder : { ...folder, unreadThreads: Math.max(0, folder.unreadThreads + by) };
  });
}

function applyToFolders(
  folderIds: readonly number[],
  accountId: number,
  action: LocalAction,
  folders: readonly FolderView[],
): number[] {
  const role = (name: string) =>
    folders.filter((f) => f.accountId === accountId && f.role === name).map((f) => f.id);
  const without = (...ids: number[]) => folderIds.filter((id) => !ids.includes(id));
  const inbox = role('inbox');
  const target = action.folderId === undefined ? [] : [action.folderId];
  switch (action.kind) {
    case 'archive':
      return without(...inbox);
    case 'move_to_inbox':
    case 'untrash':
    case 'not_spam':
      return [...without(...role('trash'), ...role('spam'), ...inbox), ...inbox];
    case 'trash':
      return role('trash');
    case 'spam':
      return role('spam');
    case 'add_label':
      return [...without(...target), ...target];
    case 'remove_label':
      return without(...target);
    case 'move': {
      const from = action.fromFolderId === undefined ? inbox : [action.fromFolderId];
      return [...without(...from, ...target), ...target];
    }
    default:
      return [...folderIds];
  }
}

function withUnread(row: ThreadRowView, isUnread: boolean): ThreadRowView['senders'] {
  return row.senders.map((sender, index) => ({
    ...sender,
    isUnread: isUnread ? sender.isUnread || index === row.senders.length - 1 : false,
  }));
}

function add(counts: Map<number, number>, id: number, by: number): void {
  counts.set(id, (counts.get(id) ?? 0) + by);
}
