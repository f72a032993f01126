import { sql } from 'drizzle-orm';
import { type Db, queryRows } from './database.ts';
import { migrations } from './migrations/index.ts';

/** Any number, the same for every Mailroom: PostgreSQL's advisory locks know only numbers. */
const MIGRATION_LOCK = 6_245_366;

/**
 * Brings the tables up to date, forward only. Several processes may start at once: one works, the
 * others wait for it, then find nothing left to do.
 *
 * @throws Error when the database is newer than this program
 */
export async function migrate(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(MIGRATION_LOCK))})`);
    await tx.execute(sql`create schema if not exists mailroom`);
    await tx.execute(sql`create table if not exists mailroom.migrations (
      tag text primary key, hash text not null, applied_at timestamptz not null default now()
    )`);
    const applied = await queryRows<{ tag: string; hash: string }>(
      tx,
      sql`select tag, hash from mailroom.migrations`,
    );
    const known = new Set(migrations.map(({ tag }) => tag));
    const unknown = applied.find(({ tag }) => !known.has(tag));
    if (unknown) {
      throw new Error(
        `The database was used by a newer Mailroom (${unknown.tag}): update this one.`,
      );
    }
    const done = new Set(applied.map(({ tag }) => tag));
    for (const migration of migrations) {
      if (done.has(migration.tag)) continue;
      for (const statement of migration.statements) await tx.execute(sql.raw(statement));
      await tx.execute(
        sql`insert into mailroom.migrations (tag, hash) values (${migration.tag}, ${migration.hash})`,
      );
    }
  });
}
