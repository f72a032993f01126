import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { simpleParser } from 'mailparser';
import { CALLER, linkAccount, REDIRECT_URI, startEngine } from './linked-engine.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { round, until } from './statistics.ts';

const NO_LIMIT = 1_000_000_000;

/**
 * Messages per second without quota, and the ratio over a bare-minimum loop on the same machine in
 * the same run: fetch, parse, insert, one message at a time, no threads, no search, no counters.
 *
 * @param options.latencyMs added by the provider to every call: real ones need 30 to 100
 */
export async function measureIngest(options: { messages: number; latencyMs: number }) {
  const users = ['alice@gmail.example'];
  const simulator = await startSimulator({
    users,
    messages: options.messages,
    redirectUri: REDIRECT_URI,
  });
  const unlimited = {
    gmailUnitsPerUserPerMinute: NO_LIMIT,
    gmailUnitsPerProjectPerMinute: NO_LIMIT,
  };
  const { engine, stop } = await startEngine(simulator, unlimited);
  try {
    await liftQuota(simulator);
    const email = users[0] as string;
    const accountId = await linkAccount(engine, email);
    if (options.latencyMs > 0) {
      const kind = { type: 'latency', ms: options.latencyMs };
      await simulator.control('POST', '/faults', { match: '*', kind });
    }
    const startedAt = performance.now();
    await engine.accounts.confirm(CALLER, accountId, { syncFrom: null });
    const count = await until(
      async () => {
        const account = await engine.accounts.get(CALLER, accountId);
        const isThere = account.sync.phase === 'originals' || account.sync.phase === 'idle';
        return isThere && account.lastSyncedAt !== null && account.messageCount;
      },
      { timeoutMs: 900_000, what: 'ingest' },
    );
    const ours = count / ((performance.now() - startedAt) / 1000);
    await engine.accounts.pause(CALLER, accountId);
    const naive = await measureNaive(simulator, email, Math.min(400, options.messages));
    return {
      messages: count,
      providerLatencyMs: options.latencyMs,
      messagesPerSecond: round(ours),
      naiveMessagesPerSecond: round(naive),
      overNaive: round(ours / naive),
    };
  } finally {
    await stop();
    await simulator.stop();
  }
}

async function liftQuota(simulator: SimulatorProcess): Promise<void> {
  const project = (await simulator.control('GET', '/project')) as { quota: object };
  await simulator.control('PATCH', '/project', {
    quota: {
      ...project.quota,
      name: 'unlimited',
      unitsPerUserPerMinute: NO_LIMIT,
      unitsPerProjectPerMinute: NO_LIMIT,
    },
  });
}

/** The loop that anybody would write first. */
async function measureNaive(
  simulator: SimulatorProcess,
  email: string,
  messages: number,
): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-naive-'));
  const database = new PGlite(directory);
  const token = await accessToken(simulator, email);
  const get = async (path: string) =>
    (await (
      await fetch(`${simulator.gmailUrl}/gmail/v1/users/me/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).json()) as Record<string, unknown>;
  try {
    await database.exec(
      'create table mail (id text primary key, subject text, sender text, at timestamptz, body text, raw bytea)',
    );
    const list = await get(`messages?maxResults=${messages}`);
    const ids = (list.messages as { id: string }[]).map((entry) => entry.id);
    const startedAt = performance.now();
    for (const id of ids) {
      const answer = await get(`messages/${id}?format=raw`);
      const raw = Buffer.from(String(answer.raw), 'base64url');
      const mail = await simpleParser(raw);
      await database.query('insert into mail values ($1, $2, $3, $4, $5, $6)', [
        ...[id, mail.subject ?? '', mail.from?.text ?? ''],
        ...[mail.date ?? null, mail.text ?? '', raw],
      ]);
    }
    return ids.length / ((performance.now() - startedAt) / 1000);
  } finally {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function accessToken(simulator: SimulatorProcess, email: string): Promise<string> {
  const { approve } = await import('../packages/simulator/src/approve.ts');
  const url = new URL(`${simulator.issuer}/o/oauth2/v2/auth`);
  url.search = new URLSearchParams({
    client_id: simulator.clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'https://mail.google.com/',
    access_type: 'offline',
    prompt: 'consent',
  }).toString();
  const callback = new URL(await approve({ authorizationUrl: url.href, email }));
  const discovery = await fetch(`${simulator.issuer}/.well-known/openid-configuration`);
  const { token_endpoint } = (await discovery.json()) as { token_endpoint: string };
  const answer = await fetch(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      client_id: simulator.clientId,
      client_secret: simulator.clientSecret,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
