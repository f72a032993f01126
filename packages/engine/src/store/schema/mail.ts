import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { id, mailroom, ref, type StoredAddress, time, tsvector } from './columns.ts';

/** The copy of the mail. */

/** The provider's folders and labels, and two views of our own per account: `all` and `starred`. */
export const folders = mailroom.table(
  'folders',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** `:all` and `:starred` for our own two. */
    remoteId: text('remote_id').notNull(),
    role: text('role'),
    name: text('name').notNull(),
    color: text('color'),
    isHidden: boolean('is_hidden').notNull().default(false),
    /** Kept up by the transaction that changes membership. */
    totalThreads: integer('total_threads').notNull().default(0),
    unreadThreads: integer('unread_threads').notNull().default(0),
  },
  (table) => [uniqueIndex('folders_remote').on(table.accountId, table.remoteId)],
);

export interface StoredSender extends StoredAddress {
  isUnread: boolean;
  isMe: boolean;
}

export const threads = mailroom.table(
  'threads',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The provider's thread, or the Message-ID of its root. */
    remoteId: text('remote_id').notNull(),
    subject: text('subject').notNull(),
    snippet: text('snippet').notNull(),
    latestAt: time('latest_at').notNull(),
    messageCount: integer('message_count').notNull(),
    unreadCount: integer('unread_count').notNull(),
    isStarred: boolean('is_starred').notNull(),
    hasAttachments: boolean('has_attachments').notNull(),
    hasDraft: boolean('has_draft').notNull(),
    senders: jsonb('senders').$type<StoredSender[]>().notNull(),
  },
  (table) => [uniqueIndex('threads_remote').on(table.accountId, table.remoteId)],
);

/** What a folder's list shows: one row a thread and folder, read by keyset on (folder, latest, thread). */
export const threadFolders = mailroom.table(
  'thread_folders',
  {
    folderId: ref('folder_id')
      .notNull()
      .references(() => folders.id, { onDelete: 'cascade' }),
    threadId: ref('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    /** Of the newest message in this folder. */
    latestAt: time('latest_at').notNull(),
    isUnread: boolean('is_unread').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.threadId, table.folderId] }),
    index('thread_folders_list').on(table.folderId, table.latestAt.desc(), table.threadId.desc()),
    index('thread_folders_unread')
      .on(table.folderId, table.latestAt.desc(), table.threadId.desc())
      .where(sql`is_unread`),
  ],
);

export const messages = mailroom.table(
  'messages',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    threadId: ref('thread_id')
      .notNull()
      .references(() => threads.id, { onDelete: 'cascade' }),
    remoteId: text('remote_id').notNull(),
    messageIdHeader: text('message_id_header'),
    inReplyTo: text('in_reply_to'),
    references: jsonb('references').$type<string[]>().notNull().default([]),
    subject: text('subject').notNull(),
    fromName: text('from_name'),
    /** Lower case; null when there is no usable From. */
    fromEmail: text('from_email'),
    replyTo: jsonb('reply_to').$type<StoredAddress[]>().notNull().default([]),
    to: jsonb('to').$type<StoredAddress[]>().notNull().default([]),
    cc: jsonb('cc').$type<StoredAddress[]>().notNull().default([]),
    bcc: jsonb('bcc').$type<StoredAddress[]>().notNull().default([]),
    receivedAt: time('received_at').notNull(),
    sentAt: time('sent_at'),
    snippet: text('snippet').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    isRead: boolean('is_read').notNull(),
    isStarred: boolean('is_starred').notNull(),
    isDraft: boolean('is_draft').notNull(),
    hasAttachments: boolean('has_attachments').notNull(),
    listUnsubscribe: text('list_unsubscribe'),
    parseState: text('parse_state').$type<'parsed' | 'unreadable'>().notNull(),
    /** Content address (SHA-256, hex) of the stored source. */
    sourceHash: text('source_hash').notNull(),
    /** `raw`: the original bytes. `structure`: the provider's decoded form, until the original is here. */
    sourceKind: text('source_kind').$type<'raw' | 'structure'>().notNull(),
    /** In trash or spam: kept with the folders, so that lists need not ask them. */
    isDiscarded: boolean('is_discarded').notNull().default(false),
  },
  (table) => [
    uniqueIndex('messages_remote').on(table.accountId, table.remoteId),
    index('messages_thread').on(table.threadId, table.receivedAt),
    index('messages_account_time').on(table.accountId, table.receivedAt.desc(), table.id.desc()),
    index('messages_from').on(table.accountId, table.fromEmail, table.receivedAt.desc()),
    index('messages_message_id').on(table.accountId, table.messageIdHeader),
    index('messages_structure').on(table.accountId, table.id).where(sql`source_kind = 'structure'`),
    index('messages_source').on(table.sourceHash),
    index('messages_unread')
      .on(table.accountId, table.receivedAt.desc(), table.id.desc())
      .where(sql`not is_read`),
    index('messages_starred')
      .on(table.accountId, table.receivedAt.desc(), table.id.desc())
      .where(sql`is_starred`),
  ],
);

