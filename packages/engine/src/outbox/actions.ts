import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import {
  type ActionFolder,
  type ActionTarget,
  actionFolders,
  actionTargets,
  findTargets,
} from '../store/action-targets.ts';
import {
  type ActionChange,
  type CommandInsert,
  findAction,
  insertAction,
  insertCommands,
  markUndone,
} from '../store/commands.ts';
import type { Db } from '../store/database.ts';
import {
  type AppliedChange,
  deleteMessages,
  holdAccount,
  type MessageChange,
  setFolderMembership,
} from '../store/membership.ts';
import type { ActionInput, ActionView } from '../views.ts';
import { planAction, planDeletion } from './plan-action.ts';

export interface ActionOptions {
  db: Db;
  /** Called after the commit: the provider is told. */
  onCommands(accountId: number): void;
  now(): Date;
}

/** Messages that one command row names at most: keeps rows and calls small. */
const maxPerCommand = 500;

/**
 * Does what the user asked, here at once and at the provider behind: the local change, the commands
 * and what undoes it are one transaction.
 *
 * @throws MailError `not_found`, `invalid_input`, `too_large`
 */
export async function act(
  options: ActionOptions,
  caller: Caller,
  input: ActionInput,
): Promise<ActionView> {
  const { view, accountIds } = await options.db.transaction(async (tx) => {
    const db = tx as unknown as Db;
    const named = await actionTargets(db, caller, input);
    await holdAccounts(db, named);
    // Read again under the lock: a page may have come in between.
    const targets = await findTargets(db, caller, input);
    const folders = await actionFolders(db, caller, accountIdsOf(targets));
    const work = { db, caller, now: options.now(), folders };
    return input.kind === 'delete_forever'
      ? deleteForever(work, targets)
      : change(work, input.kind, targets, planAction(input, targets, folders));
  });
  for (const accountId of accountIds) options.onCommands(accountId);
  return view;
}

/**
 * Takes an action back, exactly what it changed; messages that are gone meanwhile are left out.
 *
 * @throws MailError `not_found`, `conflict` when it cannot be undone or was already
 */
export async function undo(
  options: ActionOptions,
  caller: Caller,
  actionId: number,
): Promise<void> {
  const accountIds = await options.db.transaction(async (tx) => {
    const db = tx as unknown as Db;
    const action = await findAction(db, caller.userId, actionId);
    if (!action) throw new MailError('not_found');
    if (action.kind === 'delete_forever') throw new MailError('conflict');
    const messageIds = action.before.map(({ messageId }) => messageId);
    await holdAccounts(db, await findTargets(db, caller, { threadIds: [], messageIds }));
    if (!(await markUndone(db, actionId, options.now()))) throw new MailError('conflict');
    const targets = await findTargets(db, caller, { threadIds: [], messageIds });
    const folders = await actionFolders(db, caller, accountIdsOf(targets));
    const work = { db, caller, now: options.now(), folders };
    const result = await change(work, 'undo', targets, action.before.map(reverse));
    return result.accountIds;
  });
  for (const accountId of accountIds) options.onCommands(accountId);
}

interface Work {
  db: Db;
  caller: Caller;
  now: Date;
  folders: ActionFolder[];
}

interface Done {
  view: ActionView;
  accountIds: number[];
}

async function change(
  work: Work,
  kind: ActionView['kind'] | 'undo',
  targets: ActionTarget[],
  changes: MessageChange[],
): Promise<Done> {
  const accountOf = new Map(targets.map(({ messageId, accountId }) => [messageId, accountId]));
  const applied: (AppliedChange & { accountId: number })[] = [];
  for (const accountId of accountIdsOf(targets)) {
    const own = changes.filter(({ messageId }) => accountOf.get(messageId) === accountId);
    const account = { id: accountId, userId: work.caller.userId };
    const done = await setFolderMembership(work.db, account, own);
    applied.push(...done.map((one) => ({ ...one, accountId })));
  }
  const actionId = await insertAction(work.db, {
    userId: work.caller.userId,
    kind,
    before: applied.map(({ messageId, foldersAdded, foldersRemoved, flags }) => ({
      ...{ messageId, foldersAdded, foldersRemoved, flags },
    })),
    createdAt: work.now,
  });
  await insertCommands(work.db, commandsOf(work, actionId, applied));
  return {
    view: {
      id: actionId,
      // An undo is never shown as an action of its own.
      kind: kind as ActionView['kind'],
      changedThreads: new Set(applied.map(({ threadId }) => threadId)).size,
      canUndo: kind !== 'undo',
    },
    accountIds: [...new Set(applied.map(({ accountId }) => accountId))],
  };
}

