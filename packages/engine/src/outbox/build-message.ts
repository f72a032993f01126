import { createHash } from 'node:crypto';
import { MailError } from '../errors.ts';
import { composeMessage } from '../mail/compose.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { OutboxRow } from '../store/outbox.ts';
import type { StoredAddress } from '../store/schema.ts';

/** Gmail's limit for what it is sent, MIME encoded. */
export const defaultMaxMessageBytes = 36_700_160;

/** Base64 makes four bytes of three, and its lines end. */
const encodedGrowth = 1.37;

/**
 * Refuses attachments that no message can carry, by their sizes alone.
 *
 * @param attachedBytes sum of the files as they are
 * @throws MailError `too_large` with `what: 'message'`, `sizeBytes` and `maxBytes`, both of the files
 *   as they are, as people see them
 */
export function checkAttached(attachedBytes: number, maxMessageBytes = defaultMaxMessageBytes) {
  if (attachedBytes * encodedGrowth > maxMessageBytes)
    throw messageTooLarge(attachedBytes, maxMessageBytes);
}

function messageTooLarge(sizeBytes: number, maxMessageBytes: number): MailError {
  const maxBytes = Math.floor(maxMessageBytes / encodedGrowth);
  const detail = `A message carries ${toMegabytes(maxBytes)} MB of attachments at most.`;
  return new MailError('too_large', { detail, data: { what: 'message', sizeBytes, maxBytes } });
}

function toMegabytes(bytes: number): number {
  return Math.floor(bytes / 1_000_000);
}

/** Names the submission inside the message: what is found in Sent can be told by it. */
export const submissionHeader = 'X-Mailroom-Submission';

/**
 * Builds a message from its outbox row: complete MIME, Bcc included.
 *
 * @throws MailError `invalid_message`, `too_large`
 */
export async function buildMessage(
  blobs: BlobStore,
  row: Pick<OutboxRow, 'content' | 'messageIdHeader' | 'createdAt'>,
  maxBytes: number = defaultMaxMessageBytes,
): Promise<Uint8Array> {
  const { content } = row;
  const attached = content.attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // Before anything is read into memory: base64 only makes it larger.
  checkAttached(attached, maxBytes);
  const attachments = await Promise.all(
    content.attachments.map(async ({ hash, fileName, mimeType, contentId, isInline }) => ({
      ...{ fileName, mimeType, contentId, isInline },
      content: await blobs.get(hash),
    })),
  );
  const bytes = await composeMessage(
    {
      messageId: row.messageIdHeader,
      from: named(content.from),
      replyTo: [],
      to: content.to.map(named),
      cc: content.cc.map(named),
      bcc: content.bcc.map(named),
      subject: content.subject,
      html: content.html,
      text: null,
      inReplyTo: content.inReplyTo,
      references: content.references,
      date: row.createdAt,
      attachments,
      headers: [[submissionHeader, submissionMark(row.messageIdHeader)]],
    },
    { keepBcc: true },
  );
  if (bytes.byteLength > maxBytes) throw messageTooLarge(attached, maxBytes);
  return bytes;
}

/** The mark of a message of ours: the same in every attempt, and it names nobody. */
export function submissionMark(messageId: string): string {
  return createHash('sha256').update(messageId).digest('hex').slice(0, 32);
}

function named({ name, email }: StoredAddress): { name: string; email: string } {
  return { name: name ?? '', email };
}
