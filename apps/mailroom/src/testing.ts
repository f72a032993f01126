import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepared } from '@mailroom/engine/testing';
import { pino } from 'pino';
import { createHostClient, createSignInClient, type HostClient } from './client.ts';
import { readConfig } from './config.ts';
import { type RunningServer, startServer } from './server.ts';

export const password = 'correct horse battery';

/** A browser as far as the server sees one: it keeps cookies and tells its origin. */
export interface Visitor {
  fetch: typeof fetch;
  host: HostClient;
  signIn: ReturnType<typeof createSignInClient>;
  cookies: Map<string, string>;
}

export interface TestServer extends RunningServer {
  url: string;
  directory: string;
  visitor(headers?: Record<string, string>): Visitor;
}

/** A server on the embedded database in a directory of its own, on any free port. */
export async function startForTest(environment: Record<string, string> = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-server-'));
  const config = readConfig({ MAILROOM_DATA: directory, PORT: '0', ...environment });
  const logger = pino({ level: 'error' });
  const server = await startServer({ config, mode: 'all', logger, prepared: await prepared() });
  const url = `http://127.0.0.1:${server.port}`;
  const origin = new URL(server.publicUrl ?? url).origin;
  return {
    ...server,
    url,
    directory,
    visitor: (headers = {}) => visitor(url, { origin, ...headers }),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function visitor(url: string, extra: Record<string, string>): Visitor {
  const cookies = new Map<string, string>();
  const send: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(extra)) headers.set(name, value);
    if (cookies.size > 0) {
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const answer = await fetch(String(input).replace(/^\/api/, `${url}/api`), { ...init, headers });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    fetch: send,
    host: createHostClient('/api', send),
    signIn: createSignInClient('/api', send),
    cookies,
  };
}

/** The first administrator, signed in. */
export async function firstAdministrator(server: TestServer): Promise<Visitor> {
  const root = server.visitor();
  await root.host.host['first-administrator'].$post({
    json: { name: 'Root', email: 'root@example.test', password },
  });
  return root;
}

/** Somebody, by default a member, signed in, by invitation. */
export async function inviteMember(
  server: TestServer,
  root: Visitor,
  email: string,
  role: 'administrator' | 'member' = 'member',
): Promise<Visitor> {
  const invited = await root.host.host.invitations.$post({ json: { email, role } });
  const { link } = await invited.json();
  const token = link.slice(link.indexOf('#') + 1);
  const member = server.visitor();
  await member.host.host.invitations.accept.$post({ json: { token, name: email, password } });
  return member;
}

/** The code of now: RFC 6238 with SHA-1, 30 s and six digits. */
export function totp(uri: string): string {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const bits = [...secret.replace(/=+$/, '')]
    .map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
