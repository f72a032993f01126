import { type SQL, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import type { SearchQuery } from '../mail/query.ts';
import type { ThreadPageView } from '../views.ts';
import { type Db, queryRows } from './database.ts';
import { decodeCursor, encodeCursor, type PageCursor, pageLimit } from './page-cursor.ts';
import {
  type CompiledSearch,
  compileSearch,
  includesDiscarded,
  type Stems,
  wordsToStem,
} from './search-compile.ts';
import { accountTerm, periodTerms } from './search-terms.ts';
import { numberArray, textArray } from './sql-text.ts';
import { isoTime, viewsOf } from './threads.ts';

export interface SearchInput {
  query: SearchQuery;
  accountId?: number | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** A matching message. */
interface Hit {
  id: number;
  threadId: number;
  at: string;
}

/** The newest messages, looked through first: enough for a page of any common word. */
const FIRST_WINDOW = 400;
/** Read one by one for the begin of a word, before the index is asked. */
const WALK = 400;
/** Where a word is looked for that the newest messages hardly hold, before all of them are asked. */
const RARE_WINDOW = 20_000;
/** Bounds the rounds of one page; each of them goes at least four times as far back. */
const MAX_ROUNDS = 12;

/**
 * One page of the conversations that match, by their newest matching message. Trash and spam only
 * where the query names them.
 *
 * The cost follows the page, not the mailbox: the index of words also knows days, so the newest
 * mail is asked first, and then as much more as the hits so far promise to be needed.
 *
 * @throws MailError `invalid_input` for a foreign cursor
 */
export async function searchThreads(
  db: Db,
  caller: Caller,
  input: SearchInput,
): Promise<ThreadPageView> {
  const cursor = decodeCursor(input.cursor);
  const limit = pageLimit(input.limit);
  const { problems } = input.query;
  return db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    // Reading every text from end to end is never the faster way, whatever the planner believes;
    // and starting helpers or a compiler takes longer than any of these statements.
    await tx.execute(sql`select set_config('enable_seqscan', 'off', true),
      set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)`);
    const scope = await scopeOf(tx, caller, input);
    if (scope.accountIds.length === 0) return { threads: [], nextCursor: null, problems };
    const hits = await findThreads(tx, scope, cursor, limit + 1);
    const page = hits.slice(0, limit);
    const views = await viewsOf(
      tx,
      caller,
      page.map(({ threadId }) => threadId),
    );
    const byId = new Map(views.map((view) => [view.id, view]));
    const last = page.at(-1);
    return {
      threads: page.flatMap(({ threadId, at }) => {
        const view = byId.get(threadId);
        return view ? [{ ...view, latestAt: new Date(at).toISOString() }] : [];
      }),
      nextCursor: hits.length > limit && last ? encodeCursor(last) : null,
      problems,
    };
  });
}

interface Scope {
  accountIds: number[];
  search: CompiledSearch;
  /** On `m`: all that must hold besides the terms. */
  condition: SQL;
}

