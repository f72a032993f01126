import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Caller,
  createEngine,
  createSecretBox,
  type Engine,
  type EngineOptions,
} from '@mailroom/engine';
import { pino } from 'pino';
import { approve } from '../packages/simulator/src/approve.ts';
import type { SimulatorProcess } from './simulator-process.ts';

export const PUBLIC_URL = 'http://localhost:3000';
export const REDIRECT_URI = `${PUBLIC_URL}/admin/settings/mail/oauth2`;
export const CALLER: Caller = { userId: 'bench', isAdministrator: true };

/** An engine on an embedded database in a directory of its own, removed by `stop`. */
export async function startEngine(
  simulator: SimulatorProcess,
  quota: EngineOptions['quota'] = {},
): Promise<{ engine: Engine; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-bench-'));
  const engine = createEngine({
    database: { kind: 'pglite', directory: join(directory, 'database') },
    blobDirectory: join(directory, 'blobs'),
    secretBox: createSecretBox(randomBytes(32)),
    logger: pino({ level: process.env.BENCH_LOG ?? 'silent' }),
    publicUrl: PUBLIC_URL,
    endpoints: { googleIssuer: simulator.issuer, gmailUrl: simulator.gmailUrl },
    quota,
  });
  await engine.start();
  await engine.setup.saveClient(CALLER, 'google', {
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
  });
  return {
    engine,
    async stop() {
      await engine.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Links a simulated mailbox up to the confirmation; `confirm` begins the synchronisation. */
export async function linkAccount(engine: Engine, email: string): Promise<number> {
  const browserSecret = randomBytes(16).toString('hex');
  const start = await engine.accounts.startLink(CALLER, { provider: 'google', browserSecret });
  const callbackUrl = await approve({ authorizationUrl: start.authorizationUrl, email });
  const { account } = await engine.accounts.finishLink(CALLER, { callbackUrl, browserSecret });
  return account.id;
}
