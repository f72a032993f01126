import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import type { DatabaseOptions } from '../engine.ts';
import type { OpenDatabase } from './database.ts';
import { migrations } from './migrations/index.ts';
import { openDatabase } from './open-database.ts';
import { prepareDataDirectory } from './prepared-directory.ts';

/** A database for one test file; `close` removes it. */
export interface TestDatabase extends OpenDatabase {
  /** To open the same database a second time (PostgreSQL), or one like it (embedded). */
  options: DatabaseOptions;
}

const quiet = pino({ level: 'silent' });
const LOCAL_POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres';

/**
 * Opens an empty database with all tables: embedded and in memory, or a new one on the PostgreSQL
 * server that `MAILROOM_TEST_DATABASE_URL` names.
 */
export async function openTestDatabase(kind?: 'pglite' | 'postgres'): Promise<TestDatabase> {
  const url = process.env.MAILROOM_TEST_DATABASE_URL;
  const chosen = kind ?? (url ? 'postgres' : 'pglite');
  return chosen === 'pglite' ? openEmbedded() : openOnServer(url ?? LOCAL_POSTGRES);
}

/**
 * The kinds of database to run a store test on: always the embedded one, and PostgreSQL where a
 * server answers. For `describe.each(await databasesUnderTest())`.
 */
export async function databasesUnderTest(): Promise<('pglite' | 'postgres')[]> {
  const url = new URL(process.env.MAILROOM_TEST_DATABASE_URL ?? LOCAL_POSTGRES);
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port || 5432) });
    socket.setTimeout(1_000, () => socket.destroy(new Error('timeout')));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  return answers ? ['pglite', 'postgres'] : ['pglite'];
}

async function openEmbedded(): Promise<TestDatabase> {
  const options = { kind: 'pglite', directory: null } as const;
  const database = await openDatabase(options, { logger: quiet, prepared: await prepared() });
  return { ...database, options };
}

/** A data directory with all tables, made once a schema and kept: making it takes seconds. */
export async function prepared(): Promise<Uint8Array> {
  const key = createHash('sha256')
    .update(migrations.map(({ hash }) => hash).join())
    .digest('hex')
    .slice(0, 16);
  const path = join(tmpdir(), `mailroom-prepared-0.5.16-${key}.tar`);
  try {
    return await readFile(path);
  } catch {
    const tar = await prepareDataDirectory();
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(draft, tar);
    await rename(draft, path);
    return tar;
  }
}

async function openOnServer(serverUrl: string): Promise<TestDatabase> {
  const name = `mailroom_test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const options = { kind: 'postgres', url: url.toString(), maxConnections: 6 } as const;
  const database = await openDatabase(options, { logger: quiet });
  return {
    ...database,
    options,
    async close() {
      await database.close();
      await onServer(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
