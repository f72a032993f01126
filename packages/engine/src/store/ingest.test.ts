import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteFlags } from '../providers/provider.ts';
import { changesAfter } from './changes.ts';
import type { Db } from './database.ts';
import { listFolders, upsertFolders } from './folders.ts';
import { applyPage, type IncomingChange, unknownRefs } from './ingest.ts';
import { applyLocal, deleteMessages } from './membership.ts';
import { accounts, commands, folders, messages, threads } from './schema.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from './testing.ts';
import { createTestAccount, TEST_FOLDERS, testMessage } from './testing-mail.ts';
import { verifyCounters } from './verify.ts';

const added = (message: Parameters<typeof testMessage>[0]): IncomingChange => ({
  kind: 'added',
  message: testMessage(message),
});

const updated = (
  remoteId: string,
  foldersAdded: string[],
  foldersRemoved: string[],
  flags: Partial<RemoteFlags> = {},
): IncomingChange => ({
  kind: 'updated',
  ref: { remoteId, remoteThreadId: null },
  foldersAdded,
  foldersRemoved,
  flags,
});

describe.each(await databasesUnderTest())('ingest (%s)', (kind) => {
  let database: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    db = database.db;
  });
  afterAll(() => database.close());

  const apply = (
    account: { id: number; userId: string },
    changes: IncomingChange[],
    extra: Partial<Parameters<typeof applyPage>[1]> = {},
  ) => applyPage(db, { account, asOf: new Date(), changes, announce: true, ...extra });

  const counts = async (account: { userId: string }) =>
    Object.fromEntries(
      (await listFolders(db, { userId: account.userId, isAdministrator: false }))
        .filter(({ totalThreads }) => totalThreads > 0)
        .map((folder) => [folder.role ?? folder.name, [folder.totalThreads, folder.unreadThreads]]),
    );

  it('[ST10] writes a page whole: threads, lists, counters, feed and cursor', async () => {
    const account = await createTestAccount(db);
    const result = await apply(
      account,
      [
        added({ remoteId: 'm1', thread: 't1', subject: 'Plan', isRead: true, at: 1 }),
        added({ remoteId: 'm2', thread: 't1', subject: 'Re: Plan', from: 'bob@x.org', at: 2 }),
        added({ remoteId: 'm3', thread: 't2', folders: ['SPAM'], at: 3 }),
      ],
      { cursor: { history: '7' } },
    );
    expect(result.inserted.length).toBe(3);
    expect(result.newMailThreadIds.length).toBe(1);
    const [thread] = await db.select().from(threads).where(sql`remote_id = 't1'`);
    expect(thread).toMatchObject({
      subject: 'Plan',
      messageCount: 2,
      unreadCount: 1,
      latestAt: new Date(Date.UTC(2026, 0, 1, 2)),
    });
    expect(thread?.senders.map(({ email, isUnread }) => [email, isUnread])).toEqual([
      ['ann@example.org', false],
      ['bob@x.org', true],
    ]);
    expect(await counts(account)).toEqual({ inbox: [1, 1], all: [1, 1], spam: [1, 1] });
    const [row] = await db.select().from(accounts).where(sql`id = ${account.id}`);
    expect(row).toMatchObject({ cursor: { history: '7' }, messageCount: 3 });
    const feed = await changesAfter(db, account.userId, 1);
    expect(feed.map(({ kind: what, newMail }) => [what, newMail])).toEqual([
      ['thread', true],
      ['thread', undefined],
      ['folders', undefined],
    ]);
    expect(await verifyCounters(db, account.id)).toEqual([]);
  });

  it('[ST11] does nothing when the same page comes again', async () => {
    const account = await createTestAccount(db);
    const page = [added({ remoteId: 'a' }), added({ remoteId: 'b' }), updated('a', ['L1'], [])];
    await apply(account, page);
    const feed = await changesAfter(db, account.userId, 0);
    const again = await apply(account, page);
    expect(again).toMatchObject({ threadIds: [], inserted: [], updated: 0, deleted: 0 });
    expect(await changesAfter(db, account.userId, 0)).toEqual(feed);
    expect(
      await unknownRefs(db, account.id, [
        { remoteId: 'a', remoteThreadId: null },
        { remoteId: 'z', remoteThreadId: null },
      ]),
    ).toEqual([{ remoteId: 'z', remoteThreadId: null }]);
  });

  it('[ST12] keeps a local change over older remote state, and lets newer state win', async () => {
    const account = await createTestAccount(db);
    const asOf = new Date(Date.now() - 1000);
    const { inserted } = await apply(account, [added({ remoteId: 'c' })]);
    const id = inserted[0]?.id as number;
    const [inbox, trash] = await Promise.all(
      ['INBOX', 'TRASH'].map(async (remoteId) => {
        const rows = await db
          .select()
          .from(folders)
          .where(sql`account_id = ${account.id} and remote_id = ${remoteId}`);
        return rows[0]?.id as number;
      }),
    );
    await db.transaction(async (tx) => {
      await tx.insert(commands).values({
        ...{ accountId: account.id, actionId: 1, kind: 'update' as const, messageIds: [id] },
        ...{ remoteIds: ['c'], foldersAdded: ['TRASH'], foldersRemoved: ['INBOX'] },
        flags: { isRead: true },
      });
      const applied = await applyLocal(tx as unknown as Db, {
        ...{ account, messageIds: [id], foldersAdded: [trash as number] },
        ...{ foldersRemoved: [inbox as number], flags: { isRead: true, isStarred: false } },
      });
      expect(applied).toMatchObject([
        { messageId: id, foldersAdded: [trash], foldersRemoved: [inbox], flags: { isRead: true } },
      ]);
    });
    const state = async () => {
      const [row] = await db.select().from(messages).where(sql`id = ${id}`);
      return [row?.isRead, row?.isDiscarded];
    };
    expect(await state()).toEqual([true, true]);
    await apply(account, [
      added({ remoteId: 'c' }),
      updated('c', ['INBOX'], [], { isRead: false }),
    ]);
    expect(await state()).toEqual([true, true]);
    await db.execute(sql`update mailroom.commands set state = 'done', done_at = now()`);
    await apply(account, [added({ remoteId: 'c' })], { asOf });
    expect(await state()).toEqual([true, true]);
    await apply(account, [added({ remoteId: 'c' })], { asOf: new Date(Date.now() + 1000) });
    expect(await state()).toEqual([false, false]);
    await db.insert(commands).values({
      ...{ accountId: account.id, actionId: 2, kind: 'delete', messageIds: [id], remoteIds: ['c'] },
    });
    await db.transaction((tx) => deleteMessages(tx as unknown as Db, account, [id]));
    await apply(account, [added({ remoteId: 'c' })]);
    expect(await db.select().from(messages).where(sql`account_id = ${account.id}`)).toEqual([]);
    expect(await verifyCounters(db, account.id)).toEqual([]);
  });

  it('[ST13] keeps hostile text, and folders that nobody listed', async () => {
    const account = await createTestAccount(db);
    const hostile = `\u0000a\ud800b'"\\%$1 ${'x'.repeat(5000)} \u202e`;
    const { inserted } = await apply(account, [
      added({ remoteId: 'h', subject: hostile, from: `${hostile}@x`, folders: ['NEW\\"{},label'] }),
      { kind: 'added', message: { ...testMessage({ remoteId: 'u' }), parsed: null } },
    ]);
    expect(inserted.length).toBe(2);
    const [row] = await db.select().from(messages).where(sql`id = ${inserted[0]?.id}`);
    expect(row?.subject.startsWith('a\ufffdb\'"\\%$1')).toBe(true);
    expect((await counts(account))['NEW\\"{},label']).toEqual([1, 1]);
    expect(await verifyCounters(db, account.id)).toEqual([]);
  });

  it('[ST14] takes away folders that the provider took away', async () => {
    const account = await createTestAccount(db);
    await apply(account, [added({ remoteId: 'x', folders: ['TRASH', 'L1'] })]);
    const without = TEST_FOLDERS.filter(({ remoteId }) => remoteId !== 'TRASH');
    expect(await upsertFolders(db, account.id, without, { isComplete: false })).toBe(false);
    expect(await upsertFolders(db, account.id, without)).toBe(true);
    expect(await upsertFolders(db, account.id, without)).toBe(false);
    expect(await counts(account)).toEqual({ all: [1, 1], 'Label 1': [1, 1] });
    expect(await verifyCounters(db, account.id)).toEqual([]);
  });

  it('[ST15] keeps every derived value exact, whatever happens in whatever order', async () => {
    const account = await createTestAccount(db);
    const remoteId = fc.integer({ min: 0, max: 11 }).map((n) => `p${n}`);
    const labels = fc.subarray(['INBOX', 'TRASH', 'SPAM', 'L1', 'L2', 'SENT']);
    const flag = fc.boolean();
    const change = fc.oneof(
      fc.record({ remoteId, folders: labels, isRead: flag, isStarred: flag }).map((m) =>
        added({
          ...m,
          thread: `t${Number(m.remoteId.slice(1)) % 4}`,
          at: Number(m.remoteId.slice(1)),
        }),
      ),
      fc
        .tuple(remoteId, labels, labels, flag, flag)
        .map(([id, more, less, isRead, isStarred]) =>
          updated(id, more, less, { isRead, isStarred }),
        ),
      remoteId.map(
        (id) => ({ kind: 'deleted', ref: { remoteId: id, remoteThreadId: null } }) as const,
      ),
    );
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.array(change, { minLength: 1, maxLength: 8 }).map((page) => ({ page })),
      },
      { weight: 1, arbitrary: fc.record({ local: fc.tuple(labels, labels, flag, flag) }) },
      { weight: 1, arbitrary: fc.record({ remove: fc.nat(11) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const one of steps) {
          if ('page' in one) {
            await apply(account, one.page);
            const again = await apply(account, one.page);
            expect(again.inserted).toEqual([]);
            continue;
          }
          const here = await db.select().from(messages).where(sql`account_id = ${account.id}`);
          const ids = here.map(({ id }) => id);
          await db.transaction(async (transaction) => {
            const tx = transaction as unknown as Db;
            if ('remove' in one) return deleteMessages(tx, account, ids.slice(0, one.remove % 3));
            const all = await tx.select().from(folders).where(sql`account_id = ${account.id}`);
            const idsOf = (names: string[]) =>
              all.filter((folder) => names.includes(folder.remoteId)).map(({ id }) => id);
            const [more, less, isRead, isStarred] = one.local;
            return applyLocal(tx, {
              account,
              messageIds: ids.filter((_, index) => index % 2 === 0),
              foldersAdded: idsOf(more),
              foldersRemoved: idsOf(less),
              flags: { isRead, isStarred },
            });
          });
        }
        expect(await verifyCounters(db, account.id)).toEqual([]);
      }),
      { numRuns: kind === 'pglite' ? 12 : 40 },
    );
  });
});
