import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createRawServer, type Server } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createOAuth } from '../../providers/oauth.ts';
import type { OpenClient } from '../clients.ts';
import { findAuthError, readAuthError } from './auth-error.ts';
import { checkClient } from './client.ts';
import { cleanSeen, safeLink } from './finding.ts';
import { createNetwork } from './network.ts';
import { networkReason } from './network-error.ts';
import { plainWords } from './probe.ts';
import { checkClock, reachApi, reachIdentity, reachToken } from './reach.ts';
import { checkRedirectRegistered } from './redirect-registered.ts';
import { runChecks, verdictOf } from './run-checks.ts';

const secret = 'GOCSPX-the-secret-of-this-test';
const servers: Server[] = [];
const sockets = new Set<{ destroy(): void }>();
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

async function listen(server: Server, scheme = 'http'): Promise<string> {
  servers.push(server);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (answer: RequestListener) => listen(createServer(answer));

const networkOf = (url: string) => {
  const signal = new AbortController().signal;
  return createNetwork({ issuer: url, apiUrl: url, signal, now: () => new Date() });
};

const clientOf = (issuer: string): OpenClient => ({
  row: { clientId: 'an-id', provider: 'google' } as OpenClient['row'],
  oauth: { issuer, clientId: 'an-id', clientSecret: secret },
});

/** What the authorisation page of a server is taken for. */
const registeredAt = (url: string) =>
  checkRedirectRegistered({
    oauth: { authorizationUrl: async () => `${url}/auth` },
    client: clientOf(url),
    publicUrl: 'https://mail.example.org',
    signal: new AbortController().signal,
  });

describe('the way to the provider', () => {
  it('[DR10] a closed port is refused, a name that is none cannot be resolved', async () => {
    const url = await serve(() => {});
    servers.pop()?.close();
    expect(await reachApi(networkOf(url), url)).toMatchObject({
      ...{ status: 'fail', reason: 'refused', data: { host: new URL(url).host } },
    });
    const nowhere = 'https://nowhere.invalid';
    expect(await reachIdentity(networkOf(nowhere), nowhere)).toMatchObject({
      reason: 'dns_failed',
    });
    expect(await reachToken(networkOf(nowhere))).toMatchObject({
      ...{ status: 'unknown', reason: 'no_answer' },
    });
    expect(await checkClock(networkOf(nowhere))).toMatchObject({ reason: 'no_answer' });
  });

  it('[DR10] a certificate of nobody is untrusted, no TLS at all is named', async () => {
    const answer: RequestListener = (_, response) => response.end('{}');
    const url = await listen(createTlsServer({ key, cert }, answer), 'https');
    expect(await reachApi(networkOf(url), url)).toMatchObject({ reason: 'tls_untrusted' });
    const plain = (await serve(answer)).replace('http:', 'https:');
    expect(await reachApi(networkOf(plain), plain)).toMatchObject({ reason: 'tls_failed' });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'tls_expired'],
    ['CERT_NOT_YET_VALID', 'tls_expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_untrusted'],
    ['EAI_AGAIN', 'dns_failed'],
    ['ENETUNREACH', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['ECONNRESET', 'cut'],
    ['HPE_INVALID_CONSTANT', 'not_google'],
  ])('[DR10] %s is %s', (code, reason) => {
    const cause = Object.assign(new Error('as the system says'), { code });
    const several = new AggregateError([cause], '');
    expect(networkReason(new TypeError('fetch failed', { cause }))).toMatchObject({
      ...{ reason, seen: `${code}: as the system says` },
    });
    expect(networkReason(new TypeError('fetch failed', { cause: several }))?.reason).toBe(reason);
  });

  it('[DR10] a proxy that says no is named, whatever is no network error is left alone', () => {
    const cause = new Error('Proxy response (403) !== 200 when HTTP Tunneling');
    expect(networkReason(new TypeError('fetch failed', { cause }))?.reason).toBe('proxy_refused');
    expect(networkReason(new RangeError('a defect'))).toBeNull();
  });

  it.each([
    [200, '<html><title>Hotel Wi-Fi</title>Sign in', 'not_google', 'HTTP 200 Hotel Wi-Fi'],
    [302, '', 'not_google', 'HTTP 302'],
    [407, 'who are you?', 'proxy_refused', 'HTTP 407 Proxy Authentication Required'],
    [511, 'sign in', 'not_google', 'HTTP 511 sign in'],
    [503, '{"error":"later"}', 'http_error', 'HTTP 503 {"error":"later"}'],
    [200, '{"issuer":"https://somebody.else"}', 'not_google', expect.any(String)],
  ])('[DR11] an answer %s %s is %s', async (status, body, reason, seen) => {
    const url = await serve((_, response) => {
      response.writeHead(status, { location: '/again' });
      response.end(body);
    });
    expect(await reachIdentity(networkOf(url), url)).toMatchObject({
      ...{ status: 'fail', reason, seen },
    });
    expect(await reachApi(networkOf(url), url)).toMatchObject({ status: 'fail', reason });
  });

  it('[DR12] an answer without end is read no further than needed, redirects are not followed', async () => {
    let requests = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const url = await serve((_, response) => {
      requests += 1;
      response.writeHead(200, { location: '/auth' });
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const network = networkOf(url);
    expect(await reachIdentity(network, url)).toMatchObject({ reason: 'not_google' });
    expect(await reachApi(network, url)).toMatchObject({ reason: 'not_google' });
    expect(await registeredAt(url)).toMatchObject({ status: 'unknown', reason: 'unclear' });
    const tokenEndpoint = async () => url;
    expect(await checkClient({ tokenEndpoint }, clientOf(url), url)).toMatchObject({
      ...{ status: 'unknown', reason: 'unclear' },
    });
    expect(requests).toBe(4);
  });

  it('[DR12] linking itself reads no endless answer either', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(createOAuth().tokenEndpoint(url)).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
  });

  it('[DR12] what is no web server at all is named too', async () => {
    const url = await listen(createRawServer((socket) => socket.end('220 mail ESMTP\r\n')));
    expect(await reachApi(networkOf(url), url)).toMatchObject({ reason: 'not_google' });
    const silent = await listen(createRawServer((socket) => socket.destroy()));
    expect(await reachApi(networkOf(silent), silent)).toMatchObject({ reason: 'cut' });
  });

  it('[DR13] nobody is sent a secret unencrypted', async () => {
    let isAsked = false;
    const url = await serve((_, response) => {
      isAsked = true;
      response.end(JSON.stringify({ issuer: url, token_endpoint: 'http://192.0.2.1/token' }));
    });
    const network = networkOf(url);
    await expect(network.tokenEndpoint()).rejects.toThrow('not https');
    expect(await checkClient(network, clientOf(url), url)).toMatchObject({ reason: 'not_asked' });
    expect(isAsked).toBe(true);
  });
});

describe('the clock', () => {
  it('[DR20] counts the age of a cached answer and half the way', async () => {
    const url = await serve((_, response) => {
      const date = new Date(Date.now() - 1_800_000).toUTCString();
      response.writeHead(200, { date, age: '1800' });
      response.end('{}');
    });
    expect(await checkClock(networkOf(url))).toMatchObject({ status: 'pass' });
    const without = await serve((_, response) => {
      response.sendDate = false;
      response.end('{}');
    });
    expect(await checkClock(networkOf(without))).toMatchObject({ reason: 'no_answer' });
  });
});

describe('the authorisation page', () => {
  const field = (number: number, text: string) =>
    Buffer.concat([Buffer.from([(number << 3) | 2, text.length]), Buffer.from(text)]);
  const packed = (error: string, text = 'why') =>
    Buffer.concat([field(1, error), field(2, text), Buffer.from([32, 0x90, 3])]).toString(
      'base64url',
    );

  it.each([
    ['redirect_uri_mismatch', 'redirect_uri_mismatch'],
    ['invalid_client', 'invalid_client'],
    ['disabled_client', 'invalid_client'],
    ['disallowed_useragent', 'disallowed_useragent'],
    ['org_internal', 'org_internal'],
    ['admin_policy_enforced', 'admin_policy_enforced'],
    ['invalid_request', 'invalid_request'],
    ['invalid_scope', 'invalid_scope'],
    ['access_denied', 'access_denied'],
    ['something_new', 'other_error'],
  ])('[DR22] leads to %s: %s', async (error, reason) => {
    const url = await serve((_, response) => {
      response.writeHead(302, { location: `/signin/oauth/error?authError=${packed(error)}&hl=en` });
      response.end();
    });
    expect(await registeredAt(url)).toMatchObject({
      ...{ status: 'fail', reason, seen: `${error}: why` },
    });
  });

  it.each([
    ['<p>Error 400: redirect_uri_mismatch</p><script>steal()</script>', 'redirect_uri_mismatch'],
    ['<p>Erreur 400 : redirect_uri_mismatch</p>', 'redirect_uri_mismatch'],
    [`<a href="/signin/oauth/error?authError=${packed('org_internal')}">`, 'org_internal'],
    ['<b>admin_policy_enforced</b>', 'admin_policy_enforced'],
  ])('[DR22] names the error on the page: %s', async (page, reason) => {
    const url = await serve((_, response) => void response.end(page));
    const found = await registeredAt(url);
    expect(found).toMatchObject({ status: 'fail', reason });
    expect(found.seen).not.toContain('<');
    expect(found.seen).not.toContain('steal');
  });

  it.each([
    ['/v3/signin/identifier?x=1', 'pass', null],
    ['https://mail.example.org/admin/settings/mail/oauth2?error=x', 'pass', null],
    ['https://portal.example/login', 'unknown', 'unclear'],
    ['/signin/oauth/error?authError=%%%', 'fail', 'other_error'],
    ['/o/oauth2/error?x=redirect_uri_mismatch', 'fail', 'redirect_uri_mismatch'],
  ])('[DR22] leads on to %s: %s', async (location, status, reason) => {
    const url = await serve((_, response) => {
      response.writeHead(302, { location });
      response.end();
    });
    expect(await registeredAt(url)).toMatchObject({ status, reason });
  });

  it('[DR23] survives whatever stands in authError', () => {
    for (const bytes of [
      [],
      [0],
      [10],
      [10, 255],
      [10, 200, 1, 65],
      [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],
      [10, 255, 255, 255, 255, 15, 65],
      [9, 1, 2],
      [11, 12],
      Array(16_000).fill(8),
    ])
      expect(readAuthError(Buffer.from(bytes).toString('base64url'))).toBeNull();
    expect(readAuthError('A'.repeat(1_000_000))).toBeNull();
    expect(readAuthError(packed('<script>'))).toBeNull();
    // A recorded beginning: its first field is the error.
    expect(readAuthError('ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2g')).toEqual({
      ...{ error: 'redirect_uri_mismatch', text: '' },
    });
    const startedAt = performance.now();
    findAuthError(`${'4'.repeat(50_000)}${' :'.repeat(20_000)}authError=${'%'.repeat(20_000)}`);
    expect(plainWords('<script>'.repeat(8_000))).toBe('');
    expect(plainWords('<'.repeat(60_000))).toBe('');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('what is shown', () => {
  it('[DR7] never holds a secret or token, whoever echoes it', async () => {
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () =>
        response
          .writeHead(401)
          .end(JSON.stringify({ error: 'invalid_client', error_description: body })),
      );
    });
    const [check] = await runChecks(
      [
        {
          id: 'client',
          look: () => checkClient({ tokenEndpoint: async () => url }, clientOf(url), url),
        },
      ],
      {
        secrets: [secret],
        logger: pino({ level: 'silent' }),
        signal: new AbortController().signal,
      },
    );
    expect(check?.reason).toBe('client_secret_wrong');
    expect(JSON.stringify(check)).not.toContain(secret);
    for (const token of [
      'ya29.a0AfH6SMB_token-of.some.kind',
      '1//0gLongRefreshToken-1234',
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
      'refresh_token=whatever',
      '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
    ])
      expect(cleanSeen(`before ${token} after`, [])).toBe('before [secret] after');
  });

  it('[DR7] is short, in one line, and links lead to https or this machine only', () => {
    expect(cleanSeen('x'.repeat(600), [])).toHaveLength(500);
    expect(cleanSeen('a\u0000\u202e\n b', [])).toBe('a b');
    expect(cleanSeen('  ', [])).toBeNull();
    expect(safeLink('javascript:alert(1)')).toBeNull();
    expect(safeLink('http://plain.example')).toBeNull();
    expect(safeLink('http://localhost.evil.example')).toBeNull();
    expect(safeLink('https://console.cloud.google.com@evil.example/')).toBeNull();
    expect(safeLink('http://127.0.0.1:4100/console')).toBe('http://127.0.0.1:4100/console');
    expect(safeLink('https://console.cloud.google.com/x')).toBe(
      'https://console.cloud.google.com/x',
    );
  });

  it('[DR5] a check that throws is named, one that hangs is left', async () => {
    const ending = new AbortController();
    let isTold = false;
    const running = runChecks(
      [
        {
          id: 'clock',
          look: () => {
            throw new RangeError('a defect');
          },
        },
        { id: 'push', look: async () => Promise.reject(new Error('another')) },
        { id: 'mailbox', limitMs: 1, look: () => new Promise(() => {}) },
        {
          id: 'client',
          look: (signal) =>
            new Promise(() => {
              signal.addEventListener('abort', () => {
                isTold = true;
              });
            }),
        },
        { id: 'scopes', look: () => ({ status: 'fail', reason: 'blocked', isAdvisory: true }) },
      ],
      { secrets: [], logger: pino({ level: 'silent' }), signal: ending.signal },
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    ending.abort();
    const found = await running;
    expect(found.map(({ id, reason }) => [id, reason])).toEqual([
      ...[
        ['clock', 'crashed'],
        ['push', 'crashed'],
        ['mailbox', 'timed_out'],
      ],
      ...[
        ['client', 'timed_out'],
        ['scopes', 'blocked'],
      ],
    ]);
    expect(isTold).toBe(true);
    expect(verdictOf(found)).toBe('doubtful');
    expect(verdictOf(found.map((one) => ({ ...one, isAdvisory: false })))).toBe('broken');
    expect(verdictOf([])).toBe('healthy');
  });
});

/** Of nobody and for nobody: signed by itself, for 127.0.0.1. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBkTCCATagAwIBAgIUIVGFuG6EyXvZKCzRk2D0LBI/moMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIwMTIxNFoYDzIxMjYxMDI5
MjAxMjE0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATyoSKBAnMdC4YwWDQDnnR27ASng/QFtAzK5bfA7zGLJuhm30refVK5
ni1pKQBqFrUxJ/ikzd7S603cCo6rKBpKo2QwYjAdBgNVHQ4EFgQUfq/SfhspYzwR
0cnO/VH+KUh34J0wHwYDVR0jBBgwFoAUfq/SfhspYzwR0cnO/VH+KUh34J0wDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0kAMEYC
IQDkZgfOUkVQag4LrbDF2nrodk5ke8u7HxR1FeeYgSONQAIhAPEyR6NOidAng+XF
hZCvrgxZ0xXVc1VFiJrryBVlxK+2
-----END CERTIFICATE-----`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM1D33/tDXcvSws+5
Shv1Czh3jtpTdSZiLygEmoIBOhqhRANCAATyoSKBAnMdC4YwWDQDnnR27ASng/QF
tAzK5bfA7zGLJuhm30refVK5ni1pKQBqFrUxJ/ikzd7S603cCo6rKBpK
-----END PRIVATE KEY-----`;
