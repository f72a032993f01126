import { z } from 'zod';
import { addressView, id, time } from './common.ts';

/** Folders, conversations, messages, and what people do with them. */

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

export type FolderViewRole = z.infer<typeof folderRole>;
export type FolderView = z.infer<typeof folderView>;
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
export type ChangeEventView = z.infer<typeof changeEventView>;
