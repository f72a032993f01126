import { z } from 'zod';

/**
 * The shapes that the engine shows its hosts, once, as zod schemas: the API documents and checks
 * with them, the interface takes its types from them. Times are ISO 8601 strings in UTC.
 */

const id = z.number().int().positive();
const time = z.iso.datetime();

export const addressView = z.object({ name: z.string().nullable(), email: z.string() });

export const providerId = z.enum(['google', 'google-simulated']);

export const problemView = z.object({
  /** A code of errors.ts: the interface translates it. */
  code: z.string(),
  message: z.string(),
  at: time,
});

export const syncPhase = z.enum([
  'waiting',
  'listing',
  'first_screen',
  'backfill',
  'incremental',
  'reconcile',
  'originals',
  'idle',
]);

export const syncView = z.object({
  phase: syncPhase,
  /** Messages here, of `total` in this phase. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Milliseconds until the provider's quota lets us go on; 0 when it does not hold us up. */
  quotaWaitMs: z.number().int(),
  /** Estimate of the rest of the phase. */
  remainingMs: z.number().int().nullable(),
});

export const accountStatus = z.enum([
  /** Consent came back; the user has yet to confirm mailbox and start date. */
  'confirming',
  'active',
  'paused',
  'needs_reconnect',
  'unlinking',
]);

export const accountView = z.object({
  id,
  provider: providerId,
  isSimulated: z.boolean(),
  email: z.string(),
  displayName: z.string().nullable(),
  status: accountStatus,
  problem: problemView.nullable(),
  /** Mail from this moment on is synchronised; null: everything. */
  syncFrom: time.nullable(),
  sync: syncView,
  messageCount: z.number().int(),
  createdAt: time,
  lastSyncedAt: time.nullable(),
  nextSyncAt: time.nullable(),
  /** The day the provider's grant dies by itself (Google's Testing mode), null when it does not. */
  grantExpiresAt: time.nullable(),
  /** Unread conversations in the inbox. */
  unreadInbox: z.number().int(),
});

export const identityView = z.object({
  accountId: id,
  email: z.string(),
  name: z.string().nullable(),
  isDefault: z.boolean(),
  isVerified: z.boolean(),
});

/** `all` and `starred` are views over every folder but trash and spam. */
export const folderRole = z.enum([
  'inbox',
  'starred',
  'sent',
  'drafts',
  'all',
  'archive',
  'spam',
  'trash',
  'important',
  'category',
]);

export const folderView = z.object({
  id,
  accountId: id,
  role: folderRole.nullable(),
  name: z.string(),
  color: z.string().nullable(),
  isHidden: z.boolean(),
  totalThreads: z.number().int(),
  unreadThreads: z.number().int(),
});

export const senderView = z.object({
  name: z.string().nullable(),
  email: z.string(),
  isUnread: z.boolean(),
  /** It is the account's owner. */
  isMe: z.boolean(),
});

export const threadRowView = z.object({
  id,
  accountId: id,
  subject: z.string(),
  snippet: z.string(),
  /** Of the newest message that the list shows. */
  latestAt: time,
  messageCount: z.number().int(),
  unreadCount: z.number().int(),
  isStarred: z.boolean(),
  hasAttachments: z.boolean(),
  hasDraft: z.boolean(),
  /** Oldest first, one entry a person, at most 6. */
  senders: z.array(senderView),
  /** Folders with a role, and the user's own, that hold any message of it. */
  folderIds: z.array(id),
});

export const threadPageView = z.object({
  threads: z.array(threadRowView),
  /** Give it back as `cursor` for the next page; null at the end. */
  nextCursor: z.string().nullable(),
  /** Search only: what of the query was not understood. */
  problems: z.array(z.string()).optional(),
});

export const attachmentView = z.object({
  id,
  fileName: z.string(),
  mimeType: z.string(),
  sizeBytes: z.number().int(),
  isInline: z.boolean(),
  contentId: z.string().nullable(),
});

