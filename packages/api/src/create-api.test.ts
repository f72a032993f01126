import { MailError } from '@mailroom/engine';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { apiForTest, json, ownPage } from './testing.ts';

const signedIn = { headers: { cookie: 'session=ada' } };

describe('errors', () => {
  it('[AP1] answers a MailError as problem details', async () => {
    const { api, logged } = apiForTest({
      'accounts.get': () => {
        throw new MailError('api_disabled', {
          detail: 'Off.',
          data: { activationUrl: 'https://x' },
        });
      },
    });
    const answer = await api.request('/accounts/7', signedIn);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual({
      type: 'urn:mailroom:api_disabled',
      title: 'The mail API is switched off in the provider project.',
      status: 422,
      code: 'api_disabled',
      detail: 'Off.',
      data: { activationUrl: 'https://x' },
    });
    expect(logged).toEqual([]);
  });

  it('[AP1] sends Retry-After in whole seconds', async () => {
    const { api } = apiForTest({
      'mail.folders': () => {
        throw new MailError('rate_limited', { retryAfterMs: 1_200 });
      },
    });
    const answer = await api.request('/folders', signedIn);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  });

  it('[AP2] hides an unknown error behind a request id and logs it once without parameters', async () => {
    // As the database layer throws it: the name is that of a plain error.
    const failure = Object.assign(new Error('Failed query: select … params: hunter2'), {
      params: ['hunter2'],
      cause: Object.assign(new Error('no such value: hunter2'), { code: '57P01' }),
    });
    const { api, logged } = apiForTest({ 'mail.folders': () => Promise.reject(failure) });
    const answer = await api.request('/folders', signedIn);
    const problem = (await answer.json()) as { code: string; data: { requestId: string } };
    expect([answer.status, problem.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(problem.data.requestId);
    expect(logged[0]).not.toContain('hunter2');
    expect(logged[0]).toContain('57P01');
  });

  it('[AP3] names the paths of invalid input, never the values', async () => {
    const { api } = apiForTest();
    const answer = await api.request('/outbox', json({ submissionId: 'x', accountId: 'secret' }));
    const problem = (await answer.json()) as { code: string; data: { issues: { path: string }[] } };
    expect([answer.status, problem.code]).toEqual([400, 'invalid_input']);
    expect(problem.data.issues.map((issue) => issue.path)).toEqual([
      'json.submissionId',
      'json.accountId',
    ]);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it.each([
    ['/accounts/0'],
    ['/accounts/-1'],
    ['/accounts/1e3'],
    ['/accounts/9999999999999999999'],
    ['/threads/rows?ids=1,,2'],
    [`/threads/rows?ids=${Array.from({ length: 101 }, (_, index) => index + 1).join(',')}`],
    ['/threads?limit=0'],
    ['/threads?limit=101'],
    ['/threads?role=everything'],
    ['/messages/1/body?theme=pink'],
    ['/search'],
  ])('[AP3] refuses %s', async (path) => {
    const { api } = apiForTest();
    expect((await api.request(path, signedIn)).status).toBe(400);
  });

  it.each([
    ['a query', '/search?q=a%00b', signedIn],
    ['a body', '/labels', json({ accountId: 1, name: 'a\0b' })],
    ['deep in a body', '/actions', json({ kind: 'mark_read', threadIds: [1], x: ['\0'] })],
    [
      'an address',
      '/outbox',
      json({
        submissionId: 'submission',
        accountId: 1,
        to: [{ name: 'a\0', email: 'ada@example.test' }],
      }),
    ],
  ])('[AP3] refuses U+0000 in %s', async (name, path, init) => {
    const { api, calls } = apiForTest({ 'mail.act': () => ({}) });
    const answer = await api.request(path, init);
    // What no schema knows is dropped before it is looked at.
    if (name === 'deep in a body') expect(calls).toHaveLength(1);
    else expect([answer.status, calls]).toEqual([400, []]);
  });

  it.each([['{'], ['null'], ['[]'], ['"x"'], ['']])('[AP3] refuses the body %s', async (body) => {
    const { api } = apiForTest();
    const answer = await api.request('/sync', { ...json(null), body });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      400,
      'invalid_input',
    ]);
  });

  it('[AP4] answers an unknown path like any other error', async () => {
    const { api } = apiForTest();
    expect((await api.request('/nothing', signedIn)).status).toBe(404);
    expect((await api.request('/nothing')).status).toBe(401);
  });
});

describe('who may', () => {
  it('[AP5] refuses the signed-out before it reads anything', async () => {
    const { api, calls } = apiForTest();
    const answer = await api.request('/accounts/not-an-id');
    expect([answer.status, ((await answer.json()) as { code: string }).code, calls]).toEqual([
      401,
      'unauthenticated',
      [],
    ]);
  });

  it.each([
    ['another site', { cookie: 'session=ada', origin: 'https://evil.example' }],
    ['another port', { cookie: 'session=ada', origin: 'https://mail.example.test:444' }],
    ['an opaque page', { cookie: 'session=ada', origin: 'null' }],
    ['nothing to tell by', { cookie: 'session=ada' }],
    ['a sister site', { cookie: 'session=ada', 'sec-fetch-site': 'same-site' }],
  ])('[AP6] refuses a write with a cookie from %s', async (_name, headers) => {
    const { api, calls } = apiForTest();
    const answer = await api.request('/sync', json({}, headers as Record<string, string>));
    expect([answer.status, calls]).toEqual([403, []]);
  });

  it.each([
    ['our origin', ownPage],
    ['the same origin', { cookie: 'session=ada', 'sec-fetch-site': 'same-origin' }],
    ['a writing key', { authorization: 'Bearer write' }],
  ])('[AP6] takes a write from %s', async (_name, headers) => {
    const { api, calls } = apiForTest({ 'sync.wake': async () => {} });
    const answer = await api.request('/sync', json({}, headers as Record<string, string>));
    expect(answer.status).toBe(204);
    expect(calls).toEqual([['sync.wake', [{ userId: 'ada', isAdministrator: false }, null]]]);
  });

  it('[AP7] lets a reading key read and nothing else', async () => {
    const { api } = apiForTest({ 'mail.folders': async () => [] });
    const headers = { authorization: 'Bearer read' };
    expect((await api.request('/folders', { headers })).status).toBe(200);
    expect((await api.request('/sync', json({}, headers))).status).toBe(403);
  });
});

describe('limits and headers', () => {
  it('[AP8] refuses a body that is announced too long', async () => {
    const { api } = apiForTest();
    const headers = { ...ownPage, 'content-type': 'application/json', 'content-length': '1000001' };
    const answer = await api.request('/sync', { method: 'POST', body: '{}', headers });
    expect(answer.status).toBe(413);
  });

  it('[AP8] refuses a body that grows too long while it arrives', async () => {
    const { api } = apiForTest();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 100) controller.close();
        else controller.enqueue(new Uint8Array(100_000).fill(32));
      },
    });
    const init = { ...json(null), body, duplex: 'half' } as RequestInit;
    expect((await api.request('/sync', init)).status).toBe(413);
    expect(sent).toBeLessThan(30);
  });

  it('[AP8] streams an upload and stops it at its bound', async () => {
    let seen = 0;
    const { api } = apiForTest({
      'outbox.upload': async (_caller: unknown, input: { body: AsyncIterable<Uint8Array> }) => {
        for await (const chunk of input.body) seen += chunk.byteLength;
        return { id: 'u', fileName: 'a', mimeType: 'b', sizeBytes: seen };
      },
    });
    const upload = (chunks: number) => {
      let left = chunks;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left-- > 0) controller.enqueue(new Uint8Array(1_000_000));
          else controller.close();
        },
      });
      const init = { method: 'POST', body, duplex: 'half', headers: ownPage } as RequestInit;
      return api.request('/uploads?fileName=a.bin', init);
    };
    expect((await upload(3)).status).toBe(200);
    expect(seen).toBe(3_000_000);
    expect((await upload(40)).status).toBe(413);
  });

  it('[AP9] sends security headers with every answer', async () => {
    const { api } = apiForTest();
    for (const path of ['/accounts', '/openapi.json', '/nothing']) {
      const { headers } = await api.request(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});

describe('linking', () => {
  it('[AP10] ties the attempt to the browser by a cookie that only the link routes see', async () => {
    const view = { authorizationUrl: 'https://a', transactionId: 't', expiresAt: 'x' };
    const { api, calls } = apiForTest({
      'accounts.startLink': async () => view,
      'accounts.finishLink': async () => ({ account: {}, needsConfirmation: true, returnTo: null }),
    });
    const started = await api.request('/accounts/link', json({ provider: 'google' }));
    const cookie = started.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^mailroom_link=[\w-]{43}; Max-Age=900; Path=\/base\/api\/accounts\/link; HttpOnly; Secure; SameSite=Lax$/,
    );
    const secret = /=([\w-]{43})/.exec(cookie)?.[1];
    const headers = { ...ownPage, cookie: `session=ada; mailroom_link=${secret}` };
    const again = await api.request('/accounts/link', json({ provider: 'google' }, headers));
    expect(again.headers.get('set-cookie')).toContain(`mailroom_link=${secret};`);
    const callbackUrl = 'https://mail.example.test/base/admin/settings/mail/oauth2?code=1&state=2';
    await api.request('/accounts/link/finish', json({ callbackUrl }, headers));
    expect(calls.map(([, args]) => (args[1] as { browserSecret: string }).browserSecret)).toEqual([
      secret,
      secret,
      secret,
    ]);
  });

  it('[AP10] calls an attempt from a browser without the cookie expired', async () => {
    const { api, calls } = apiForTest();
    const answer = await api.request(
      '/accounts/link/finish',
      json({ callbackUrl: 'https://mail.example.test/?code=1' }),
    );
    expect([answer.status, calls]).toEqual([410, []]);
  });

  it.each([['https://evil.example'], ['//evil.example'], ['/\\evil.example']])(
    '[AP10] refuses to come back to %s',
    async (returnTo) => {
      const { api } = apiForTest();
      const answer = await api.request('/accounts/link', json({ provider: 'google', returnTo }));
      expect(answer.status).toBe(400);
    },
  );
});

describe('events', () => {
  it('[AP11] streams changes with their numbers and resumes after Last-Event-ID', async () => {
    const change = { number: 8, kind: 'thread', accountId: 1, ids: [4] };
    const { api, calls } = apiForTest({
      'events.subscribe': async function* () {
        yield change;
      },
    });
    const answer = await api.request('/events', {
      headers: { cookie: 'session=ada', 'last-event-id': '7' },
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const text = await answer.text();
    expect(text).toContain(`data: ${JSON.stringify(change)}\nid: 8\n\n`);
    expect(calls.map(([name, args]) => [name, args[1]])).toEqual([
      ['sync.setActive', undefined],
      ['events.subscribe', 7],
    ]);
  });

  it('[AP11] ends the subscription when the client leaves', async () => {
    let ended = false;
    const { api } = apiForTest({
      'events.subscribe': async function* (_caller: unknown, _after: unknown, signal: AbortSignal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended = true;
        yield* [];
      },
    });
    const answer = await api.request('/events', signedIn);
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await expect.poll(() => ended).toBe(true);
  });
});

describe('many streams', () => {
  it("[AP11] ends the oldest of more than ten streams of one user, and nobody else's", async () => {
    const open: string[] = [];
    const { api } = apiForTest({
      'events.subscribe': async function* (
        { userId }: { userId: string },
        after: number,
        signal: AbortSignal,
      ) {
        open.push(`${userId} ${after}`);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        open.splice(open.indexOf(`${userId} ${after}`), 1);
        yield* [];
      },
    });
    const start = async (user: string, after: number) => {
      const headers = { cookie: `session=${user}` };
      const answer = await api.request(`/events?after=${after}`, { headers });
      const reader = answer.body?.getReader();
      await reader?.read();
      return reader;
    };
    const readers = [await start('ben', 1)];
    for (let after = 1; after <= 12; after += 1) readers.push(await start('ada', after));
    await expect.poll(() => open).toHaveLength(11);
    expect(open[0]).toBe('ben 1');
    expect(open.slice(1)).toEqual(Array.from({ length: 10 }, (_, index) => `ada ${index + 3}`));
    for (const reader of readers) await reader?.cancel();
    await expect.poll(() => open).toEqual([]);
  });
});

describe('webhooks', () => {
  it('[AP13] hands Google pushes on without a session', async () => {
    const { api, calls } = apiForTest({ 'sync.receiveGooglePush': async () => {} });
    const answer = await api.request('/webhooks/google', {
      method: 'POST',
      body: '{"message":{"data":"e30="}}',
      headers: { authorization: 'Bearer jwt', 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(204);
    expect(calls[0]).toEqual([
      'sync.receiveGooglePush',
      [{ authorization: 'Bearer jwt', body: { message: { data: 'e30=' } } }],
    ]);
  });

  it.each([['not json'], ['']])('[AP13] refuses the push %s', async (body) => {
    const { api, calls } = apiForTest();
    const answer = await api.request('/webhooks/google', { method: 'POST', body });
    expect([answer.status, calls]).toEqual([401, []]);
  });
});

describe('health', () => {
  it('[AP14] does not wait for a busy database', async () => {
    let isBusy = false;
    const { api } = apiForTest({
      health: () =>
        isBusy
          ? new Promise(() => {})
          : Promise.resolve({ isLive: true, isReady: true, database: 'pglite' }),
    });
    expect((await api.request('/health')).status).toBe(200);
    isBusy = true;
    const startedAt = performance.now();
    const answer = await api.request('/health');
    // Which database it is, is nobody's business who is not signed in.
    expect(await answer.json()).toEqual({ isLive: true, isReady: true });
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it('[AP14] is live but not ready when the engine is not', async () => {
    const { api } = apiForTest({ health: () => Promise.reject(new Error('down')) });
    const answer = await api.request('/health');
    expect([answer.status, await answer.json()]).toEqual([503, { isLive: true, isReady: false }]);
  });
});

describe('the description', () => {
  it('[AP15] is OpenAPI 3.1 with every route, named components and problems', async () => {
    const { api } = apiForTest();
    const document = (await (await api.request('/openapi.json')).json()) as {
      openapi: string;
      servers: unknown;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: 'https://mail.example.test/base/api' }]);
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const registered = api.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '*')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual([...new Set(registered)].sort());
    expect(described.length).toBeGreaterThan(45);
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Account', 'ThreadRow', 'ThreadPage', 'Problem', 'OutboxEntry']),
    );
    expect(document.paths['/threads']?.get?.responses).toHaveProperty('default');
    expect(JSON.stringify(document.components.schemas.ThreadPage)).toContain(
      '#/components/schemas/ThreadRow',
    );
  });

  it('[AP16] is a page without scripts under a strict policy', async () => {
    const { api } = apiForTest();
    const answer = await api.request('/docs');
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('/threads/{id}');
    expect(html).not.toMatch(/<script|https?:\/\/(?!mail\.example)/);
    expect(html).toContain('prefers-color-scheme:dark');
  });
});

it('[AP17] answers under any base path, mounted either way', async () => {
  const { api } = apiForTest({ 'mail.folders': async () => [] });
  const routed = new Hono().route('/deep/base/api', api);
  const mounted = new Hono().mount('/deep/base/api', api.fetch);
  for (const host of [routed, mounted]) {
    expect((await host.request('/deep/base/api/folders', signedIn)).status).toBe(200);
    expect((await host.request('/deep/base/api/folders')).status).toBe(401);
  }
});
