import { desc, lt } from 'drizzle-orm';
import type { Db } from './database.ts';
import { audit } from './schema.ts';

export interface AuditEntry {
  userId: string | null;
  /** What was done, e.g. `account_linked`. */
  action: string;
  accountId?: number | null;
  outcome?: 'done' | 'refused';
  /** Facts without secrets or message text. */
  data?: Record<string, unknown>;
}

/** Writes down who did what; there is no function that changes or removes an entry. */
export async function recordAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db.insert(audit).values({
    userId: entry.userId,
    action: entry.action,
    accountId: entry.accountId ?? null,
    outcome: entry.outcome ?? 'done',
    data: entry.data ?? {},
  });
}

/** The entries before number `before`, newest first. */
export async function listAudit(
  db: Db,
  before?: number,
  limit = 100,
): Promise<(typeof audit.$inferSelect)[]> {
  return db
    .select()
    .from(audit)
    .where(before === undefined ? undefined : lt(audit.id, before))
    .orderBy(desc(audit.id))
    .limit(Math.min(limit, 1_000));
}
