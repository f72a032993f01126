import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import { type GmailTest, startGmailTest } from '../providers/gmail/testing.ts';
import { createLimits } from '../providers/limits.ts';
import { openProvider } from '../providers/open.ts';
import { createSecretBox } from '../secret-box.ts';
import { openClient } from '../setup/clients.ts';
import { createSetup } from '../setup/setup.ts';
import { loadAccount } from '../store/accounts.ts';
import { accounts as accountRows } from '../store/schema.ts';
import { openTestDatabase, type TestDatabase } from '../store/testing.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Credentials, createCredentials } from './credentials.ts';

/** An administrator. */
export const ann: Caller = { userId: 'ann', isAdministrator: true };
/** A member. */
export const ben: Caller = { userId: 'ben', isAdministrator: false };
/** Of the browser in which Ann links. */
export const browserSecret = 'browser-secret-of-ann-0123456789';
const publicUrl = 'http://localhost:3000';
/** The only provider of these tests. */
export const provider = 'google' as const;
/** What reading and sending needs. */
export const mailScope = 'https://mail.google.com/';
/** Says nothing. */
export const logger = pino({ level: 'silent' });

/** Google and Gmail on this machine; from `setAccountsStage` on, as the four below. */
export let test: GmailTest;
export let database: TestDatabase;
export let accounts: Accounts;
export let credentials: Credentials;
export let setup: ReturnType<typeof createSetup>;
/** Accounts that were handed to synchronisation, since the test began. */
export const ready: number[] = [];
/** The provider's clock. */
export const now = () => new Date(test.simulator.clock.now());
/** What the stage seals with. */
export const secretBox = createSecretBox(randomBytes(32));

/** Delegation and push have tests of their own. */
export const noDelegation = async () => {
  throw new MailError('service_account_missing');
};

function wire(): void {
  const { db } = database;
  const endpoints = { googleIssuer: test.simulator.issuer, gmailUrl: test.simulator.gmailUrl };
  const client = (id: string) => openClient({ db, secretBox, endpoints }, id);
  const limits = createLimits();
  const { oauth } = test;
  credentials = createCredentials({
    ...{ database, secretBox, oauth, openClient: client, logger, now },
    askDelegated: noDelegation,
  });
  const open = (account: { id: number; provider: string; subject: string }, more: object) =>
    openProvider({
      account,
      limits,
      logger,
      now,
      settings: { endpoints },
      ...(more as { client: never; tokens: never }),
    });
  accounts = createAccounts({
    ...{ db, secretBox, oauth, credentials, publicUrl, logger, now, openClient: client },
    blobs: { removeIfOlder: async () => true },
    openMailbox: ({ client: opened, tokens, ...mailbox }) =>
      open({ id: 0, ...mailbox }, { client: opened.row, tokens }),
    openProvider: async (account) =>
      open(account, {
        client: (await client(account.provider)).row,
        tokens: credentials.tokensFor(account.id),
      }),
    onAccountReady: (id) => void ready.push(id),
    onAccountStopped: () => {},
    quotaWaitMs: () => 0,
    sizeLimits: () => ({ attachedBytes: 2, fileBytes: 1 }),
  });
  setup = createSetup({
    ...{ db, secretBox, oauth, publicUrl, endpoints, now },
    delegation: {
      delegation: noDelegation,
      saveServiceAccount: noDelegation,
      removeServiceAccount: noDelegation,
      linkDelegated: noDelegation,
    },
    pushTest: {
      start: noDelegation,
      view: () => ({ state: 'none', startedAt: null, elapsedMs: null, problem: null }),
    },
    doctor: { run: noDelegation, runSoon: () => {} },
    endAccount: accounts.endAccount,
  });
}

/** Goes through consent, up to where the browser comes back. */
export async function link(
  caller: Caller,
  email: string,
  how: {
    reconnectAccountId?: number;
    untick?: string[];
    decision?: 'allow' | 'deny';
    returnTo?: string;
  } = {},
) {
  const { reconnectAccountId, returnTo, ...consent } = how;
  const started = await accounts.startLink(caller, {
    provider,
    browserSecret,
    ...(returnTo ? { returnTo } : {}),
    ...(reconnectAccountId ? { reconnectAccountId } : {}),
  });
  // Who is asked for a hinted account may still choose another.
  const url = new URL(started.authorizationUrl);
  url.searchParams.delete('login_hint');
  const authorizationUrl = url.href;
  const callbackUrl = await test.simulator.approve({ authorizationUrl, email, ...consent });
  return {
    started,
    callbackUrl,
    finish: () => accounts.finishLink(caller, { callbackUrl, browserSecret }),
  };
}

/** Links a mailbox and confirms it. */
export async function linked(caller: Caller, email: string) {
  const { finish } = await link(caller, email);
  const { account } = await finish();
  return accounts.confirm(caller, account.id, { syncFrom: null });
}

/** Waits until an account is gone. */
export const settled = (id: number) =>
  vi.waitFor(async () => expect(await loadAccount(database.db, id)).toBeNull(), 10_000);

/** Registers the hooks of a test file: one Gmail, one database, no account left behind by a test. */
export function setAccountsStage(): void {
  beforeAll(async () => {
    test = await startGmailTest({
      users: [
        { email: 'ada@gmail.com' },
        { email: 'bob@gmail.com' },
        { email: 'nomail@corp.example', hasMailbox: false },
      ],
    });
    database = await openTestDatabase();
    wire();
    await setup.saveClient(ann, provider, {
      clientId: test.client.clientId,
      clientSecret: test.client.clientSecret,
    });
  });
  afterAll(async () => {
    await accounts?.settle();
    await database?.close();
    await test?.stop();
  });
  afterEach(async () => {
    test.simulator.faults.clear();
    ready.length = 0;
    for (const { id } of await database.db.select({ id: accountRows.id }).from(accountRows))
      await accounts.endAccount(id);
  });
}
