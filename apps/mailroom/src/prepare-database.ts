import { writeFile } from 'node:fs/promises';
import { prepareDataDirectory } from '@mailroom/engine';
import { preparedDatabasePath } from './paths.ts';
import { migrateAuth } from './store/migrate.ts';

// Run by a build: an empty database with all tables, which a first start only has to unpack.
await writeFile(preparedDatabasePath, await prepareDataDirectory(migrateAuth));
