import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  inviteMember,
  password,
  startForTest,
  type TestServer,
  totp,
  type Visitor,
} from './testing.ts';

let server: TestServer;
let root: Visitor;

beforeAll(async () => {
  server = await startForTest();
});
afterAll(() => server.stop());

const admin = { name: 'Root', email: 'Root@Example.test', password };

describe('first run', () => {
  it('[HO1] says that it is needed, and nothing about the server', async () => {
    const state = await (await server.visitor().host.host.state.$get()).json();
    expect(state).toMatchObject({
      needsFirstAdministrator: true,
      needsToken: false,
      user: null,
      version: null,
    });
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a name that is not ours', { host: 'evil.example', 'sec-fetch-site': 'same-origin' }],
  ])('[HO2] refuses %s', async (_name, headers) => {
    const response = await rawPost(
      server,
      '/api/host/first-administrator',
      admin,
      headers as never,
    );
    expect(response).toBe(403);
  });

  it('[HO3] of several attempts at once makes one administrator', async () => {
    const visitors = Array.from({ length: 4 }, (_, index) => ({
      visitor: server.visitor(),
      json: { ...admin, email: `root${index}@example.test` },
    }));
    const outcomes = await Promise.allSettled(
      visitors.map(({ visitor, json }) => visitor.host.host['first-administrator'].$post({ json })),
    );
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'gone' });
    }
    root = visitors[winner]?.visitor as Visitor;
    const state = await (await root.host.host.state.$get()).json();
    expect(state).toMatchObject({
      needsFirstAdministrator: false,
      user: { role: 'administrator' },
      notices: ['embedded_database'],
    });
  });
});

describe('people', () => {
  it('[HO4] lets somebody in by invitation once, and nobody without', async () => {
    const ada = await inviteMember(server, root, 'ada@example.test');
    const state = await (await ada.host.host.state.$get()).json();
    expect(state).toMatchObject({
      user: { email: 'ada@example.test', role: 'member' },
      notices: [],
    });
    await expect(ada.host.host.users.$get()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      server.visitor().host.host.invitations.accept.$post({
        json: { token: 'x'.repeat(43), name: 'Eve', password },
      }),
    ).rejects.toMatchObject({ code: 'gone' });
    const signUp = await ada.fetch('/api/auth/sign-up/email', {
      method: 'POST',
      body: JSON.stringify({ email: 'eve@example.test', password, name: 'Eve' }),
    });
    expect(signUp.status).toBe(404);
  });

  it('[HO5] answers a wrong password and an unknown address alike', async () => {
    const visitor = server.visitor();
    const failure = async (email: string) =>
      visitor.signIn.signIn(email, 'wrong password!').catch((error) => ({
        code: error.code,
        status: error.status,
        message: error.message,
      }));
    const known = await failure('ada@example.test');
    expect(known).toMatchObject({ code: 'invalid_email_or_password', status: 401 });
    expect(await failure('nobody@example.test')).toEqual(known);
  });

  it('[HO6] stops guessing after ten failures for an address', async () => {
    const visitor = server.visitor();
    const codes: string[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      await visitor.signIn.signIn('guess@example.test', 'wrong password!').catch((error) => {
        codes.push(error.code);
      });
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('invalid_email_or_password'));
    expect(codes[10]).toBe('too_many_attempts');
  });

  it('[HO7] ends the sessions of somebody who is switched off, at once', async () => {
    const ben = await inviteMember(server, root, 'ben@example.test');
    const users = await (await root.host.host.users.$get()).json();
    const id = users.find((user) => user.email === 'ben@example.test')?.id ?? '';
    await root.host.host.users[':id'].$patch({ param: { id }, json: { isDisabled: true } });
    expect((await ben.fetch('/api/accounts')).status).toBe(401);
    await expect(
      server.visitor().signIn.signIn('ben@example.test', password),
    ).rejects.toMatchObject({
      status: 401,
    });
  });

  it('[HO8] keeps one administrator', async () => {
    const users = await (await root.host.host.users.$get()).json();
    const id = users.find((user) => user.role === 'administrator')?.id ?? '';
    for (const json of [{ role: 'member' as const }, { isDisabled: true }]) {
      await expect(
        root.host.host.users[':id'].$patch({ param: { id }, json }),
      ).rejects.toMatchObject({ code: 'conflict' });
    }
  });

  it('[HO9] lists sessions and ends them, the other ones too', async () => {
    const first = server.visitor();
    const second = server.visitor();
    await first.signIn.signIn('ada@example.test', password);
    await second.signIn.signIn('ada@example.test', password);
    const sessions = await (await first.host.host.sessions.$get()).json();
    expect(sessions.filter((session) => session.isCurrent)).toHaveLength(1);
    expect(JSON.stringify(sessions)).not.toContain([...first.cookies.values()][0]?.slice(0, 20));
    await first.host.host.sessions.$delete();
    expect((await second.fetch('/api/accounts')).status).toBe(401);
    expect((await first.fetch('/api/accounts')).status).toBe(200);
    await first.signIn.signOut();
    expect((await first.fetch('/api/accounts')).status).toBe(401);
  });

  it('[HO10] changes the password and signs in with the new one only', async () => {
    const cleo = await inviteMember(server, root, 'cleo@example.test');
    await expect(cleo.signIn.changePassword('wrong password!', 'another horse')).rejects.toThrow();
    await cleo.signIn.changePassword(password, 'another horse battery');
    expect((await cleo.fetch('/api/accounts')).status).toBe(200);
    const again = server.visitor();
    await expect(again.signIn.signIn('cleo@example.test', password)).rejects.toThrow();
    expect(await again.signIn.signIn('cleo@example.test', 'another horse battery')).toEqual({
      needsTotp: false,
    });
  });

  it('[HO11] asks for a TOTP code once it is enabled', async () => {
    const dora = await inviteMember(server, root, 'dora@example.test');
    const { totpURI, backupCodes } = await dora.signIn.enableTotp(password);
    expect(backupCodes.length).toBeGreaterThan(5);
    await dora.signIn.verifyTotp(totp(totpURI));
    const again = server.visitor();
    expect(await again.signIn.signIn('dora@example.test', password)).toEqual({ needsTotp: true });
    expect((await again.fetch('/api/accounts')).status).toBe(401);
    await expect(again.signIn.verifyTotp('000000')).rejects.toMatchObject({ status: 401 });
    await again.signIn.verifyTotp(totp(totpURI));
    const state = await (await again.host.host.state.$get()).json();
    expect(state.user).toMatchObject({ email: 'dora@example.test', hasTotp: true });
  });

  it('[HO12] makes API keys that read or write, and revokes them', async () => {
    const elif = await inviteMember(server, root, 'elif@example.test');
    const made = async (scope: 'read' | 'write') =>
      (await elif.host.host['api-keys'].$post({ json: { name: scope, scope } })).json();
    const [read, write] = [await made('read'), await made('write')];
    const status = async (key: string, path: string, init: RequestInit = {}) =>
      (
        await fetch(`${server.url}/api${path}`, {
          ...init,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        })
      ).status;
    expect(await status(read.key, '/accounts')).toBe(200);
    expect(await status(read.key, '/sync', { method: 'POST', body: '{}' })).toBe(403);
    expect(await status(write.key, '/sync', { method: 'POST', body: '{}' })).toBe(204);
    expect(await status(write.key, '/host/api-keys')).toBe(403);
    expect(await status(`mr_${'x'.repeat(43)}`, '/accounts')).toBe(401);
    await elif.host.host['api-keys'][':id'].$delete({ param: { id: read.id } });
    expect(await status(read.key, '/accounts')).toBe(401);
  });
});

