import { describe, expect, it } from 'vitest';
import { credentials as credentialRows } from '../store/schema.ts';
import {
  accounts,
  ann,
  ben,
  browserSecret,
  credentials,
  database,
  link,
  linked,
  mailScope,
  now,
  provider,
  ready,
  setAccountsStage,
  test,
} from './testing.ts';

setAccountsStage();

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
