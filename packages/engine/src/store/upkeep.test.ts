import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queryRows } from './database.ts';
import { applyPage, type IncomingChange } from './ingest.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import { createTestAccount, testMessage } from './testing-mail.ts';
import { tendDatabase } from './upkeep.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('pglite');
});

afterAll(() => database.close());

const known = async () => {
  const [row] = await queryRows<{ n: number }>(
    database.db,
    sql`select reltuples::int as n from pg_class where oid = 'mailroom.messages'::regclass`,
  );
  return row?.n;
};

const logBytes = async () => {
  const [row] = await queryRows<{ n: string | number }>(
    database.db,
    sql`select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as n from pg_control_checkpoint()`,
  );
  return Number(row?.n);
};

it('[ST9] the planner learns of new mail, deleted rows go daily, and the log ends', async () => {
  const { db } = database;
  const account = await createTestAccount(db);
  const add = (from: number, count: number) => {
    const changes = Array.from({ length: count }, (_, n): IncomingChange => {
      return { kind: 'added', message: testMessage({ remoteId: `m${from + n}` }) };
    });
    return applyPage(db, { account, asOf: new Date(), changes, announce: false });
  };
  const at = (days: number) => new Date(Date.UTC(2026, 0, 1 + days));

  await add(0, 300);
  await tendDatabase(db, at(0));
  expect(await known()).toBe(300);
  await add(300, 20);
  await tendDatabase(db, at(0.5));
  expect(await known()).toBe(300);
  await add(400, 300);
  await tendDatabase(db, at(0.5));
  expect(await known()).toBe(620);

  await db.execute(sql`delete from mailroom.messages where remote_id like 'm1%'`);
  await tendDatabase(db, at(2));
  expect(await known()).toBeLessThan(620);

  const before = await logBytes();
  expect(before).toBeGreaterThan(200_000);
  await tendDatabase(db, at(2), before + 1_000_000);
  expect(await logBytes()).toBeGreaterThanOrEqual(before);
  await tendDatabase(db, at(2), before - 1);
  expect(await logBytes()).toBeLessThan(100_000);
}, 60_000);
