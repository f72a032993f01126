import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseOptions } from '../engine.ts';
import { type Db, type OpenDatabase, storeError } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { createDurability, type Durability } from './durability.ts';
import { migrate } from './migrate.ts';
import { type PgliteClient, startPglite } from './pglite-client.ts';
import { listenPostgres } from './postgres-listener.ts';

export interface OpenOptions {
  logger: Logger;
  /** Embedded only: a tar of a prepared data directory, for a quick first start. */
  prepared?: Uint8Array | null;
  /** Embedded only: where a bundle put `pglite-thread`, when not beside the bundle's main file. */
  threadUrl?: URL;
}

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws MailError `database_locked` when another process uses the directory
 */
export async function openDatabase(
  options: DatabaseOptions,
  openOptions: OpenOptions,
): Promise<OpenDatabase> {
  return options.kind === 'pglite'
    ? openPglite(options.directory, openOptions)
    : openPostgres(options, openOptions);
}

async function openPglite(directory: string | null, options: OpenOptions): Promise<OpenDatabase> {
  const unlock = directory === null ? () => {} : lockDirectory(directory);
  let client: PgliteClient | null = null;
  try {
    if (directory === null) {
      client = await startPglite({ directory, ...preparedOf(options), ...threadOf(options) });
      const db = drizzlePglite(client as never) as unknown as Db;
      await migrate(db);
      return pgliteDatabase(db, client, null, unlock);
    }
    const place = placeOf(directory);
    const isKnown = existsSync(place.created);
    let opened = hasDatabase(place) ? await adopt(place, isKnown, options) : null;
    if (!opened) {
      setAside(place, options.logger);
      writeFileSync(place.creating, '');
      opened = await openPlace(place, options, preparedOf(options));
    }
    client = opened.client;
    if (!isKnown || existsSync(place.creating)) {
      writeFileSync(place.created, '');
      rmSync(place.creating, { force: true });
    }
    const durability = createDurability(place.path, {
      onError: (error) => options.logger.error({ err: error }, 'the disk refused to be flushed'),
    });
    return pgliteDatabase(opened.db, client, durability, unlock);
  } catch (error) {
    await client?.close().catch(() => {});
    unlock();
    throw storeError(error);
  }
}

interface Place {
  /** The database's own directory, beside the lock. */
  path: string;
  /** There once the tables were made. */
  created: string;
  /** There while they are being made for the first time. */
  creating: string;
}

function placeOf(directory: string): Place {
  return {
    path: join(directory, 'pglite'),
    created: join(directory, 'mailroom.created'),
    creating: join(directory, 'mailroom.creating'),
  };
}

/** Whether there is a database that was not left half made by a first start that was killed. */
function hasDatabase({ path, created, creating }: Place): boolean {
  if (existsSync(created)) return true;
  return existsSync(join(path, 'PG_VERSION')) && !existsSync(creating);
}

/**
 * Opens what is there. Without our mark it may be a restored backup, or what an old version's
 * killed first start left: then null says that it could not be opened.
 */
async function adopt(place: Place, isKnown: boolean, options: OpenOptions) {
  try {
    return await openPlace(place, options, { prepared: null });
  } catch (error) {
    if (isKnown) throw error;
    options.logger.warn({ err: storeError(error) }, 'a database without a mark cannot be opened');
    return null;
  }
}

async function openPlace(
  { path }: Place,
  options: OpenOptions,
  { prepared }: { prepared: Uint8Array | null },
): Promise<{ client: PgliteClient; db: Db }> {
  const client = await startPglite({ directory: path, prepared, ...threadOf(options) });
  try {
    const db = drizzlePglite(client as never) as unknown as Db;
    await migrate(db);
    return { client, db };
  } catch (error) {
    await client.close().catch(() => {});
    throw error;
  }
}

/** Nothing is ever deleted here: somebody may know what to do with it. */
function setAside({ path }: Place, logger: Logger): void {
  if (!existsSync(path)) return;
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  const aside = `${path}.incomplete-${time}`;
  renameSync(path, aside);
  logger.warn({ aside }, 'a database that was never completed was set aside');
}

function threadOf({ threadUrl }: OpenOptions): { threadUrl?: URL } {
  return threadUrl ? { threadUrl } : {};
}

function preparedOf({ prepared }: OpenOptions): { prepared: Uint8Array | null } {
  return { prepared: prepared ?? null };
}

function pgliteDatabase(
  db: Db,
  client: PgliteClient,
  durability: Durability | null,
  unlock: () => void,
): OpenDatabase {
  let closed: Promise<void> | null = null;
  return {
    db,
    kind: 'pglite',
    listen: (channel, handle) => client.listen(channel, handle),
    notify: (channel, payload) => notify(db, channel, payload),
    ping: () => ping(db),
    flush: async () => durability?.flush(),
    close() {
      closed ??= client
        .close()
        .finally(() => durability?.stop())
        .finally(unlock);
      return closed;
    },
  };
}

async function openPostgres(
  options: { url: string; maxConnections?: number },
  { logger }: OpenOptions,
): Promise<OpenDatabase> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'mailroom',
  });
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'idle database connection lost'));
  const db = drizzlePostgres(pool) as unknown as Db;
  try {
    await migrate(db);
  } catch (error) {
    await pool.end().catch(() => {});
    throw storeError(error);
  }
  const listener = listenPostgres(options.url, logger);
  let closed: Promise<void> | null = null;
  return {
    db,
    kind: 'postgres',
    listen: (channel, handle, onReconnect) => listener.listen(channel, handle, onReconnect),
    notify: (channel, payload) => notify(db, channel, payload),
    ping: () => ping(db),
    flush: async () => {},
    close() {
      closed ??= listener.close().then(() => pool.end());
      return closed;
    },
  };
}

async function notify(db: Db, channel: string, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${payload})`);
}

async function ping(db: Db): Promise<boolean> {
  try {
    await db.execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