async function scopeOf(tx: Db, caller: Caller, input: SearchInput): Promise<Scope> {
  const { node } = input.query;
  const one = input.accountId === undefined ? sql`` : sql`and a.id = ${input.accountId}`;
  const rows = await queryRows<{
    accounts: (string | number)[] | null;
    folders: { id: string | number; role: string | null; name: string }[] | null;
    stems: { word: string; query: string }[] | null;
  }>(
    tx,
    sql`with mine as (select a.id from mailroom.accounts a where a.user_id = ${caller.userId} ${one})
        select (select jsonb_agg(id order by id) from mine) as accounts,
          (select jsonb_agg(jsonb_build_object('id', f.id, 'role', f.role, 'name', f.name))
            from mailroom.folders f where f.account_id in (select id from mine)) as folders,
          (select jsonb_agg(distinct jsonb_build_object('word', w,
              'query', plainto_tsquery(l.language::regconfig, w)::text))
            from mailroom.account_languages l cross join unnest(${textArray(wordsToStem(node))}) as w
            where l.account_id in (select id from mine)) as stems`,
  );
  const found = rows[0];
  const folders = (found?.folders ?? []).map((folder) => ({ ...folder, id: Number(folder.id) }));
  const search = compileSearch(node, folders, stemsOf(found?.stems ?? []));
  const conditions = [
    ...(includesDiscarded(node) ? [] : [sql`not m.is_discarded`]),
    ...(search.condition ? [search.condition] : []),
  ];
  return {
    accountIds: (found?.accounts ?? []).map(Number),
    search,
    condition: conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`,
  };
}

/** A stem comes as `'invoic'`; a word that a language leaves out comes as nothing. */
function stemsOf(rows: { word: string; query: string }[]): Stems {
  const stems: Stems = new Map();
  for (const { word, query } of rows) {
    const stem = /^'((?:[^']|'')+)'$/.exec(query)?.[1]?.replaceAll("''", "'");
    if (!stem || stem === word) continue;
    stems.set(word, [...new Set([...(stems.get(word) ?? []), stem])]);
  }
  return stems;
}

/** The first `count` conversations after the cursor, each by its newest matching message. */
async function findThreads(
  tx: Db,
  scope: Scope,
  cursor: PageCursor | null,
  count: number,
): Promise<Hit[]> {
  const found = new Map<number, Hit>();
  const seen = new Set<number>();
  let after = cursor;
  let reach = nextReach(scope, null, 0, count);
  for (let round = 0; round < MAX_ROUNDS * 4 && found.size < count; round += 1) {
    const want = Math.max(50, (count - found.size) * 2);
    const { hits, end } = await findHits(tx, scope, after, want, reach);
    const fresh = hits.filter(({ threadId }) => !seen.has(threadId));
    const shownBefore = cursor ? await shownEarlier(tx, scope, cursor, fresh) : new Set<number>();
    for (const hit of fresh) {
      if (seen.has(hit.threadId)) continue;
      seen.add(hit.threadId);
      if (!shownBefore.has(hit.threadId)) found.set(hit.threadId, hit);
    }
    const last = hits.at(-1);
    if (hits.length >= want && last) {
      after = last;
    } else {
      if (end === null) break;
      after = end;
      reach = nextReach(scope, reach, hits.length, count - found.size);
    }
  }
  return [...found.values()].slice(0, count);
}

/** How far back the next round looks. */
type Reach = { kind: 'walk' | 'window'; messages: number } | { kind: 'all' };

function nextReach({ search }: Scope, before: Reach | null, hits: number, missing: number): Reach {
  if (search.terms === null) return { kind: 'all' };
  if (before === null) {
    return search.hasShortPrefix
      ? { kind: 'walk', messages: WALK }
      : { kind: 'window', messages: FIRST_WINDOW };
  }
  if (before.kind === 'all') return before;
  // Not found at all: so rare that all of them are few.
  if (hits === 0) return { kind: 'all' };
  // Hardly found: a page of it lies within these, or all of them are few.
  if (hits * 20 < missing)
    return before.messages < RARE_WINDOW
      ? { kind: 'window', messages: RARE_WINDOW }
      : { kind: 'all' };
  const needed = Math.ceil((before.messages * missing * 1.5) / hits);
  const messages = Math.max(before.messages * 4, needed);
  return messages > 100_000 ? { kind: 'all' } : { kind: 'window', messages };
}

/** @returns the hits, and where the round ended when it looked through all it reached; null: the end */
async function findHits(
  tx: Db,
  scope: Scope,
  after: PageCursor | null,
  want: number,
  reach: Reach,
): Promise<{ hits: Hit[]; end: PageCursor | null }> {
  if (scope.search.terms === null)
    return { hits: await walkAll(tx, scope, after, want), end: null };
  const { lowest, newest } =
    reach.kind === 'all'
      ? { lowest: null, newest: null }
      : await boundsOf(tx, scope, after, reach.messages);
  const hits =
    reach.kind === 'walk'
      ? await walkTexts(tx, scope, after, want, lowest)
      : await askIndex(tx, scope, after, want, { lowest, newest });
  // The smallest id: the next round begins strictly below this moment.
  return { hits, end: lowest === null ? null : { at: lowest, id: 0 } };
}

/**
 * The newest day at or before the cursor, and the midnight down to which there are at least so many
 * messages; `lowest` is null when there are not so many.
 */
async function boundsOf(
  tx: Db,
  { accountIds }: Scope,
  after: PageCursor | null,
  messages: number,
): Promise<{ lowest: string | null; newest: string | null }> {
  const before = after
    ? sql`and (day::timestamp at time zone 'UTC') < ${after.at}::timestamptz`
    : sql``;
  const [row] = await queryRows<{ lowest: string | null; newest: string | null }>(
    tx,
    sql`with days as (
          select day, sum(sum(message_count)) over (order by day desc) as upto
          from mailroom.account_days where account_id = any(${numberArray(accountIds)}) ${before}
          group by day
        )
        select to_char(max(day), 'YYYY-MM-DD') as newest,
          to_char(max(day) filter (where upto >= ${messages}), 'YYYY-MM-DD') as lowest
        from days`,
  );
  const midnight = (day: string | null | undefined, time: string) =>
    day ? `${day}T${time}Z` : null;
  return {
    lowest: midnight(row?.lowest, '00:00:00.000000'),
    newest: midnight(row?.newest, '23:59:59.999999'),
  };
}

/** By the index of words, within the days between the bounds. */
async function askIndex(
  tx: Db,
  scope: Scope,
  after: PageCursor | null,
  want: number,
  bounds: { lowest: string | null; newest: string | null },
): Promise<Hit[]> {
  const { search, accountIds } = scope;
  const from = laterOf(bounds.lowest, search.from);
  const newest = bounds.newest ? new Date(bounds.newest) : null;
  const to = newest && search.to && search.to < newest ? search.to : newest;
  const places = accountIds.flatMap((id) =>
    from && to ? periodTerms(id, new Date(from), to) : [accountTerm(id)],
  );
  const terms = `(${search.terms}) & (${places.map((place) => `'${place}'`).join(' | ')})`;
  return hitsOf(
    tx,
    sql`select m.id, m.thread_id, ${isoTime(sql`t.received_at`)} as at
        from mailroom.message_texts t join mailroom.messages m on m.id = t.message_id
        where t.search @@ ${terms}::tsquery and m.account_id = any(${numberArray(accountIds)})
          ${from ? sql`and t.received_at >= ${from}::timestamptz` : sql``}
          ${after ? sql`and (t.received_at, t.message_id) < (${after.at}::timestamptz, ${after.id})` : sql``}
          and ${scope.condition}
        order by t.received_at desc nulls last, t.message_id desc nulls last limit ${want}`,
  );
}

/** Message by message, newest first, reading each one's text. */
async function walkTexts(
  tx: Db,
  scope: Scope,
  after: PageCursor | null,
  want: number,
  lowest: string | null,
): Promise<Hit[]> {
  const condition = sql`${scope.condition} and (select t.search @@ ${scope.search.terms}::tsquery
    from mailroom.message_texts t where t.message_id = m.id)`;
  const bound = lowest ? sql`and m.received_at >= ${lowest}::timestamptz` : sql``;
  return hitsOf(tx, newestFirst(scope, after, want, condition, bound));
}

/** Without words to ask for: the lists by time, of a folder where the query names one. */
async function walkAll(
  tx: Db,
  scope: Scope,
  after: PageCursor | null,
  want: number,
): Promise<Hit[]> {
  const { folderIds } = scope.search;
  if (folderIds === null)
    return hitsOf(tx, newestFirst(scope, after, want, scope.condition, sql``));
  const before = after
    ? sql`and (mf.received_at, mf.message_id) < (${after.at}::timestamptz, ${after.id})`
    : sql``;
  return hitsOf(
    tx,
    sql`select l.id, l.thread_id, ${isoTime(sql`l.received_at`)} as at
        from unnest(${numberArray(folderIds)}) as f(id) cross join lateral (
          select m.id, m.thread_id, m.received_at from mailroom.message_folders mf
          join mailroom.messages m on m.id = mf.message_id
          where mf.folder_id = f.id ${before} and m.account_id = any(${numberArray(scope.accountIds)})
            and ${scope.condition}
          order by mf.received_at desc nulls last, mf.message_id desc nulls last limit ${want}
        ) l order by l.received_at desc nulls last, l.id desc nulls last limit ${want}`,
  );
}

function newestFirst(
  scope: Scope,
  after: PageCursor | null,
  want: number,
  condition: SQL,
  bound: SQL,
): SQL {
  const before = after
    ? sql`and (m.received_at, m.id) < (${after.at}::timestamptz, ${after.id})`
    : sql``;
  return sql`select l.id, l.thread_id, ${isoTime(sql`l.received_at`)} as at
    from unnest(${numberArray(scope.accountIds)}) as a(id) cross join lateral (
      select m.id, m.thread_id, m.received_at from mailroom.messages m
      where m.account_id = a.id ${before} ${bound} and ${condition}
      order by m.received_at desc nulls last, m.id desc nulls last limit ${want}
    ) l order by l.received_at desc nulls last, l.id desc nulls last limit ${want}`;
}

/** Conversations that an earlier page has shown already, for a newer message. */
async function shownEarlier(
  tx: Db,
  scope: Scope,
  cursor: PageCursor,
  hits: Hit[],
): Promise<Set<number>> {
  if (hits.length === 0) return new Set();
  const { terms } = scope.search;
  const words = terms
    ? sql`and (select t.search @@ ${terms}::tsquery from mailroom.message_texts t where t.message_id = m.id)`
    : sql``;
  const rows = await queryRows<{ thread_id: string }>(
    tx,
    sql`select distinct m.thread_id from mailroom.messages m
        where m.thread_id = any(${numberArray(hits.map(({ threadId }) => threadId))})
          and (m.received_at, m.id) >= (${cursor.at}::timestamptz, ${cursor.id})
          and ${scope.condition} ${words}`,
  );
  return new Set(rows.map((row) => Number(row.thread_id)));
}

async function hitsOf(tx: Db, statement: SQL): Promise<Hit[]> {
  const rows = await queryRows<{ id: string; thread_id: string; at: string }>(tx, statement);
  return rows.map((row) => ({ id: Number(row.id), threadId: Number(row.thread_id), at: row.at }));
}

function laterOf(a: string | null, b: Date | null): string | null {
  if (!a) return b ? b.toISOString() : null;
  return b && b > new Date(a) ? b.toISOString() : a;
}
