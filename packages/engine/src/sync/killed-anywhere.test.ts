import { count, eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ChangePage,
  InventoryOptions,
  MailProvider,
  RemoteChange,
  RemoteMessage,
  RemoteRef,
} from '../providers/provider.ts';
import { createApply } from '../store/apply.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { accounts, listedMessages } from '../store/schema.ts';
import { loadSyncAccount, saveCursor, storedRemoteStates } from '../store/sync-state.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from '../store/testing.ts';
import { createTestAccount, TEST_FOLDERS } from '../store/testing-mail.ts';
import { verifyCounters } from '../store/verify.ts';
import type { SyncContext } from './context.ts';
import { applyChanges } from './incremental.ts';
import { createRecentChanges } from './recent-changes.ts';
import { reconcile } from './reconcile.ts';

class Killed extends Error {}

/** A database of a process that dies at its `last` statement: from there on nothing answers. */
function dyingAt(db: Db, last: number) {
  let statements = 0;
  const step = () => {
    statements += 1;
    if (statements > last) throw new Killed();
  };
  const wrap = (target: Db): Db =>
    new Proxy(target, {
      get(inner, key) {
        const value = Reflect.get(inner, key) as unknown;
        if (typeof value !== 'function') return value;
        if (key === 'transaction')
          return (work: (tx: Db) => Promise<unknown>) => {
            step();
            return inner.transaction(async (tx) => {
              const result = await work(wrap(tx as unknown as Db));
              // Before the commit.
              step();
              return result;
            });
          };
        if (
          ['execute', 'select', 'selectDistinct', 'insert', 'update', 'delete'].includes(
            `${String(key)}`,
          )
        )
          return (...args: unknown[]) => {
            step();
            return value.apply(inner, args);
          };
        return value.bind(inner);
      },
    });
  return { db: wrap(db), isDead: () => statements > last };
}

interface Box {
  messages: Map<string, { folders: Set<string>; isRead: boolean; isStarred: boolean }>;
  /** Changes since the cursor 0, in pages. */
  history: RemoteChange[][];
}

const receivedAt = new Date(Date.UTC(2026, 3, 1));

function messageOf(box: Box, remoteId: string): RemoteMessage | null {
  const state = box.messages.get(remoteId);
  if (!state) return null;
  const bytes = Buffer.from(`From: a@example.org\r\nSubject: About ${remoteId}\r\n\r\nHello\r\n`);
  return {
    ...{ remoteId, remoteThreadId: `t-${remoteId}`, folders: [...state.folders], receivedAt },
    flags: { isRead: state.isRead, isStarred: state.isStarred, isDraft: false },
    ...{ sizeBytes: bytes.byteLength, snippet: null, source: { kind: 'raw', bytes } },
  };
}

function providerOf(box: Box): MailProvider {
  const has = (only: InventoryOptions['only']) => (id: string) => {
    const state = box.messages.get(id);
    if (!state || !only) return state !== undefined;
    if ('folder' in only) return state.folders.has(only.folder);
    return 'isRead' in only ? !state.isRead : state.isStarred;
  };
  const provider = {
    startCursor: async () => ({ at: box.history.length }),
    folders: async () => TEST_FOLDERS,
    async *inventory({ only }: InventoryOptions) {
      const ids = [...box.messages.keys()].filter(has(only));
      for (let at = 0; at < ids.length; at += 3)
        yield {
          refs: ids
            .slice(at, at + 3)
            .map((remoteId) => ({ remoteId, remoteThreadId: `t-${remoteId}` })),
          estimatedTotal: null,
        };
    },
    async *fetch(refs: RemoteRef[]) {
      for (const ref of refs) {
        const message = messageOf(box, ref.remoteId);
        yield message ? { kind: 'message' as const, message } : { kind: 'gone' as const, ref };
      }
    },
    async *changes(cursor: { at?: number }): AsyncGenerator<ChangePage> {
      const from = Number(cursor.at ?? 0);
      const pages = box.history.slice(from);
      if (pages.length === 0)
        yield { asOf: new Date(), changes: [], cursor: { at: from }, isLast: true };
      for (const [index, changes] of pages.entries()) {
        const at = from + index + 1;
        yield { asOf: new Date(), changes, cursor: { at }, isLast: at === box.history.length };
      }
    },
  };
  return provider as unknown as MailProvider;
}

