import { MailError } from '../errors.ts';
import type { SizeLimitsView } from '../views.ts';

/** One file, bytes; less than what a message of any provider carries. */
export const maxUploadBytes = 25 * 1024 * 1024;

/** Base64 makes four bytes of three, and its lines end. */
const encodedGrowth = 1.37;

/**
 * What may be attached, told before anything is uploaded: bytes of files as they are, as people see
 * them.
 *
 * @param maxMessageBytes what the provider takes, MIME encoded; see `Capabilities`
 */
export function sizeLimits(maxMessageBytes: number): SizeLimitsView {
  const attachedBytes = Math.floor(maxMessageBytes / encodedGrowth);
  return { attachedBytes, fileBytes: Math.min(maxUploadBytes, attachedBytes) };
}

/**
 * Refuses attachments that no message can carry, by their sizes alone.
 *
 * @param attachedBytes sum of the files as they are
 * @throws MailError `too_large`, see `messageTooLarge`
 */
export function checkAttached(attachedBytes: number, maxMessageBytes: number): void {
  if (attachedBytes > sizeLimits(maxMessageBytes).attachedBytes)
    throw messageTooLarge(attachedBytes, maxMessageBytes);
}

/** `too_large` with `what: 'message'`, `sizeBytes` and `maxBytes`, both of the files as they are. */
export function messageTooLarge(sizeBytes: number, maxMessageBytes: number): MailError {
  const { attachedBytes: maxBytes } = sizeLimits(maxMessageBytes);
  const detail = `A message carries ${toMegabytes(maxBytes)} MB of attachments at most.`;
  return new MailError('too_large', { detail, data: { what: 'message', sizeBytes, maxBytes } });
}

function toMegabytes(bytes: number): number {
  return Math.floor(bytes / 1_000_000);
}
