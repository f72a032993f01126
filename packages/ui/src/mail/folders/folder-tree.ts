import type { IconName } from '../../ui/icons.tsx';
import type { AccountView, FolderView } from '../../views.ts';
import type { MailBox } from '../place.ts';

/** One line of the folder list. */
export interface FolderItem {
  key: string;
  box: MailBox;
  icon: IconName;
  /** A role to translate, or null: `name` stands as it is. */
  role: string | null;
  name: string;
  depth: number;
  /** Conversations to show in the badge: unread ones, or all for drafts. */
  count: number;
  /** Names of archive, spam and trash carry no weight. */
  isQuiet: boolean;
  color: string | null;
}

/** The folders of one account, or of all of them together (`account` null). */
export interface FolderGroup {
  account: AccountView | null;
  items: FolderItem[];
}

export const ROLE_ICONS: Record<string, IconName> = {
  inbox: 'inbox',
  starred: 'star',
  important: 'label',
  sent: 'send',
  drafts: 'draft',
  all: 'all',
  archive: 'archive',
  spam: 'spam',
  trash: 'trash',
};

const ORDER = ['inbox', 'starred', 'sent', 'drafts', 'all', 'archive', 'spam', 'trash'] as const;
const ALWAYS = new Set(['inbox', 'starred', 'sent', 'drafts', 'all', 'spam', 'trash']);

/**
 * Groups folders for the rail. One account: its folders stand without a heading; several: all
 * together first, then each.
 */
export function folderGroups(
  accounts: readonly AccountView[],
  folders: readonly FolderView[],
): FolderGroup[] {
  const only = accounts.length === 1 ? accounts[0] : undefined;
  if (accounts.length === 0) return [];
  if (only) {
    const own = folders.filter((folder) => folder.accountId === only.id);
    return [{ account: null, items: [...roleItems(null, own), ...labelItems(own)] }];
  }
  return [
    { account: null, items: roleItems(null, folders) },
    ...accounts.map((account) => {
      const own = folders.filter((folder) => folder.accountId === account.id);
      return { account, items: [...roleItems(account.id, own), ...labelItems(own)] };
    }),
  ];
}

/** Labels that people made: no role, not hidden, by name, so that parents stand before children. */
export function userLabels(folders: readonly FolderView[]): FolderView[] {
  return folders
    .filter((folder) => folder.role === null && !folder.isHidden)
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

function roleItems(accountId: number | null, folders: readonly FolderView[]): FolderItem[] {
  return ORDER.filter(
    (role) => ALWAYS.has(role) || folders.some((folder) => folder.role === role),
  ).map((role) => {
    const own = folders.filter((folder) => folder.role === role);
    const count = own.reduce((sum, folder) => sum + badge(folder), 0);
    return {
      key: `${accountId ?? 'all'}-${role}`,
      box: { kind: 'role', role, accountId },
      icon: ROLE_ICONS[role] ?? 'folder',
      role,
      name: role,
      depth: 0,
      count,
      isQuiet: role !== 'inbox',
      color: null,
    };
  });
}

function badge(folder: FolderView): number {
  if (folder.role === 'drafts') return folder.totalThreads;
  return folder.role === 'inbox' || folder.role === 'spam' ? folder.unreadThreads : 0;
}

function labelItems(folders: readonly FolderView[]): FolderItem[] {
  const labels = userLabels(folders);
  const names = new Set(labels.map((label) => label.name));
  return labels.map((label) => {
    const parts = label.name.split('/');
    let parents = 0;
    for (let i = 1; i < parts.length; i++) if (names.has(parts.slice(0, i).join('/'))) parents = i;
    const depth = parts.filter((_, i) => i > 0 && names.has(parts.slice(0, i).join('/'))).length;
    return {
      key: `folder-${label.id}`,
      box: { kind: 'folder', folderId: label.id },
      icon: 'label',
      role: null,
      name: parts.slice(parents).join('/'),
      depth: Math.min(depth, 4),
      count: label.unreadThreads,
      isQuiet: false,
      color: label.color,
    };
  });
}
