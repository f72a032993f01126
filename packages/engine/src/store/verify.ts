import { sql } from 'drizzle-orm';
import { ALL_MAIL, STARRED } from './aggregates.ts';
import { type Db, queryRows } from './database.ts';

/** One derived value that is not what the messages say. */
export interface Difference {
  what: string;
  id: number;
  stored: unknown;
  expected: unknown;
}

/**
 * Works out everything derived of an account again, from messages and folders alone, and tells
 * where the stored values differ: nothing, unless there is a bug. At most 100 differences each.
 */
export async function verifyCounters(db: Db, accountId: number): Promise<Difference[]> {
  const parts = await Promise.all([
    discarded(db, accountId),
    folderCounts(db, accountId),
    lists(db, accountId),
    threadCounts(db, accountId),
    messageCount(db, accountId),
    texts(db, accountId),
  ]);
  return parts.flat();
}

const differences = async (db: Db, what: string, statement: ReturnType<typeof sql>) => {
  const rows = await queryRows<{ id: string; stored: unknown; expected: unknown }>(
    db,
    sql`${statement} limit 100`,
  );
  return rows.map(({ id, stored, expected }) => ({ what, id: Number(id), stored, expected }));
};

const discardedBy = sql`exists (select 1 from mailroom.message_folders mf
  join mailroom.folders f on f.id = mf.folder_id
  where mf.message_id = m.id and f.role in ('trash', 'spam'))`;

function discarded(db: Db, accountId: number): Promise<Difference[]> {
  return differences(
    db,
    'message.isDiscarded',
    sql`select m.id, to_jsonb(m.is_discarded) as stored, to_jsonb(${discardedBy}) as expected
        from mailroom.messages m where m.account_id = ${accountId} and m.is_discarded <> ${discardedBy}`,
  );
}

/** A thread is in a folder when one of its messages is; unread there when one of those is. */
const membership = (accountId: number) => sql`
  select m.thread_id, f.id as folder_id, m.received_at, m.is_read
  from mailroom.messages m join mailroom.folders f on f.account_id = m.account_id
  where m.account_id = ${accountId} and case f.remote_id
    when ${ALL_MAIL} then not ${discardedBy}
    when ${STARRED} then m.is_starred and not ${discardedBy}
    else exists (select 1 from mailroom.message_folders x
      where x.message_id = m.id and x.folder_id = f.id) end`;

function lists(db: Db, accountId: number): Promise<Difference[]> {
  return differences(
    db,
    'threadFolder',
    sql`with expected as (
          select thread_id, folder_id, max(received_at) as latest_at, not bool_and(is_read) as is_unread
          from (${membership(accountId)}) x group by 1, 2
        ), stored as (
          select tf.* from mailroom.thread_folders tf
          join mailroom.threads t on t.id = tf.thread_id where t.account_id = ${accountId}
        )
        select coalesce(s.thread_id, e.thread_id) as id, to_jsonb(s) as stored, to_jsonb(e) as expected
        from stored s full join expected e using (thread_id, folder_id)
        where (s.latest_at, s.is_unread) is distinct from (e.latest_at, e.is_unread)`,
  );
}

function folderCounts(db: Db, accountId: number): Promise<Difference[]> {
  return differences(
    db,
    'folder',
    sql`with expected as (
          select folder_id, count(distinct thread_id)::int as total,
            (count(distinct thread_id) filter (where not is_read))::int as unread
          from (${membership(accountId)}) x group by 1
        )
        select f.id, jsonb_build_array(f.total_threads, f.unread_threads) as stored,
          jsonb_build_array(coalesce(e.total, 0), coalesce(e.unread, 0)) as expected
        from mailroom.folders f left join expected e on e.folder_id = f.id
        where f.account_id = ${accountId}
          and (f.total_threads, f.unread_threads) <> (coalesce(e.total, 0), coalesce(e.unread, 0))`,
  );
}

function threadCounts(db: Db, accountId: number): Promise<Difference[]> {
  return differences(
    db,
    'thread',
    sql`with facts as (
          select m.*, bool_and(${discardedBy}) over (partition by thread_id) as is_all_discarded,
            ${discardedBy} as is_out
          from mailroom.messages m where account_id = ${accountId}
        ), expected as (
          select thread_id, count(*)::int as message_count,
            (count(*) filter (where not is_read))::int as unread_count,
            max(received_at) as latest_at, bool_or(is_starred) as is_starred,
            bool_or(has_attachments) as has_attachments, bool_or(is_draft) as has_draft
          from facts where not is_out or is_all_discarded group by 1
        )
        select coalesce(t.id, e.thread_id) as id, to_jsonb(t) as stored, to_jsonb(e) as expected
        from (select * from mailroom.threads where account_id = ${accountId}) t
        full join expected e on e.thread_id = t.id
        where (t.message_count, t.unread_count, t.latest_at, t.is_starred, t.has_attachments, t.has_draft)
          is distinct from
          (e.message_count, e.unread_count, e.latest_at, e.is_starred, e.has_attachments, e.has_draft)`,
  );
}

function messageCount(db: Db, accountId: number): Promise<Difference[]> {
  return differences(
    db,
    'account.messageCount',
    sql`select a.id, to_jsonb(a.message_count) as stored, to_jsonb(e.count) as expected
        from mailroom.accounts a,
          (select count(*)::int from mailroom.messages where account_id = ${accountId}) e
        where a.id = ${accountId} and a.message_count <> e.count`,
  );
}

function texts(db: Db, accountId: number): Promise<Difference[]> {
  return differences(
    db,
    'messageText',
    sql`select m.id, to_jsonb(x.received_at) as stored, to_jsonb(m.received_at) as expected
        from mailroom.messages m left join mailroom.message_texts x on x.message_id = m.id
        where m.account_id = ${accountId} and x.received_at is distinct from m.received_at`,
  );
}
