import type { FolderView, FolderViewRole, ThreadRowView } from '../views.ts';

/** One list of conversations. */
export type MailBox =
  | { kind: 'role'; role: FolderViewRole; accountId: number | null }
  | { kind: 'folder'; folderId: number }
  | { kind: 'search'; text: string; accountId: number | null }
  | { kind: 'outbox' };

/** Where the user is in the mail centre: all of it stands in the address. */
export interface MailPlace {
  box: MailBox;
  threadId: number | null;
  isUnreadOnly: boolean;
}

export const INBOX: MailPlace = {
  box: { kind: 'role', role: 'inbox', accountId: null },
  threadId: null,
  isUnreadOnly: false,
};

const ROLES: readonly FolderViewRole[] = [
  'inbox',
  'starred',
  'important',
  'sent',
  'drafts',
  'all',
  'archive',
  'spam',
  'trash',
];

/**
 * Reads a place out of a path below the application's base:
 * `/mail/inbox`, `/mail/account/3/sent/t/9`, `/mail/folder/12?unread=1`, `/mail/search?q=…`, `/mail/outbox`.
 * Anything else is the inbox.
 */
export function parsePlace(path: string): MailPlace {
  const [pathname = '', query = ''] = path.split('?', 2);
  const params = new URLSearchParams(query);
  const parts = pathname.split('/').filter(Boolean).slice(1);
  const at = parts.indexOf('t');
  const threadId = at >= 0 ? toId(parts[at + 1]) : null;
  const box = parseBox(at >= 0 ? parts.slice(0, at) : parts, params);
  return { box: box ?? INBOX.box, threadId, isUnreadOnly: params.get('unread') === '1' };
}

/** The path of a place; `parsePlace` reads it back. */
export function formatPlace(place: MailPlace): string {
  const params = new URLSearchParams();
  const { box } = place;
  let path = '/mail/';
  if (box.kind === 'role') {
    path += box.accountId === null ? box.role : `account/${box.accountId}/${box.role}`;
  } else if (box.kind === 'folder') {
    path += `folder/${box.folderId}`;
  } else {
    path += box.kind;
  }
  if (box.kind === 'search') {
    params.set('q', box.text);
    if (box.accountId !== null) params.set('account', String(box.accountId));
  }
  if (place.isUnreadOnly) params.set('unread', '1');
  if (place.threadId !== null) path += `/t/${place.threadId}`;
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}

/** Tells boxes apart, and names their cache entries. */
export function boxKey(box: MailBox): string {
  return formatPlace({ box, threadId: null, isUnreadOnly: false });
}

/**
 * Whether a conversation stands in a box. `null`: only the server can tell (search).
 */
export function belongsTo(
  row: ThreadRowView,
  box: MailBox,
  folders: readonly FolderView[],
): boolean | null {
  if (box.kind === 'search' || box.kind === 'outbox') return null;
  if (box.kind === 'folder') return row.folderIds.includes(box.folderId);
  if (box.accountId !== null && row.accountId !== box.accountId) return false;
  const own = row.folderIds.map((id) => folders.find((folder) => folder.id === id));
  if (box.role === 'all' || box.role === 'starred') {
    const isHidden = (folder: FolderView | undefined) =>
      folder?.role === 'trash' || folder?.role === 'spam';
    const isVisible = !own.some(isHidden) || own.some((folder) => folder && !isHidden(folder));
    return isVisible && (box.role === 'all' || row.isStarred);
  }
  return own.some((folder) => folder?.role === box.role);
}

function parseBox(parts: string[], params: URLSearchParams): MailBox | null {
  const [first, second, third] = parts;
  if (first === 'outbox') return { kind: 'outbox' };
  if (first === 'search') {
    return { kind: 'search', text: params.get('q') ?? '', accountId: toId(params.get('account')) };
  }
  if (first === 'folder') {
    const folderId = toId(second);
    return folderId === null ? null : { kind: 'folder', folderId };
  }
  if (first === 'account') {
    const accountId = toId(second);
    return accountId === null ? null : roleBox(third, accountId);
  }
  return roleBox(first, null);
}

function roleBox(role: string | undefined, accountId: number | null): MailBox | null {
  const known = ROLES.find((each) => each === role);
  return known ? { kind: 'role', role: known, accountId } : null;
}

function toId(text: string | null | undefined): number | null {
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
