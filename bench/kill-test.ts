import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { flagsFrom, foldersFrom } from '../packages/engine/src/providers/gmail/labels.ts';
import type { StoredRemoteState } from '../packages/engine/src/store/sync-state.ts';
import type { AccountView, OutboxView } from '../packages/engine/src/views.ts';
import { createGoogleSimulator, type GoogleSimulator } from '../packages/simulator/src/index.ts';
import { type HostProcess, startHost } from './kill-test/host-process.ts';
import type { HostOptions } from './kill-test/protocol.ts';
import { caller, disturb, type LinkedMailbox, type Submitted } from './kill-test/round.ts';

/**
 * Kills the engine with SIGKILL at random moments of synchronising, clicking and sending, starts it
 * again, waits until it is quiet, and compares with the simulated mailboxes. All counts must be 0.
 *
 * npm run kill-test -- [--rounds 10] [--seed 1] [--json]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const random = createRandom(Number(values.seed));
const publicUrl = 'http://localhost:3000';
const recipient = 'recipient@gmail.example';
const quietTimeoutMs = 90_000;

const result = {
  rounds: 0,
  lost: 0,
  duplicated: 0,
  wrongState: 0,
  sentTwice: 0,
  unconfirmed: 0,
  kills: 0,
  messages: 0,
  sent: 0,
  durationMs: 0,
  startMs: 0,
  quietMs: 0,
};
/** Where the time went: on a busy machine most of it goes into starting. */
const timing = { startMs: 0, quietMs: 0 };
const startedAt = performance.now();
const directory = await mkdtemp(join(tmpdir(), 'mailroom-kill-'));
const simulator = await createGoogleSimulator({
  users: [{ email: recipient }],
  quota: {
    name: 'unlimited',
    unitsPerUserPerMinute: 1e9,
    unitsPerProjectPerMinute: 1e9,
    maxConcurrentPerUser: 50,
    costs: { 'messages.get': 20, 'threads.get': 40, 'messages.modify': 5 },
  },
});
const options: HostOptions = {
  directory,
  key: randomBytes(32).toString('hex'),
  issuer: simulator.issuer,
  gmailUrl: simulator.gmailUrl,
  publicUrl,
};
const boxes: LinkedMailbox[] = [];
const letters: Submitted[] = [];
let host = await startHost(options);
try {
  const { clientId, clientSecret } = simulator.registerClient({
    type: 'web',
    redirectUris: [`${publicUrl}/admin/settings/mail/oauth2`],
  });
  await host.call('setup.saveClient', caller, 'google', { clientId, clientSecret });
  for (let round = 1; round <= rounds; round += 1) {
    // A new mailbox now and then: its first synchronisation is what gets killed.
    if (round % 4 === 1) boxes.push(await link(host, simulator, `user${round}@gmail.example`, 120));
    await killOnce(round);
    if (random() < 0.15) await killOnce(round + 1000);
    const at = performance.now();
    await untilQuiet(host, boxes);
    timing.quietMs += performance.now() - at;
    await compare(host, boxes);
    result.rounds = round;
    report(round);
  }
  await countLetters(host);
} finally {
  await host.kill();
  await simulator.stop();
  await rm(directory, { recursive: true, force: true });
}
result.startMs = Math.round(timing.startMs);
result.quietMs = Math.round(timing.quietMs);
result.durationMs = Math.round(performance.now() - startedAt);
console.log(values.json ? JSON.stringify(result) : result);
const { lost, duplicated, wrongState, sentTwice, unconfirmed } = result;
process.exitCode = lost + duplicated + wrongState + sentTwice + unconfirmed > 0 ? 1 : 0;

async function killOnce(round: number): Promise<void> {
  let isOver = false;
  const disturbing = disturb(host, simulator, boxes, {
    ...{ round, recipient, random },
    isOver: () => isOver,
  });
  await new Promise((resolve) => setTimeout(resolve, 30 + random() * 1_500));
  await host.kill();
  isOver = true;
  result.kills += 1;
  letters.push(...(await disturbing));
  const at = performance.now();
  host = await startHost(options);
  timing.startMs += performance.now() - at;
}