describe('the site', () => {
  it('[HO13] answers while a query of two seconds runs', async () => {
    // The description is made at its first request, and the session is known from then on.
    await root.fetch('/api/docs');
    await root.host.host.state.$get();
    const paths = ['/api/health', '/api/host/state', '/api/docs', '/'];
    const quietMs = new Map<string, number>();
    for (const path of paths) quietMs.set(path, await fastestMs(path));
    let isRunning = true;
    const busy = server.database.db
      .execute(sql`select count(*) from generate_series(1, 8000000)`)
      .then(() => {
        isRunning = false;
      });
    for (const path of paths) {
      // On a machine that others keep busy, the same request without the query is the measure.
      const allowedMs = Math.max(200, 3 * (quietMs.get(path) ?? 0));
      expect(await fastestMs(path), path).toBeLessThan(allowedMs);
    }
    expect(isRunning).toBe(true);
    await busy;
  });

  /** The best of three: a stalled server is late every time, a busy machine now and then. */
  async function fastestMs(path: string): Promise<number> {
    let fastest = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const startedAt = performance.now();
      await (await root.fetch(server.url + path)).text();
      fastest = Math.min(fastest, performance.now() - startedAt);
    }
    return fastest;
  }

  it('[HO14] switches simulated accounts on and off with everything of theirs', async () => {
    const on = await (await root.host.host.simulator.$post({ json: { enabled: true } })).json();
    expect(on).toMatchObject({ isAvailable: true, isEnabled: true });
    expect((await fetch(on.url ?? '')).status).toBe(200);
    const available = await (await root.fetch('/api/setup/available')).json();
    expect(available).toMatchObject([{ provider: 'google-simulated', isSimulated: true }]);
    const off = await (await root.host.host.simulator.$post({ json: { enabled: false } })).json();
    expect(off).toMatchObject({ isEnabled: false, url: null });
    expect(await (await root.fetch('/api/setup/available')).json()).toEqual([]);
  });
});

it('[HO15] asks for the token of the terminal when others can reach it', async () => {
  const open = await startForTest({ PUBLIC_URL: 'https://mail.example.test/base' });
  try {
    const visitor = open.visitor();
    const state = await (await visitor.host.host.state.$get()).json();
    expect(state.needsToken).toBe(true);
    for (const path of ['/', '/api/health', '/nothing.js']) {
      const { headers } = await fetch(open.url + path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
    const post = (token?: string) =>
      visitor.host.host['first-administrator'].$post({ json: { ...admin, token } });
    await expect(post()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(post('wrong')).rejects.toMatchObject({ code: 'forbidden' });
    await post(open.firstRunToken ?? '');
    expect([...visitor.cookies.keys()]).toEqual(['__Host-mailroom.session_token']);
    expect((await visitor.fetch(`${open.url}/base/api/accounts`)).status).toBe(200);
    await expect(
      visitor.host.host.simulator.$post({ json: { enabled: true } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect((await (await visitor.host.host.state.$get()).json()).simulator).toEqual({
      isAvailable: false,
      isEnabled: false,
      url: null,
      accounts: [],
    });
  } finally {
    await open.stop();
  }
}, 90_000);

async function rawPost(
  to: TestServer,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const out = request(
      `${to.url}${path}`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    out.on('error', reject);
    out.end(JSON.stringify(body));
  });
}
