import { describe, expect, it } from 'vitest';
import {
  accounts,
  ann,
  ben,
  browserSecret,
  linked,
  provider,
  setAccountsStage,
  setup,
  test,
} from './testing.ts';

setAccountsStage();

describe('provider clients and their accounts', () => {
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