async function link(
  on: HostProcess,
  google: GoogleSimulator,
  email: string,
  messages: number,
): Promise<LinkedMailbox> {
  const user = await google.addUser({ email, messages });
  const browserSecret = randomBytes(16).toString('hex');
  const { authorizationUrl } = await on.call<{ authorizationUrl: string }>(
    'accounts.startLink',
    caller,
    { provider: 'google', browserSecret },
  );
  const callbackUrl = await google.approve({ authorizationUrl, email });
  const { account } = await on.call<{ account: { id: number } }>('accounts.finishLink', caller, {
    ...{ callbackUrl, browserSecret },
  });
  await on.call('accounts.confirm', caller, account.id, { syncFrom: null });
  if (!user.mailbox) throw new Error('no mailbox');
  return { email, accountId: account.id, mailbox: user.mailbox };
}

/** Until nothing is written down that is not done, and each mailbox was looked at after that. */
async function untilQuiet(on: HostProcess, all: LinkedMailbox[]): Promise<void> {
  const deadline = Date.now() + quietTimeoutMs;
  const check = async (isDone: () => Promise<boolean>) => {
    while (!(await isDone())) {
      if (Date.now() > deadline)
        throw new Error(
          `not quiet: ${JSON.stringify([await on.call('openWork'), await on.call('accounts.list', caller)])}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  };
  const isCalm = async () => {
    const work = await on.call<Record<string, number>>('openWork');
    return Object.values(work).every((count) => count === 0);
  };
  // The second look comes after everything that the first one brought is done.
  for (let look = 0; look < 2; look += 1) {
    await check(isCalm);
    const at = Date.now();
    for (const { accountId } of all) await on.call('sync.wake', caller, accountId);
    await check(async () => {
      const accounts = await on.call<AccountView[]>('accounts.list', caller);
      return accounts.every(({ lastSyncedAt }) => Date.parse(lastSyncedAt ?? '') > at);
    });
    await check(isCalm);
  }
}

async function compare(on: HostProcess, all: LinkedMailbox[]): Promise<void> {
  for (const { accountId, mailbox, email } of all) {
    const rows = await on.call<StoredRemoteState[]>('states', accountId);
    const here = new Map<string, StoredRemoteState>();
    for (const row of rows) {
      if (here.has(row.remoteId)) result.duplicated += 1;
      here.set(row.remoteId, row);
    }
    for (const message of mailbox.newestFirst(null)) {
      const row = here.get(message.id);
      here.delete(message.id);
      if (!row) {
        result.lost += 1;
        console.error(`${email}: ${message.id} is missing (${message.labelIds})`);
      } else if (textOf(row) !== truthOf(message.labelIds)) {
        result.wrongState += 1;
        console.error(`${email}: ${message.id} ${textOf(row)} / ${truthOf(message.labelIds)}`);
      }
    }
    // What the mailbox no longer has.
    result.wrongState += here.size;
    for (const id of here.keys()) console.error(`${email}: ${id} should be gone`);
    result.messages = Math.max(result.messages, rows.length);
  }
}

/** Each accepted message arrived exactly once; one that was never acknowledged at most once. */
async function countLetters(on: HostProcess): Promise<void> {
  const mailbox = simulator.world.users.get(recipient)?.mailbox;
  if (!mailbox) throw new Error('no mailbox');
  const counts = new Map<string, number>();
  for (const message of mailbox.newestFirst('INBOX')) {
    const raw = Buffer.from(mailbox.raw(message)).toString('latin1');
    const subject = /^Subject: (.*)\r?$/m.exec(raw)?.[1]?.trim() ?? '';
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  for (const { subject, isAccepted } of letters) {
    const count = counts.get(subject) ?? 0;
    result.sent += count;
    if (count > 1) result.sentTwice += 1;
    if (count === 0 && isAccepted) {
      result.lost += 1;
      console.error(`"${subject}" never arrived`);
    }
  }
  const rows = await on.call<OutboxView[]>('outbox.list', caller);
  for (const row of rows) {
    if (row.state === 'unconfirmed') result.unconfirmed += 1;
    if (row.state === 'failed') console.error(`failed: ${row.subject} ${row.problem?.code}`);
  }
}

function textOf({ folders, isRead, isStarred }: StoredRemoteState): string {
  const places = folders.filter((id) => !id.startsWith(':')).sort();
  return `${places.join(',')} ${isRead ? 'read' : 'unread'}${isStarred ? ' starred' : ''}`;
}

function truthOf(labelIds: readonly string[]): string {
  const { isRead, isStarred } = flagsFrom(labelIds);
  const places = foldersFrom(labelIds).sort();
  return `${places.join(',')} ${isRead ? 'read' : 'unread'}${isStarred ? ' starred' : ''}`;
}

function report(round: number): void {
  if (!values.json) console.error(`round ${round} of ${rounds}`);
}

/** Mulberry32: small, seeded, good enough to pick moments. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
