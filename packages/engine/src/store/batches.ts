import { type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { type Db, queryRows } from './database.ts';

/** Rows of one statement: some ten milliseconds of locks, and of the embedded database's one line. */
const batchSize = 2_000;

/**
 * Deletes the rows of a table that `condition` holds for, a batch a statement: others get their turn
 * between, and no lock is held for long. A crash in between leaves the rest for the next call.
 *
 * @param condition columns by their SQL names; not in a transaction, which would hold every lock
 * @returns how many went
 */
export async function deleteInBatches(
  db: Db,
  table: PgTable,
  condition: SQL,
  limit = batchSize,
): Promise<number> {
  for (let total = 0; ; ) {
    const [row] = await queryRows<{ gone: number }>(
      db,
      sql`with gone as (
            delete from ${table} where ctid = any(array(
              select ctid from ${table} where ${condition} limit ${limit})) returning 1)
          select count(*)::int as gone from gone`,
    );
    const gone = row?.gone ?? 0;
    total += gone;
    // Fewer than asked for may also mean that somebody else deletes them too.
    if (gone < limit) return total;
  }
}