export const messageView = z.object({
  id,
  threadId: id,
  accountId: id,
  subject: z.string(),
  from: addressView.nullable(),
  replyTo: z.array(addressView),
  to: z.array(addressView),
  cc: z.array(addressView),
  bcc: z.array(addressView),
  /** When the provider received it. */
  receivedAt: time,
  /** The Date header, null when missing or unreadable. */
  sentAt: time.nullable(),
  messageIdHeader: z.string().nullable(),
  snippet: z.string(),
  isRead: z.boolean(),
  isStarred: z.boolean(),
  isDraft: z.boolean(),
  folderIds: z.array(id),
  /** `unreadable`: kept whole, but could not be parsed. */
  parseState: z.enum(['parsed', 'unreadable']),
  sizeBytes: z.number().int(),
  attachments: z.array(attachmentView),
  listUnsubscribe: z.string().nullable(),
});

export const threadView = z.object({
  id,
  accountId: id,
  subject: z.string(),
  folderIds: z.array(id),
  /** Oldest first. */
  messages: z.array(messageView),
});

export const messageBodyView = z.object({
  messageId: id,
  /** Complete, sanitised HTML document with its own CSP, for `srcdoc` of a sandboxed iframe. */
  document: z.string(),
  text: z.string(),
  blockedImages: z.number().int(),
  hasQuote: z.boolean(),
  /** The sender's images are shown always, on the user's word. */
  isSenderTrusted: z.boolean(),
});

export const messageHeadersView = z.object({
  messageId: id,
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});

export const actionKind = z.enum([
  'mark_read',
  'mark_unread',
  'star',
  'unstar',
  'archive',
  'move_to_inbox',
  'trash',
  'untrash',
  'spam',
  'not_spam',
  'add_label',
  'remove_label',
  'move',
  'delete_forever',
]);

export const actionInput = z
  .object({
    kind: actionKind,
    threadIds: z.array(id).max(1000).default([]),
    messageIds: z.array(id).max(1000).default([]),
    /** For `add_label`, `remove_label` and `move`: the target; for `move`, see `fromFolderId`. */
    folderId: id.optional(),
    /** For `move`: the folder it leaves; default the inbox. */
    fromFolderId: id.optional(),
  })
  .refine((input) => input.threadIds.length + input.messageIds.length > 0, 'nothing selected');

export const actionView = z.object({
  id,
  kind: actionKind,
  changedThreads: z.number().int(),
  /** False for `delete_forever`. */
  canUndo: z.boolean(),
});

export const uploadView = z.object({
  id: z.string(),
  fileName: z.string(),
  mimeType: z.string(),
  sizeBytes: z.number().int(),
});

export const outboxState = z.enum([
  'queued',
  'sending',
  'sent',
  'failed',
  /** Nobody can tell yet whether it left; Mailroom looks for proof and never resends by itself. */
  'unconfirmed',
  'cancelled',
]);

export const submissionInput = z.object({
  /** Made by the client: the same one twice is one message. */
  submissionId: z.string().min(8).max(64),
  accountId: id,
  /** One of the account's identities; default its default. */
  from: z.string().optional(),
  to: z.array(addressView).max(500).default([]),
  cc: z.array(addressView).max(500).default([]),
  bcc: z.array(addressView).max(500).default([]),
  subject: z.string().max(998).default(''),
  html: z.string().max(5_000_000).default(''),
  uploadIds: z.array(z.string()).max(100).default([]),
  /** Attachments of other messages to pass on. */
  attachmentIds: z.array(id).max(100).default([]),
  related: z.object({ messageId: id, kind: z.enum(['reply', 'reply_all', 'forward']) }).optional(),
  /** Undo window, seconds. */
  undoSeconds: z.number().int().min(0).max(60).default(10),
});

export const outboxView = z.object({
  id,
  submissionId: z.string(),
  accountId: id,
  state: outboxState,
  sendAt: time,
  subject: z.string(),
  to: z.array(addressView),
  createdAt: time,
  problem: problemView.nullable(),
  threadId: id.nullable(),
  /** The copy in Sent, once synchronised. */
  messageId: id.nullable(),
});

/** What the composer starts from. */
export const composeDraftView = z.object({
  accountId: id,
  from: z.string(),
  to: z.array(addressView),
  cc: z.array(addressView),
  subject: z.string(),
  /** Sanitised HTML: the quote, or the forwarded block. */
  quoteHtml: z.string(),
  attachments: z.array(attachmentView),
});