async function deleteForever(work: Work, targets: ActionTarget[]): Promise<Done> {
  const doomed = planDeletion(targets, work.folders);
  const accountIds = accountIdsOf(doomed);
  const actionId = await insertAction(work.db, {
    userId: work.caller.userId,
    kind: 'delete_forever',
    before: [],
    createdAt: work.now,
  });
  for (const accountId of accountIds) {
    const own = doomed.filter((target) => target.accountId === accountId);
    const account = { id: accountId, userId: work.caller.userId };
    const ids = own.map(({ messageId }) => messageId);
    const removed = await deleteMessages(work.db, account, ids);
    await insertCommands(
      work.db,
      slices(removed).map((part) => ({
        accountId,
        actionId,
        kind: 'delete' as const,
        messageIds: part.map(({ messageId }) => messageId),
        remoteIds: part.map(({ remoteId }) => remoteId),
        createdAt: work.now,
      })),
    );
  }
  const changedThreads = new Set(doomed.map(({ threadId }) => threadId)).size;
  return {
    view: { id: actionId, kind: 'delete_forever', changedThreads, canUndo: false },
    accountIds,
  };
}

/** One command for all messages of an account that change alike. */
function commandsOf(
  { folders, now }: Work,
  actionId: number,
  applied: (AppliedChange & { accountId: number })[],
): CommandInsert[] {
  const remoteOf = new Map(folders.map(({ id, remoteId }) => [id, remoteId]));
  const remote = (ids: number[]) => ids.flatMap((id) => remoteOf.get(id) ?? []);
  const groups = new Map<string, (AppliedChange & { accountId: number })[]>();
  for (const one of applied) {
    const key = JSON.stringify([one.accountId, one.foldersAdded, one.foldersRemoved, one.flags]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].flatMap((group) =>
    slices(group).map((part) => {
      const [first] = part as [AppliedChange & { accountId: number }];
      return {
        accountId: first.accountId,
        actionId,
        kind: 'update' as const,
        messageIds: part.map(({ messageId }) => messageId),
        remoteIds: part.map(({ remoteId }) => remoteId),
        foldersAdded: remote(first.foldersAdded),
        foldersRemoved: remote(first.foldersRemoved),
        flags: first.flags,
        createdAt: now,
      };
    }),
  );
}

function reverse({ messageId, foldersAdded, foldersRemoved, flags }: ActionChange): MessageChange {
  return {
    messageId,
    foldersAdded: foldersRemoved,
    foldersRemoved: foldersAdded,
    flags: {
      ...(flags.isRead === undefined ? {} : { isRead: !flags.isRead }),
      ...(flags.isStarred === undefined ? {} : { isStarred: !flags.isStarred }),
    },
  };
}

/** All of them before anything is written, in one order, so that two actions never wait in a ring. */
async function holdAccounts(db: Db, targets: ActionTarget[]): Promise<void> {
  for (const accountId of accountIdsOf(targets)) await holdAccount(db, accountId);
}

function accountIdsOf(targets: ActionTarget[]): number[] {
  return [...new Set(targets.map(({ accountId }) => accountId))].sort((a, b) => a - b);
}

function slices<T>(list: T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += maxPerCommand)
    parts.push(list.slice(at, at + maxPerCommand));
  return parts;
}
