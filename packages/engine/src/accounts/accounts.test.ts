import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import { type GmailTest, startGmailTest } from '../providers/gmail/testing.ts';
import { createLimits } from '../providers/limits.ts';
import { openProvider } from '../providers/open.ts';
import { createSecretBox } from '../secret-box.ts';
import { openClient } from '../setup/clients.ts';
import { createSetup } from '../setup/setup.ts';
import { loadAccount } from '../store/accounts.ts';
import {
  accounts as accountRows,
  credentials as credentialRows,
  messages,
} from '../store/schema.ts';
import { openTestDatabase, type TestDatabase } from '../store/testing.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Credentials, createCredentials } from './credentials.ts';

const ann: Caller = { userId: 'ann', isAdministrator: true };
const ben: Caller = { userId: 'ben', isAdministrator: false };
const browserSecret = 'browser-secret-of-ann-0123456789';
const publicUrl = 'http://localhost:3000';
const provider = 'google' as const;
const mailScope = 'https://mail.google.com/';
const logger = pino({ level: 'silent' });

let test: GmailTest;
let database: TestDatabase;
let accounts: Accounts;
let credentials: Credentials;
let setup: ReturnType<typeof createSetup>;
const ready: number[] = [];
const now = () => new Date(test.simulator.clock.now());
const secretBox = createSecretBox(randomBytes(32));

/** Delegation and push have tests of their own. */
const noDelegation = async () => {
  throw new MailError('service_account_missing');
};

function wire(): void {
  const { db } = database;
  const endpoints = { googleIssuer: test.simulator.issuer, gmailUrl: test.simulator.gmailUrl };
  const client = (id: string) => openClient({ db, secretBox, endpoints }, id);
  const limits = createLimits();
  const { oauth } = test;
  credentials = createCredentials({
    ...{ database, secretBox, oauth, openClient: client, logger, now },
    askDelegated: noDelegation,
  });
  const open = (account: { id: number; provider: string; subject: string }, more: object) =>
    openProvider({
      account,
      limits,
      logger,
      now,
      settings: { endpoints },
      ...(more as { client: never; tokens: never }),
    });
  accounts = createAccounts({
    ...{ db, secretBox, oauth, credentials, publicUrl, logger, now, openClient: client },
    blobs: { removeIfOlder: async () => true },
    openMailbox: ({ client: opened, tokens, ...mailbox }) =>
      open({ id: 0, ...mailbox }, { client: opened.row, tokens }),
    openProvider: async (account) =>
      open(account, {
        client: (await client(account.provider)).row,
        tokens: credentials.tokensFor(account.id),
      }),
    onAccountReady: (id) => void ready.push(id),
    onAccountStopped: () => {},
    quotaWaitMs: () => 0,
    sizeLimits: () => ({ attachedBytes: 2, fileBytes: 1 }),
  });
  setup = createSetup({
    ...{ db, secretBox, oauth, publicUrl, endpoints, now },
    delegation: {
      delegation: noDelegation,
      saveServiceAccount: noDelegation,
      removeServiceAccount: noDelegation,
      linkDelegated: noDelegation,
    },
    pushTest: {
      start: noDelegation,
      view: () => ({ state: 'none', startedAt: null, elapsedMs: null, problem: null }),
    },
    doctor: { run: noDelegation, runSoon: () => {} },
    endAccount: accounts.endAccount,
  });
}

async function link(
  caller: Caller,
  email: string,
  how: {
    reconnectAccountId?: number;
    untick?: string[];
    decision?: 'allow' | 'deny';
    returnTo?: string;
  } = {},
) {
  const { reconnectAccountId, returnTo, ...consent } = how;
  const started = await accounts.startLink(caller, {
    provider,
    browserSecret,
    ...(returnTo ? { returnTo } : {}),
    ...(reconnectAccountId ? { reconnectAccountId } : {}),
  });
  // Who is asked for a hinted account may still choose another.
  const url = new URL(started.authorizationUrl);
  url.searchParams.delete('login_hint');
  const authorizationUrl = url.href;
  const callbackUrl = await test.simulator.approve({ authorizationUrl, email, ...consent });
  return {
    started,
    callbackUrl,
    finish: () => accounts.finishLink(caller, { callbackUrl, browserSecret }),
  };
}

async function linked(caller: Caller, email: string) {
  const { finish } = await link(caller, email);
  const { account } = await finish();
  return accounts.confirm(caller, account.id, { syncFrom: null });
}

