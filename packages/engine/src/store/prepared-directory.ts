import { drizzle } from 'drizzle-orm/pglite';
import type { Db } from './database.ts';
import { migrate } from './migrate.ts';
import { startPglite } from './pglite-client.ts';

/**
 * Makes the tar of a fresh data directory with all tables, for `openDatabase`'s `prepared`: a first
 * start unpacks it instead of spending seconds on making them.
 *
 * @param addTables makes the host's own tables
 */
export async function prepareDataDirectory(
  addTables?: (db: Db) => Promise<void>,
): Promise<Uint8Array> {
  const client = await startPglite({ directory: null, prepared: null });
  try {
    const db = drizzle(client as never) as unknown as Db;
    await migrate(db);
    await addTables?.(db);
    return await client.dumpDataDir();
  } finally {
    await client.close();
  }
}
