import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Cursor } from '../providers/provider.ts';

/**
 * The only stored shapes. Everything lies in the PostgreSQL schema `mailroom`; user ids are text
 * because users belong to the host. Times are timestamptz. Names of columns are the properties in
 * snake_case.
 */
export const mailroom = pgSchema('mailroom');

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();
const ref = (name: string) => bigint(name, { mode: 'number' });
const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const now = sql`now()`;

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

/** The host's settings of one provider: an OAuth client. */
export const providerClients = mailroom.table('provider_clients', {
  /** `google` or `google-simulated`. */
  provider: text('provider').primaryKey(),
  clientId: text('client_id').notNull(),
  clientSecretSealed: text('client_secret_sealed').notNull(),
  projectId: text('project_id'),
  /** Overrides of the configured endpoints (`issuer`, `apiUrl`): the simulated provider's. */
  endpoints: jsonb('endpoints').$type<{ issuer?: string; apiUrl?: string }>().notNull().default({}),
  status: text('status').$type<'untested' | 'working' | 'broken'>().notNull().default('untested'),
  problem: jsonb('problem').$type<StoredProblem>(),
  testedAt: time('tested_at'),
  pushTopic: text('push_topic'),
  pushServiceAccount: text('push_service_account'),
  updatedAt: time('updated_at').notNull().default(now),
});

/** A started authorisation: used once, for ten minutes, by the user and browser that started it. */
export const linkTransactions = mailroom.table('link_transactions', {
  id: text('id').primaryKey(),
  /** SHA-256 of `state`, hex. */
  stateHash: text('state_hash').notNull().unique(),
  userId: text('user_id').notNull(),
  /** SHA-256 of the secret that the browser keeps (a cookie of the host), hex. */
  browserHash: text('browser_hash').notNull(),
  provider: text('provider').notNull(),
  verifierSealed: text('verifier_sealed').notNull(),
  nonce: text('nonce').notNull(),
  /** The account to reconnect; null for a new link. */
  accountId: ref('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
  returnTo: text('return_to'),
  createdAt: time('created_at').notNull().default(now),
  expiresAt: time('expires_at').notNull(),
  consumedAt: time('consumed_at'),
});

/** One mailbox as one user linked it: with the user's own grant, state and copy of the mail. */
export const accounts = mailroom.table(
  'accounts',
  {
    id: id(),
    userId: text('user_id').notNull(),
    provider: text('provider').notNull(),
    issuer: text('issuer').notNull(),
    /** The identity at the issuer; the e-mail address is only shown. */
    subject: text('subject').notNull(),
    email: text('email').notNull(),
    displayName: text('display_name'),
    status: text('status')
      .$type<'confirming' | 'active' | 'paused' | 'needs_reconnect' | 'unlinking'>()
      .notNull(),
    problem: jsonb('problem').$type<StoredProblem>(),
    /** Null: everything. */
    syncFrom: time('sync_from'),
    /** Null until the first synchronisation has begun. */
    cursor: jsonb('cursor').$type<Cursor>(),
    /** What still has to be listed and fetched; null when nothing is. See sync/backfill.ts. */
    backfill: jsonb('backfill').$type<Record<string, unknown>>(),
    phase: text('phase').notNull().default('waiting'),
    phaseStartedAt: time('phase_started_at'),
    phaseDone: integer('phase_done').notNull().default(0),
    phaseTotal: integer('phase_total'),
    messageCount: integer('message_count').notNull().default(0),
    /** Consecutive failures, for the back-off. */
    failures: integer('failures').notNull().default(0),
    lastSyncedAt: time('last_synced_at'),
    nextSyncAt: time('next_sync_at'),
    /** When the copy was last compared with the whole mailbox. See sync/self-check.ts. */
    checkedAt: time('checked_at'),
    watchExpiresAt: time('watch_expires_at'),
    grantExpiresAt: time('grant_expires_at'),
    createdAt: time('created_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('accounts_identity').on(table.userId, table.provider, table.issuer, table.subject),
    index('accounts_email').on(table.email),
  ],
);

/** Tokens, sealed with the account id as associated data. */
export const credentials = mailroom.table('credentials', {
  accountId: ref('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  refreshTokenSealed: text('refresh_token_sealed').notNull(),
  accessTokenSealed: text('access_token_sealed'),
  accessExpiresAt: time('access_expires_at'),
  scope: text('scope').notNull(),
  /** Counts up with each change: compare and set. */
  version: integer('version').notNull().default(1),
  updatedAt: time('updated_at').notNull().default(now),
});

export const identities = mailroom.table(
  'identities',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    name: text('name'),
    isPrimary: boolean('is_primary').notNull().default(false),
    isDefault: boolean('is_default').notNull().default(false),
    isVerified: boolean('is_verified').notNull().default(true),
    replyTo: text('reply_to'),
    signatureHtml: text('signature_html'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.email] })],
);

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

/** What synchronisation did, for people to read. */
export const timeline = mailroom.table(
  'timeline',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    at: time('at').notNull().default(now),
    kind: text('kind').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index('timeline_account').on(table.accountId, table.id.desc())],
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
