import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOAuth } from './oauth.ts';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

const redirectUri = 'http://localhost:3000/callback';
const expected = {
  redirectUri,
  ...{ state: 'state-1', nonce: 'nonce-1', codeVerifier: 'v'.repeat(64) },
};
const clientId = 'client-1';

let server: Server;
let issuer: string;
let keys: Keys;
let strangers: Keys;
/** What the hostile issuer answers at its token endpoint, and how it describes itself. */
let answer: () => Promise<Record<string, unknown>>;
let metadata: Record<string, unknown>;

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  strangers = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/keys') return response.end(JSON.stringify({ keys: [jwk] }));
    if (request.url === '/token') return response.end(JSON.stringify(await answer()));
    const own = {
      ...{ issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` },
      authorization_endpoint: `${issuer}/authorize`,
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
    };
    response.end(JSON.stringify({ ...own, ...metadata }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  metadata = {};
  answer = async () => tokens(await signed());
});

const now = () => Math.floor(Date.now() / 1_000);
const claims = (over: Record<string, unknown> = {}) => ({
  ...{ iss: issuer, aud: clientId, sub: 'subject-1', nonce: expected.nonce },
  ...{ iat: now(), exp: now() + 3_600, email: 'ann@example.org', email_verified: true },
  ...over,
});
const signed = (over: Record<string, unknown> = {}, key = keys.privateKey, kid = 'k1') =>
  new SignJWT(claims(over)).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
const tokens = (idToken: string | null) => ({
  ...{ access_token: 'access', token_type: 'Bearer', expires_in: 3_600, scope: 'openid email' },
  ...(idToken === null ? {} : { id_token: idToken }),
});

function exchange(callback: Record<string, string> = {}) {
  const client = { issuer, clientId, clientSecret: 'secret' };
  const query = new URLSearchParams({ state: 'state-1', code: 'c', iss: issuer, ...callback });
  return createOAuth().exchange(client, query, expected);
}

describe('an authorisation', () => {
  it('[LK24] believes an id_token that its issuer signed for us, just now, for this attempt', async () => {
    await expect(exchange()).resolves.toMatchObject({
      identity: { issuer, subject: 'subject-1', email: 'ann@example.org' },
      refreshToken: null,
    });
  });

  it.each<[string, () => Promise<string | null>]>([
    ['a stranger’s signature under the known key id', () => signed({}, strangers.privateKey)],
    ['a stranger’s key id', () => signed({}, strangers.privateKey, 'k2')],
    ['no signature at all', async () => new UnsecuredJWT(claims()).encode()],
    [
      'a secret where a key belongs',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(new TextEncoder().encode('secret'.padEnd(32, '-'))),
    ],
    ['claims changed after signing', async () => tampered(await signed())],
    ['another client as audience', () => signed({ aud: 'client-2' })],
    [
      'several audiences, another party authorised',
      () => signed({ aud: [clientId, 'x'], azp: 'x' }),
    ],
    ['another issuer', () => signed({ iss: 'https://accounts.google.com' })],
    ['another attempt’s nonce', () => signed({ nonce: 'nonce-2' })],
    ['no nonce', () => signed({ nonce: undefined })],
    ['an end long ago', () => signed({ iat: now() - 7_200, exp: now() - 3_600 })],
    ['no end', () => signed({ exp: undefined })],
    ['a beginning still to come', () => signed({ nbf: now() + 3_600 })],
    ['no subject', () => signed({ sub: undefined })],
    ['an id_token that is none', async () => 'a.b.c'],
    ['no id_token', async () => null],
  ])('[LK24] refuses %s', async (_, make) => {
    const idToken = await make();
    answer = async () => tokens(idToken);
    await expect(exchange()).rejects.toMatchObject({ code: 'identity_invalid' });
  });

  it.each<[string, Record<string, string>]>([
    ['another issuer’s callback (mix-up)', { iss: 'https://accounts.google.com' }],
    ['another attempt’s state', { state: 'state-2' }],
  ])('[LK24] refuses %s before the code is handed over', async (_, callback) => {
    let isAsked = false;
    answer = async () => {
      isAsked = true;
      return tokens(await signed());
    };
    await expect(exchange(callback)).rejects.toMatchObject({ code: 'identity_invalid' });
    expect(isAsked).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['leads elsewhere without encryption', { token_endpoint: 'http://elsewhere.example/token' }],
    ['names itself otherwise', { issuer: 'https://accounts.google.com' }],
  ])('[LK24] hands nothing to an issuer that %s', async (_, described) => {
    metadata = described;
    let isAsked = false;
    answer = async () => {
      isAsked = true;
      return tokens(await signed());
    };
    await expect(exchange()).rejects.toMatchObject({ code: 'identity_invalid' });
    expect(isAsked).toBe(false);
  });
});

/** The same signature over another subject. */
function tampered(token: string): string {
  const [head, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify(claims({ sub: 'subject-2' }))).toString('base64url');
  return [head, payload, signature].join('.');
}