describe.each(await databasesUnderTest())('a process that dies on %s', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 120_000);
  afterAll(() => database.close());

  async function contextOf(db: Db, accountId: number, provider: MailProvider) {
    const account = await loadSyncAccount(database.db, accountId);
    if (!account) throw new Error('no account');
    const blobs = { put: async () => 'c'.repeat(64) } as unknown as BlobStore;
    const context: SyncContext = {
      ...{ db, blobs, provider, account, recent: createRecentChanges() },
      ...createApply({ db, blobs, account }),
      signal: new AbortController().signal,
      logger: pino({ level: 'silent' }),
      now: () => new Date(),
      catchUp: async () => {},
      progress: async () => {},
      note: async () => {},
    };
    return context;
  }

  async function expectSame(accountId: number, box: Box): Promise<void> {
    const rows = await storedRemoteStates(database.db, accountId, 0);
    const here = rows
      .map((row) => ({
        ...{ id: row.remoteId, isRead: row.isRead, isStarred: row.isStarred },
        folders: row.folders.filter((folder) => !folder.startsWith(':')).sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const there = [...box.messages]
      .map(([id, { isRead, isStarred, folders }]) => ({
        ...{ id, isRead, isStarred, folders: [...folders].sort() },
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(here).toEqual(there);
    expect(await verifyCounters(database.db, accountId)).toEqual([]);
    const [left] = await database.db
      .select({ n: count() })
      .from(listedMessages)
      .where(eq(listedMessages.accountId, accountId));
    expect(left?.n).toBe(0);
  }

  /** Kills `work` at every statement that it makes, and lets the next process go on each time. */
  async function killEverywhere(
    work: (context: SyncContext) => Promise<unknown>,
    scene: () => Promise<{ accountId: number; before: Box; after: Box }>,
  ): Promise<number> {
    // On the server a statement takes longer: every fourth there, every one on the embedded.
    for (let last = 0; ; last += kind === 'pglite' ? 1 : 4) {
      const { accountId, before, after } = await scene();
      await reconcile(await contextOf(database.db, accountId, providerOf(before)));
      await saveCursor(database.db, accountId, { at: 0 });
      const dying = dyingAt(database.db, last);
      const context = await contextOf(dying.db, accountId, providerOf(after));
      const error = await work(context).then(
        () => null,
        (one: unknown) => one,
      );
      if (dying.isDead()) expect(error).not.toBeNull();
      else expect(error).toBeNull();
      await work(await contextOf(database.db, accountId, providerOf(after)));
      await expectSame(accountId, after);
      if (!dying.isDead()) return last;
    }
  }

  const state = (folders: string[], isRead = false, isStarred = false) => ({
    ...{ folders: new Set(folders), isRead, isStarred },
  });
  const ref = (remoteId: string) => ({ remoteId, remoteThreadId: `t-${remoteId}` });

  async function scene() {
    const { id: accountId } = await createTestAccount(database.db);
    const before: Box = {
      history: [],
      messages: new Map([
        ['m1', state(['INBOX'])],
        ['m2', state(['INBOX'], true)],
        ['m3', state(['L1'], false, true)],
        ['m4', state(['TRASH'])],
      ]),
    };
    const after: Box = {
      history: [],
      messages: new Map([
        ['m1', state(['L2', 'INBOX'], true, true)],
        ['m3', state(['INBOX'])],
        ['m4', state(['INBOX'], true)],
        ['m5', state(['INBOX'])],
        ['m6', state(['SPAM'])],
      ]),
    };
    const added = (remoteId: string, folders: string[]): RemoteChange => {
      const message = messageOf(after, remoteId);
      if (!message) throw new Error('no message');
      return { kind: 'added', message: { ...message, folders } };
    };
    const updated = (
      remoteId: string,
      foldersAdded: string[],
      foldersRemoved: string[],
      flags: { isRead?: boolean; isStarred?: boolean } = {},
    ): RemoteChange => ({
      ...{ kind: 'updated', ref: ref(remoteId), foldersAdded, foldersRemoved, flags },
    });
    after.history = [
      [
        // Never heard of here; told before the message itself; told twice; told in a circle.
        updated('stranger', ['L1'], []),
        updated('m5', ['L1'], []),
        added('m5', ['INBOX', 'L1']),
        added('m5', ['INBOX', 'L1']),
        updated('m1', ['L2'], ['INBOX'], { isRead: true }),
      ],
      [
        updated('m5', [], ['L1']),
        updated('m1', ['INBOX'], [], { isStarred: true }),
        { kind: 'deleted', ref: ref('m2') },
        { kind: 'deleted', ref: ref('m2') },
        updated('m2', ['INBOX'], []),
      ],
      [
        updated('m3', ['INBOX'], ['L1'], { isStarred: false }),
        updated('m4', ['INBOX'], ['TRASH'], { isRead: true }),
        { kind: 'deleted', ref: ref('stranger') },
        added('m6', ['SPAM']),
      ],
    ];
    return { accountId, before, after };
  }

  it('[SY24] at any statement of a synchronisation, and the next one finds everything right', {
    timeout: 300_000,
  }, async () => {
    const statements = await killEverywhere(applyChanges, scene);
    expect(statements).toBeGreaterThan(20);
  });

  it('[SY24] at any statement of a reconciliation, and the next one finds everything right', {
    timeout: 300_000,
  }, async () => {
    const statements = await killEverywhere(reconcile, scene);
    expect(statements).toBeGreaterThan(40);
  });

  it('[SY24] or is told everything a second time, from an older cursor', async () => {
    const { accountId, before, after } = await scene();
    await reconcile(await contextOf(database.db, accountId, providerOf(before)));
    for (const at of [0, 1, 0, 2]) {
      await saveCursor(database.db, accountId, { at });
      await applyChanges(await contextOf(database.db, accountId, providerOf(after)));
    }
    await expectSame(accountId, after);
    const [row] = await database.db.select().from(accounts).where(eq(accounts.id, accountId));
    expect(row?.cursor).toEqual({ at: 3 });
  });
});
