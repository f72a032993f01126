import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveUpload } from '../outbox/uploads.ts';
import { createBlobStore } from './blobs.ts';
import { findLinkTransaction, insertLinkTransaction } from './link-transactions.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await openTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'mailroom-quotas-'));
}, 60_000);
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

describe('what one user may leave behind', () => {
  it('[UP2] bounds the bytes that wait to be sent, for each user', async () => {
    const options = {
      ...{ db: database.db, blobs: createBlobStore(directory), maxPendingBytes: 1_000 },
      incoming: new Map(),
      now: () => new Date(),
    };
    const upload = (userId: string, size: number) =>
      receiveUpload(
        options,
        { userId, isAdministrator: false },
        {
          ...{ fileName: 'a.bin', mimeType: 'application/octet-stream' },
          body: new Blob([Buffer.alloc(size, userId)]).stream(),
        },
      );
    await upload('ann', 600);
    await expect(upload('ann', 600)).rejects.toMatchObject({ code: 'too_large' });
    await upload('ann', 400);
    await expect(upload('ann', 1)).rejects.toMatchObject({ code: 'too_large' });
    expect((await upload('bo', 600)).sizeBytes).toBe(600);
    // Many at the same time are no way around it.
    const many = await Promise.allSettled(Array.from({ length: 9 }, () => upload('cy', 300)));
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await expect(upload('cy', 300)).rejects.toMatchObject({ code: 'too_large' });
    expect((await upload('cy', 100)).sizeBytes).toBe(100);
    expect(options.incoming.size).toBe(0);
  });

  it('[AC9] keeps twenty begun authorisations of a user, the newest', async () => {
    const start = Date.now();
    const begin = (userId: string, index: number) => {
      const createdAt = new Date(start + index);
      return insertLinkTransaction(
        database.db,
        {
          ...{ id: `${userId}-${index}`, stateHash: `${userId}-${index}`, userId },
          ...{ browserHash: 'b', provider: 'google', verifierSealed: 'v', nonce: 'n' },
          ...{ accountId: null, returnTo: null, createdAt },
          expiresAt: new Date(start + 600_000),
        },
        createdAt,
      );
    };
    await begin('bo', 0);
    for (let index = 0; index < 23; index += 1) await begin('ann', index);
    const isThere = async (id: string) => (await findLinkTransaction(database.db, id)) !== null;
    expect(await Promise.all(['ann-0', 'ann-2'].map(isThere))).toEqual([false, false]);
    expect(await Promise.all(['ann-3', 'ann-22', 'bo-0'].map(isThere))).toEqual([true, true, true]);
  });
});
