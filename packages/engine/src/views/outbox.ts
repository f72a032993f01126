import { z } from 'zod';
import { addressView, id, problemView, time } from './common.ts';
import { attachmentView } from './mail.ts';

/** Writing and sending. */

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
  /** Stands below the signature; from the draft of an answer or a forward. */
  quoteHtml: z.string().max(5_000_000).optional(),
  /** To sign with, between `html` and `quoteHtml`; default none. A locked one is added anyway. */
  signatureId: id.nullable().optional(),
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
  /** Which of the account's addresses the message was for; null when it names none. */
  receivedBy: z.string().nullable(),
  to: z.array(addressView),
  cc: z.array(addressView),
  subject: z.string(),
  /** Sanitised HTML: the quote, or the forwarded block. */
  quoteHtml: z.string(),
  attachments: z.array(attachmentView),
});

export type UploadView = z.infer<typeof uploadView>;
export type OutboxState = z.infer<typeof outboxState>;
export type SubmissionInput = z.infer<typeof submissionInput>;
export type OutboxView = z.infer<typeof outboxView>;
export type ComposeDraftView = z.infer<typeof composeDraftView>;
