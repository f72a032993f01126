import { bigint, boolean, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { id, mailroom, now, ref, time } from './columns.ts';

/** What belongs to no single mailbox. */

/** The change feed of each user; numbers follow commit order because the counter row is locked. */
export const changes = mailroom.table(
  'changes',
  {
    userId: text('user_id').notNull(),
    number: bigint('number', { mode: 'number' }).notNull(),
    kind: text('kind').notNull(),
    accountId: ref('account_id'),
    ids: jsonb('ids').$type<number[]>().notNull(),
    newMail: boolean('new_mail').notNull().default(false),
    at: time('at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.number] }),
    index('changes_at').on(table.at),
  ],
);

export const changeCounters = mailroom.table('change_counters', {
  userId: text('user_id').primaryKey(),
  last: bigint('last', { mode: 'number' }).notNull(),
});

/** Append-only: who did what to which mailbox; refusals too. */
export const audit = mailroom.table('audit', {
  id: id(),
  at: time('at').notNull().default(now),
  userId: text('user_id'),
  action: text('action').notNull(),
  accountId: ref('account_id'),
  outcome: text('outcome').$type<'done' | 'refused'>().notNull(),
  data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
});

/** Facts of this installation, e.g. the check value of the secret key. */
export const installation = mailroom.table('installation', {
  key: text('key').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
});
