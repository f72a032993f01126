import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import { loadGuide } from '../store/guides.ts';
import { credentials as credentialRows } from '../store/schema.ts';
import { startTestEngine, TEST_CALLER, type TestEngine } from '../testing.ts';

const ada = 'ada@gmail.example';
const bob = 'bob@gmail.example';
const mailScope = 'https://mail.google.com/';
const browserSecret = 'browser-secret-0123456789';
const ben: Caller = { userId: 'ben', isAdministrator: false };

let test: TestEngine;

beforeAll(async () => {
  test = await startTestEngine({
    simulator: { users: [{ email: ada }, { email: bob }] },
    engine: { runJobs: false },
  });
});
afterAll(() => test?.stop());
afterEach(async () => {
  for (const { id } of await test.engine.accounts.list(TEST_CALLER))
    await test.engine.accounts.unlink(TEST_CALLER, id);
  await expect.poll(() => test.engine.accounts.list(TEST_CALLER)).toEqual([]);
  test.simulator.world.revokeTokens(ada);
  test.simulator.world.revokeTokens(bob);
});

type Start = Parameters<TestEngine['engine']['accounts']['startLink']>[1];

const start = (input: Partial<Start> = {}, caller = TEST_CALLER) =>
  test.engine.accounts.startLink(caller, { provider: 'google', browserSecret, ...input });

async function go(
  input: Partial<Start>,
  email: string,
  { untick = [] as string[], forgetHint = false } = {},
) {
  const { authorizationUrl } = await start(input);
  const url = new URL(authorizationUrl);
  if (forgetHint) {
    url.searchParams.delete('login_hint');
    url.searchParams.set('prompt', 'select_account consent');
  }
  const callbackUrl = await test.simulator.approve({ authorizationUrl: url.href, email, untick });
  return test.engine.accounts.finishLink(TEST_CALLER, { callbackUrl, browserSecret });
}

/** Leaves the box for mail unticked. */
async function untick(input: Partial<Start> = {}, email = ada): Promise<MailError> {
  const error = await go(input, email, { untick: [mailScope] }).catch((one: unknown) => one);
  if (!(error instanceof MailError)) throw new Error('it was linked');
  return error;
}

const consentOf = async (email: string) =>
  test.simulator.snapshot().identity.consents.find(({ sub }) => sub === subjectOf(email))?.scopes;
const subjectOf = (email: string) => test.simulator.world.users.get(email)?.sub;

describe('a permission that was left unticked', () => {
  it('[LK8] ends the attempt, stores nothing, and keeps what was granted', async () => {
    const error = await untick();
    expect(error).toMatchObject({
      code: 'scope_missing',
      data: { missing: [mailScope], email: ada, transactionId: expect.any(String) },
    });
    expect(await test.engine.accounts.list(TEST_CALLER)).toEqual([]);
    expect(await test.database.db.select().from(credentialRows)).toEqual([]);
    expect(await consentOf(ada)).toContain('openid');
  });

  it('[LK16] is asked for alone, of the same mailbox, and added to the rest', async () => {
    const { data } = await untick();
    const continueTransactionId = String(data.transactionId);
    const { authorizationUrl } = await start({ continueTransactionId });
    const asked = new URL(authorizationUrl).searchParams;
    expect(asked.get('scope')).toBe(`openid email ${mailScope}`);
    expect(asked.get('include_granted_scopes')).toBe('true');
    expect(asked.get('login_hint')).toBe(ada);
    expect(asked.get('prompt')).toBe('consent');

    const { account, needsConfirmation } = await go({ continueTransactionId }, ada);
    expect({ email: account.email, needsConfirmation }).toEqual({
      email: ada,
      needsConfirmation: true,
    });
    const [row] = await test.database.db.select().from(credentialRows);
    // The name was allowed in the first attempt only.
    expect(row?.scope.split(' ').sort()).toEqual([
      mailScope,
      'https://www.googleapis.com/auth/userinfo.email',
      'https://www.googleapis.com/auth/userinfo.profile',
      'openid',
    ]);
  });

  it('[LK16] can be left unticked again, and asked for again', async () => {
    const first = await untick();
    const second = await untick({ continueTransactionId: String(first.data.transactionId) });
    expect(second.data).toMatchObject({ missing: [mailScope], email: ada });
    const { account } = await go({ continueTransactionId: String(second.data.transactionId) }, ada);
    expect(account.email).toBe(ada);
  });

  it('[LK16] [LK17] is no way to another mailbox', async () => {
    const { data } = await untick();
    const continueTransactionId = String(data.transactionId);
    const other = go({ continueTransactionId }, bob, { forgetHint: true });
    await expect(other).rejects.toMatchObject({
      code: 'wrong_mailbox',
      data: { expected: ada, actual: bob },
    });
    expect(await test.engine.accounts.list(TEST_CALLER)).toEqual([]);
    expect(await consentOf(bob)).toBeUndefined();
  });

  it('[LK16] belongs to its user, its browser and its provider', async () => {
    const { data } = await untick();
    const continueTransactionId = String(data.transactionId);
    const expired = { code: 'link_expired' };
    await expect(start({ continueTransactionId }, ben)).rejects.toMatchObject(expired);
    const absent = { continueTransactionId: '0'.repeat(32) };
    await expect(start(absent)).rejects.toMatchObject(expired);
    const elsewhere = { continueTransactionId, browserSecret: 'another-browser-0123456789' };
    await expect(start(elsewhere)).rejects.toMatchObject(expired);
    // An attempt that ended otherwise is none to go on from.
    const { transactionId } = await start();
    await expect(start({ continueTransactionId: transactionId })).rejects.toMatchObject(expired);
  });

  it('[LK16] goes on with the account that was being reconnected', async () => {
    const { id } = await test.link(ada);
    const { data } = await untick({ reconnectAccountId: id });
    expect(await test.engine.accounts.get(TEST_CALLER, id)).toMatchObject({ status: 'active' });
    const again = await go({ continueTransactionId: String(data.transactionId) }, ada);
    expect(again).toMatchObject({ account: { id, status: 'active' }, needsConfirmation: false });
  });
});

