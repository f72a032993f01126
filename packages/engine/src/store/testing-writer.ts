import { pino } from 'pino';
import { openDatabase } from './open-database.ts';
import { trustedSenders } from './schema.ts';
import { prepared } from './testing.ts';

/** A process for tests to kill: writes row after row, and says of each when it is stored. */
const directory = process.argv[2] as string;
const { db } = await openDatabase(
  { kind: 'pglite', directory },
  { logger: pino({ level: 'silent' }), prepared: await prepared() },
);
for (let n = 0; n < 100_000; n += 1) {
  await db.insert(trustedSenders).values({ userId: 'u', email: String(n) });
  process.send?.(n);
}
