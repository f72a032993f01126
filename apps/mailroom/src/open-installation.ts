import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createEngine,
  createSecretBox,
  type Engine,
  type OpenDatabase,
  openDatabase,
} from '@mailroom/engine';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { preparedDatabasePath } from './paths.ts';
import { checkSecretKey, loadSecretKey } from './secret-key.ts';
import { migrateAuth } from './store/migrate.ts';
import { findUserByEmail } from './store/users.ts';

export interface OpenInstallation {
  secretKey: Uint8Array;
  database: OpenDatabase;
  engine: Engine;
}

/**
 * Opens database and engine of an installation, as its settings say.
 *
 * @param undo gets what closes them again, in the order of opening
 * @throws StartError, MailError `database_locked`, `secret_key_wrong`
 */
export async function openInstallation(
  options: { config: Config; logger: Logger; runJobs: boolean; prepared?: Uint8Array | undefined },
  undo: (() => Promise<unknown>)[],
): Promise<OpenInstallation> {
  const { config, logger, runJobs } = options;
  const secretKey = await loadSecretKey({
    dataDirectory: config.dataDirectory,
    given: config.secretKey,
  });
  const secretBox = createSecretBox(secretKey);
  const database = await openDatabase(databaseOptions(config), {
    logger,
    prepared: options.prepared ?? (await preparedDatabase(config)),
  });
  undo.push(() => database.close());
  await migrateAuth(database.db);
  await checkSecretKey(database.db, secretBox);

  const engine = createEngine({
    database: databaseOptions(config),
    openDatabase: database,
    blobDirectory: join(config.dataDirectory, 'blobs'),
    secretBox,
    logger,
    publicUrl: config.publicUrl,
    endpoints: {
      googleIssuer: config.googleIssuer,
      gmailUrl: config.gmailUrl,
      googleConsoleUrl: config.googleConsoleUrl,
      googleAdminUrl: config.googleAdminUrl,
    },
    quota: { gmailUnitsPerUserPerMinute: config.gmailUnitsPerUserPerMinute },
    findUserByEmail: async (email) => {
      const user = await findUserByEmail(database.db, email);
      return user && user.disabledAt === null ? user.id : null;
    },
    runJobs,
  });
  undo.push(() => engine.stop());
  await engine.start();
  return { secretKey, database, engine };
}

/** Whether a server has ever made the embedded database. */
export function hasEmbeddedDatabase({ dataDirectory }: Pick<Config, 'dataDirectory'>): boolean {
  return existsSync(join(dataDirectory, 'pglite'));
}

/** For the first start only: it is large, and a database that is there needs none. */
async function preparedDatabase(config: Config): Promise<Uint8Array | null> {
  if (config.databaseUrl !== null || hasEmbeddedDatabase(config)) return null;
  return readFile(preparedDatabasePath).catch(() => null);
}

function databaseOptions(config: Config) {
  return config.databaseUrl === null
    ? ({ kind: 'pglite', directory: config.dataDirectory } as const)
    : ({ kind: 'postgres', url: config.databaseUrl } as const);
}
