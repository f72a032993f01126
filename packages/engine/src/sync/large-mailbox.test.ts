import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { count, eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailError } from '../errors.ts';
import type {
  InventoryOptions,
  InventoryPage,
  MailProvider,
  RemoteRef,
} from '../providers/provider.ts';
import { createApply } from '../store/apply.ts';
import type { BlobStore } from '../store/blobs.ts';
import { applyPage } from '../store/ingest.ts';
import { accounts, listedMessages } from '../store/schema.ts';
import { loadSyncAccount, storedRemoteStates } from '../store/sync-state.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from '../store/testing.ts';
import { createTestAccount, TEST_FOLDERS, testMessage } from '../store/testing-mail.ts';
import type { SyncContext } from './context.ts';
import { createRecentChanges } from './recent-changes.ts';
import { reconcile } from './reconcile.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Far more than one page of anything, so that whatever grows with the mailbox shows. */
const mailboxSize = 24_000;
const pageSize = 500;
/** A page or two that is being written, and what the listing's own loop still names. */
const mostPagesHeld = 6;
const mostRefsHeld = 4_000;

const idOf = (number: number) => `m${String(number).padStart(8, '0')}`;

interface Remote {
  has(number: number, only: InventoryOptions['only']): boolean;
  fetch?(refs: RemoteRef[]): void;
}

/** A provider that lists by rule, and counts what its caller keeps of it. */
function countingProvider(remote: Remote) {
  const seen = { pagesHeld: 0, refsAsked: 0, asked: new Set<string>(), listings: 0 };
  const provider = {
    startCursor: async () => ({ history: 'new' }),
    folders: async () => TEST_FOLDERS,
    async *inventory({ only }: InventoryOptions): AsyncGenerator<InventoryPage> {
      seen.listings += 1;
      const held: WeakRef<RemoteRef>[] = [];
      let refs: RemoteRef[] = [];
      for (let number = mailboxSize - 1; number >= 0; number -= 1) {
        if (!remote.has(number, only)) continue;
        refs.push({ remoteId: idOf(number), remoteThreadId: `t${number}` });
        if (refs.length < pageSize) continue;
        held.push(new WeakRef(refs[0] as RemoteRef));
        yield { refs, estimatedTotal: null };
        refs = [];
        if (held.length % 10 !== 0) continue;
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        const alive = held.filter((one) => one.deref() !== undefined).length;
        seen.pagesHeld = Math.max(seen.pagesHeld, alive);
      }
      if (refs.length > 0) yield { refs, estimatedTotal: null };
    },
    async *fetch(refs: RemoteRef[]) {
      seen.refsAsked = Math.max(seen.refsAsked, refs.length);
      remote.fetch?.(refs);
      for (const ref of refs) {
        seen.asked.add(ref.remoteId);
        yield { kind: 'gone' as const, ref };
      }
    },
  };
  return { provider: provider as unknown as MailProvider, seen };
}

describe.each(await databasesUnderTest())('a mailbox of many messages on %s', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 120_000);
  afterAll(() => database.close());

  async function contextFor(provider: MailProvider, accountId: number): Promise<SyncContext> {
    const { db } = database;
    const account = await loadSyncAccount(db, accountId);
    if (!account) throw new Error('no account');
    const blobs = {} as BlobStore;
    return {
      ...{ db, blobs, provider, account, recent: createRecentChanges() },
      ...createApply({ db, blobs, account }),
      signal: new AbortController().signal,
      logger: pino({ level: 'silent' }),
      now: () => new Date(),
      catchUp: async () => {},
      progress: async () => {},
      note: async () => {},
    };
  }

  const leftovers = async (accountId: number) => {
    const rows = await database.db
      .select({ n: count() })
      .from(listedMessages)
      .where(eq(listedMessages.accountId, accountId));
    return rows[0]?.n;
  };

  it('[SY21] is compared a page at a time, however many ids its listings name', {
    timeout: 300_000,
  }, async () => {
    const account = await createTestAccount(database.db);
    const { provider, seen } = countingProvider({
      has: (number, only) => (only === undefined ? true : number % 50 === 0),
    });
    await reconcile(await contextFor(provider, account.id));
    expect(seen.asked.size).toBe(mailboxSize);
    expect(seen.refsAsked).toBeLessThanOrEqual(100);
    expect(seen.pagesHeld).toBeLessThanOrEqual(mostPagesHeld);
    expect(await leftovers(account.id)).toBe(0);
  });

  it('[SY21] brings folders, marks and what vanished up to date over many pages', {
    timeout: 300_000,
  }, async () => {
    const { db } = database;
    const account = await createTestAccount(db);
    const stored = 5_000;
    for (let at = 0; at < stored; at += 500)
      await applyPage(db, {
        account,
        asOf: new Date(),
        changes: Array.from({ length: 500 }, (_, index) => ({
          kind: 'added' as const,
          message: testMessage({ remoteId: idOf(at + index), folders: ['INBOX'] }),
        })),
        announce: false,
      });
    const isThere = (number: number) => number < stored && number % 7 !== 0;
    const { provider, seen } = countingProvider({
      has(number, only) {
        if (!isThere(number) || only === undefined) return isThere(number);
        if ('folder' in only) return only.folder === (number % 2 === 0 ? 'L1' : 'INBOX');
        return 'isRead' in only ? number % 3 === 0 : number % 5 === 0;
      },
    });
    await reconcile(await contextFor(provider, account.id));
    const wrong: unknown[] = [];
    let rest = 0;
    for (let after = 0; ; ) {
      const rows = await storedRemoteStates(db, account.id, after);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
      for (const row of rows) {
        rest += 1;
        const number = Number(row.remoteId.slice(1));
        const views = row.folders.filter((folder) => !folder.startsWith(':'));
        const isRight =
          isThere(number) &&
          views.join() === (number % 2 === 0 ? 'L1' : 'INBOX') &&
          row.isRead === (number % 3 !== 0) &&
          row.isStarred === (number % 5 === 0);
        if (!isRight) wrong.push(row);
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(rest).toBe(Array.from({ length: stored }, (_, n) => n).filter(isThere).length);
    expect(seen.asked.size).toBe(stored - rest);
    expect(seen.pagesHeld * pageSize).toBeLessThanOrEqual(mostRefsHeld);
  });

  it('[SY21] begins anew after a process that died in the middle, and keeps nothing of it', {
    timeout: 120_000,
  }, async () => {
    const { db } = database;
    const account = await createTestAccount(db);
    const few = (number: number) => number < 300;
    const dying = countingProvider({
      has: few,
      fetch: () => {
        throw new MailError('network');
      },
    });
    const context = await contextFor(dying.provider, account.id);
    await expect(reconcile(context)).rejects.toMatchObject({ code: 'network' });
    // What a killed process leaves: rows of a listing that nobody ended, one of them no longer true.
    await db.execute(sql`
      insert into mailroom.listed_messages (account_id, run, list, remote_id, position)
      select ${account.id}, 'dead', 0, 'ghost' || n, n from generate_series(1, 50) as n`);
    const { provider, seen } = countingProvider({ has: few });
    await reconcile(await contextFor(provider, account.id));
    expect(seen.asked.size).toBe(300);
    expect([...seen.asked].filter((id) => id.startsWith('ghost'))).toEqual([]);
    expect(await leftovers(account.id)).toBe(0);
    const [row] = await db.select().from(accounts).where(eq(accounts.id, account.id));
    expect(row?.cursor).toEqual({ history: 'new' });
  });
});
