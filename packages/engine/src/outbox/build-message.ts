import { createHash } from 'node:crypto';
import { composeMessage } from '../mail/compose.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { OutboxRow } from '../store/outbox.ts';
import type { StoredAddress } from '../store/schema.ts';
import { checkAttached, messageTooLarge } from './size-limits.ts';

/** Names the submission inside the message: what is found in Sent can be told by it. */
export const submissionHeader = 'X-Mailroom-Submission';

/**
 * Builds a message from its outbox row: complete MIME, Bcc included.
 *
 * @param maxBytes what the provider takes, encoded
 * @throws MailError `invalid_message`, `too_large`
 */
export async function buildMessage(
  blobs: BlobStore,
  row: Pick<OutboxRow, 'content' | 'messageIdHeader' | 'createdAt'>,
  maxBytes: number,
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
      replyTo: (content.replyTo ?? []).map(named),
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
