import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import { newMessageId } from '../mail/compose.ts';
import { signedHtml } from '../mail/signature.ts';
import { capabilitiesOf } from '../providers/open.ts';
import type { Reader } from '../reader/reader.ts';
import { requireAccount } from '../store/accounts.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { requireSender } from '../store/identity-settings.ts';
import {
  attachmentSources,
  type MessageSourceRow,
  messageSource,
} from '../store/message-source.ts';
import { findSubmission, insertOutbox, toOutboxView } from '../store/outbox.ts';
import type { OutboxContent } from '../store/schema.ts';
import { findUploads } from '../store/uploads.ts';
import type { OutboxView, SubmissionInput } from '../views.ts';
import { buildMessage } from './build-message.ts';
import { signaturePictures, signaturesFor } from './sign.ts';
import { checkAttached } from './size-limits.ts';

export interface SubmitOptions {
  db: Db;
  /** Resolves when what was committed survives a power loss; see OpenDatabase. */
  flush(): Promise<void>;
  blobs: BlobStore;
  reader: Reader;
  now(): Date;
  /** A letter of Mailroom itself: nobody's signature stands under it. Default false. */
  isUnsigned?: boolean;
}

/** Messages whose conversation grew for years: the newest references are what threads them. */
const maxReferences = 100;

/**
 * Takes a message to be sent after its undo window. The same `submissionId` again answers the first
 * one's state: a client that lost the answer may simply repeat.
 *
 * @throws MailError `account_inactive`, `invalid_input`, `invalid_message`, `too_large`, `not_found`
 */
export async function submit(
  options: SubmitOptions,
  caller: Caller,
  input: SubmissionInput,
): Promise<OutboxView> {
  const { db, now } = options;
  const repeated = await findSubmission(db, caller.userId, input.submissionId);
  if (repeated) {
    await options.flush();
    return toOutboxView(repeated);
  }
  const account = await requireAccount(db, caller, input.accountId);
  if (account.status !== 'active') throw new MailError('account_inactive');
  if (input.to.length + input.cc.length + input.bcc.length === 0)
    throw new MailError('invalid_input', { detail: 'There is no recipient.' });

  const content = await contentOf(options, caller, account, input);
  const messageIdHeader = newMessageId(content.from.email);
  const createdAt = now();
  // Built once now, so that what cannot be sent is said while the writer still looks.
  const { maxMessageBytes } = capabilitiesOf(account.provider);
  await buildMessage(options.blobs, { content, messageIdHeader, createdAt }, maxMessageBytes);

  const { row } = await insertOutbox(db, {
    accountId: account.id,
    userId: caller.userId,
    submissionId: input.submissionId,
    state: 'queued',
    sendAt: new Date(createdAt.getTime() + input.undoSeconds * 1_000),
    messageIdHeader,
    content,
    createdAt,
    updatedAt: createdAt,
  });
  // Whoever is told "queued" closes the window and forgets about it.
  await options.flush();
  return toOutboxView(row);
}

async function contentOf(
  options: SubmitOptions,
  caller: Caller,
  account: { id: number; provider: string },
  input: SubmissionInput,
): Promise<OutboxContent> {
  const related = input.related
    ? await messageSource(options.db, caller, input.related.messageId)
    : null;
  const isAnswer = related !== null && input.related?.kind !== 'forward';
  const sender = await requireSender(options.db, caller, account.id, input.from);
  const uploaded = await uploadsOf(options, caller, input.uploadIds);
  const uploadedBytes = uploaded.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const attached = [
    ...uploaded,
    ...(await passedOn(options, caller, input.attachmentIds, {
      uploadedBytes,
      maxMessageBytes: capabilitiesOf(account.provider).maxMessageBytes,
    })),
  ];
  const signatures = options.isUnsigned
    ? []
    : await signaturesFor(options.db, caller, sender, input.signatureId ?? null);
  const html = signedHtml(input.html, signatures, input.quoteHtml ?? '');
  return {
    from: { name: sender.name || null, email: sender.email },
    replyTo: sender.replyTo ? [{ name: null, email: sender.replyTo }] : [],
    to: input.to,
    cc: input.cc,
    bcc: input.bcc,
    subject: input.subject,
    html,
    inReplyTo: isAnswer ? related.messageIdHeader : null,
    references: isAnswer ? referencesOf(related) : [],
    // Another account's conversation has no place in this mailbox.
    remoteThreadId: isAnswer && related.accountId === account.id ? related.remoteThreadId : null,
    attachments: [...attached, ...(await signaturePictures(options, caller, html, attached))],
  };
}

function referencesOf(related: MessageSourceRow): string[] {
  const all = [
    ...related.references,
    ...(related.messageIdHeader ? [related.messageIdHeader] : []),
  ];
  return [...new Set(all)].slice(-maxReferences);
}

async function uploadsOf(
  { db, blobs }: SubmitOptions,
  caller: Caller,
  ids: string[],
): Promise<OutboxContent['attachments']> {
  const rows = await findUploads(db, caller.userId, ids);
  if (rows.length !== ids.length) throw new MailError('not_found');
  // The letter is about to refer to them: the clean-up must not think that nobody does.
  for (const { hash } of rows) if (!(await blobs.touch(hash))) throw new MailError('not_found');
  return rows.map(({ fileName, mimeType, sizeBytes, hash }) => ({
    ...{ fileName, mimeType, sizeBytes, hash },
    contentId: null,
    isInline: false,
  }));
}

/** Attachments of stored messages get blobs of their own: the message may be deleted meanwhile. */
async function passedOn(
  { db, blobs, reader }: SubmitOptions,
  caller: Caller,
  ids: number[],
  { uploadedBytes, maxMessageBytes }: { uploadedBytes: number; maxMessageBytes: number },
): Promise<OutboxContent['attachments']> {
  const result: OutboxContent['attachments'] = [];
  const rows = await attachmentSources(db, caller, ids);
  // Before anything is read or stored.
  const passedBytes = rows.reduce((sum, row) => sum + row.sizeBytes, 0);
  checkAttached(uploadedBytes + passedBytes, maxMessageBytes);
  for (const row of rows) {
    const bytes = await reader.attachmentBytes(caller, row);
    result.push({
      fileName: row.fileName,
      mimeType: row.mimeType,
      sizeBytes: bytes.byteLength,
      contentId: row.contentId,
      isInline: row.isInline && row.contentId !== null,
      hash: await blobs.put(bytes),
    });
  }
  return result;
}
