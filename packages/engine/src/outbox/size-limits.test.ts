import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, TEST_CALLER, type TestEngine, untilSynced } from '../testing.ts';

const megabyte = 1024 * 1024;
let test: TestEngine;
let accountId: number;
beforeAll(async () => {
  test = await startTestEngine({ simulator: { users: [{ email: 'ann@gmail.example' }] } });
  accountId = (await test.link('ann@gmail.example')).id;
  await untilSynced(test.engine, accountId);
}, 120_000);
afterAll(() => test.stop());

/** A file that arrives in pieces, as it does from a browser. */
function upload(sizeBytes: number) {
  let left = sizeBytes;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = Math.min(left, megabyte);
      left -= size;
      if (size === 0) controller.close();
      else controller.enqueue(new Uint8Array(size));
    },
  });
  const file = { fileName: 'a.bin', mimeType: 'application/octet-stream' };
  return test.engine.outbox.upload(TEST_CALLER, { ...file, body });
}

const submit = (uploadIds: string[]) =>
  test.engine.outbox.submit(TEST_CALLER, {
    ...{ submissionId: randomUUID(), accountId, subject: 'Files', html: '', uploadIds },
    ...{ to: [{ name: null, email: 'bo@example.org' }], cc: [], bcc: [], attachmentIds: [] },
    undoSeconds: 60,
  });

describe('what is too large', () => {
  it('[OB13] is known beforehand: what fits stands with the account', async () => {
    const [account] = await test.engine.accounts.list(TEST_CALLER);
    expect(account?.limits).toEqual({
      attachedBytes: Math.floor(36_700_160 / 1.37),
      fileBytes: 25 * megabyte,
    });
  });

  it('[OB13] is told of one file while it is uploaded, with the limit', async () => {
    await expect(upload(25 * megabyte + 1)).rejects.toMatchObject({
      code: 'too_large',
      data: { what: 'file', maxBytes: 25 * megabyte },
    });
    expect((await upload(25 * megabyte)).sizeBytes).toBe(25 * megabyte);
  });

  it('[OB13] is told of all files together before the letter is taken, with sum and limit', async () => {
    const [first, second] = await Promise.all([upload(14 * megabyte), upload(13 * megabyte)]);
    await expect(submit([first.id, second.id])).rejects.toMatchObject({
      code: 'too_large',
      data: {
        what: 'message',
        sizeBytes: 27 * megabyte,
        // Gmail takes 35 MiB of MIME: base64 makes about three quarters of it files.
        maxBytes: Math.floor(36_700_160 / 1.37),
      },
    });
    expect(await test.engine.outbox.list(TEST_CALLER)).toEqual([]);
    expect((await submit([first.id])).state).toBe('queued');
  });

  it('[OB13] is told of the files that wait, when they are too many', async () => {
    let refused: unknown = null;
    for (let n = 0; n < 21 && !refused; n += 1)
      await upload(25 * megabyte).catch((error: unknown) => {
        refused = error;
      });
    expect(refused).toMatchObject({ code: 'too_large', data: { what: 'waiting' } });
  }, 120_000);
});
