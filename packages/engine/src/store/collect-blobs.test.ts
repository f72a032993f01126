import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlobStore, createBlobStore } from './blobs.ts';
import { collectBlobs } from './collect-blobs.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';
import { deleteOldUploads, insertUpload } from './uploads.ts';

const hour = 3_600_000;

describe('collecting blobs', () => {
  let directory: string;
  let database: TestDatabase;
  let blobs: BlobStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mailroom-collect-'));
    database = await openTestDatabase();
    blobs = createBlobStore(directory);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });

  const age = async (hash: string, hours: number) => {
    const at = new Date(Date.now() - hours * hour);
    await utimes(join(directory, hash.slice(0, 2), `${hash}.gz`), at, at);
  };
  const dayAgo = () => new Date(Date.now() - 24 * hour);
  const put = (text: string) => blobs.put(Buffer.from(text));

  it('[ST33] removes what is old and nobody refers to, and nothing else', async () => {
    const [old, young, used] = await Promise.all(['old', 'young', 'used'].map(put));
    if (!old || !young || !used) throw new Error('no hash');
    const createdAt = new Date(Date.now() - 2 * hour);
    await insertUpload(database.db, {
      ...{ id: 'u1', userId: 'ann', fileName: 'f', mimeType: 'a/b', sizeBytes: 4 },
      ...{ hash: used, createdAt },
    });
    await Promise.all([old, used].map((hash) => age(hash, 30)));
    expect(await collectBlobs({ db: database.db, blobs }, dayAgo())).toBe(1);
    expect(await Promise.all([old, young, used].map(blobs.has))).toEqual([false, true, true]);
    // An upload that no letter took is forgotten after a day, and its bytes with it.
    await deleteOldUploads(database.db, new Date(Date.now() - hour));
    expect(await collectBlobs({ db: database.db, blobs }, dayAgo())).toBe(1);
    expect(await blobs.has(used)).toBe(false);
  });

  it('[ST33] keeps what somebody stores again between the look and the removal', async () => {
    const hash = await put('again');
    await age(hash, 30);
    const meddling: BlobStore = {
      ...blobs,
      async removeIfOlder(which, before) {
        await put('again');
        return blobs.removeIfOlder(which, before);
      },
    };
    expect(await collectBlobs({ db: database.db, blobs: meddling }, dayAgo())).toBe(0);
    expect(await blobs.get(hash)).toEqual(new Uint8Array(Buffer.from('again')));
  });

  it('[ST33] storing the same bytes while they are removed, many times over, never loses them', async () => {
    for (let round = 0; round < 15; round += 1) {
      const hash = await put('race');
      await age(hash, 30);
      const [, again] = await Promise.all([blobs.removeIfOlder(hash, dayAgo()), put('race')]);
      expect(again).toBe(hash);
      expect(await blobs.has(hash)).toBe(true);
    }
  });
});
