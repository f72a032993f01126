import { and, eq, inArray, or } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { Db } from './database.ts';
import { accounts, folders, messageFolders, messages } from './schema.ts';

/** A message as an action sees it. */
export interface ActionTarget {
  messageId: number;
  threadId: number;
  accountId: number;
  remoteId: string;
  isRead: boolean;
  isStarred: boolean;
  isDraft: boolean;
  receivedAt: Date;
  folderIds: Set<number>;
}

/** A folder as an action sees it. */
export interface ActionFolder {
  id: number;
  accountId: number;
  remoteId: string;
  role: string | null;
}

/** More messages than this in one action would hold the database for seconds. */
const maxTargets = 20_000;

/**
 * The caller's messages of `threadIds` and `messageIds`.
 *
 * @throws MailError `not_found` when one of the ids is not the caller's, `too_large`
 */
export async function actionTargets(
  db: Db,
  caller: Caller,
  input: { threadIds: number[]; messageIds: number[] },
): Promise<ActionTarget[]> {
  const targets = await findTargets(db, caller, input);
  requireAll(
    input,
    targets.map((row) => row.threadId),
    targets.map((row) => row.messageId),
  );
  return targets;
}

/** The same, leaving out what is not there (any more). @throws MailError `too_large` */
export async function findTargets(
  db: Db,
  caller: Caller,
  input: { threadIds: number[]; messageIds: number[] },
): Promise<ActionTarget[]> {
  if (input.threadIds.length + input.messageIds.length === 0) return [];
  const rows = await db
    .select({
      messageId: messages.id,
      threadId: messages.threadId,
      accountId: messages.accountId,
      remoteId: messages.remoteId,
      isRead: messages.isRead,
      isStarred: messages.isStarred,
      isDraft: messages.isDraft,
      receivedAt: messages.receivedAt,
    })
    .from(messages)
    .innerJoin(accounts, eq(accounts.id, messages.accountId))
    .where(
      and(
        eq(accounts.userId, caller.userId),
        or(
          input.threadIds.length > 0 ? inArray(messages.threadId, input.threadIds) : undefined,
          input.messageIds.length > 0 ? inArray(messages.id, input.messageIds) : undefined,
        ),
      ),
    )
    .limit(maxTargets + 1);
  if (rows.length > maxTargets) throw new MailError('too_large');
  const folderIds = await folderIdsOf(
    db,
    rows.map(({ messageId }) => messageId),
  );
  return rows.map((row) => ({ ...row, folderIds: folderIds.get(row.messageId) ?? new Set() }));
}

/** The folders of accounts that the caller owns. */
export async function actionFolders(
  db: Db,
  caller: Caller,
  accountIds: number[],
): Promise<ActionFolder[]> {
  if (accountIds.length === 0) return [];
  return db
    .select({
      id: folders.id,
      accountId: folders.accountId,
      remoteId: folders.remoteId,
      role: folders.role,
    })
    .from(folders)
    .innerJoin(accounts, eq(accounts.id, folders.accountId))
    .where(and(eq(accounts.userId, caller.userId), inArray(folders.accountId, accountIds)));
}

function requireAll(
  input: { threadIds: number[]; messageIds: number[] },
  threadIds: number[],
  messageIds: number[],
): void {
  const threads = new Set(threadIds);
  const found = new Set(messageIds);
  if (!input.threadIds.every((id) => threads.has(id))) throw new MailError('not_found');
  if (!input.messageIds.every((id) => found.has(id))) throw new MailError('not_found');
}

async function folderIdsOf(db: Db, messageIds: number[]): Promise<Map<number, Set<number>>> {
  const byMessage = new Map<number, Set<number>>();
  // PostgreSQL takes at most 65,535 parameters in one statement.
  for (let at = 0; at < messageIds.length; at += 5_000) {
    const rows = await db
      .select()
      .from(messageFolders)
      .where(inArray(messageFolders.messageId, messageIds.slice(at, at + 5_000)));
    for (const { messageId, folderId } of rows) {
      const set = byMessage.get(messageId);
      if (set) set.add(folderId);
      else byMessage.set(messageId, new Set([folderId]));
    }
  }
  return byMessage;
}
