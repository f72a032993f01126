import { randomUUID } from 'node:crypto';
import type { Caller } from '../engine.ts';
import { isMailError, MailError } from '../errors.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { insertUpload, uploadedBytes } from '../store/uploads.ts';
import type { UploadView } from '../views.ts';
import { maxUploadBytes } from './size-limits.ts';

export interface UploadOptions {
  db: Db;
  blobs: BlobStore;
  now(): Date;
  /** What is coming in just now, by user: shared by all uploads of the process. */
  incoming: IncomingUploads;
  /** Of one user, until they are sent or a day old; default 500 MB. */
  maxPendingBytes?: number;
}

/** Bytes of one user's uploads: stored when the first of those under way began, and come since. */
interface Incoming {
  storedBytes: Promise<number>;
  bytes: number;
  uploads: number;
}

/** Uploads under way: many at the same time must not each believe that all the room is theirs. */
export type IncomingUploads = Map<string, Incoming>;

const defaultMaxPendingBytes = 500 * 1024 * 1024;

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
  const { db, incoming } = options;
  const { userId } = caller;
  const own = incoming.get(userId) ?? {
    storedBytes: uploadedBytes(db, userId),
    bytes: 0,
    uploads: 0,
  };
  incoming.set(userId, own);
  own.uploads += 1;
  let received = 0;
  let isKept = false;
  try {
    const room = (options.maxPendingBytes ?? defaultMaxPendingBytes) - (await own.storedBytes);
    const counted = async function* () {
      for await (const chunk of input.body) {
        received += chunk.byteLength;
        own.bytes += chunk.byteLength;
        if (own.bytes > room) throw tooManyWaiting(room);
        yield chunk;
      }
    };
    if (own.bytes >= room) throw tooManyWaiting(room);
    const { hash, sizeBytes } = await storeFile(options.blobs, counted());
    const row = await insertUpload(db, {
      id: randomUUID(),
      userId,
      fileName: cleanFileName(input.fileName),
      mimeType: cleanMimeType(input.mimeType),
      sizeBytes,
      hash,
      createdAt: options.now(),
    });
    isKept = true;
    return { id: row.id, fileName: row.fileName, mimeType: row.mimeType, sizeBytes: row.sizeBytes };
  } finally {
    own.uploads -= 1;
    if (!isKept) own.bytes -= received;
    if (own.uploads === 0) incoming.delete(userId);
  }
}

async function storeFile(blobs: BlobStore, body: AsyncIterable<Uint8Array>) {
  // What `body` itself throws names another limit.
  let isOurs = true;
  const watched = async function* () {
    try {
      yield* body;
    } catch (error) {
      isOurs = false;
      throw error;
    }
  };
  try {
    return await blobs.putStream(watched(), maxUploadBytes);
  } catch (error) {
    if (!isOurs || !isMailError(error, 'too_large')) throw error;
    throw new MailError('too_large', {
      detail: 'A file of a message is 26 MB at most.',
      data: { what: 'file', maxBytes: maxUploadBytes },
    });
  }
}

function tooManyWaiting(room: number): MailError {
  return new MailError('too_large', {
    detail: 'Too many files wait to be sent.',
    data: { what: 'waiting', maxBytes: Math.max(0, room) },
  });
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
