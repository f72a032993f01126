import { sql } from 'drizzle-orm';
import { analyzeDatabase, type Db, MAIL_TABLES, queryRows } from './database.ts';
import { getInstallationValue, setInstallationValue } from './installation.ts';

const KEY = 'upkeep';
const DAY_MS = 86_400_000;
/** PostgreSQL's own habit for its planner: after a tenth of the rows changed. */
const GROWTH = 1.1;
const FIRST_MESSAGES = 200;
/** More is replayed too slowly after a crash, and takes room. */
const MAX_LOG_BYTES = 96 * 1024 * 1024;

interface Upkeep {
  /** How many messages there were when the planner last looked. */
  messages: number;
  analyzedAt: number;
  vacuumedAt: number;
}

/**
 * Does what PostgreSQL's background processes do, for the embedded database, which has none: writes
 * the log's changes to the tables so that the log ends, keeps the planner's knowledge fresh, and
 * once a day frees what deleted rows left. Call it every minute or so: mostly it only looks.
 *
 * @param maxLogBytes for tests
 */
export async function tendDatabase(db: Db, now: Date, maxLogBytes = MAX_LOG_BYTES): Promise<void> {
  await endLog(db, maxLogBytes);
  const last = readUpkeep(await getInstallationValue(db, KEY));
  const [row] = await queryRows<{ messages: string | number | null }>(
    db,
    sql`select sum(message_count) as messages from mailroom.accounts`,
  );
  const messages = Number(row?.messages ?? 0);
  const hasGrown = messages > last.messages * GROWTH + FIRST_MESSAGES;
  const isStale = now.getTime() - last.analyzedAt > DAY_MS;
  if (!hasGrown && !isStale) return;
  const mayVacuum = isStale && now.getTime() - last.vacuumedAt > DAY_MS;
  if (mayVacuum) await vacuum(db);
  await analyzeDatabase(db);
  const done: Upkeep = {
    messages,
    analyzedAt: now.getTime(),
    vacuumedAt: mayVacuum ? now.getTime() : last.vacuumedAt,
  };
  await setInstallationValue(db, KEY, done);
}

async function endLog(db: Db, maxBytes: number): Promise<void> {
  const [log] = await queryRows<{ bytes: string | number }>(
    db,
    sql`select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as bytes from pg_control_checkpoint()`,
  );
  if (Number(log?.bytes ?? 0) > maxBytes) await db.execute(sql`checkpoint`);
}

/** Table by table: others get their turn between. */
async function vacuum(db: Db): Promise<void> {
  for (const table of MAIL_TABLES) await db.execute(sql`vacuum mailroom.${sql.identifier(table)}`);
}

function readUpkeep(value: unknown): Upkeep {
  const { messages, analyzedAt, vacuumedAt } = (value ?? {}) as Partial<Upkeep>;
  return {
    messages: Number(messages ?? 0),
    analyzedAt: Number(analyzedAt ?? 0),
    vacuumedAt: Number(vacuumedAt ?? 0),
  };
}
