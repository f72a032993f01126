import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { queryRows } from './database.ts';
import { createDurability } from './durability.ts';
import { openDatabase } from './open-database.ts';
import { prepared } from './testing.ts';

const logger = pino({ level: 'silent' });
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mailroom-durability-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = async () =>
  openDatabase({ kind: 'pglite', directory }, { logger, prepared: await prepared() });

describe('durability of the embedded database', () => {
  it('[ST10] puts the log on the disk after a commit, and the data files too when asked', async () => {
    const database = await open();
    const synced: string[] = [];
    const durability = createDurability(join(directory, 'pglite'), {
      fsync: async (path) => void synced.push(path),
      onError: (error) => {
        throw error;
      },
    });
    try {
      await durability.flush();
      synced.length = 0;
      await database.db.execute(sql`create table power (n int)`);
      await durability.flush();
      expect(synced.some((path) => /pg_wal\/[0-9A-F]{24}$/.test(path))).toBe(true);
      expect(synced.every((path) => path.includes('pg_wal'))).toBe(true);
      await database.db.execute(sql`checkpoint`);
      await durability.flushAll();
      for (const part of ['/base/', '/global/pg_control'])
        expect(synced.some((path) => path.includes(part))).toBe(true);
      expect(synced.at(-1)).toBe(join(directory, 'pglite'));
    } finally {
      await durability.stop();
      await database.close();
    }
  }, 180_000);

  it('[ST10] calls during a flush share the next one, which begins after them', async () => {
    await mkdir(join(directory, 'pg_wal'));
    let runs = 0;
    const durability = createDurability(directory, {
      fsync: async (path) => {
        if (path.endsWith('pg_wal')) runs += 1;
        await writeFile(join(directory, 'pg_wal', String(runs)), '');
      },
      onError: () => {},
    });
    const first = durability.flush();
    await Promise.resolve();
    await Promise.all([first, ...Array.from({ length: 20 }, () => durability.flush())]);
    expect(runs).toBeGreaterThanOrEqual(1);
    expect(runs).toBeLessThanOrEqual(2);
    await durability.stop();
  });

  it('[ST10] a failing disk is told to who asked, and the next one tries again', async () => {
    await mkdir(join(directory, 'pg_wal'));
    let isBroken = true;
    const durability = createDurability(directory, {
      fsync: async () => {
        if (isBroken) throw new Error('EIO');
      },
      onError: () => {},
    });
    await expect(durability.flush()).rejects.toThrow('EIO');
    isBroken = false;
    await durability.flush();
    await durability.stop();
  });
});

describe('a directory without the mark', () => {
  it('[ST11] is adopted when its database opens', async () => {
    const first = await open();
    await first.db.execute(sql`create table kept as select 7 as n`);
    await first.close();
    await rm(join(directory, 'mailroom.created'));
    const second = await open();
    expect(await queryRows(second.db, sql`select n from kept`)).toEqual([{ n: 7 }]);
    await second.close();
    expect(existsSync(join(directory, 'mailroom.created'))).toBe(true);
    expect(readdirSync(directory).some((name) => name.includes('incomplete'))).toBe(false);
  }, 180_000);

  it('[ST11] is set aside, never deleted, when it does not', async () => {
    const path = join(directory, 'pglite');
    await mkdir(path);
    await writeFile(join(path, 'PG_VERSION'), '17\n');
    await writeFile(join(path, 'precious'), 'x');
    const database = await open();
    await database.flush();
    await database.close();
    const aside = readdirSync(directory).find((name) => name.startsWith('pglite.incomplete-'));
    expect(readdirSync(join(directory, aside ?? ''))).toContain('precious');
    expect(existsSync(join(directory, 'mailroom.creating'))).toBe(false);
  }, 180_000);
});
