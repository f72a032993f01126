import { type SQL, sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { MailError } from '../errors.ts';

/** A database or a transaction on it, whatever the driver: store functions take either. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>;

export interface OpenDatabase {
  db: Db;
  kind: 'pglite' | 'postgres';
  /**
   * Hears notifications of all processes. `onReconnect`: some may have been missed.
   * @returns stops hearing
   */
  listen(
    channel: string,
    handle: (payload: string) => void,
    onReconnect?: () => void,
  ): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  /** Whether the database answers. */
  ping(): Promise<boolean>;
  /**
   * Resolves when whatever was committed before survives a power loss. PostgreSQL sees to that with
   * each commit; see docs/decisions/0008-power-loss.md.
   */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Runs a statement and returns its rows, as both drivers name them. */
export async function queryRows<T extends object>(db: Db, statement: SQL): Promise<T[]> {
  return ((await db.execute(statement)) as unknown as { rows: T[] }).rows;
}

/** PostgreSQL's error code behind an error of either driver, null when there is none. */
export function databaseErrorCode(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

/** Whether `error` says that a unique rule, by its index's name where given, was broken. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (databaseErrorCode(error) !== '23505') return false;
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ((at as { constraint?: unknown }).constraint === constraint) return true;
  }
  return constraint === undefined;
}

/**
 * Translates an error of the database. The statement's parameters (addresses, texts, tokens), which
 * Drizzle writes into its message, stay behind.
 */
export function storeError(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const code = databaseErrorCode(error);
  const root = rootCause(error);
  // 53100: the server's disk is full. The embedded one reports the system's own words.
  if (code === '53100' || /ENOSPC|No space left/i.test(root.message)) {
    return new MailError('storage_full', { cause: root });
  }
  return new MailError('internal', { cause: root });
}

function rootCause(error: unknown): Error {
  let at = error;
  for (let depth = 0; at instanceof Error && at.cause instanceof Error && depth < 5; depth += 1) {
    at = at.cause;
  }
  return at instanceof Error ? at : new Error(String(at));
}

/** The tables that grow with the mail. */
export const MAIL_TABLES = [
  ...['messages', 'message_texts', 'message_folders', 'threads', 'thread_folders'],
  ...[
    'attachments',
    'correspondents',
    'account_days',
    'accounts',
    'folders',
    'changes',
    'commands',
    'listed_messages',
  ],
] as const;

/**
 * Renews the planner's knowledge of the tables. PostgreSQL does it by itself now and then; the
 * embedded database never does: see upkeep.ts.
 */
export async function analyzeDatabase(db: Db): Promise<void> {
  for (const table of MAIL_TABLES) await db.execute(sql`analyze mailroom.${sql.identifier(table)}`);
}
