import { afterEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../engine.ts';
import { loadCredentials } from '../../store/credentials.ts';
import { serviceAccounts } from '../../store/schema.ts';
import { databasesUnderTest } from '../../store/testing.ts';
import { TEST_CALLER, until, untilSynced } from '../../testing.ts';
import {
  ben,
  control,
  domain,
  expireToken,
  link,
  type Started,
  scopes,
  settled,
  startDelegation,
} from './testing.ts';

let test: Started | null = null;
afterEach(async () => {
  await test?.stop();
  test = null;
});

async function start(...input: Parameters<typeof startDelegation>): Promise<Started> {
  test = await startDelegation(...input);
  return test;
}

describe.each(await databasesUnderTest())('delegation on %s', (kind) => {
  it('[DD1][DD3] keeps the key sealed, bound to its row, and never gives it back', async () => {
    const started = await start(kind);
    const { account, saved, keyFile, database, engine } = started;
    const { private_key_id, private_key } = JSON.parse(keyFile);
    expect(saved).toEqual({
      serviceAccount: {
        clientId: account.uniqueId,
        email: account.email,
        projectId: expect.any(String),
        keyId: private_key_id,
        updatedAt: expect.any(String),
        problem: null,
      },
      scopes,
      links: [],
    });
    const [row] = await database.db.select().from(serviceAccounts);
    const pem = private_key.slice(40, 80);
    expect(JSON.stringify(row)).not.toContain(pem);
    const { secretBox } = started.options;
    expect(secretBox.open(String(row?.privateKeySealed), 'service_accounts:google')).toContain(pem);
    expect(() => secretBox.open(String(row?.privateKeySealed), 'service_accounts:x')).toThrow();
    const foreign = JSON.stringify({ ...JSON.parse(keyFile), token_uri: 'https://evil.example/t' });
    await expect(
      engine.setup.saveServiceAccount(TEST_CALLER, 'google', { file: foreign }),
    ).rejects.toMatchObject({ data: { reason: 'foreign_token_uri' } });
  });

  it('[DD4] is the administrators’ alone', async () => {
    const { engine, keyFile } = await start(kind);
    const { setup } = engine;
    const input = { emails: [`ben@${domain}`], syncFrom: null };
    for (const refused of [
      setup.delegation(ben, 'google'),
      setup.saveServiceAccount(ben, 'google', { file: keyFile }),
      setup.removeServiceAccount(ben, 'google', true),
      setup.linkDelegated(ben, 'google', input),
      setup.testPush(ben, 'google'),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('[DD20][DD21] links mailboxes for their owners, active at once, without a client', async () => {
    const started = await start(kind);
    const { engine, database } = started;
    await engine.setup.removeClient(TEST_CALLER, 'google', false);
    const asked = await link(started, `Ben@${domain}`, `ben@${domain}`, `eva@${domain}`);
    expect(asked.links.map(({ email }) => email)).toEqual([`ben@${domain}`, `eva@${domain}`]);
    const rows = await settled(started);
    expect(rows).toMatchObject({
      [`ben@${domain}`]: { state: 'linked', userId: 'ben', problem: null },
      [`eva@${domain}`]: { state: 'linked', userId: 'eva', problem: null },
    });
    const [account] = await engine.accounts.list(ben);
    expect(account).toMatchObject({
      id: rows[`ben@${domain}`]?.accountId,
      email: `ben@${domain}`,
      status: 'active',
      grantKind: 'delegated',
      syncFrom: null,
      grantExpiresAt: null,
    });
    const id = account?.id as number;
    await untilSynced(engine, id, ben);
    expect(await engine.accounts.get(ben, id)).toMatchObject({ messageCount: 3 });
    expect(await loadCredentials(database.db, id)).toMatchObject({
      kind: 'delegated',
      refreshTokenSealed: '',
    });
    const kinds = (await engine.accounts.timeline(ben, id)).map(({ kind: entry }) => entry);
    expect(kinds).toContain('linked');
    // The owner's alone: not even the administrator sees it among theirs.
    expect(await engine.accounts.list(TEST_CALLER)).toEqual([]);
  });

  it('[DD22] says of each mailbox why it was not linked', async () => {
    const started = await start(kind);
    await link(started, `ben@${domain}`);
    await settled(started);
    const emails = [`old@${domain}`, `off@${domain}`, `nomail@${domain}`, `who@${domain}`];
    await link(started, ...emails, 'kim@other.example', 'lou@gmail.com');
    const rows = await settled(started);
    const codes = Object.entries(rows).map(([email, row]) => [email, row.problem?.code ?? 'ok']);
    expect(Object.fromEntries(codes)).toEqual({
      [`ben@${domain}`]: 'ok',
      [`old@${domain}`]: 'delegated_user_unknown',
      [`off@${domain}`]: 'delegated_user_unknown',
      [`nomail@${domain}`]: 'no_mailbox',
      [`who@${domain}`]: 'no_member',
      'kim@other.example': 'delegation_wrong_domain',
      'lou@gmail.com': 'delegation_wrong_domain',
    });
    started.simulator.world.project.isGmailApiEnabled = false;
    await link(started, `eva@${domain}`);
    expect((await settled(started))[`eva@${domain}`]?.problem?.code).toBe('api_disabled');
  });

  it('[DD22] tells a missing delegation from a missing scope, and a dead key from both', async () => {
    const started = await start(kind, { delegated: [] });
    const eva = `eva@${domain}`;
    const codeNow = async () => {
      await link(started, eva);
      return (await settled(started))[eva]?.problem?.code ?? 'ok';
    };
    expect(await codeNow()).toBe('delegation_missing');
    const { uniqueId: clientId, email } = started.account;
    started.simulator.delegate({ domain, clientId, scopes: scopes.slice(0, 1) });
    expect(await codeNow()).toBe('delegation_scope_missing');
    started.simulator.delegate({ domain, clientId, scopes });
    await control(started, 'PATCH', `/service-accounts/${email}`, { isEnabled: false });
    expect(await codeNow()).toBe('service_account_invalid');
    await control(started, 'PATCH', `/service-accounts/${email}`, { isEnabled: true });
    // What failed is taken up by asking for it again.
    expect(await codeNow()).toBe('ok');
  });

  it('[DD23] waits for a busy or broken provider instead of failing', async () => {
    const started = await start(kind);
    const { faults } = started.simulator;
    faults.add({ match: 'oauth.token', kind: { type: 'status', status: 503 } });
    await link(started, `eva@${domain}`);
    const waiting = await until(async () => {
      const { links } = await started.engine.setup.delegation(TEST_CALLER, 'google');
      return links[0]?.problem && links[0];
    }, 'the first failure');
    expect(waiting).toMatchObject({ state: 'waiting', problem: { code: 'provider_unavailable' } });
    faults.clear();
    expect(await settled(started)).toMatchObject({ [`eva@${domain}`]: { state: 'linked' } });
  });

  it('[DD24] is one account with the one that its user linked by consent', async () => {
    const started = await start(kind);
    const { engine } = started;
    const own = await started.link(`ben@${domain}`, { caller: ben });
    await link(started, `ben@${domain}`);
    expect((await settled(started))[`ben@${domain}`]).toMatchObject({
      state: 'linked',
      accountId: own.id,
    });
    // It works by their consent, and goes on so.
    expect(await engine.accounts.list(ben)).toMatchObject([{ id: own.id, grantKind: 'consent' }]);

    await link(started, `eva@${domain}`);
    await settled(started);
    const eva: Caller = { userId: 'eva', isAdministrator: false };
    await expect(started.link(`eva@${domain}`, { caller: eva })).rejects.toMatchObject({
      code: 'already_linked',
    });
    expect(await engine.accounts.list(eva)).toHaveLength(1);
  });

  it('[DD24] takes over from a consent that has ended', async () => {
    const started = await start(kind);
    const { engine, simulator } = started;
    const own = await started.link(`ben@${domain}`, { caller: ben });
    await untilSynced(engine, own.id, ben);
    simulator.changePassword(`ben@${domain}`);
    await engine.sync.wake(ben, own.id);
    await until(
      async () => (await engine.accounts.get(ben, own.id)).status === 'needs_reconnect',
      'the dead grant',
    );
    await link(started, `ben@${domain}`);
    await settled(started);
    expect(await engine.accounts.list(ben)).toMatchObject([
      { id: own.id, grantKind: 'delegated', status: 'active', problem: null },
    ]);
  });

  it('[DD24] takes up what its user never confirmed, from the start that was asked for', async () => {
    const started = await start(kind);
    const { engine } = started;
    const own = await started.link(`ben@${domain}`, { caller: ben, confirm: false });
    expect(own).toMatchObject({ status: 'confirming', syncFrom: expect.any(String) });
    await link(started, `ben@${domain}`);
    await settled(started);
    expect(await engine.accounts.list(ben)).toMatchObject([
      { id: own.id, status: 'active', grantKind: 'delegated', syncFrom: null },
    ]);
  });

  it('[DD12] a user who is gone stops one account; resuming asks for a new token', async () => {
    const started = await start(kind);
    const { engine } = started;
    await link(started, `ben@${domain}`);
    const { accountId } = (await settled(started))[`ben@${domain}`] as { accountId: number };
    await untilSynced(engine, accountId, ben);
    await control(started, 'PATCH', `/users/ben@${domain}`, { isSuspended: true });
    await expireToken(started, `ben@${domain}`, accountId);
    const stopped = await until(async () => {
      const account = await engine.accounts.get(ben, accountId);
      return account.status === 'needs_reconnect' && account;
    }, 'the suspended user');
    expect(stopped.problem?.code).toBe('delegated_user_unknown');
    await expect(engine.accounts.resume(ben, accountId)).rejects.toMatchObject({
      code: 'delegated_user_unknown',
    });
    await control(started, 'PATCH', `/users/ben@${domain}`, { isSuspended: false });
    expect(await engine.accounts.resume(ben, accountId)).toMatchObject({
      status: 'active',
      problem: null,
      grantKind: 'delegated',
    });
    await untilSynced(engine, accountId, ben);
  });

  it('[DD14] never reads the mail of whoever was given the address later', async () => {
    const started = await start(kind);
    const { engine, simulator } = started;
    await link(started, `ben@${domain}`);
    const { accountId } = (await settled(started))[`ben@${domain}`] as { accountId: number };
    await untilSynced(engine, accountId, ben);
    const { users } = simulator.world;
    const gone = users.get(`ben@${domain}`);
    const eva = users.get(`eva@${domain}`);
    if (!gone || !eva) throw new Error('no such users');
    simulator.world.revokeTokens(`ben@${domain}`);
    users.set(`ben@${domain}`, eva);
    await engine.sync.wake(ben, accountId);
    const stopped = await until(async () => {
      const account = await engine.accounts.get(ben, accountId);
      return account.status === 'needs_reconnect' && account;
    }, 'the successor');
    expect(stopped).toMatchObject({
      problem: { code: 'delegated_user_unknown' },
      messageCount: 3,
    });
    await expect(engine.accounts.resume(ben, accountId)).rejects.toMatchObject({
      code: 'delegated_user_unknown',
    });
    users.set(`ben@${domain}`, gone);
    expect(await engine.accounts.resume(ben, accountId)).toMatchObject({ status: 'active' });
  });

  it('[DD29] links an alias to nobody but whose mailbox it is', async () => {
    const started = await start(kind);
    const { engine, simulator } = started;
    const { users } = simulator.world;
    const eva = users.get(`eva@${domain}`);
    if (!eva) throw new Error('no such user');
    // Old has left, and Eva gets what is still written to them.
    users.set(`old@${domain}`, eva);
    await link(started, `old@${domain}`);
    expect((await settled(started))[`old@${domain}`]).toMatchObject({
      state: 'failed',
      problem: { code: 'wrong_mailbox' },
      accountId: null,
    });
    expect(await engine.accounts.overview(TEST_CALLER)).toEqual([]);
  });

  it('[DD12] the consent of its user takes an account over', async () => {
    const started = await start(kind);
    const { engine } = started;
    await link(started, `ben@${domain}`);
    const { accountId } = (await settled(started))[`ben@${domain}`] as { accountId: number };
    await untilSynced(engine, accountId, ben);
    await control(started, 'DELETE', `/service-accounts/${started.account.email}`);
    const browserSecret = 'a-secret-of-the-browser';
    const { authorizationUrl } = await engine.accounts.startLink(ben, {
      provider: 'google',
      reconnectAccountId: accountId,
      browserSecret,
    });
    const email = `ben@${domain}`;
    const callbackUrl = await started.simulator.approve({ authorizationUrl, email });
    await engine.accounts.finishLink(ben, { callbackUrl, browserSecret });
    expect(await engine.accounts.list(ben)).toMatchObject([
      { id: accountId, grantKind: 'consent', status: 'active' },
    ]);
    await expireToken(started, email, accountId);
    await untilSynced(engine, accountId, ben);
    // It needs the service account no more.
    expect(await engine.setup.removeServiceAccount(TEST_CALLER, 'google', false)).toMatchObject({
      serviceAccount: null,
    });
  });

  it('[DD13] a delegation that was withdrawn breaks no account and is told to administrators', async () => {
    const started = await start(kind);
    const { engine, account } = started;
    await link(started, `ben@${domain}`);
    const { accountId } = (await settled(started))[`ben@${domain}`] as { accountId: number };
    await untilSynced(engine, accountId, ben);
    await control(started, 'DELETE', `/workspaces/${domain}/delegations/${account.uniqueId}`);
    await expireToken(started, `ben@${domain}`, accountId);
    await until(
      async () =>
        (await engine.setup.delegation(TEST_CALLER, 'google')).serviceAccount?.problem?.code ===
        'delegation_missing',
      'the problem',
    );
    expect(await engine.accounts.get(ben, accountId)).toMatchObject({ status: 'active' });
    started.simulator.delegate({ domain, clientId: account.uniqueId, scopes });
    await engine.sync.wake(ben, accountId);
    await until(
      async () =>
        (await engine.setup.delegation(TEST_CALLER, 'google')).serviceAccount?.problem === null,
      'the recovery',
    );
  });

  it('[DD25] its owner may pause it, and unlink it: the row says so, nothing is revoked', async () => {
    const started = await start(kind);
    const { engine, simulator } = started;
    await link(started, `ben@${domain}`);
    const { accountId } = (await settled(started))[`ben@${domain}`] as { accountId: number };
    expect(await engine.accounts.pause(ben, accountId)).toMatchObject({ status: 'paused' });
    expect(await engine.accounts.resume(ben, accountId)).toMatchObject({ status: 'active' });
    const revocations = () =>
      simulator.faults.list().find(({ match }) => match === 'oauth.revoke')?.remaining;
    simulator.faults.add({
      match: 'oauth.revoke',
      kind: { type: 'latency', ms: 1 },
      remaining: 5,
    });
    await engine.accounts.unlink(ben, accountId);
    await until(async () => (await engine.accounts.list(ben)).length === 0, 'the unlinking');
    expect(revocations()).toBe(5);
    expect((await settled(started))[`ben@${domain}`]).toMatchObject({
      state: 'failed',
      problem: { code: 'account_unlinked' },
      accountId: null,
    });
    await link(started, `ben@${domain}`);
    expect((await settled(started))[`ben@${domain}`]).toMatchObject({ state: 'linked' });
  });

  it('[DD26] is not removed from under its accounts unless asked to', async () => {
    const started = await start(kind);
    const { engine } = started;
    await link(started, `ben@${domain}`, `who@${domain}`);
    await settled(started);
    const own = await started.link(`eva@${domain}`);
    await expect(
      engine.setup.removeServiceAccount(TEST_CALLER, 'google', false),
    ).rejects.toMatchObject({ code: 'conflict', data: { accountCount: 1 } });
    expect(await engine.setup.removeServiceAccount(TEST_CALLER, 'google', true)).toEqual({
      serviceAccount: null,
      scopes,
      links: [],
    });
    expect(await engine.accounts.list(ben)).toEqual([]);
    // What lives by consent is untouched.
    expect(await engine.accounts.list(TEST_CALLER)).toMatchObject([{ id: own.id }]);
    await expect(link(started, `ben@${domain}`)).rejects.toMatchObject({
      code: 'service_account_missing',
    });
    await expect(
      engine.setup.removeServiceAccount(TEST_CALLER, 'google', true),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[DD27] another OAuth client asks nobody to reconnect who is linked by delegation', async () => {
    const started = await start(kind);
    const { engine, simulator } = started;
    await link(started, `ben@${domain}`);
    await settled(started);
    const other = simulator.registerClient({
      type: 'web',
      redirectUris: ['http://localhost:3000/admin/settings/mail/oauth2'],
    });
    const saved = await engine.setup.saveClient(TEST_CALLER, 'google', {
      clientId: other.clientId,
      clientSecret: other.clientSecret,
    });
    expect(saved.accountCount).toBe(0);
    expect(await engine.accounts.list(ben)).toMatchObject([{ status: 'active' }]);
  });
});

describe('the clock', () => {
  it('[DD10] is the provider’s: a server that runs ahead is told once, and goes by it', async () => {
    const now = () => new Date(Date.now() + 10 * 60_000);
    const started = await start('pglite', { engine: { now } });
    await link(started, `eva@${domain}`);
    expect((await settled(started))[`eva@${domain}`]).toMatchObject({ state: 'linked' });
  });
});
