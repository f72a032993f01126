/**
 * Measures the store alone: ingest, lists and search at growing sizes.
 * `npx tsx bench/store.ts postgres 10000 100000` (or `pglite`).
 */
import { sql } from 'drizzle-orm';
import { parseQuery } from '../packages/engine/src/mail/query.ts';
import { analyzeDatabase } from '../packages/engine/src/store/database.ts';
import { applyPage, type IncomingChange } from '../packages/engine/src/store/ingest.ts';
import { searchThreads } from '../packages/engine/src/store/search.ts';
import { openTestDatabase } from '../packages/engine/src/store/testing.ts';
import { createTestAccount, testMessage } from '../packages/engine/src/store/testing-mail.ts';
import { listThreads } from '../packages/engine/src/store/threads.ts';

const kind = process.argv[2] === 'pglite' ? 'pglite' : 'postgres';
const sizes = process.argv.slice(3).map(Number);
const PAGE = 100;
const VOCABULARY = 30_000;

let seed = 7;
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
/** Word number `n` is about `1/n` as frequent as the first, as in real text. */
const word = () => `word${Math.floor(VOCABULARY ** random())}`;
const textOf = (count: number) => Array.from({ length: count }, word).join(' ');

const database = await openTestDatabase(kind);
const { db } = database;
const result: Record<string, unknown> = { kind };
for (const size of sizes) {
  const account = await createTestAccount(db);
  const caller = { userId: account.userId, isAdministrator: false };
  const startedAt = performance.now();
  let inside = 0;
  for (let at = 0; at < size; at += PAGE) {
    const changes = Array.from({ length: PAGE }, (_, index): IncomingChange => {
      const n = at + index;
      const message = testMessage({
        remoteId: `m${n}`,
        thread: `t${Math.floor(n / 3)}`,
        subject: textOf(6),
        text: textOf(random() < 0.3 ? 300 : 80),
        from: `Person ${n % 997} <p${n % 997}@example.org>`,
        isRead: random() < 0.8,
        folders: random() < 0.3 ? ['INBOX', 'L1'] : ['INBOX'],
        language: 'english',
        at: new Date(Date.UTC(2026, 5, 1) - n * 600_000),
      });
      return { kind: 'added', message };
    });
    const before = performance.now();
    await applyPage(db, { account, asOf: new Date(), changes, announce: false });
    inside += performance.now() - before;
  }
  await analyzeDatabase(db);
  const list = await timed(60, () => listThreads(db, caller, { role: 'inbox' }));
  const words = ['word1 ', 'word3 ', 'word20 ', 'word150 ', 'word1500 ', 'word20000 ', 'absent '];
  const queries = [
    ...words,
    'wor',
    'word15',
    'from:p17',
    'word20 is:unread',
    '"word1 word2"',
    'word4 word9 word300',
  ];
  const searches: Record<string, unknown> = {};
  const all: number[] = [];
  for (const text of queries) {
    const times = await timed(12, () => searchThreads(db, caller, { query: parseQuery(text) }));
    all.push(...times.all);
    searches[text] = [round(Math.min(...times.all)), times.p50];
  }
  result[size] = {
    ingestMsPerMessage: round(inside / size),
    wholeMsPerMessage: round((performance.now() - startedAt) / size),
    list: { min: round(Math.min(...list.all)), p50: list.p50, p95: list.p95 },
    search: { p50: quantile(all, 0.5), p95: quantile(all, 0.95) },
    searches,
  };
  process.stdout.write(`${JSON.stringify({ [size]: result[size] })}\n`);
}
const [bytes] = (
  (await db.execute(sql`select pg_database_size(current_database()) as n`)) as never as {
    rows: { n: number }[];
  }
).rows;
process.stdout.write(`${JSON.stringify({ databaseMb: round(Number(bytes?.n) / 1e6) })}\n`);
await database.close();

async function timed(times: number, work: () => Promise<unknown>) {
  const all: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const before = performance.now();
    await work();
    all.push(performance.now() - before);
  }
  return { all, p50: quantile(all, 0.5), p95: quantile(all, 0.95) };
}

function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
