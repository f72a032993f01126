import { eq } from 'drizzle-orm';
import { describe, expect, it, vi } from 'vitest';
import { openClient } from '../setup/clients.ts';
import { loadAccount } from '../store/accounts.ts';
import {
  accounts as accountRows,
  credentials as credentialRows,
  messages,
} from '../store/schema.ts';
import { createCredentials } from './credentials.ts';
import {
  accounts,
  ann,
  ben,
  credentials,
  database,
  link,
  linked,
  logger,
  mailScope,
  noDelegation,
  now,
  provider,
  ready,
  secretBox,
  setAccountsStage,
  settled,
  setup,
  test,
} from './testing.ts';

setAccountsStage();

describe('a linked account', () => {
  it('[LK30] all who ask at the same time share one refresh', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    test.simulator.clock.advance(2 * 60 * 60_000);
    const refresh = vi.spyOn(test.oauth, 'refresh');
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => credentials.getAccessToken(id)),
    );
    expect(new Set(tokens).size).toBe(1);
    expect(refresh).toHaveBeenCalledTimes(1);
    refresh.mockRestore();
  });

  it('[LK31] a dead grant stops the account, keeps it, and one authorisation revives it', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    test.simulator.world.revokeTokens('ada@gmail.com');
    const token = await credentials.getAccessToken(id);
    await expect(credentials.getAccessToken(id, { rejected: token })).rejects.toMatchObject({
      code: 'token_revoked',
    });
    expect(await accounts.get(ann, id)).toMatchObject({
      status: 'needs_reconnect',
      problem: { code: 'token_revoked' },
    });
    expect((await accounts.timeline(ann, id)).map(({ kind }) => kind)).toContain('needs_reconnect');

    const other = await link(ann, 'bob@gmail.com', { reconnectAccountId: id });
    await expect(other.finish()).rejects.toMatchObject({
      code: 'wrong_mailbox',
      data: { expected: 'ada@gmail.com', actual: 'bob@gmail.com' },
    });
    ready.length = 0;
    const same = await link(ann, 'ada@gmail.com', { reconnectAccountId: id });
    expect(same.started.authorizationUrl).toContain('login_hint=ada%40gmail.com');
    expect(await same.finish()).toMatchObject({
      needsConfirmation: false,
      account: { id, status: 'active', problem: null },
    });
    expect(ready).toEqual([id]);
    expect(await credentials.getAccessToken(id)).not.toBe(token);
  });

  it("[LK32] a wrong secret is the administrator's problem: no account is marked", async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    const stored = await openClient(
      {
        db: database.db,
        secretBox,
        endpoints: { googleIssuer: test.simulator.issuer, gmailUrl: '' },
      },
      provider,
    );
    const wrong = { ...stored.oauth, clientSecret: 'wrong' };
    const broken = createCredentials({
      ...{ database, secretBox, logger, now },
      oauth: test.oauth,
      openClient: async () => ({ ...stored, oauth: wrong }),
      askDelegated: noDelegation,
    });
    const token = await broken.getAccessToken(id);
    await expect(broken.getAccessToken(id, { rejected: token })).rejects.toMatchObject({
      code: 'client_invalid',
    });
    expect(await accounts.get(ann, id)).toMatchObject({ status: 'active', problem: null });
    expect((await setup.get(ann)).clients).toMatchObject([{ status: 'broken' }]);
    expect(await setup.testClient(ann, provider)).toMatchObject({ status: 'working' });
  });

  it('[LK33] pauses, goes on, and changes the start', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    expect(await accounts.pause(ann, id)).toMatchObject({ status: 'paused' });
    expect(await accounts.resume(ann, id)).toMatchObject({ status: 'active' });
    const start = new Date(now().getTime() - 86_400_000);
    expect(await accounts.changeStart(ann, id, start)).toMatchObject({
      syncFrom: start.toISOString(),
    });
    await database.db
      .update(accountRows)
      .set({ cursor: { historyId: '1' } })
      .where(eq(accountRows.id, id));
    await accounts.changeStart(ann, id, null);
    expect(await loadAccount(database.db, id)).toMatchObject({
      syncFrom: null,
      backfill: { stage: 'rest' },
    });
    const future = new Date(now().getTime() + 86_400_000);
    await expect(accounts.changeStart(ann, id, future)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('[LK34] unlinking revokes the grant and deletes everything here', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    const token = await credentials.getAccessToken(id);
    await accounts.unlink(ann, id);
    await settled(id);
    expect(await accounts.list(ann)).toEqual([]);
    expect(await database.db.select().from(credentialRows)).toEqual([]);
    expect(await database.db.select().from(messages)).toEqual([]);
    expect(test.simulator.world.authenticate(token)).toBeNull();
  });

  it('[LK35] a mailbox that two users linked keeps working for the other', async () => {
    const mine = await linked(ann, 'ada@gmail.com');
    const theirs = await linked(ben, 'ada@gmail.com');
    expect(theirs.id).not.toBe(mine.id);
    await accounts.unlink(ann, mine.id);
    await settled(mine.id);
    const token = await credentials.getAccessToken(theirs.id);
    const renewed = await credentials.getAccessToken(theirs.id, { rejected: token });
    expect(test.simulator.world.authenticate(renewed)).not.toBeNull();
    // Nor does a failed attempt of one user end the other's grant.
    const { finish } = await link(ann, 'ada@gmail.com', { untick: [mailScope] });
    await expect(finish()).rejects.toMatchObject({ code: 'scope_missing' });
    await expect(
      credentials.getAccessToken(theirs.id, { rejected: renewed }),
    ).resolves.toBeTruthy();
  });

  it('[LK36] a provider that is down does not keep mail from being deleted', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    test.simulator.faults.add({ match: '*', kind: { type: 'status', status: 503 } });
    await accounts.unlink(ann, id);
    await settled(id);
  });

  it('[LK37] unlinking that a stop interrupted goes on', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    await database.db
      .update(accountRows)
      .set({ status: 'unlinking' })
      .where(eq(accountRows.id, id));
    await accounts.resumeUnlinking();
    await settled(id);
  });
});
