import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGooglePushReader } from './google-push.ts';

const audience = 'https://mail.example.org/api/webhooks/google';
const email = 'push@project.iam.example';
const body = {
  message: {
    data: Buffer.from(
      JSON.stringify({ emailAddress: 'Ann@Gmail.example', historyId: 42 }),
    ).toString('base64'),
    messageId: '1',
  },
  subscription: 'projects/p/subscriptions/s',
};

let server: Server;
let issuer: string;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let others: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  others = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256' };
  server = createServer((request, response) => {
    const isKeys = request.url === '/keys';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const token = (claims: Record<string, unknown> = {}, key = keys.privateKey) =>
  new SignJWT({ iss: issuer, aud: audience, email, email_verified: true, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);

const reader = (serviceAccount: string | null = email) =>
  createGooglePushReader({
    audience,
    clients: async () => [{ provider: 'google', issuer, serviceAccount }],
    now: () => new Date(),
  });

describe('google push', () => {
  it('[SY13] reads a genuine push', async () => {
    const authorization = `Bearer ${await token()}`;
    expect(await reader().read({ authorization, body })).toEqual({
      provider: 'google',
      push: { email: 'ann@gmail.example', historyId: '42' },
    });
  });

  it('[SY13] refuses every other', async () => {
    const wrong = [
      null,
      'Bearer a.b.c',
      `Bearer ${await token({ aud: 'https://elsewhere.example' })}`,
      `Bearer ${await token({ iss: 'https://elsewhere.example' })}`,
      `Bearer ${await token({ email: 'eve@example.org' })}`,
      `Bearer ${await token({ email_verified: false })}`,
      `Bearer ${await token({ exp: 1 }, others.privateKey)}`,
      `Bearer ${await token({}, others.privateKey)}`,
    ];
    for (const authorization of wrong)
      await expect(reader().read({ authorization, body })).rejects.toMatchObject({
        code: 'webhook_invalid',
      });
    const authorization = `Bearer ${await token()}`;
    await expect(reader(null).read({ authorization, body })).rejects.toMatchObject({
      code: 'webhook_invalid',
    });
  });

  it('[SY13] asks an issuer that does not answer once in 30 seconds', async () => {
    let asked = 0;
    const silent = createServer((_request, response) => {
      asked += 1;
      response.statusCode = 503;
      response.end();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    let nowMs = Date.now();
    const failing = createGooglePushReader({
      audience,
      clients: async () => [{ provider: 'google', issuer: address, serviceAccount: email }],
      now: () => new Date(nowMs),
    });
    const authorization = `Bearer ${await token()}`;
    const push = () => failing.read({ authorization, body }).catch(() => null);
    for (let count = 0; count < 20; count += 1) await push();
    await Promise.all([push(), push()]);
    expect(asked).toBe(1);
    nowMs += 30_000;
    await push();
    await push();
    expect(asked).toBe(2);
    silent.close();
  });

  it('[SY13] refuses bodies that are no notification', async () => {
    const authorization = `Bearer ${await token()}`;
    const data = (text: string) => ({ message: { data: Buffer.from(text).toString('base64') } });
    for (const hostile of [null, 'x', {}, { message: {} }, data('{'), data('[]'), data('{}')])
      await expect(reader().read({ authorization, body: hostile })).rejects.toMatchObject({
        code: 'webhook_invalid',
      });
  });
});
