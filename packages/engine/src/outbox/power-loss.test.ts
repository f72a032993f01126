import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDatabase, queryRows } from '../store/database.ts';
import { createDurability, type Durability } from '../store/durability.ts';
import { openDatabase } from '../store/open-database.ts';
import { prepared } from '../store/testing.ts';
import { startTestEngine, TEST_CALLER, type TestEngine, until, untilSynced } from '../testing.ts';

const logger = pino({ level: 'silent' });
const email = 'ann@gmail.example';

let directory: string;
/** What a disk holds after the power went: files as they were when they were last put on it. */
let disk: string;
let database: OpenDatabase;
let durability: Durability;
let test: TestEngine;
let accountId: number;

interface Flushed {
  subject: string;
  state: string;
  hasProgress: boolean;
  drafts: number;
  sent: number;
}
/** The newest letter and the mailbox at the end of each flush. */
const flushes: Flushed[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mailroom-power-'));
  disk = await mkdtemp(join(tmpdir(), 'mailroom-disk-'));
  database = await openDatabase(
    { kind: 'pglite', directory },
    { logger, prepared: await prepared() },
  );
  durability = createDurability(join(directory, 'pglite'), {
    // Never by itself: only what somebody waits for counts here.
    intervalMs: 1_000_000_000,
    fsync: putOnDisk,
    onError: (error) => {
      throw error;
    },
  });
  const flush = async () => {
    await durability.flush();
    await noteFlush();
  };
  test = await startTestEngine({ engine: { openDatabase: { ...database, flush } } });
  await test.simulator.addUser({ email, messages: 2 });
  accountId = (await test.link(email)).id;
  await untilSynced(test.engine, accountId);
}, 180_000);
afterAll(async () => {
  await test.stop();
  await durability.stop();
  await database.close();
  await rm(directory, { recursive: true, force: true });
  await rm(disk, { recursive: true, force: true });
});

async function putOnDisk(path: string): Promise<void> {
  const target = join(disk, 'pglite', relative(join(directory, 'pglite'), path));
  if ((await stat(path)).isDirectory()) {
    await mkdir(target, { recursive: true, mode: 0o700 });
    return;
  }
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await copyFile(path, target);
}

async function noteFlush(): Promise<void> {
  const [row] = await queryRows<{ subject: string; state: string; progress: unknown }>(
    database.db,
    sql`select content->>'subject' as subject, state, progress from mailroom.outbox
        order by id desc limit 1`,
  );
  const mailbox = test.simulator.world.users.get(email)?.mailbox;
  if (!row || !mailbox) return;
  flushes.push({
    ...{ subject: row.subject, state: row.state, hasProgress: row.progress !== null },
    drafts: [...mailbox.newestFirst('DRAFT')].length,
    sent: [...mailbox.newestFirst('SENT')].length,
  });
}

const submit = (subject: string, undoSeconds: number) =>
  test.engine.outbox.submit(TEST_CALLER, {
    ...{ submissionId: randomUUID(), accountId, subject, html: '<p>Hi</p>', undoSeconds },
    ...{ to: [{ name: null, email: 'bo@example.org' }], cc: [], bcc: [] },
    ...{ uploadIds: [], attachmentIds: [] },
  });

describe('a loss of power', () => {
  it('[OB14] loses no letter that was acknowledged, and brings none back that was withdrawn', async () => {
    // What the system wrote by itself long ago.
    await database.db.execute(sql`checkpoint`);
    await durability.flushAll();
    await submit('Acknowledged', 60);
    const { id } = await submit('Withdrawn', 60);
    await test.engine.outbox.cancel(TEST_CALLER, id);
    // Committed, but nobody waited for the disk: the proof that this disk forgets.
    await database.db.execute(sql`create table mailroom.forgotten (n int)`);
    const after = await openDatabase(
      { kind: 'pglite', directory: disk },
      { logger, prepared: await prepared() },
    );
    try {
      const letters = await queryRows<{ subject: string; state: string }>(
        after.db,
        sql`select content->>'subject' as subject, state from mailroom.outbox order by id`,
      );
      expect(letters).toEqual([
        { subject: 'Acknowledged', state: 'queued' },
        { subject: 'Withdrawn', state: 'cancelled' },
      ]);
      const [table] = await queryRows(after.db, sql`select to_regclass('mailroom.forgotten') as t`);
      expect(table).toEqual({ t: null });
    } finally {
      await after.close();
    }
  }, 180_000);

  it('[OB14] finds every step of a letter on the disk before the next one is taken', async () => {
    flushes.length = 0;
    const { id } = await submit('Step by step', 0);
    await until(async () => {
      const { state } = await test.engine.outbox.get(TEST_CALLER, id);
      return state === 'sent' && flushes.at(-1)?.state === 'sent';
    }, 'sent');
    const mine = flushes.filter(({ subject }) => subject === 'Step by step');
    const before = mine[0]?.sent ?? 0;
    const step = (find: (one: Flushed) => boolean) => mine.findIndex(find);
    const queued = step(({ state }) => state === 'queued');
    // Committed before the first byte leaves: no draft is there yet.
    const sending = step((one) => one.state === 'sending' && !one.hasProgress && one.drafts === 0);
    // The draft's id, before it is sent.
    const noted = step((one) => one.hasProgress && one.state === 'sending' && one.sent === before);
    const sent = step((one) => one.state === 'sent' && one.sent === before + 1);
    expect([queued, sending, noted, sent].every((at) => at >= 0)).toBe(true);
    expect([queued, sending, noted, sent]).toEqual(
      [queued, sending, noted, sent].sort((a, b) => a - b),
    );
  }, 60_000);
});
