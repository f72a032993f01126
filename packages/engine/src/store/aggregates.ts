import { sql } from 'drizzle-orm';
import { type Db, queryRows } from './database.ts';
import type { StoredSender } from './schema.ts';
import { jsonRows, numberArray } from './sql-text.ts';

/** Remote ids of our own two folders, views over the others. */
export const ALL_MAIL = ':all';
export const STARRED = ':starred';

interface MessageFacts {
  thread_id: string | number;
  received_at: string;
  subject: string;
  snippet: string;
  from_name: string | null;
  from_email: string | null;
  is_read: boolean;
  is_starred: boolean;
  is_draft: boolean;
  has_attachments: boolean;
  is_discarded: boolean;
}

const MAX_SENDERS = 6;

/**
 * Brings what is derived from messages up to date for some threads of one account: the rows of
 * `threads`, the rows of `thread_folders` and the counters of folders. Threads without messages go.
 * The caller holds the account's row.
 *
 * @returns the threads that are gone
 */
export async function refreshThreads(
  tx: Db,
  accountId: number,
  threadIds: number[],
): Promise<{ deleted: number[] }> {
  if (threadIds.length === 0) return { deleted: [] };
  await refreshThreadFolders(tx, accountId, threadIds);
  const facts = await queryRows<MessageFacts>(
    tx,
    sql`select thread_id, received_at, subject, snippet, from_name, from_email, is_read, is_starred,
          is_draft, has_attachments, is_discarded
        from mailroom.messages where thread_id = any(${numberArray(threadIds)})
        order by received_at, id`,
  );
  const own = await ownAddresses(tx, accountId);
  const byThread = new Map<number, MessageFacts[]>();
  for (const fact of facts) {
    const id = Number(fact.thread_id);
    const list = byThread.get(id);
    if (list) list.push(fact);
    else byThread.set(id, [fact]);
  }
  const rows = [...byThread].map(([id, list]) => ({ id, ...summarize(list, own) }));
  await tx.execute(sql`
    update mailroom.threads t set subject = r.subject, snippet = r.snippet, latest_at = r.latest_at,
      message_count = r.message_count, unread_count = r.unread_count, is_starred = r.is_starred,
      has_attachments = r.has_attachments, has_draft = r.has_draft, senders = r.senders
    from jsonb_to_recordset(${jsonRows(rows)}) as r(id bigint, subject text, snippet text,
      latest_at timestamptz, message_count int, unread_count int, is_starred boolean,
      has_attachments boolean, has_draft boolean, senders jsonb)
    where t.id = r.id`);
  const deleted = threadIds.filter((id) => !byThread.has(id));
  if (deleted.length > 0) {
    await tx.execute(sql`delete from mailroom.threads where id = any(${numberArray(deleted)})`);
  }
  return { deleted };
}

/** The rows that a folder's list should have for messages chosen by `where`, from the messages. */
export const expectedThreadFolders = (where: ReturnType<typeof sql>) => sql`
  select mf.folder_id, m.thread_id, max(m.received_at) as latest_at, bool_or(not m.is_read) as is_unread
    from mailroom.messages m join mailroom.message_folders mf on mf.message_id = m.id
    where ${where} group by 1, 2
  union all
  select f.id, m.thread_id, max(m.received_at), bool_or(not m.is_read)
    from mailroom.messages m join mailroom.folders f on f.account_id = m.account_id
    where ${where} and not m.is_discarded
      and (f.remote_id = ${ALL_MAIL} or (f.remote_id = ${STARRED} and m.is_starred))
    group by 1, 2`;

/** Lower-case addresses of the account's owner. */
export async function ownAddresses(tx: Db, accountId: number): Promise<Set<string>> {
  const rows = await queryRows<{ email: string }>(
    tx,
    sql`select lower(email) as email from mailroom.accounts where id = ${accountId}
        union select lower(email) from mailroom.identities where account_id = ${accountId}`,
  );
  return new Set(rows.map(({ email }) => email));
}

/** One statement, so that the counters move by exactly what the rows moved. */
async function refreshThreadFolders(tx: Db, accountId: number, threadIds: number[]): Promise<void> {
  const ids = numberArray(threadIds);
  await tx.execute(sql`
    with wanted as (${expectedThreadFolders(sql`m.thread_id = any(${ids})`)}),
    present as (select * from mailroom.thread_folders where thread_id = any(${ids})),
    gone as (
      delete from mailroom.thread_folders tf using present p
      where tf.thread_id = p.thread_id and tf.folder_id = p.folder_id and not exists (
        select 1 from wanted w where w.thread_id = p.thread_id and w.folder_id = p.folder_id)
    ),
    kept as (
      insert into mailroom.thread_folders as tf (folder_id, thread_id, latest_at, is_unread)
      select folder_id, thread_id, latest_at, is_unread from wanted
      on conflict (thread_id, folder_id) do update
        set latest_at = excluded.latest_at, is_unread = excluded.is_unread
        where (tf.latest_at, tf.is_unread) is distinct from (excluded.latest_at, excluded.is_unread)
    ),
    moved as (
      select folder_id, sum(total)::int as total, sum(unread)::int as unread from (
        select folder_id, 1 as total, is_unread::int as unread from wanted
        union all select folder_id, -1, -(is_unread::int) from present
      ) d group by folder_id having sum(total) <> 0 or sum(unread) <> 0
    )
    update mailroom.folders f
    set total_threads = f.total_threads + moved.total, unread_threads = f.unread_threads + moved.unread
    from moved where f.id = moved.folder_id and f.account_id = ${accountId}`);
}

/** A thread as a list shows it. Trash and spam in it count only where there is nothing else. */
function summarize(facts: MessageFacts[], own: Set<string>) {
  const shown = facts.filter((fact) => !fact.is_discarded);
  const visible = shown.length > 0 ? shown : facts;
  const first = visible[0] as MessageFacts;
  const latest = visible.at(-1) as MessageFacts;
  return {
    subject: first.subject,
    snippet: latest.snippet,
    latest_at: latest.received_at,
    message_count: visible.length,
    unread_count: visible.filter((fact) => !fact.is_read).length,
    is_starred: visible.some((fact) => fact.is_starred),
    has_attachments: visible.some((fact) => fact.has_attachments),
    has_draft: visible.some((fact) => fact.is_draft),
    senders: sendersOf(visible, own),
  };
}

/** Oldest first, one entry a person; of many, the first and the latest. */
function sendersOf(facts: MessageFacts[], own: Set<string>): StoredSender[] {
  const people = new Map<string, StoredSender>();
  for (const fact of facts) {
    if (fact.from_email === null && fact.from_name === null) continue;
    const email = fact.from_email ?? '';
    const key = email || `${fact.from_name}`;
    const known = people.get(key);
    people.set(key, {
      name: fact.from_name ?? known?.name ?? null,
      email,
      isUnread: (known?.isUnread ?? false) || !fact.is_read,
      isMe: own.has(email),
    });
  }
  const list = [...people.values()];
  if (list.length <= MAX_SENDERS) return list;
  return [list[0] as StoredSender, ...list.slice(-(MAX_SENDERS - 1))];
}
