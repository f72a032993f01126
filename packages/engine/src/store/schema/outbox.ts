import { sql } from 'drizzle-orm';
import { index, integer, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Cursor } from '../../providers/provider.ts';
import { accounts } from './accounts.ts';
import { id, mailroom, now, ref, type StoredAddress, type StoredProblem, time } from './columns.ts';

/** What people did, on its way to the provider. */

/** Local changes on their way to the provider, each applied locally in the same transaction. */
export const commands = mailroom.table(
  'commands',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The user's action that it belongs to. */
    actionId: ref('action_id').notNull(),
    kind: text('kind').$type<'update' | 'delete'>().notNull(),
    messageIds: jsonb('message_ids').$type<number[]>().notNull(),
    remoteIds: jsonb('remote_ids').$type<string[]>().notNull(),
    /** Remote folder ids. */
    foldersAdded: jsonb('folders_added').$type<string[]>().notNull().default([]),
    foldersRemoved: jsonb('folders_removed').$type<string[]>().notNull().default([]),
    flags: jsonb('flags').$type<{ isRead?: boolean; isStarred?: boolean }>().notNull().default({}),
    state: text('state')
      .$type<'pending' | 'done' | 'refused' | 'failed'>()
      .notNull()
      .default('pending'),
    problem: jsonb('problem').$type<StoredProblem>(),
    attempts: integer('attempts').notNull().default(0),
    createdAt: time('created_at').notNull().default(now),
    /** When the provider confirmed it: remote state seen before is older. */
    doneAt: time('done_at'),
  },
  (table) => [
    index('commands_pending').on(table.accountId, table.id).where(sql`state = 'pending'`),
    index('commands_done').on(table.accountId, table.doneAt).where(sql`state = 'done'`),
  ],
);

/** What a user did, with what is needed to undo it. */
export const actions = mailroom.table('actions', {
  id: id(),
  userId: text('user_id').notNull(),
  kind: text('kind').notNull(),
  /** Per message what was really changed: the undo reverses exactly that. */
  before: jsonb('before')
    .$type<
      {
        messageId: number;
        foldersAdded: number[];
        foldersRemoved: number[];
        flags: { isRead?: boolean; isStarred?: boolean };
      }[]
    >()
    .notNull(),
  createdAt: time('created_at').notNull().default(now),
  undoneAt: time('undone_at'),
});

export const uploads = mailroom.table('uploads', {
  id: text('id').primaryKey(),
  userId: text('user_id').notNull(),
  fileName: text('file_name').notNull(),
  mimeType: text('mime_type').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  hash: text('hash').notNull(),
  createdAt: time('created_at').notNull().default(now),
});

/** Everything needed to build the message again, byte for byte, after a crash. */
export interface OutboxContent {
  from: StoredAddress;
  /** Absent in rows that older versions wrote. */
  replyTo?: StoredAddress[];
  to: StoredAddress[];
  cc: StoredAddress[];
  bcc: StoredAddress[];
  subject: string;
  html: string;
  inReplyTo: string | null;
  references: string[];
  remoteThreadId: string | null;
  attachments: {
    fileName: string;
    mimeType: string;
    sizeBytes: number;
    contentId: string | null;
    isInline: boolean;
    /** Content address of the bytes. */
    hash: string;
  }[];
}

export const outbox = mailroom.table(
  'outbox',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    userId: text('user_id').notNull(),
    submissionId: text('submission_id').notNull(),
    state: text('state')
      .$type<'queued' | 'sending' | 'sent' | 'failed' | 'unconfirmed' | 'cancelled'>()
      .notNull(),
    sendAt: time('send_at').notNull(),
    messageIdHeader: text('message_id_header').notNull(),
    content: jsonb('content').$type<OutboxContent>().notNull(),
    /** The adapter's notes of the running attempt: see OutgoingRaw.onProgress. */
    progress: jsonb('progress').$type<Cursor>(),
    attempts: integer('attempts').notNull().default(0),
    startedAt: time('started_at'),
    nextAttemptAt: time('next_attempt_at'),
    problem: jsonb('problem').$type<StoredProblem>(),
    remoteId: text('remote_id'),
    remoteThreadId: text('remote_thread_id'),
    threadId: ref('thread_id'),
    messageId: ref('message_id'),
    createdAt: time('created_at').notNull().default(now),
    updatedAt: time('updated_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('outbox_submission').on(table.userId, table.submissionId),
    index('outbox_open').on(table.sendAt).where(sql`state in ('queued', 'sending', 'unconfirmed')`),
    index('outbox_account').on(table.accountId, table.createdAt.desc()),
  ],
);
