import { randomUUID } from 'node:crypto';
import type { Caller } from '../engine.ts';
import { isMailError, MailError } from '../errors.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { insertUpload, uploadedBytes } from '../store/uploads.ts';
import type { UploadView } from '../views.ts';

export interface UploadOptions {
  db: Db;
  blobs: BlobStore;
  now(): Date;
  /** Of one user, until they are sent or a day old; default 500 MB. */
  maxPendingBytes?: number;
}

const defaultMaxPendingBytes = 500 * 1024 * 1024;

/** Gmail accepts 35 MiB of MIME; base64 makes four bytes of three, and lines end. */
const maxUploadBytes = 25 * 1024 * 1024;
const maxNameLength = 200;

/**
 * Keeps a file for a message that is being written. Bytes go to the blob store as they come.
 *
 * @throws MailError `too_large` with `what`: `file` (it fits into no message) or `waiting` (too many
 *   files wait to be sent) and `maxBytes`; `storage_full`
 */
export async function receiveUpload(
  options: UploadOptions,
  caller: Caller,
  input: { fileName: string; mimeType: string; body: ReadableStream<Uint8Array> },
): Promise<UploadView> {
  const maxPending = options.maxPendingBytes ?? defaultMaxPendingBytes;
  const room = maxPending - (await uploadedBytes(options.db, caller.userId));
  const isCrowded = room < maxUploadBytes;
  const tooLarge = isCrowded
    ? new MailError('too_large', {
        detail: 'Too many files wait to be sent.',
        data: { what: 'waiting', maxBytes: Math.max(0, room) },
      })
    : new MailError('too_large', {
        detail: 'A file of a message is 26 MB at most.',
        data: { what: 'file', maxBytes: maxUploadBytes },
      });
  if (room <= 0) throw tooLarge;
  const limit = Math.min(maxUploadBytes, room);
  const { hash, sizeBytes } = await options.blobs.putStream(input.body, limit).catch((error) => {
    throw isMailError(error, 'too_large') ? tooLarge : error;
  });
  const row = await insertUpload(options.db, {
    id: randomUUID(),
    userId: caller.userId,
    fileName: cleanFileName(input.fileName),
    mimeType: cleanMimeType(input.mimeType),
    sizeBytes,
    hash,
    createdAt: options.now(),
  });
  return { id: row.id, fileName: row.fileName, mimeType: row.mimeType, sizeBytes: row.sizeBytes };
}

/** The last part of a path, without control characters, bounded, never empty. */
export function cleanFileName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const clean = base.replace(/[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e]/g, '').trim();
  return clean.slice(0, maxNameLength) || 'file';
}

function cleanMimeType(type: string): string {
  const bare = type.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(bare) ? bare : 'application/octet-stream';
}