export const timelineEntryView = z.object({
  id,
  at: time,
  /** `linked`, `first_screen`, `backfill_done`, `synced`, `quota_wait`, `error`, `reconnected`, … */
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export const providerClientView = z.object({
  provider: providerId,
  isSimulated: z.boolean(),
  clientId: z.string(),
  /** The secret never comes back; this only says that one is stored. */
  hasSecret: z.boolean(),
  projectId: z.string().nullable(),
  status: z.enum(['untested', 'working', 'broken']),
  problem: problemView.nullable(),
  testedAt: time.nullable(),
  /** Resource name of the Pub/Sub topic for push, null: polling only. */
  pushTopic: z.string().nullable(),
  accountCount: z.number().int(),
  updatedAt: time,
});

export const setupView = z.object({
  redirectUri: z.string(),
  /** Codes of what providers refuse about the redirect URI, e.g. `plain_http`; empty when nothing. */
  redirectUriProblems: z.array(z.string()),
  webhookUrl: z.string(),
  clients: z.array(providerClientView),
});

export const clientInput = z.object({
  clientId: z.string().trim().min(1).max(500),
  /** Absent: keep the stored one. */
  clientSecret: z.string().trim().min(1).max(500).optional(),
  pushTopic: z.string().trim().max(300).nullable().optional(),
  /** Service account that signs Google's pushes; checked against the `email` claim. */
  pushServiceAccount: z.string().trim().max(300).nullable().optional(),
});

/** The words of the downloaded `client_secret_*.json`, as text. */
export const clientFileInput = z.object({ file: z.string().max(20_000) });

export const linkStartView = z.object({
  /** Open it in a pop-up or the page. */
  authorizationUrl: z.string(),
  transactionId: z.string(),
  expiresAt: time,
});

export const linkResultView = z.object({
  account: accountView,
  /** False for a reconnect: there is nothing to confirm. */
  needsConfirmation: z.boolean(),
});

/** One entry of the change feed: ids only, the client fetches what it shows. */
export const changeEventView = z.object({
  /** Commit order within one user; `Last-Event-ID` resumes after it. */
  number: z.number().int(),
  kind: z.enum(['thread', 'thread_deleted', 'folders', 'account', 'outbox', 'setup', 'reset']),
  accountId: id.nullable(),
  /** Thread or outbox ids, by kind. */
  ids: z.array(id),
  /** Thread ids of `thread` that hold newly arrived unread inbox mail. */
  newMail: z.boolean().optional(),
});

export type AddressView = z.infer<typeof addressView>;
export type ProviderId = z.infer<typeof providerId>;
export type SyncPhase = z.infer<typeof syncPhase>;
export type SyncView = z.infer<typeof syncView>;
export type AccountStatus = z.infer<typeof accountStatus>;
export type AccountView = z.infer<typeof accountView>;
export type IdentityView = z.infer<typeof identityView>;
export type FolderView = z.infer<typeof folderView>;
export type FolderViewRole = z.infer<typeof folderRole>;
export type ThreadRowView = z.infer<typeof threadRowView>;
export type ThreadPageView = z.infer<typeof threadPageView>;
export type AttachmentView = z.infer<typeof attachmentView>;
export type MessageView = z.infer<typeof messageView>;
export type ThreadView = z.infer<typeof threadView>;
export type MessageBodyView = z.infer<typeof messageBodyView>;
export type MessageHeadersView = z.infer<typeof messageHeadersView>;
export type ActionKind = z.infer<typeof actionKind>;
export type ActionInput = z.infer<typeof actionInput>;
export type ActionView = z.infer<typeof actionView>;
export type UploadView = z.infer<typeof uploadView>;
export type OutboxState = z.infer<typeof outboxState>;
export type SubmissionInput = z.infer<typeof submissionInput>;
export type OutboxView = z.infer<typeof outboxView>;
export type ComposeDraftView = z.infer<typeof composeDraftView>;
export type TimelineEntryView = z.infer<typeof timelineEntryView>;
export type ProviderClientView = z.infer<typeof providerClientView>;
export type SetupView = z.infer<typeof setupView>;
export type ClientInput = z.infer<typeof clientInput>;
export type LinkStartView = z.infer<typeof linkStartView>;
export type LinkResultView = z.infer<typeof linkResultView>;
export type ChangeEventView = z.infer<typeof changeEventView>;
