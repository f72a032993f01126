import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../mail/query.ts';
import { lastChange } from './changes.ts';
import { queryRows } from './database.ts';
import { applyPage, type IncomingMessage } from './ingest.ts';
import { type Original, saveOriginal } from './save-original.ts';
import { attachments, messages, threads } from './schema.ts';
import { searchThreads } from './search.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from './testing.ts';
import { createTestAccount, testMessage } from './testing-mail.ts';
import { verifyCounters } from './verify.ts';

const hash = 'b'.repeat(64);

describe.each(await databasesUnderTest())('an original on %s', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 120_000);
  afterAll(() => database.close());

  /** A message as a provider took it apart. */
  async function decoded(input: Partial<Parameters<typeof testMessage>[0]> = {}) {
    const { db } = database;
    const account = await createTestAccount(db);
    const message = testMessage({
      ...{
        remoteId: 'm1',
        subject: 'Decoded wrongly',
        text: 'garbled',
        from: 'Bo <bo@old.example>',
      },
      ...{ attachments: ['noname', 'gone.pdf'] },
      ...input,
    });
    await applyPage(db, {
      account,
      asOf: new Date(),
      changes: [{ kind: 'added', message: { ...message, sourceKind: 'structure' } }],
      announce: false,
    });
    const [row] = await db.select().from(messages).where(eq(messages.accountId, account.id));
    if (!row) throw new Error('no message');
    return { account, id: row.id, caller: { userId: account.userId, isAdministrator: false } };
  }

  const original = (message: IncomingMessage, sizeBytes = 4_321): Original => {
    const { parsed, search } = message;
    return { hash, sizeBytes, parsed, search };
  };
  const truth = () =>
    testMessage({
      ...{
        remoteId: 'm1',
        subject: 'Prüfung',
        text: 'zebra crossing',
        from: 'Ann <ann@new.example>',
      },
      ...{ to: ['Cy <cy@example.org>'], attachments: ['report.pdf'], at: 5 },
    });
  const find = (caller: { userId: string; isAdministrator: boolean }, text: string) =>
    searchThreads(database.db, caller, { query: parseQuery(text, { now: new Date() }) });

  it('[RD7] says what the original says: people, subject, date, attachments, words', async () => {
    const { db } = database;
    const { account, id, caller } = await decoded();
    const [kept] = await db.select().from(attachments).where(eq(attachments.messageId, id));
    const before = await lastChange(db, account.userId);
    await saveOriginal(db, id, original(truth()));
    const [row] = await db.select().from(messages).where(eq(messages.id, id));
    expect(row).toMatchObject({
      ...{ subject: 'Prüfung', fromName: 'Ann', fromEmail: 'ann@new.example' },
      ...{ to: [{ name: 'Cy', email: 'cy@example.org' }], hasAttachments: true },
      ...{ sentAt: new Date(Date.UTC(2026, 0, 1, 5)), sizeBytes: 4_321 },
      ...{ sourceHash: hash, sourceKind: 'raw', parseState: 'parsed' },
    });
    expect(await db.select().from(attachments).where(eq(attachments.messageId, id))).toEqual([
      { ...kept, fileName: 'report.pdf' },
    ]);
    const [thread] = await db.select().from(threads).where(eq(threads.accountId, account.id));
    expect(thread).toMatchObject({
      subject: 'Prüfung',
      senders: [expect.objectContaining({ email: 'ann@new.example' })],
    });
    expect((await find(caller, 'zebra')).threads).toHaveLength(1);
    expect((await find(caller, 'garbled')).threads).toHaveLength(0);
    expect((await find(caller, 'filename:report')).threads).toHaveLength(1);
    expect(await lastChange(db, account.userId)).toBeGreaterThan(before);
    expect(await verifyCounters(db, account.id)).toEqual([]);
  });

  it('[RD7] tells nobody when the original says the same', async () => {
    const { db } = database;
    const same = { remoteId: 'm1', subject: 'Same', text: 'alike', attachments: ['a.pdf'] };
    const { account, id } = await decoded({ ...same, from: 'Ann <ann@example.org>' });
    const before = await lastChange(db, account.userId);
    await saveOriginal(db, id, original(testMessage(same)));
    expect(await lastChange(db, account.userId)).toBe(before);
    const [row] = await db.select().from(messages).where(eq(messages.id, id));
    expect(row).toMatchObject({ sourceHash: hash, sourceKind: 'raw', subject: 'Same' });
  });

  it('[RD7] keeps what is known when nothing can be made of the original', async () => {
    const { db } = database;
    const { id, caller } = await decoded();
    await saveOriginal(db, id, { ...original(truth()), parsed: null });
    const [row] = await db.select().from(messages).where(eq(messages.id, id));
    expect(row).toMatchObject({ subject: 'Decoded wrongly', sourceKind: 'raw' });
    expect((await find(caller, 'garbled')).threads).toHaveLength(1);
  });

  it('[RD7] does the same when a later fetch brings the original', async () => {
    const { db } = database;
    const { account, id, caller } = await decoded();
    await applyPage(db, {
      account,
      asOf: new Date(),
      changes: [{ kind: 'added', message: truth() }],
      announce: false,
    });
    const [row] = await db.select().from(messages).where(eq(messages.id, id));
    expect(row).toMatchObject({ subject: 'Prüfung', sourceKind: 'raw' });
    expect((await find(caller, 'zebra')).threads).toHaveLength(1);
    expect(await verifyCounters(db, account.id)).toEqual([]);
  });

  it('[RD7] leaves a message alone that is gone meanwhile', async () => {
    const { db } = database;
    const { account, id } = await decoded();
    await db.delete(messages).where(eq(messages.id, id));
    await saveOriginal(db, id, original(truth()));
    const [left] = await queryRows<{ n: number }>(
      db,
      sql`select count(*)::int as n from mailroom.message_texts where account_id = ${account.id}`,
    );
    expect(left?.n).toBe(0);
  });
});
