import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Caller } from '@mailroom/engine';
import {
  differences,
  linkTestAccount,
  prepared,
  until,
  untilSynced,
} from '@mailroom/engine/testing';
import { createGoogleSimulator, type GoogleSimulator, type Mailbox } from '@mailroom/simulator';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { type RunningServer, startServer } from './server.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const publicUrl = 'http://localhost:3999';
const ann: Caller = { userId: 'ann', isAdministrator: true };
const email = 'ann@gmail.example';

let simulator: GoogleSimulator;
let directory: string;
let environment: Record<string, string>;
let remote: Mailbox;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  simulator = await createGoogleSimulator({});
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mailroom-interrupted-'));
  environment = {
    ...{ MAILROOM_DATA: directory, PORT: '0', PUBLIC_URL: publicUrl },
    ...{ MAILROOM_GOOGLE_ISSUER: simulator.issuer, MAILROOM_GMAIL_URL: simulator.gmailUrl },
    MAILROOM_GMAIL_QUOTA: '999999999',
  };
}, 60_000);
afterEach(async () => {
  simulator.faults.clear();
  for (const child of children) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** A server in this process, to set the scene and to look at what came of it. */
async function inProcess<T>(work: (server: RunningServer) => Promise<T>): Promise<T> {
  const server = await startServer({
    ...{ config: readConfig(environment), mode: 'all', logger: pino({ level: 'silent' }) },
    prepared: await prepared(),
  });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** A server of its own, as it is started in earnest. */
async function inChild(work: () => Promise<unknown>): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment };
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env });
  children.add(child);
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  await work();
  const stoppedAt = performance.now();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
}

async function link(server: RunningServer, user: string, messages: number): Promise<number> {
  const client = simulator.registerClient({
    ...{ type: 'web' as const, redirectUris: [`${publicUrl}/admin/settings/mail/oauth2`] },
  });
  await server.engine.setup.saveClient(ann, 'google', {
    ...{ clientId: client.clientId, clientSecret: client.clientSecret },
  });
  const { mailbox } = await simulator.addUser({ email: user, messages });
  if (!mailbox) throw new Error('no mailbox');
  remote = mailbox;
  return (await linkTestAccount(server.engine, simulator, user, { caller: ann })).id;
}

/** Calls of a method since now. */
function counting(user: string, method: RegExp): () => number {
  const read = () =>
    Object.entries(simulator.world.usage.read()[user]?.byMethod ?? {})
      .filter(([name]) => method.test(name))
      .reduce((sum, [, calls]) => sum + calls, 0);
  const before = read();
  return () => read() - before;
}

describe('SIGTERM', () => {
  it('[HO26] in the middle of a synchronisation ends it in time; the next start goes on', async () => {
    const slow = { type: 'latency', ms: 400 } as const;
    simulator.faults.add({ match: '*', kind: slow, email });
    const id = await inProcess((server) => link(server, email, 300));
    const fetched = counting(email, /^(messages|threads)\.get$/);
    await inChild(() => until(async () => fetched() > 3, 'messages on their way', 60_000));
    expect(fetched()).toBeLessThan(300);
    simulator.faults.clear();
    await inProcess(async ({ engine, database }) => {
      await untilSynced(engine, id, ann);
      await until(
        async () => {
          const state = await differences(database.db, id, remote.newestFirst(null));
          return JSON.stringify(state) === '{"missing":[],"extra":[],"wrong":[]}';
        },
        'the whole mailbox',
        60_000,
      );
      const account = await engine.accounts.get(ann, id);
      expect(account).toMatchObject({ messageCount: remote.messageCount, problem: null });
    });
  }, 240_000);

  it('[HO26] in the middle of sending loses no letter and doubles none', async () => {
    const user = 'bo@gmail.example';
    const subjects = Array.from({ length: 6 }, (_, index) => `Letter ${index + 1}`);
    const slow = { type: 'latency', ms: 1_500 } as const;
    await inProcess(async (server) => {
      const id = await link(server, user, 1);
      await untilSynced(server.engine, id, ann);
      simulator.faults.add({ match: 'drafts.send', kind: slow, email: user });
      simulator.faults.add({ match: 'drafts.create', kind: slow, email: user });
      for (const subject of subjects)
        await server.engine.outbox.submit(ann, {
          ...{ submissionId: `submission-${subject}`, accountId: id, subject, html: '<p>Hi</p>' },
          ...{ to: [{ name: null, email: 'cy@example.org' }], cc: [], bcc: [], undoSeconds: 5 },
          ...{ uploadIds: [], attachmentIds: [] },
        });
    });
    const begun = counting(user, /^drafts\.(create|send)$/);
    await inChild(() => until(async () => begun() > 1, 'letters on their way', 60_000));
    simulator.faults.clear();
    await inProcess(async ({ engine }) => {
      await until(
        async () => (await engine.outbox.list(ann)).every(({ state }) => state === 'sent'),
        'all letters sent',
        60_000,
      );
    });
    const sent = [...remote.newestFirst(null)].filter(({ labelIds }) => labelIds.includes('SENT'));
    const found = sent
      .map((one) => /^Subject: (.*)$/m.exec(Buffer.from(remote.raw(one)).toString())?.[1]?.trim())
      .sort();
    expect(found.filter((subject) => subject?.startsWith('Letter'))).toEqual(subjects);
  }, 240_000);
});
