import { unreferencedHashes } from './accounts.ts';
import type { BlobStore } from './blobs.ts';
import type { Db } from './database.ts';

/** Longer than any ingest or submission takes between its bytes and its row. */
export const blobGraceMs = 24 * 3_600_000;

/**
 * Removes blobs that no message, upload or letter refers to and that nobody put or touched since
 * `before`. Safe beside everything else that works on the same files and database.
 *
 * @returns how many went
 */
export async function collectBlobs(
  { db, blobs }: { db: Db; blobs: Pick<BlobStore, 'listOlder' | 'removeIfOlder'> },
  before: Date,
): Promise<number> {
  let removed = 0;
  for await (const hashes of blobs.listOlder(before))
    for (const hash of await unreferencedHashes(db, hashes))
      if (await blobs.removeIfOlder(hash, before)) removed += 1;
  return removed;
}
