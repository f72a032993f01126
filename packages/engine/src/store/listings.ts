import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import type { RemoteRef } from '../providers/provider.ts';
import { deleteInBatches } from './batches.ts';
import { type Db, queryRows } from './database.ts';
import { unknownRefs } from './ingest.ts';
import { listedMessages } from './schema.ts';
import { jsonRows, textArray } from './sql-text.ts';
import { storedRemoteIds } from './sync-state.ts';

/** Rows that are looked at together; nothing of a mailbox's size is ever held. */
const pageSize = 2_000;

/** The listing of the whole mailbox; others are numbered by whoever makes them. */
export const WHOLE_MAILBOX = 0;

/**
 * What a provider's listings name, kept in a table while it is compared with the copy: a mailbox may
 * hold more ids than fit into memory. It dies with the comparison; one that a crash left behind goes
 * when the account's next one begins.
 */
export interface Listing {
  /** Adds a page of list number `list`; what it names already is left out. @returns how many are new */
  add(list: number, refs: readonly RemoteRef[]): Promise<number>;
  /** How many of the whole mailbox are not here. */
  countMissing(): Promise<number>;
  /** What the whole mailbox names and is not here, in its order, in portions. */
  missing(): AsyncGenerator<RemoteRef[]>;
  /**
   * What was here before the listing began and the whole mailbox does not name, in portions.
   * @param since only what was received at or after; null: everything
   */
  vanished(since: Date | null): AsyncGenerator<RemoteRef[]>;
  /** Which lists name each of these; of others there is no entry. */
  listsOf(remoteIds: string[]): Promise<Map<string, Set<number>>>;
  /** Forgets it. */
  end(): Promise<void>;
}

/** Begins a listing. The caller holds the account's lock: there is one at a time. */
export async function beginListing(db: Db, accountId: number): Promise<Listing> {
  // Of a process that died; or of one that lost the lock and is about to notice.
  await forget(db, sql`account_id = ${accountId}`);
  const run = randomUUID();
  const lastId = await newestMessageId(db, accountId);
  let position = 0;

  async function* listed(): AsyncGenerator<RemoteRef[]> {
    for (let after = -1; ; ) {
      const rows = await queryRows<ListedRow>(
        db,
        sql`select remote_id, remote_thread_id, position from mailroom.listed_messages
            where account_id = ${accountId} and run = ${run} and list = 0 and position > ${after}
            order by position limit ${pageSize}`,
      );
      const last = rows.at(-1);
      if (!last) return;
      after = last.position;
      yield rows.map((row) => ({
        remoteId: row.remote_id,
        remoteThreadId: row.remote_thread_id,
      }));
    }
  }

  return {
    async add(list, refs) {
      if (refs.length === 0) return 0;
      const rows = refs.map(({ remoteId, remoteThreadId }) => ({
        remote_id: remoteId,
        remote_thread_id: remoteThreadId,
        position: position++,
      }));
      const added = await queryRows<{ one: number }>(
        db,
        sql`with added as (
              insert into mailroom.listed_messages
                (account_id, run, list, remote_id, remote_thread_id, position)
              select ${accountId}::bigint, ${run}, ${list}::int, remote_id, remote_thread_id, position
              from jsonb_to_recordset(${jsonRows(rows)})
                as r(remote_id text, remote_thread_id text, position int)
              on conflict do nothing returning 1)
            select count(*)::int as one from added`,
      );
      return added[0]?.one ?? 0;
    },
    async countMissing() {
      let count = 0;
      for await (const refs of listed()) count += (await unknownRefs(db, accountId, refs)).length;
      return count;
    },
    async *missing() {
      let found: RemoteRef[] = [];
      for await (const refs of listed()) {
        found.push(...(await unknownRefs(db, accountId, refs)));
        if (found.length < pageSize / 2) continue;
        yield found;
        // Whatever the caller fetched brought the rest of its conversations along.
        found = [];
      }
      if (found.length > 0) yield found;
    },
    async *vanished(since) {
      for (let after = 0; ; ) {
        const rows = await storedRemoteIds(db, accountId, after, pageSize);
        const last = rows.at(-1);
        if (!last || after >= lastId) return;
        after = last.id;
        // What came while we listed is no difference, nor is what no listing since then can name.
        const asked = rows.filter(
          ({ id, receivedAt }) => id <= lastId && !(since && receivedAt < since),
        );
        const named = await namedIds(
          db,
          { accountId, run },
          asked.map(({ remoteId }) => remoteId),
        );
        const refs = asked.filter(({ remoteId }) => !named.has(remoteId));
        if (refs.length > 0) yield refs.map(({ remoteId }) => ({ remoteId, remoteThreadId: null }));
      }
    },
    async listsOf(remoteIds) {
      const rows = await queryRows<{ remote_id: string; lists: number[] }>(
        db,
        sql`select remote_id, array_agg(list) as lists from mailroom.listed_messages
            where account_id = ${accountId} and run = ${run}
              and remote_id = any(${textArray(remoteIds)}) group by remote_id`,
      );
      return new Map(rows.map((row) => [row.remote_id, new Set(row.lists)]));
    },
    end: () => forget(db, sql`account_id = ${accountId} and run = ${run}`),
  };
}

/**
 * The whole mailbox's listing goes first: whoever still reads another list finds that nothing is
 * known of a message, never that it left its folders.
 */
async function forget(db: Db, which: SQL): Promise<void> {
  await deleteInBatches(db, listedMessages, sql`${which} and list = ${WHOLE_MAILBOX}`);
  await deleteInBatches(db, listedMessages, which);
}

interface ListedRow {
  remote_id: string;
  remote_thread_id: string | null;
  position: number;
}

async function newestMessageId(db: Db, accountId: number): Promise<number> {
  const [row] = await queryRows<{ id: string | number | null }>(
    db,
    sql`select max(id) as id from mailroom.messages where account_id = ${accountId}`,
  );
  return Number(row?.id ?? 0);
}

async function namedIds(
  db: Db,
  { accountId, run }: { accountId: number; run: string },
  remoteIds: string[],
): Promise<Set<string>> {
  if (remoteIds.length === 0) return new Set();
  const rows = await queryRows<{ remote_id: string }>(
    db,
    sql`select remote_id from mailroom.listed_messages
        where account_id = ${accountId} and run = ${run} and list = 0
          and remote_id = any(${textArray(remoteIds)})`,
  );
  return new Set(rows.map((row) => row.remote_id));
}
