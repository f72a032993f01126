import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  access,
  mkdir,
  open,
  opendir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, createGzip, gunzip, gzip } from 'node:zlib';
import { MailError } from '../errors.ts';

/** Bytes by content address: original mail, attachments of drafts. */
export interface BlobStore {
  /** @returns SHA-256 of the bytes, hex; the same bytes are kept once */
  put(bytes: Uint8Array): Promise<string>;
  /** @throws MailError `too_large` beyond `maxBytes`, `storage_full` */
  putStream(
    stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ hash: string; sizeBytes: number }>;
  /** @throws MailError `gone` when it is not here */
  get(hash: string): Promise<Uint8Array>;
  /** @throws MailError `gone` when it is not here */
  stream(hash: string): Promise<ReadableStream<Uint8Array>>;
  has(hash: string): Promise<boolean>;
  /** Marks it as wanted just now, like `put` of the same bytes. @returns false when it is not here */
  touch(hash: string): Promise<boolean>;
  remove(hash: string): Promise<void>;
  /**
   * Removes it unless somebody put or touched it since `before`.
   * See docs/decisions/0007-collecting-blobs.md.
   */
  removeIfOlder(hash: string, before: Date): Promise<boolean>;
  /** Hashes that nobody put or touched since `before`, in portions; leftovers of crashes go. */
  listOlder(before: Date): AsyncGenerator<string[]>;
}

/** Mail is text for the most part: higher levels cost much more time than they save space. */
const GZIP_LEVEL = 3;
/** Far above any message: what inflates further was not written by us. */
const MAX_BLOB_BYTES = 512 * 1024 * 1024;

const listedAtOnce = 500;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Keeps blobs in a directory, compressed, as `ab/abcdef….gz`. A blob is complete or absent: it is
 * written aside, forced to the disk and renamed.
 */
export function createBlobStore(directory: string): BlobStore {
  const knownFolders = new Set<string>();

  const pathOf = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new MailError('gone');
    return join(directory, hash.slice(0, 2), `${hash}.gz`);
  };
  const draftPath = () => join(directory, 'tmp', randomBytes(12).toString('hex'));
  const makeFolder = async (path: string) => {
    if (knownFolders.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    knownFolders.add(path);
  };
  const has = (hash: string) => {
    const path = pathOf(hash);
    return access(path).then(
      () => true,
      () => false,
    );
  };
  const touch = async (hash: string) => {
    const at = new Date();
    try {
      await utimes(pathOf(hash), at, at);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  };
  const settle = async (draft: string, hash: string) => {
    await makeFolder(join(directory, hash.slice(0, 2)));
    await rename(draft, pathOf(hash));
    // Without it a power loss may leave a row whose bytes never got their name.
    await syncFolder(join(directory, hash.slice(0, 2)));
  };

  return {
    async put(bytes) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (await touch(hash)) return hash;
      return writing(draftPath(), async (draft) => {
        await makeFolder(join(directory, 'tmp'));
        await writeFile(draft, await compress(bytes, { level: GZIP_LEVEL }), {
          mode: 0o600,
          flush: true,
        });
        await settle(draft, hash);
        return hash;
      });
    },
    putStream(stream, maxBytes) {
      return writing(draftPath(), async (draft) => {
        await makeFolder(join(directory, 'tmp'));
        const digest = createHash('sha256');
        let sizeBytes = 0;
        await pipeline(
          stream as AsyncIterable<Uint8Array>,
          async function* (source: AsyncIterable<Uint8Array>) {
            for await (const chunk of source) {
              sizeBytes += chunk.byteLength;
              if (sizeBytes > maxBytes) throw new MailError('too_large');
              digest.update(chunk);
              yield chunk;
            }
          },
          createGzip({ level: GZIP_LEVEL }),
          createWriteStream(draft, { mode: 0o600, flush: true }),
        );
        const hash = digest.digest('hex');
        if (await touch(hash)) await rm(draft, { force: true });
        else await settle(draft, hash);
        return { hash, sizeBytes };
      });
    },
    async get(hash) {
      const path = pathOf(hash);
      const packed = await readFile(path).catch((error) => {
        throw readError(error);
      });
      const bytes = await decompress(packed, { maxOutputLength: MAX_BLOB_BYTES });
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    async stream(hash) {
      const handle = await open(pathOf(hash)).catch((error) => {
        throw readError(error);
      });
      const plain = new PassThrough();
      // A reader that goes away destroys `plain`, and with it the file's handle.
      pipeline(createReadStream('', { fd: handle }), createGunzip(), plain).catch(() => {});
      return Readable.toWeb(plain) as ReadableStream<Uint8Array>;
    },
    has,
    touch,
    async remove(hash) {
      await rm(pathOf(hash), { force: true });
    },
    async removeIfOlder(hash, before) {
      const path = pathOf(hash);
      const aside = draftPath();
      await makeFolder(join(directory, 'tmp'));
      try {
        // From here on whoever puts the same bytes writes them anew.
        await rename(path, aside);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
      if ((await stat(aside)).mtime < before) {
        await rm(aside, { force: true });
        return true;
      }
      // Touched between our look and the rename: the bytes are the same, whoever wrote them.
      await rename(aside, path);
      return false;
    },
    async *listOlder(before) {
      for (const folder of await readFolder(directory)) {
        const isDrafts = folder === 'tmp';
        if (!isDrafts && !/^[0-9a-f]{2}$/.test(folder)) continue;
        const old: string[] = [];
        for (const name of await readFolder(join(directory, folder))) {
          const path = join(directory, folder, name);
          const isOld = await stat(path).then(
            ({ mtime }) => mtime < before,
            () => false,
          );
          if (!isOld) continue;
          if (isDrafts) await rm(path, { force: true });
          else if (/^[0-9a-f]{64}\.gz$/.test(name)) old.push(name.slice(0, 64));
        }
        for (let at = 0; at < old.length; at += listedAtOnce)
          yield old.slice(at, at + listedAtOnce);
      }
    },
  };
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names in a directory; empty when there is none. */
async function readFolder(path: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(path)) names.push(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return names;
}

/** Runs `work`; when it fails, nothing stays behind and the error is ours. */
async function writing<T>(draft: string, work: (draft: string) => Promise<T>): Promise<T> {
  try {
    return await work(draft);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new MailError('storage_full', { cause: error });
    if (error instanceof MailError) throw error;
    throw new MailError('internal', { cause: error });
  }
}

function readError(error: unknown): MailError {
  const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new MailError(isAbsent ? 'gone' : 'internal', { cause: error });
}
