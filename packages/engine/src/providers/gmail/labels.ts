import type { FolderRole, RemoteFlags, RemoteFolder } from '../provider.ts';
import type { GmailLabel } from './shapes.ts';

/** Labels that are states of a message rather than places. */
const flagLabels = new Set(['UNREAD', 'STARRED']);
/** Gmail refuses to add or remove these: they follow from what the message is. */
const fixedLabels = new Set(['SENT', 'DRAFT', 'CHAT']);

const roles: Record<string, FolderRole> = {
  INBOX: 'inbox',
  SENT: 'sent',
  DRAFT: 'drafts',
  TRASH: 'trash',
  SPAM: 'spam',
  IMPORTANT: 'important',
};

/** Folders of a mailbox: every label that is a place. */
export function foldersOf(labels: GmailLabel[]): RemoteFolder[] {
  return labels.filter(({ id }) => !flagLabels.has(id)).map(toFolder);
}

/** One label as a folder. */
export function toFolder(label: GmailLabel): RemoteFolder {
  const isCategory = label.id.startsWith('CATEGORY_');
  const role = roles[label.id] ?? (isCategory ? 'category' : null);
  const isSystem = label.type === 'system' || role !== null;
  return {
    remoteId: label.id,
    name: isCategory ? titleOf(label.id.slice('CATEGORY_'.length)) : label.name || label.id,
    role,
    color: colorOf(label.color?.backgroundColor),
    // System labels without a role (chats, coloured stars) mean nothing outside Gmail.
    isHidden: label.labelListVisibility === 'labelHide' || (isSystem && role === null),
  };
}

/** The places among a message's labels. */
export function foldersFrom(labelIds: readonly string[]): string[] {
  return [...new Set(labelIds)].filter((id) => !flagLabels.has(id));
}

export function flagsFrom(labelIds: readonly string[]): RemoteFlags {
  return {
    isRead: !labelIds.includes('UNREAD'),
    isStarred: labelIds.includes('STARRED'),
    isDraft: labelIds.includes('DRAFT'),
  };
}

/** What adding (or removing) labels means for the flags. */
export function flagChanges(labelIds: readonly string[], isAdded: boolean): Partial<RemoteFlags> {
  return {
    ...(labelIds.includes('UNREAD') ? { isRead: !isAdded } : {}),
    ...(labelIds.includes('STARRED') ? { isStarred: isAdded } : {}),
    ...(labelIds.includes('DRAFT') ? { isDraft: isAdded } : {}),
  };
}

/** Labels to add and remove for a change of folders and flags. */
export function labelChanges(change: {
  foldersAdded: readonly string[];
  foldersRemoved: readonly string[];
  flags: { isRead?: boolean | undefined; isStarred?: boolean | undefined };
}): { add: string[]; remove: string[] } {
  const add = new Set(change.foldersAdded.filter((id) => !fixedLabels.has(id)));
  const remove = new Set(change.foldersRemoved.filter((id) => !fixedLabels.has(id)));
  const { isRead, isStarred } = change.flags;
  if (isRead !== undefined) (isRead ? remove : add).add('UNREAD');
  if (isStarred !== undefined) (isStarred ? add : remove).add('STARRED');
  for (const id of add) remove.delete(id);
  return { add: [...add], remove: [...remove] };
}

function colorOf(value: string | undefined): string | null {
  return value && /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : null;
}

function titleOf(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}