const settled = (id: number) =>
  vi.waitFor(async () => expect(await loadAccount(database.db, id)).toBeNull(), 10_000);

beforeAll(async () => {
  test = await startGmailTest({
    users: [
      { email: 'ada@gmail.com' },
      { email: 'bob@gmail.com' },
      { email: 'nomail@corp.example', hasMailbox: false },
    ],
  });
  database = await openTestDatabase();
  wire();
  await setup.saveClient(ann, provider, {
    clientId: test.client.clientId,
    clientSecret: test.client.clientSecret,
  });
});
afterAll(async () => {
  await accounts?.settle();
  await database?.close();
  await test?.stop();
});
afterEach(async () => {
  test.simulator.faults.clear();
  ready.length = 0;
  for (const { id } of await database.db.select({ id: accountRows.id }).from(accountRows))
    await accounts.endAccount(id);
});

describe('linking', () => {
  it('[LK1] links, confirms and hands the account to synchronisation', async () => {
    const { finish } = await link(ann, 'ada@gmail.com', { returnTo: '/settings/accounts' });
    const { account, needsConfirmation, returnTo } = await finish();
    expect({ needsConfirmation, returnTo }).toEqual({
      needsConfirmation: true,
      returnTo: '/settings/accounts',
    });
    expect(account).toMatchObject({
      email: 'ada@gmail.com',
      status: 'confirming',
      problem: null,
      isSimulated: false,
      grantExpiresAt: null,
    });
    expect(ready).toEqual([]);
    expect(await accounts.confirm(ann, account.id, { syncFrom: null })).toMatchObject({
      status: 'active',
      syncFrom: null,
    });
    expect(ready).toEqual([account.id]);
    expect(await accounts.identities(ann, account.id)).toMatchObject([
      { email: 'ada@gmail.com', isDefault: true, isVerified: true },
    ]);
    await expect(accounts.confirm(ann, account.id, { syncFrom: null })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await credentials.getAccessToken(account.id)).toMatch(/.{20}/);
  });

  it('[LK2] stores tokens sealed only', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    const token = await credentials.getAccessToken(id);
    const refreshToken = await credentials.refreshToken(id);
    const [row] = await database.db.select().from(credentialRows);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(JSON.stringify(row)).not.toContain(refreshToken);
    expect(row?.refreshTokenSealed).toMatch(/^v1\./);
  });

  it('[LK3] a callback is good once', async () => {
    const { finish } = await link(ann, 'ada@gmail.com');
    const results = await Promise.allSettled([finish(), finish()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(finish()).rejects.toMatchObject({ code: 'link_expired' });
  });

  it('[LK4] a callback is good for ten minutes', async () => {
    const { finish } = await link(ann, 'ada@gmail.com');
    test.simulator.clock.advance(10 * 60_000 + 1_000);
    await expect(finish()).rejects.toMatchObject({ code: 'link_expired' });
  });

  it('[LK5] only for the user and the browser that began it', async () => {
    const { callbackUrl, finish } = await link(ann, 'ada@gmail.com');
    const refused = { code: 'link_wrong_user' };
    await expect(accounts.finishLink(ben, { callbackUrl, browserSecret })).rejects.toMatchObject(
      refused,
    );
    const otherBrowser = { callbackUrl, browserSecret: 'another-browser-0123456789' };
    await expect(accounts.finishLink(ann, otherBrowser)).rejects.toMatchObject(refused);
    // A stranger's attempt uses nothing up.
    expect((await finish()).account.email).toBe('ada@gmail.com');
  });

  it('[LK6] refuses hostile callbacks, each with its code', async () => {
    const { callbackUrl } = await link(ann, 'ada@gmail.com');
    const finish = (url: string) =>
      accounts.finishLink(ann, { callbackUrl: url, browserSecret }).then(
        () => 'linked',
        (error: { code: string }) => error.code,
      );
    const state = new URL(callbackUrl).searchParams.get('state') as string;
    expect(await finish('')).toBe('invalid_input');
    expect(await finish('http://[')).toBe('invalid_input');
    expect(await finish(`${callbackUrl}${'x'.repeat(9_000)}`)).toBe('invalid_input');
    expect(await finish(callbackUrl.replace(/state=[^&]*/, ''))).toBe('invalid_input');
    expect(await finish(`${callbackUrl}&state=${state}`)).toBe('invalid_input');
    expect(await finish(callbackUrl.replace(state, `${state}x`))).toBe('link_expired');
    expect(await finish(`${callbackUrl}&code=second`)).toBe('identity_invalid');
    const next = await link(ann, 'ada@gmail.com');
    const forged = next.callbackUrl.replace(/([?&])code=[^&]*/, '$1code=forged');
    expect(await finish(forged)).toBe('link_expired');
    const third = await link(ann, 'ada@gmail.com');
    const mixedUp = new URL(third.callbackUrl);
    mixedUp.searchParams.set('iss', 'https://evil.example');
    expect(await finish(mixedUp.href)).toBe('identity_invalid');
    expect(await accounts.list(ann)).toEqual([]);
  });

  it('[LK7] says that consent was refused', async () => {
    const { finish } = await link(ann, 'ada@gmail.com', { decision: 'deny' });
    await expect(finish()).rejects.toMatchObject({ code: 'consent_denied' });
  });

  it('[LK8] says which permission was left unticked', async () => {
    const { finish } = await link(ann, 'ada@gmail.com', { untick: [mailScope] });
    await expect(finish()).rejects.toMatchObject({
      code: 'scope_missing',
      data: { missing: [mailScope] },
    });
    expect(await accounts.list(ann)).toEqual([]);
  });

  it('[LK9] says that a Google account has no Gmail', async () => {
    const { finish } = await link(ann, 'nomail@corp.example');
    await expect(finish()).rejects.toMatchObject({ code: 'no_mailbox' });
  });

  it('[LK10] says that the API is off, with the page that switches it on', async () => {
    const { finish } = await link(ann, 'ada@gmail.com');
    test.simulator.world.project.isGmailApiEnabled = false;
    const error = await finish().catch((one: unknown) => one);
    test.simulator.world.project.isGmailApiEnabled = true;
    expect(error).toMatchObject({
      code: 'api_disabled',
      data: { activationUrl: expect.stringContaining('/apis/api/gmail.googleapis.com/') },
    });
  });

  it('[LK11] refuses a second link of the same mailbox and leaves the first working', async () => {
    const first = await linked(ann, 'ada@gmail.com');
    const { finish } = await link(ann, 'ada@gmail.com');
    await expect(finish()).rejects.toMatchObject({
      code: 'already_linked',
      data: { accountId: first.id },
    });
    const token = await credentials.getAccessToken(first.id);
    expect(await credentials.getAccessToken(first.id, { rejected: token })).not.toBe(token);
  });

  it('[LK12] a link that was not confirmed is taken up again', async () => {
    const first = await (await link(ann, 'ada@gmail.com')).finish();
    const second = await (await link(ann, 'ada@gmail.com')).finish();
    expect(second).toMatchObject({ account: { id: first.account.id }, needsConfirmation: true });
  });

  it('[LK13] the death of a grant of Testing mode is known', async () => {
    const { project } = test.simulator.world;
    project.publishingStatus = 'testing';
    project.testUsers.add('ada@gmail.com');
    const { account } = await (await link(ann, 'ada@gmail.com')).finish();
    project.publishingStatus = 'production';
    const days = (Date.parse(account.grantExpiresAt ?? '') - now().getTime()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
  });

  it('[LK14] leads nowhere but back to this site', async () => {
    for (const returnTo of ['https://evil.example', '//evil.example', '/\\evil.example', 'x'])
      expect((await (await link(ann, 'ada@gmail.com', { returnTo })).finish()).returnTo).toBeNull();
  });

  it('[LK15] a foreign account answers like an absent one', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    const absent = { code: 'not_found' };
    for (const target of [id, 999_999, -1, Number.NaN]) {
      for (const attempt of [
        () => accounts.get(ben, target),
        () => accounts.confirm(ben, target, { syncFrom: null }),
        () => accounts.changeStart(ben, target, null),
        () => accounts.pause(ben, target),
        () => accounts.resume(ben, target),
        () => accounts.unlink(ben, target),
        () => accounts.identities(ben, target),
        () => accounts.timeline(ben, target),
      ])
        await expect(attempt()).rejects.toMatchObject(absent);
    }
    const reconnectAccountId = id;
    await expect(
      accounts.startLink(ben, { provider, browserSecret, reconnectAccountId }),
    ).rejects.toMatchObject(absent);
    expect(await accounts.list(ben)).toEqual([]);
    expect(await accounts.identities(ben, null)).toEqual([]);
  });
});

describe('afterwards', () => {
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

describe('setup', () => {
  it('[LK40] shows what there is, and never the secret', async () => {
    const view = await setup.get(ann);
    expect(view).toMatchObject({
      redirectUri: 'http://localhost:3000/admin/settings/mail/oauth2',
      redirectUriProblems: [],
      clients: [{ provider, hasSecret: true, status: 'working' }],
    });
    expect(JSON.stringify(view)).not.toContain(test.client.clientSecret);
    expect(await setup.available(ben)).toEqual([
      {
        provider,
        isSimulated: false,
        clientId: test.client.clientId,
        audience: null,
        publishing: null,
        adminUrl: 'https://admin.google.com',
      },
    ]);
  });

  it("[LK41] is the administrator's alone", async () => {
    const forbidden = { code: 'forbidden' };
    const input = { clientId: 'x', clientSecret: 'y' };
    await expect(setup.get(ben)).rejects.toMatchObject(forbidden);
    await expect(setup.saveClient(ben, provider, input)).rejects.toMatchObject(forbidden);
    await expect(setup.saveClientFile(ben, provider, '{}')).rejects.toMatchObject(forbidden);
    await expect(setup.testClient(ben, provider)).rejects.toMatchObject(forbidden);
    await expect(setup.removeClient(ben, provider, true)).rejects.toMatchObject(forbidden);
  });

  it('[LK42] tells a wrong ID from a wrong secret, and keeps the pair that works', async () => {
    const { clientId } = test.client;
    await expect(
      setup.saveClient(ann, provider, { clientId, clientSecret: 'wrong' }),
    ).rejects.toMatchObject({ code: 'client_secret_wrong' });
    await expect(
      setup.saveClient(ann, provider, { clientId: '1-x.apps', clientSecret: 'wrong' }),
    ).rejects.toMatchObject({ code: 'client_unknown' });
    expect(await setup.testClient(ann, provider)).toMatchObject({ status: 'working', clientId });
  });

  it('[LK43] saves untested when nobody answers', async () => {
    test.simulator.faults.add({ match: '*', kind: { type: 'status', status: 503 } });
    const { clientId } = test.client;
    expect(await setup.saveClient(ann, provider, { clientId })).toMatchObject({
      status: 'untested',
    });
    test.simulator.faults.clear();
    expect(await setup.saveClient(ann, provider, { clientId })).toMatchObject({
      status: 'working',
    });
  });

  it('[LK44] a new secret keeps accounts linked; another client asks them to reconnect', async () => {
    const { id } = await linked(ann, 'ada@gmail.com');
    const { clientId, clientSecret } = test.client;
    await setup.saveClient(ann, provider, { clientId, clientSecret });
    expect(await accounts.get(ann, id)).toMatchObject({ status: 'active' });
    const redirectUris = ['http://localhost:3000/admin/settings/mail/oauth2'];
    const other = test.simulator.registerClient({ type: 'web', redirectUris });
    await expect(
      setup.saveClient(ann, provider, { clientId: other.clientId }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await setup.saveClientFile(ann, provider, other.clientSecretJson);
    expect(await accounts.get(ann, id)).toMatchObject({
      status: 'needs_reconnect',
      problem: { code: 'token_revoked', message: expect.stringContaining('client ID') },
    });
    await setup.saveClient(ann, provider, { clientId, clientSecret });
  });

  it('[LK45] is not removed from under its accounts unless asked to', async () => {
    await linked(ann, 'ada@gmail.com');
    await expect(setup.removeClient(ann, provider, false)).rejects.toMatchObject({
      code: 'conflict',
      data: { accountCount: 1 },
    });
    await setup.removeClient(ann, provider, true);
    expect((await setup.get(ann)).clients).toEqual([]);
    expect(await accounts.list(ann)).toEqual([]);
    await expect(accounts.startLink(ann, { provider, browserSecret })).rejects.toMatchObject({
      code: 'provider_not_configured',
    });
    await setup.saveClient(ann, provider, {
      clientId: test.client.clientId,
      clientSecret: test.client.clientSecret,
    });
  });

  it('[LK46] the simulator is a provider of its own, plainly marked', async () => {
    const { clientId, clientSecret } = test.client;
    const { issuer, gmailUrl: apiUrl } = test.simulator;
    await setup.useSimulator({ clientId, clientSecret, issuer, apiUrl });
    expect(await setup.available(ben)).toContainEqual(
      expect.objectContaining({ provider: 'google-simulated', isSimulated: true }),
    );
    await expect(
      setup.saveClient(ann, 'google-simulated', { clientId, clientSecret }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await setup.removeClient(ann, 'google-simulated', false);
  });
});
