import { sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteAccount, loadAccount } from './accounts.ts';
import { deleteInBatches } from './batches.ts';
import { pruneChanges } from './changes.ts';
import { deleteOldCommands } from './commands.ts';
import { type Db, queryRows } from './database.ts';
import { actions, changes, commands, listedMessages, uploads } from './schema.ts';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from './testing.ts';
import { createTestAccount } from './testing-mail.ts';
import { deleteOldUploads } from './uploads.ts';

const day = 86_400_000;
const old = new Date(Date.now() - 40 * day);
const limit = new Date(Date.now() - 10 * day);

describe.each(await databasesUnderTest())('housekeeping on %s', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  }, 120_000);
  afterAll(() => database.close());

  const rowsOf = async (table: PgTable) => {
    const [row] = await queryRows<{ n: number }>(
      database.db,
      sql`select count(*)::int as n from ${table}`,
    );
    return row?.n ?? 0;
  };

  /** Counts the rows that each statement deletes, by a trigger that sees the statement as a whole. */
  async function watchDeletes(table: string): Promise<() => Promise<number[]>> {
    const { db } = database;
    await db.execute(sql`create table if not exists deleted_at_once (name text, n int)`);
    await db.execute(
      sql.raw(`create or replace function note_deleted() returns trigger language plpgsql as $$
        begin
          insert into deleted_at_once select tg_table_name, count(*) from gone;
          return null;
        end $$`),
    );
    await db.execute(
      sql.raw(`create trigger note_deleted after delete on mailroom.${table}
        referencing old table as gone for each statement execute function note_deleted()`),
    );
    return async () => {
      const rows = await queryRows<{ n: number }>(
        db,
        sql`select n from deleted_at_once where name = ${table} and n > 0`,
      );
      return rows.map(({ n }) => n);
    };
  }

  it.each([
    [
      'changes',
      changes,
      (db: Db) =>
        db.execute(sql`
        insert into mailroom.changes (user_id, number, kind, ids, at)
        select 'old', n, 'threads', '[]', ${old.toISOString()}::timestamptz
        from generate_series(1, 5000) as n`),
      (db: Db) => pruneChanges(db, new Date()),
    ],
    [
      'uploads',
      uploads,
      (db: Db) =>
        db.execute(sql`
        insert into mailroom.uploads (id, user_id, file_name, mime_type, size_bytes, hash, created_at)
        select 'u' || n, 'ann', 'f', 'text/plain', 1, 'h', ${old.toISOString()}::timestamptz
        from generate_series(1, 5000) as n`),
      (db: Db) => deleteOldUploads(db, limit),
    ],
    [
      'actions',
      actions,
      (db: Db) =>
        db.execute(sql`
        insert into mailroom.actions (user_id, kind, before, created_at)
        select 'ann', 'archive', '[]', ${old.toISOString()}::timestamptz
        from generate_series(1, 5000) as n`),
      (db: Db) => deleteOldCommands(db, limit),
    ],
  ])('[ST23] forgets old %s a batch a statement', async (name, table, fill, clean) => {
    const before = await rowsOf(table);
    await fill(database.db);
    const deletes = await watchDeletes(name);
    await clean(database.db);
    expect(await rowsOf(table)).toBe(before);
    const batches = await deletes();
    expect(batches.reduce((sum, n) => sum + n, 0)).toBe(5_000);
    expect(Math.max(...batches)).toBeLessThanOrEqual(2_000);
  });

  it('[ST23] deletes only what the condition names, also where it ends within a batch', async () => {
    const { db } = database;
    const { id } = await createTestAccount(db);
    await db.execute(sql`
      insert into mailroom.listed_messages (account_id, run, list, remote_id, position)
      select ${id}, 'r', n % 3, 'm' || n, n from generate_series(1, 100) as n`);
    expect(await deleteInBatches(db, listedMessages, sql`list = 1`, 10)).toBe(34);
    expect(await rowsOf(listedMessages)).toBe(66);
  });

  it('[ST23] deletes what an account leaves a batch at a time too', async () => {
    const { db } = database;
    const account = await createTestAccount(db);
    await db.execute(sql`
      insert into mailroom.threads (account_id, remote_id, subject, snippet, latest_at, message_count,
        unread_count, is_starred, has_attachments, has_draft, senders)
      select ${account.id}, 't' || n, '', '', 'epoch', 0, 0, false, false, false, '[]'
      from generate_series(1, 4500) as n`);
    const deletes = await watchDeletes('threads');
    const row = await loadAccount(db, account.id);
    if (!row) throw new Error('no account');
    await deleteAccount(db, row);
    const batches = await deletes();
    expect(batches.reduce((sum, n) => sum + n, 0)).toBe(4_500);
    expect(Math.max(...batches)).toBeLessThanOrEqual(2_000);
    expect(await loadAccount(db, account.id)).toBeNull();
    expect(await rowsOf(commands)).toBe(0);
  });
});
