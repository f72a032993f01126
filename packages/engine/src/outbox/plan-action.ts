import { MailError } from '../errors.ts';
import type { ActionFolder, ActionTarget } from '../store/action-targets.ts';
import type { ActionChange } from '../store/commands.ts';
import type { ActionInput } from '../views.ts';

/** What an action does to one account's messages; changes that change nothing are left out. */
export interface PlannedChange extends ActionChange {
  target: ActionTarget;
}

type Want = {
  add?: (ActionFolder | undefined)[];
  remove?: (ActionFolder | undefined)[];
  flags?: { isRead?: boolean; isStarred?: boolean };
};

/**
 * Works out what an action changes, message by message: exactly what is not so already, since the
 * undo reverses exactly that. Follows Gmail: archive takes a conversation out of the inbox, trash
 * and spam do too, and coming back from either means the inbox again.
 *
 * @throws MailError `invalid_input` when the folder is missing, `not_found` when it is elsewhere
 */
export function planAction(
  input: ActionInput,
  targets: ActionTarget[],
  folders: ActionFolder[],
): PlannedChange[] {
  const chosen = chooseMessages(input, targets, folders);
  return chosen.flatMap((target) => {
    const change = difference(target, wantOf(input, foldersOf(target.accountId, folders), folders));
    return change ? [change] : [];
  });
}

/** The messages that `delete_forever` removes: those in trash or spam, or all where none is. */
export function planDeletion(targets: ActionTarget[], folders: ActionFolder[]): ActionTarget[] {
  const discarded = new Set(
    folders.filter(({ role }) => role === 'trash' || role === 'spam').map(({ id }) => id),
  );
  const isDiscarded = (target: ActionTarget) =>
    [...target.folderIds].some((id) => discarded.has(id));
  const threadsWithDiscarded = new Set(targets.filter(isDiscarded).map(({ threadId }) => threadId));
  return targets.filter((t) => isDiscarded(t) || !threadsWithDiscarded.has(t.threadId));
}

type Roles = Record<'inbox' | 'trash' | 'spam', ActionFolder | undefined>;

function foldersOf(accountId: number, folders: ActionFolder[]): Roles {
  const byRole = (role: string) =>
    folders.find((folder) => folder.accountId === accountId && folder.role === role);
  return { inbox: byRole('inbox'), trash: byRole('trash'), spam: byRole('spam') };
}

function wantOf(input: ActionInput, roles: Roles, folders: ActionFolder[]): Want {
  const { inbox, trash, spam } = roles;
  const named = (id: number | undefined): ActionFolder => {
    if (id === undefined) throw new MailError('invalid_input', { detail: 'folderId is missing' });
    const folder = folders.find((f) => f.id === id);
    if (!folder) throw new MailError('not_found');
    return folder;
  };
  switch (input.kind) {
    case 'mark_read':
      return { flags: { isRead: true } };
    case 'mark_unread':
      return { flags: { isRead: false } };
    case 'star':
      return { flags: { isStarred: true } };
    case 'unstar':
      return { flags: { isStarred: false } };
    case 'archive':
      return { remove: [inbox] };
    case 'move_to_inbox':
    case 'untrash':
    case 'not_spam':
      return { add: [inbox], remove: [trash, spam] };
    case 'trash':
      return { add: [trash], remove: [inbox, spam] };
    case 'spam':
      return { add: [spam], remove: [inbox, trash] };
    case 'add_label':
      return { add: [named(input.folderId)] };
    case 'remove_label':
      return { remove: [named(input.folderId)] };
    case 'move': {
      const to = named(input.folderId);
      const from = input.fromFolderId === undefined ? inbox : named(input.fromFolderId);
      return { add: [to], remove: from?.id === to.id ? [] : [from] };
    }
    case 'delete_forever':
      return {};
  }
}

function difference(target: ActionTarget, want: Want): PlannedChange | null {
  const isOwn = (folder: ActionFolder | undefined): folder is ActionFolder =>
    folder !== undefined && folder.accountId === target.accountId;
  const wantsForeign = [...(want.add ?? []), ...(want.remove ?? [])].some((f) => f && !isOwn(f));
  if (wantsForeign) throw new MailError('not_found');
  const foldersAdded = (want.add ?? [])
    .filter(isOwn)
    .filter(({ id }) => !target.folderIds.has(id))
    .map(({ id }) => id);
  const foldersRemoved = (want.remove ?? [])
    .filter(isOwn)
    .filter(({ id }) => target.folderIds.has(id))
    .map(({ id }) => id);
  const flags: PlannedChange['flags'] = {};
  const { isRead, isStarred } = want.flags ?? {};
  if (isRead !== undefined && isRead !== target.isRead) flags.isRead = isRead;
  if (isStarred !== undefined && isStarred !== target.isStarred) flags.isStarred = isStarred;
  const changes = foldersAdded.length + foldersRemoved.length + Object.keys(flags).length;
  if (changes === 0) return null;
  return { messageId: target.messageId, foldersAdded, foldersRemoved, flags, target };
}

/**
 * Of a conversation, the newest message alone gets the star and becomes unread; coming back from
 * trash or spam concerns what lies there; everything else concerns every message.
 */
function chooseMessages(
  input: ActionInput,
  targets: ActionTarget[],
  folders: ActionFolder[],
): ActionTarget[] {
  const named = new Set(input.messageIds);
  if (input.kind === 'star' || input.kind === 'mark_unread') {
    const newest = new Map<number, ActionTarget>();
    for (const target of targets) {
      const best = newest.get(target.threadId);
      if (!best || isNewer(target, best)) newest.set(target.threadId, target);
    }
    return targets.filter(
      (target) =>
        named.has(target.messageId) ||
        (input.threadIds.includes(target.threadId) && newest.get(target.threadId) === target),
    );
  }
  const role = input.kind === 'untrash' ? 'trash' : input.kind === 'not_spam' ? 'spam' : null;
  if (role === null) return targets;
  const from = new Set(folders.filter((folder) => folder.role === role).map(({ id }) => id));
  return targets.filter(({ folderIds }) => [...folderIds].some((id) => from.has(id)));
}

function isNewer(one: ActionTarget, other: ActionTarget): boolean {
  if (one.isDraft !== other.isDraft) return other.isDraft;
  const byTime = one.receivedAt.getTime() - other.receivedAt.getTime();
  return byTime === 0 ? one.messageId > other.messageId : byTime > 0;
}
