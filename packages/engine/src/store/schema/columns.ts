import { sql } from 'drizzle-orm';
import { bigint, customType, pgSchema, timestamp } from 'drizzle-orm/pg-core';

/**
 * The only stored shapes. Everything lies in the PostgreSQL schema `mailroom`; user ids are text
 * because users belong to the host. Times are timestamptz. Names of columns are the properties in
 * snake_case.
 */
export const mailroom = pgSchema('mailroom');

export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

export const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();

export const ref = (name: string) => bigint(name, { mode: 'number' });

export const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const now = sql`now()`;

export interface StoredAddress {
  name: string | null;
  email: string;
}

export interface StoredProblem {
  code: string;
  message: string;
  /** ISO 8601. */
  at: string;
}
