import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { mailroom, ref } from './columns.ts';

/**
 * What the provider's listings name while a mailbox is compared with its copy: too much to hold in
 * memory. Rows live as long as the comparison; see store/listings.ts.
 */
export const listedMessages = mailroom.table(
  'listed_messages',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Names one comparison, so that nothing of one that died is taken for another's. */
    run: text('run').notNull(),
    /** Which listing: 0 is the whole mailbox. */
    list: integer('list').notNull(),
    remoteId: text('remote_id').notNull(),
    remoteThreadId: text('remote_thread_id'),
    /** In the order of the listing. */
    position: integer('position').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.run, table.remoteId, table.list] }),
    index('listed_messages_order')
      .on(table.accountId, table.run, table.position)
      .where(sql`${table.list} = 0`),
  ],
);
