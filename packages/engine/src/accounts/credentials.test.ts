import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { OAuth } from '../providers/oauth.ts';
import { createSecretBox } from '../secret-box.ts';
import { databasesUnderTest, openTestDatabase } from '../store/testing.ts';
import { createTestAccount } from '../store/testing-mail.ts';
import { createCredentials } from './credentials.ts';

const servers = (await databasesUnderTest()).filter((kind) => kind === 'postgres');

describe.each(servers)('credentials (%s)', (kind) => {
  it('[LK38] many refreshes at a time leave connections for everybody else', async () => {
    const database = await openTestDatabase(kind);
    let running = 0;
    let most = 0;
    let open = () => {};
    const answer = new Promise<void>((resolve) => {
      open = resolve;
    });
    const refresh: OAuth['refresh'] = async () => {
      running += 1;
      most = Math.max(most, running);
      await answer;
      running -= 1;
      const accessExpiresAt = new Date(Date.now() + 3_600_000);
      return {
        accessToken: 'fresh',
        accessExpiresAt,
        refreshToken: null,
        grantExpiresAt: null,
        scopes: null,
      };
    };
    const credentials = createCredentials({
      database,
      secretBox: createSecretBox(randomBytes(32)),
      oauth: { refresh } as OAuth,
      openClient: async () => ({ row: { provider: 'google' }, oauth: {} }) as never,
      askDelegated: async () => Promise.reject(new Error('not delegated')),
      logger: pino({ level: 'silent' }),
      now: () => new Date(),
    });
    const ids: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const { id } = await createTestAccount(database.db);
      const old = {
        accessToken: 'old',
        accessExpiresAt: new Date(0),
        grantExpiresAt: null,
        scopes: [],
      };
      await credentials.store(database.db, id, { ...old, refreshToken: 'r' });
      ids.push(id);
    }
    const tokens = Promise.all(ids.map((id) => credentials.getAccessToken(id)));
    await expect.poll(() => running, { timeout: 10_000 }).toBe(2);
    // The pool has six places: somebody else still gets one.
    expect(await database.ping()).toBe(true);
    open();
    expect(await tokens).toEqual(ids.map(() => 'fresh'));
    expect(most).toBe(2);
    await database.close();
  }, 60_000);
});
