import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createGoogleSimulator,
  type GoogleSimulator,
  type GoogleSimulatorOptions,
} from '@mailroom/simulator';
import { pino } from 'pino';
import { createEngine } from './create-engine.ts';
import type { Caller, Engine, EngineOptions } from './engine.ts';
import { simulatedState } from './providers/testing.ts';
import { createSecretBox } from './secret-box.ts';
import type { Db } from './store/database.ts';
import { storedRemoteStates } from './store/sync-state.ts';
import { openTestDatabase, type TestDatabase } from './store/testing.ts';
import type { AccountView, SyncPhase } from './views.ts';

export { prepared } from './store/testing.ts';

export const TEST_PUBLIC_URL = 'http://localhost:3000';

/** An administrator who links mailboxes in tests. */
export const TEST_CALLER: Caller = { userId: 'ann', isAdministrator: true };

export interface TestEngineOptions {
  simulator?: GoogleSimulatorOptions;
  /** Default: embedded, in memory. */
  database?: 'pglite' | 'postgres';
  engine?: Partial<EngineOptions>;
}

/** An engine on a simulated Google of its own. */
export interface TestEngine {
  engine: Engine;
  simulator: GoogleSimulator;
  database: TestDatabase;
  options: EngineOptions;
  /** Links a mailbox headlessly and begins its synchronisation. */
  link(email: string, input?: LinkInput): Promise<AccountView>;
  /** Another engine on the same database and files; the caller stops it. */
  another(overrides?: Partial<EngineOptions>): Engine;
  stop(): Promise<void>;
}

export interface LinkInput {
  caller?: Caller;
  syncFrom?: Date | null;
  /** False: leaves it to the caller to confirm. */
  confirm?: boolean;
}

/**
 * Starts an engine, a simulated Google and a database for one test. Without quota limits, unless
 * `engine.quota` and `simulator.quota` say otherwise.
 */
export async function startTestEngine(input: TestEngineOptions = {}): Promise<TestEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-test-'));
  const simulator = await createGoogleSimulator({ quota: unlimitedQuota, ...input.simulator });
  const client = simulator.registerClient({
    type: 'web',
    redirectUris: [`${TEST_PUBLIC_URL}/admin/settings/mail/oauth2`],
  });
  const database = await openTestDatabase(input.database);
  const options: EngineOptions = {
    database: database.options,
    openDatabase: database,
    blobDirectory: join(directory, 'blobs'),
    secretBox: createSecretBox(randomBytes(32)),
    logger: pino({ level: process.env.MAILROOM_TEST_LOG ?? 'silent' }),
    publicUrl: TEST_PUBLIC_URL,
    endpoints: { googleIssuer: simulator.issuer, gmailUrl: simulator.gmailUrl },
    quota: {
      gmailUnitsPerUserPerMinute: 1_000_000_000,
      gmailUnitsPerProjectPerMinute: 1_000_000_000,
    },
    ...input.engine,
  };
  const engine = createEngine(options);
  await engine.start();
  await engine.setup.saveClient(TEST_CALLER, 'google', {
    clientId: client.clientId,
    clientSecret: client.clientSecret,
  });
  // The doctor runs after a save: no test should meet its requests by chance.
  await until(async () => (await engine.setup.get(TEST_CALLER)).report, 'the first report');
  return {
    ...{ engine, simulator, database, options },
    link: (email, link) => linkTestAccount(engine, simulator, email, link),
    another: (overrides = {}) => createEngine({ ...options, ...overrides }),
    async stop() {
      await engine.stop();
      await simulator.stop();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Walks the whole way from "Link account" to a confirmed mailbox. */
export async function linkTestAccount(
  engine: Engine,
  simulator: Pick<GoogleSimulator, 'approve'>,
  email: string,
  { caller = TEST_CALLER, syncFrom = null, confirm = true }: LinkInput = {},
): Promise<AccountView> {
  const browserSecret = randomBytes(16).toString('hex');
  const { authorizationUrl } = await engine.accounts.startLink(caller, {
    provider: 'google',
    browserSecret,
  });
  const callbackUrl = await simulator.approve({ authorizationUrl, email });
  const { account } = await engine.accounts.finishLink(caller, { callbackUrl, browserSecret });
  if (!confirm) return account;
  return engine.accounts.confirm(caller, account.id, { syncFrom });
}

/** Waits until everything is here but perhaps originals. */
export async function untilSynced(
  engine: Engine,
  accountId: number,
  caller: Caller = TEST_CALLER,
): Promise<AccountView> {
  const ready: SyncPhase[] = ['originals', 'idle'];
  return until(async () => {
    const account = await engine.accounts.get(caller, accountId);
    return account.lastSyncedAt !== null && ready.includes(account.sync.phase) && account;
  }, 'synchronisation');
}

/** Asks until the answer is truthy. @throws Error after `timeoutMs` */
export async function until<T>(
  ask: () => Promise<T | false | null | undefined>,
  what: string,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

const unlimitedQuota = {
  name: 'unlimited',
  unitsPerUserPerMinute: 1_000_000_000,
  unitsPerProjectPerMinute: 1_000_000_000,
  maxConcurrentPerUser: 50,
  costs: {
    'messages.get': 20,
    'threads.get': 40,
    'messages.list': 5,
    'history.list': 2,
  },
};

/** How a copy differs from the mailbox, by remote id. */
export interface Differences {
  missing: string[];
  extra: string[];
  wrong: string[];
}

/** Compares every message's existence, folders, read mark and star with a simulated mailbox. */
export async function differences(
  db: Db,
  accountId: number,
  messages: Iterable<{ id: string; labelIds: readonly string[] }>,
): Promise<Differences> {
  const here = new Map<string, string>();
  for (let after = 0; ; ) {
    const rows = await storedRemoteStates(db, accountId, after);
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    for (const row of rows)
      here.set(row.remoteId, stateText(row.folders, row.isRead, row.isStarred));
  }
  const result: Differences = { missing: [], extra: [], wrong: [] };
  for (const { id, labelIds } of messages) {
    const state = simulatedState(labelIds);
    const text = stateText(state.folders, state.isRead, state.isStarred);
    const found = here.get(id);
    here.delete(id);
    if (found === undefined) result.missing.push(id);
    else if (found !== text) result.wrong.push(`${id}: ${found} here, ${text} there`);
  }
  result.extra.push(...here.keys());
  return result;
}

function stateText(folders: string[], isRead: boolean, isStarred: boolean): string {
  const places = folders.filter((id) => !id.startsWith(':')).sort();
  return `${places.join(',')} ${isRead ? 'read' : 'unread'}${isStarred ? ' starred' : ''}`;
}
