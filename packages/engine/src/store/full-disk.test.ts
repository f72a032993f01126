import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  differences,
  startTestEngine,
  TEST_CALLER,
  type TestEngine,
  until,
  untilSynced,
} from '../testing.ts';
import { accounts } from './schema.ts';

/** What the disk says: how many bytes still fit, in files of the blob store's; null: any number. */
const disk = vi.hoisted(() => ({ roomBytes: null as number | null }));

const noSpace = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), {
    ...{ code: 'ENOSPC', errno: -28, syscall: 'write' },
  });

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const writeFile: typeof real.writeFile = async (path, data, options) => {
    const size = (data as Uint8Array).byteLength ?? 0;
    if (disk.roomBytes !== null && String(path).includes('/blobs/') && size > disk.roomBytes) {
      // As a real disk does: what fits is written, then it fails.
      await real.writeFile(path, (data as Uint8Array).subarray(0, disk.roomBytes), options);
      throw noSpace();
    }
    return real.writeFile(path, data, options);
  };
  return { ...real, writeFile };
});

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const createWriteStream: typeof real.createWriteStream = (path, options) => {
    const room = disk.roomBytes;
    if (room === null || !String(path).includes('/blobs/'))
      return real.createWriteStream(path, options);
    const file = real.createWriteStream(path, options);
    let written = 0;
    return new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        written += chunk.byteLength;
        if (written > room) {
          file.end();
          done(noSpace());
        } else file.write(chunk, done);
      },
      final: (done) => void file.end(done),
    }) as never;
  };
  return { ...real, createWriteStream };
});

let offsetMs = 0;
let test: TestEngine;
beforeAll(async () => {
  test = await startTestEngine({ engine: { now: () => new Date(Date.now() + offsetMs) } });
}, 120_000);
afterAll(() => test.stop());

const accountOf = async (id: number) => {
  const [row] = await test.database.db.select().from(accounts).where(eq(accounts.id, id));
  if (!row) throw new Error('no account');
  return row;
};

const drafts = () => readdir(join(test.options.blobDirectory, 'tmp')).catch(() => []);

function upload(bytes: Uint8Array<ArrayBuffer>) {
  const file = { fileName: 'a.bin', mimeType: 'application/octet-stream' };
  return test.engine.outbox.upload(TEST_CALLER, { ...file, body: new Blob([bytes]).stream() });
}

/** Bytes that do not pack. */
const noise = (size: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, () => Math.random() * 256);

describe('a full disk', () => {
  it('[ST34] delays new mail, says why, and lets it in by itself when there is room', async () => {
    const email = 'ann@gmail.example';
    const { mailbox: remote } = await test.simulator.addUser({ email, messages: 5 });
    if (!remote) throw new Error('no mailbox');
    const { id } = await test.link(email);
    await untilSynced(test.engine, id);
    await until(async () => (await accountOf(id)).phase === 'idle', 'originals', 60_000);
    disk.roomBytes = 40;
    for (const subject of ['One', 'Two', 'Three'])
      remote.insert(
        Buffer.from(`From: a@b.example\r\nSubject: ${subject}\r\n\r\n${subject.repeat(50)}\r\n`),
        { labelIds: ['INBOX', 'UNREAD'] },
      );
    remote.relabel([...remote.newestFirst(null)][4]?.id ?? '', ['STARRED'], []);
    await test.engine.sync.wake(TEST_CALLER, id);
    const failed = await until(async () => {
      const account = await accountOf(id);
      return account.failures > 0 && account;
    }, 'the failure');
    expect(failed).toMatchObject({ status: 'active', problem: { code: 'storage_full' } });
    const [entry] = await test.engine.accounts.timeline(TEST_CALLER, id);
    expect(entry).toMatchObject({ kind: 'error', data: { code: 'storage_full' } });
    expect(await drafts()).toEqual([]);
    disk.roomBytes = null;
    // Nobody asks for it: the pause after the failure ends.
    offsetMs += 60_000;
    await until(async () => {
      const state = await differences(test.database.db, id, remote.newestFirst(null));
      return state.missing.length + state.wrong.length === 0;
    }, 'all of it');
    await until(async () => (await accountOf(id)).failures === 0, 'the end of the failure');
    expect((await accountOf(id)).problem).toBeNull();
  }, 120_000);

  it('[ST34] refuses an upload with a code of its own, and leaves nothing of it', async () => {
    disk.roomBytes = 100_000;
    await expect(upload(noise(300_000))).rejects.toMatchObject({
      ...{ code: 'storage_full', status: 507, retry: 'backoff' },
    });
    expect(await drafts()).toEqual([]);
    disk.roomBytes = null;
    expect((await upload(noise(300_000))).sizeBytes).toBe(300_000);
  }, 60_000);
});