describe('authorising the same mailbox again', () => {
  it('[LK17] refuses another mailbox before it looks at it, and stores nothing', async () => {
    const { id } = await test.link(ada);
    const before = await test.database.db.select().from(credentialRows);
    for (const unticked of [[], [mailScope]]) {
      const other = go({ reconnectAccountId: id }, bob, { forgetHint: true, untick: unticked });
      await expect(other).rejects.toMatchObject({
        code: 'wrong_mailbox',
        data: { expected: ada, actual: bob },
      });
    }
    expect(await test.database.db.select().from(credentialRows)).toEqual(before);
    expect(await test.engine.accounts.list(TEST_CALLER)).toHaveLength(1);
    // Its grant was given back.
    expect(await consentOf(bob)).toBeUndefined();
    expect(test.simulator.world.usage.read()[bob]).toBeUndefined();
  });

  it('[LK17] gives the grant back when its account has gone meanwhile', async () => {
    const { id } = await test.link(ada);
    const { authorizationUrl } = await start({ reconnectAccountId: id });
    const callbackUrl = await test.simulator.approve({ authorizationUrl, email: ada });
    await test.engine.accounts.unlink(TEST_CALLER, id);
    await expect.poll(() => test.engine.accounts.list(TEST_CALLER)).toEqual([]);
    const finish = test.engine.accounts.finishLink(TEST_CALLER, { callbackUrl, browserSecret });
    await expect(finish).rejects.toMatchObject({ code: 'link_expired' });
    expect(await test.database.db.select().from(credentialRows)).toEqual([]);
  });
});

describe('what came of the last attempt', () => {
  const lastLink = async () => (await loadGuide(test.database.db, 'google'))?.lastLink;

  it('[LK18] is kept: success with the mailbox, failures with their facts, no tokens', async () => {
    const { id } = await test.link(ada);
    expect(await lastLink()).toMatchObject({
      code: 'linked',
      data: { email: ada, grantExpiresAt: null },
    });
    await go({ reconnectAccountId: id }, ada);
    expect(await lastLink()).toMatchObject({ code: 'reconnected', data: { email: ada } });
    const { data } = await untick({}, bob);
    expect(await lastLink()).toEqual({
      code: 'scope_missing',
      data: { missing: [mailScope], email: bob },
      at: expect.any(String),
    });
    expect(JSON.stringify(await lastLink())).not.toContain(String(data.transactionId));
    await go({}, ada).catch(() => {});
    expect(await lastLink()).toMatchObject({ code: 'already_linked', data: {} });
  });

  it('[LK18] is also the page that a user says to have been stopped by', async () => {
    const report = { provider: 'google', page: 'admin_policy_enforced' } as const;
    await test.engine.accounts.reportBlocked(ben, report);
    expect(await lastLink()).toMatchObject({
      code: 'blocked',
      data: { page: 'admin_policy_enforced' },
    });
    const absent = { ...report, provider: 'google-simulated' } as const;
    await expect(test.engine.accounts.reportBlocked(ben, absent)).rejects.toMatchObject({
      code: 'provider_not_configured',
    });
  });

  it('[LK19] members learn what to expect of a provider, and no secret', async () => {
    const answers = { audience: 'external', publishing: 'testing' } as const;
    await test.engine.setup.saveGuide(TEST_CALLER, 'google', { answers });
    const [available] = await test.engine.setup.available(ben);
    expect(available).toEqual({
      provider: 'google',
      isSimulated: false,
      clientId: test.simulator.clients()[0]?.clientId,
      ...answers,
      adminUrl: 'https://admin.google.com',
    });
  });
});
