import type { Translate } from '../../i18n/translate.ts';
import type { FolderView, ThreadRowView } from '../../views.ts';

/** Who takes part, short: one person in full, several by first name, oneself as "me". */
export function senderNames(
  row: ThreadRowView,
  t: Translate,
): { text: string; isUnread: boolean }[] {
  const isAlone = row.senders.length === 1;
  return row.senders.map((sender) => {
    const full = sender.name?.trim() || sender.email.split('@')[0] || sender.email;
    const text = sender.isMe ? t('list.me') : isAlone ? full : firstName(full);
    return { text, isUnread: sender.isUnread };
  });
}

/** The user's labels on a row, and its inbox when the list mixes places. */
export function rowLabels(
  row: ThreadRowView,
  folders: ReadonlyMap<number, FolderView>,
  currentFolderId: number | null,
): FolderView[] {
  return row.folderIds
    .map((id) => folders.get(id))
    .filter((folder) => folder !== undefined)
    .filter((folder) => folder.role === null && !folder.isHidden && folder.id !== currentFolderId);
}

function firstName(name: string): string {
  // "Doe, Ann" and "Ann Doe" both give Ann.
  const comma = name.split(',')[1]?.trim();
  return (comma || name).split(/\s+/u)[0] || name;
}
