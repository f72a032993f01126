import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlobStore, createBlobStore } from './blobs.ts';

describe('the blob store', () => {
  let directory: string;
  let blobs: BlobStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mailroom-blobs-'));
    blobs = createBlobStore(directory);
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('[ST30] gives back the bytes under their hash, and keeps them once', async () => {
    const bytes = new Uint8Array(randomBytes(100_000));
    const hash = await blobs.put(bytes);
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await blobs.put(bytes)).toBe(hash);
    expect(
      await blobs.putStream(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]), 1e6),
    ).toEqual({ hash, sizeBytes: 100_000 });
    expect(await blobs.get(hash)).toEqual(bytes);
    const read = new Response(await blobs.stream(hash));
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
    expect(await readdir(join(directory, 'tmp'))).toEqual([]);
    await blobs.remove(hash);
    expect(await blobs.has(hash)).toBe(false);
    await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'gone' });
    await expect(blobs.stream(hash)).rejects.toMatchObject({ code: 'gone' });
  });

  it('[ST31] refuses what is too large and leaves nothing behind', async () => {
    const endless = async function* () {
      for (;;) yield new Uint8Array(10_000);
    };
    await expect(blobs.putStream(endless(), 50_000)).rejects.toMatchObject({ code: 'too_large' });
    const broken = async function* () {
      yield new Uint8Array(10);
      throw new Error('the browser went away');
    };
    await expect(blobs.putStream(broken(), 50_000)).rejects.toMatchObject({ code: 'internal' });
    expect(await readdir(join(directory, 'tmp'))).toEqual([]);
  });

  it('[ST32] takes a hash for nothing but a hash', async () => {
    for (const hash of ['', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
      await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'gone' });
    }
  });
});
