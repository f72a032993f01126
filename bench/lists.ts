import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '@mailroom/api';
import { createEngine, createSecretBox } from '@mailroom/engine';
import { pino } from 'pino';
import { insertAccount } from '../packages/engine/src/store/accounts.ts';
import { analyzeDatabase, type OpenDatabase } from '../packages/engine/src/store/database.ts';
import { upsertFolders } from '../packages/engine/src/store/folders.ts';
import { applyPage } from '../packages/engine/src/store/ingest.ts';
import { openDatabase } from '../packages/engine/src/store/open-database.ts';
import { CALLER, PUBLIC_URL } from './linked-engine.ts';
import { createRandom, generateMessages, wordOf } from './mail-corpus.ts';
import { percentile, round } from './statistics.ts';

const BATCH = 500;
const ROUNDS = 400;
const WARM_UP = 40;
const quiet = pino({ level: 'silent' });

type Kind = 'list' | 'search';
type Times = Record<Kind, number[]>;

/**
 * The 95th percentiles of the API's list and search at each size, and their growth. Both mailboxes
 * are filled first and then asked in turn, so that whatever else the machine does meets both alike.
 */
export async function measureLists(sizes: readonly [number, number]) {
  const small = await openMailbox(sizes[0]);
  try {
    const large = await openMailbox(sizes[1]);
    try {
      for (let i = 0; i < ROUNDS; i++) {
        await small.ask(i);
        await large.ask(i);
      }
      return {
        list: compare('list', sizes, small, large),
        search: compare('search', sizes, small, large),
      };
    } finally {
      await large.close();
    }
  } finally {
    await small.close();
  }
}

function compare(kind: Kind, sizes: readonly [number, number], small: Mailbox, large: Mailbox) {
  const at = (share: number) => [small, large].map(({ times }) => percentile(times[kind], share));
  const [p95Small, p95Large] = at(0.95) as [number, number];
  return {
    p50Ms: at(0.5).map(round)[1],
    p95Ms: round(p95Large),
    growth: round(p95Large / p95Small),
    small: { messages: sizes[0], p50Ms: at(0.5).map(round)[0], p95Ms: round(p95Small) },
    large: { messages: sizes[1], fillSeconds: large.fillSeconds },
  };
}

interface Mailbox {
  times: Times;
  fillSeconds: number;
  /** One page of the list and one search; the first rounds warm up and do not count. */
  ask(turn: number): Promise<void>;
  close(): Promise<void>;
}

async function openMailbox(count: number): Promise<Mailbox> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-lists-'));
  const database = await openDatabase(
    { kind: 'pglite', directory: join(directory, 'database') },
    { logger: quiet },
  );
  const engine = createEngine({
    database: { kind: 'pglite', directory: null },
    openDatabase: database,
    blobDirectory: join(directory, 'blobs'),
    secretBox: createSecretBox(randomBytes(32)),
    logger: quiet,
    publicUrl: PUBLIC_URL,
    endpoints: { googleIssuer: 'http://localhost:9', gmailUrl: 'http://localhost:9' },
    runJobs: false,
  });
  const close = async () => {
    await engine.stop();
    await database.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await engine.start();
    const startedAt = performance.now();
    await fill(database, count);
    // As the engine does after a first synchronisation.
    await analyzeDatabase(database.db);
    const fillSeconds = Math.round((performance.now() - startedAt) / 1000);
    const api = createApi({
      engine,
      logger: quiet,
      publicUrl: PUBLIC_URL,
      authenticate: async () => ({ ...CALLER, via: 'session' }) as never,
    });
    const times: Times = { list: [], search: [] };
    const get = async (kind: Kind, path: string, turn: number) => {
      const startedAt = performance.now();
      const response = await api.request(path);
      const body = (await response.json()) as { nextCursor?: string | null };
      const ms = performance.now() - startedAt;
      if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
      if (process.env.BENCH_DETAIL) process.stderr.write(`${count} ${round(ms)} ${path}\n`);
      if (turn >= WARM_UP) times[kind].push(ms);
      return body;
    };
    const nextList = createScroll();
    const nextSearch = createQueries();
    return {
      ...{ times, fillSeconds, close },
      async ask(turn) {
        nextList.cursor = (await get('list', nextList.path(turn), turn)).nextCursor ?? null;
        await get('search', `/search?q=${encodeURIComponent(nextSearch())}`, turn);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Scrolls through the inbox, page by page, from the top, again and again. */
function createScroll(): { cursor: string | null; path(turn: number): string } {
  return {
    cursor: null,
    path(turn) {
      const rest =
        this.cursor && turn % 20 !== 0 ? `&cursor=${encodeURIComponent(this.cursor)}` : '';
      return `/threads?role=inbox&limit=50${rest}`;
    },
  };
}

/** Words from the very common to the very rare, beginnings of words, people, and combinations. */
function createQueries(): () => string {
  const random = createRandom(99);
  let turn = 0;
  return () => {
    const word = wordOf(Math.floor(Math.exp(random() * Math.log(20_000))) - 1);
    const person = Math.floor(random() * 300);
    const queries = [
      word,
      `${word} ${wordOf(Math.floor(random() * 50))}`,
      word.slice(0, Math.max(3, word.length - 1)),
      `from:person${person}@example.org`,
      `from:person${person} ${wordOf(3)}`,
      `subject:${word}`,
      `is:unread ${word}`,
      `"${wordOf(1)} ${wordOf(2)}"`,
      `${wordOf(1)} -${word}`,
    ];
    return queries[turn++ % queries.length] as string;
  };
}

async function fill(database: OpenDatabase, count: number): Promise<void> {
  const { db } = database;
  const account = await insertAccount(db, {
    userId: CALLER.userId,
    provider: 'google',
    issuer: 'http://localhost:9',
    subject: '1',
    email: 'alice@gmail.example',
    status: 'paused',
  });
  await upsertFolders(db, account.id, [
    { remoteId: 'INBOX', name: 'INBOX', role: 'inbox', color: null, isHidden: false },
  ]);
  let batch = [];
  for (const message of generateMessages(count)) {
    batch.push({ kind: 'added' as const, message });
    if (batch.length < BATCH) continue;
    await applyPage(db, { account, asOf: new Date(), changes: batch, announce: false });
    batch = [];
  }
  await applyPage(db, { account, asOf: new Date(), changes: batch, announce: false });
}
