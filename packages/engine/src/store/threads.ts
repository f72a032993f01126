import { type SQL, sql } from 'drizzle-orm';
import type { Caller, ThreadQuery } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { ThreadPageView, ThreadRowView, ThreadView } from '../views.ts';
import { type Db, queryRows } from './database.ts';
import { messageViews } from './messages.ts';
import { decodeCursor, encodeCursor, pageLimit } from './page-cursor.ts';
import type { StoredSender } from './schema.ts';
import { numberArray } from './sql-text.ts';

/** `at` in ISO 8601 with all of PostgreSQL's digits. */
export const isoTime = (at: SQL) =>
  sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * One page of a folder, or of the folders of one role over the caller's accounts, newest first.
 *
 * @throws MailError `not_found` for a folder that is not the caller's, `invalid_input`
 */
export async function listThreads(
  db: Db,
  caller: Caller,
  query: ThreadQuery,
): Promise<ThreadPageView> {
  const after = decodeCursor(query.cursor);
  const limit = pageLimit(query.limit);
  const folderIds = await foldersToList(db, caller, query);
  const before = after
    ? sql`and (tf.latest_at, tf.thread_id) < (${after.at}::timestamptz, ${after.id})`
    : sql``;
  const unread = query.unreadOnly ? sql`and tf.is_unread` : sql``;
  // Each folder's own list is in order: a few rows of each, merged, whatever their sizes. The index
  // has nulls last: without saying so here too, it would not be used, and all would be sorted.
  const rows = await queryRows<{ id: string; at: string }>(
    db,
    sql`select l.thread_id as id, ${isoTime(sql`l.latest_at`)} as at
        from unnest(${numberArray(folderIds)}) as f(id) cross join lateral (
          select tf.thread_id, tf.latest_at from mailroom.thread_folders tf
          where tf.folder_id = f.id ${unread} ${before}
          order by tf.latest_at desc nulls last, tf.thread_id desc nulls last limit ${limit + 1}
        ) l order by l.latest_at desc nulls last, l.thread_id desc nulls last limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const views = await viewsOf(
    db,
    caller,
    page.map(({ id }) => Number(id)),
  );
  const byId = new Map(views.map((view) => [view.id, view]));
  return {
    // The date that the list is in order of: that of the newest message in this folder.
    threads: page.flatMap(({ id, at }) => {
      const view = byId.get(Number(id));
      return view ? [{ ...view, latestAt: new Date(at).toISOString() }] : [];
    }),
    nextCursor:
      rows.length > limit && last ? encodeCursor({ at: last.at, id: Number(last.id) }) : null,
  };
}

/** The caller's threads among `ids`, in no order. At most 100. */
export async function threadRows(db: Db, caller: Caller, ids: number[]): Promise<ThreadPageView> {
  return { threads: await viewsOf(db, caller, ids.slice(0, 100)), nextCursor: null };
}

/** One conversation whole, oldest message first. @throws MailError `not_found` */
export async function getThread(db: Db, caller: Caller, threadId: number): Promise<ThreadView> {
  const [row] = await queryRows<{ id: string; account_id: string; subject: string }>(
    db,
    sql`select t.id, t.account_id, t.subject from mailroom.threads t
        join mailroom.accounts a on a.id = t.account_id
        where t.id = ${threadId} and a.user_id = ${caller.userId}`,
  );
  if (!row) throw new MailError('not_found');
  const messages = await messageViews(db, caller, sql`m.thread_id = ${threadId}`);
  return {
    id: Number(row.id),
    accountId: Number(row.account_id),
    subject: row.subject,
    folderIds: [...new Set(messages.flatMap(({ folderIds }) => folderIds))],
    messages,
  };
}

/** Rows as a list shows them, for ids that the caller may see. */
export async function viewsOf(db: Db, caller: Caller, ids: number[]): Promise<ThreadRowView[]> {
  if (ids.length === 0) return [];
  const rows = await queryRows<{
    id: string;
    account_id: string;
    subject: string;
    snippet: string;
    latest_at: string;
    message_count: number;
    unread_count: number;
    is_starred: boolean;
    has_attachments: boolean;
    has_draft: boolean;
    senders: StoredSender[];
    folder_ids: (string | number)[] | null;
  }>(
    db,
    sql`select t.id, t.account_id, t.subject, t.snippet, ${isoTime(sql`t.latest_at`)} as latest_at,
          t.message_count, t.unread_count, t.is_starred, t.has_attachments, t.has_draft, t.senders,
          (select jsonb_agg(tf.folder_id order by tf.folder_id) from mailroom.thread_folders tf
            where tf.thread_id = t.id) as folder_ids
        from mailroom.threads t join mailroom.accounts a on a.id = t.account_id
        where t.id = any(${numberArray(ids)}) and a.user_id = ${caller.userId}`,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    accountId: Number(row.account_id),
    subject: row.subject,
    snippet: row.snippet,
    latestAt: new Date(row.latest_at).toISOString(),
    messageCount: row.message_count,
    unreadCount: row.unread_count,
    isStarred: row.is_starred,
    hasAttachments: row.has_attachments,
    hasDraft: row.has_draft,
    senders: row.senders,
    folderIds: (row.folder_ids ?? []).map(Number),
  }));
}

async function foldersToList(db: Db, caller: Caller, query: ThreadQuery): Promise<number[]> {
  if (query.folderId === undefined && query.role === undefined) {
    throw new MailError('invalid_input', { detail: 'Neither a folder nor a role is given.' });
  }
  const which =
    query.folderId === undefined ? sql`f.role = ${query.role}` : sql`f.id = ${query.folderId}`;
  const account = query.accountId === undefined ? sql`` : sql`and a.id = ${query.accountId}`;
  const rows = await queryRows<{ id: string }>(
    db,
    sql`select f.id from mailroom.folders f join mailroom.accounts a on a.id = f.account_id
        where a.user_id = ${caller.userId} and ${which} ${account}`,
  );
  if (rows.length === 0 && query.folderId !== undefined) throw new MailError('not_found');
  return rows.map(({ id }) => Number(id));
}
