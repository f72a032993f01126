import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { hideToast, showToast } from '../../ui/toasts.tsx';
import type { ActionKind, ActionView, FolderView, ThreadRowView, ThreadView } from '../../views.ts';
import { FOLDERS, mergeIntoLists, rowsInLists, threadKey } from '../queries.ts';
import { adjustCounts, applyToRow, applyToThread, type LocalAction } from './apply-action.ts';

export interface ActionRequest extends LocalAction {
  threadIds?: readonly number[];
  /** Only these messages of `threadIds[0]`; else the whole conversations. */
  messageIds?: readonly number[];
  /** No toast, no undo: reading on opening. */
  isSilent?: boolean;
}

export interface Actions {
  run(request: ActionRequest): void;
  /** Takes the last action back; nothing happens when there is none. */
  undoLast(): void;
}

const TOAST = 'action';

/**
 * Actions on mail: the screen changes at once, the server follows, a refusal puts everything back,
 * and each can be undone.
 */
export function useActions(): Actions {
  const api = useApi();
  const client = useQueryClient();
  const host = useHost();
  const hostRef = useRef(host);
  hostRef.current = host;
  const lastUndo = useRef<(() => void) | null>(null);

  const run = useCallback(
    (request: ActionRequest) => {
      const { t } = hostRef.current;
      const threadIds = [...(request.threadIds ?? [])];
      const messageIds = [...(request.messageIds ?? [])];
      const restore = applyLocally(client, request, threadIds, messageIds);
      const answer: Promise<ActionView | null> = api
        .act({
          kind: request.kind,
          threadIds: messageIds.length > 0 ? [] : threadIds,
          messageIds,
          ...(request.folderId === undefined ? {} : { folderId: request.folderId }),
          ...(request.fromFolderId === undefined ? {} : { fromFolderId: request.fromFolderId }),
        })
        .catch((error: unknown) => {
          restore();
          lastUndo.current = null;
          showToast({ key: TOAST, tone: 'danger', text: errorText(t, error) });
          return null;
        });
      if (request.isSilent) return;
      const undo = async () => {
        lastUndo.current = null;
        hideToast(TOAST);
        const done = await answer;
        if (!done) return;
        restore();
        try {
          await api.undo(done.id);
          showToast({ key: TOAST, text: t('action.undone') });
        } catch (error) {
          showToast({ key: TOAST, tone: 'danger', text: errorText(t, error) });
        }
        for (const id of threadIds) void client.invalidateQueries({ queryKey: threadKey(id) });
        void client.invalidateQueries({ queryKey: ['threads'] });
      };
      const canUndo = request.kind !== 'delete_forever';
      lastUndo.current = canUndo ? () => void undo() : null;
      showToast({
        key: TOAST,
        text: doneText(hostRef.current.t, request, threadIds.length, folderName(client, request)),
        ...(canUndo
          ? { action: { label: t('action.undo'), shortcut: 'z', run: () => void undo() } }
          : {}),
      });
    },
    [api, client],
  );
  const undoLast = useCallback(() => lastUndo.current?.(), []);
  return useMemo(() => ({ run, undoLast }), [run, undoLast]);
}

/** Changes lists, counters and open conversations; returns what puts them back. */
function applyLocally(
  client: ReturnType<typeof useQueryClient>,
  action: LocalAction,
  threadIds: readonly number[],
  messageIds: readonly number[],
): () => void {
  const folders = client.getQueryData<FolderView[]>(FOLDERS) ?? [];
  const threads = threadIds
    .map((id) => client.getQueryData<ThreadView>(threadKey(id)))
    .filter((thread) => thread !== undefined);
  const before = rowsInLists(client, threadIds);
  for (const thread of threads) {
    const changed = applyToThread(thread, messageIds, action, folders);
    client.setQueryData(threadKey(thread.id), changed);
  }
  const isWhole =
    messageIds.length === 0 ||
    threads.some((thread) => thread.messages.every((message) => messageIds.includes(message.id)));
  const after = before.map((row) => ({
    before: row,
    after: isWhole ? applyToRow(row, action, folders) : partlyApplied(client, row, action),
  }));
  mergeIntoLists(client, {
    rows: after.map((change) => change.after).filter((row) => row !== null),
    gone: after.filter((change) => change.after === null).map((change) => change.before.id),
  });
  client.setQueryData(FOLDERS, adjustCounts(folders, after));
  return () => {
    for (const thread of threads) client.setQueryData(threadKey(thread.id), thread);
    mergeIntoLists(client, { rows: before, gone: [] });
    void client.invalidateQueries({ queryKey: FOLDERS });
  };
}

function partlyApplied(
  client: ReturnType<typeof useQueryClient>,
  row: ThreadRowView,
  action: LocalAction,
): ThreadRowView {
  const thread = client.getQueryData<ThreadView>(threadKey(row.id));
  if (!thread) return row;
  if (action.kind === 'star' || action.kind === 'unstar') {
    return { ...row, isStarred: thread.messages.some((message) => message.isStarred) };
  }
  if (action.kind === 'mark_read' || action.kind === 'mark_unread') {
    return { ...row, unreadCount: thread.messages.filter((message) => !message.isRead).length };
  }
  return { ...row, folderIds: thread.folderIds };
}

function folderName(client: ReturnType<typeof useQueryClient>, request: ActionRequest): string {
  const folders = client.getQueryData<FolderView[]>(FOLDERS) ?? [];
  return folders.find((folder) => folder.id === request.folderId)?.name ?? '';
}

const DONE = {
  mark_read: 'action.done.markRead',
  mark_unread: 'action.done.markUnread',
  star: 'action.done.star',
  unstar: 'action.done.unstar',
  archive: 'action.done.archive',
  move_to_inbox: 'action.done.moveToInbox',
  trash: 'action.done.trash',
  untrash: 'action.done.untrash',
  spam: 'action.done.spam',
  not_spam: 'action.done.notSpam',
  add_label: 'action.done.addLabel',
  remove_label: 'action.done.removeLabel',
  move: 'action.done.move',
  delete_forever: 'action.done.deleteForever',
} as const satisfies Record<ActionKind, string>;

function doneText(
  t: ReturnType<typeof useHost>['t'],
  request: ActionRequest,
  threadCount: number,
  name: string,
): string {
  return t(DONE[request.kind], { count: Math.max(1, threadCount), name });
}