/**
 * What search looks in, apart from the messages, because a changed flag would otherwise index the
 * whole text again. Beside words it holds terms that narrow a search inside the index, such as the
 * day: see search-terms.ts.
 */
export const messageTexts = mailroom.table(
  'message_texts',
  {
    messageId: ref('message_id')
      .primaryKey()
      .references(() => messages.id, { onDelete: 'cascade' }),
    accountId: ref('account_id').notNull(),
    receivedAt: time('received_at').notNull(),
    search: tsvector('search').notNull(),
  },
  (table) => [
    // A short waiting list: every search reads it from end to end.
    index('message_texts_search').using('gin', table.search).with({ gin_pending_list_limit: 512 }),
  ],
);

/**
 * How much mail came on which day (UTC): tells a search how far back to look. Counts up only, so
 * it is a little too high where mail was deleted.
 */
export const accountDays = mailroom.table(
  'account_days',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    day: date('day').notNull(),
    messageCount: integer('message_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day] })],
);

/** PostgreSQL text search configurations that an account's mail was indexed with, beside `simple`. */
export const accountLanguages = mailroom.table(
  'account_languages',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    language: text('language').notNull(),
    messageCount: integer('message_count').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.language] })],
);

export const messageFolders = mailroom.table(
  'message_folders',
  {
    messageId: ref('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    folderId: ref('folder_id')
      .notNull()
      .references(() => folders.id, { onDelete: 'cascade' }),
    /** The message's, which never changes: for a folder's messages by time. */
    receivedAt: time('received_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.folderId] }),
    index('message_folders_list').on(
      table.folderId,
      table.receivedAt.desc(),
      table.messageId.desc(),
    ),
  ],
);

export const attachments = mailroom.table(
  'attachments',
  {
    id: id(),
    messageId: ref('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    /** Path of the part in the MIME tree, as mail/parse.ts numbers it. */
    partPath: text('part_path').notNull(),
    fileName: text('file_name').notNull(),
    mimeType: text('mime_type').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    contentId: text('content_id'),
    isInline: boolean('is_inline').notNull(),
  },
  (table) => [index('attachments_message').on(table.messageId)],
);

/** People that the account's owner wrote to or heard from: suggestions, and the `from:` filter. */
export const correspondents = mailroom.table(
  'correspondents',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    name: text('name'),
    sentCount: integer('sent_count').notNull().default(0),
    receivedCount: integer('received_count').notNull().default(0),
    lastAt: time('last_at').notNull(),
    /** Words of name and address. */
    search: tsvector('search').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.email] }),
    index('correspondents_search').using('gin', table.search),
  ],
);

/** Messages that the provider has but could not hand over: asked for again until it does. */
export const fetchFailures = mailroom.table(
  'fetch_failures',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    remoteId: text('remote_id').notNull(),
    remoteThreadId: text('remote_thread_id'),
    attempts: integer('attempts').notNull().default(1),
    nextAttemptAt: time('next_attempt_at').notNull(),
    /** Of the last failure. */
    code: text('code').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.remoteId] }),
    index('fetch_failures_due').on(table.accountId, table.nextAttemptAt),
  ],
);

/** Senders whose remote images a user wants to see always. */
export const trustedSenders = mailroom.table(
  'trusted_senders',
  {
    userId: text('user_id').notNull(),
    email: text('email').notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.email] })],
);
