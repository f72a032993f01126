import type { EngineOptions } from './engine.ts';
import type { MailError } from './errors.ts';
import { createJobs, type DueJobs, type Jobs } from './jobs.ts';
import { performCommands } from './outbox/commands.ts';
import { deliver } from './outbox/deliver.ts';
import type { BlobStore } from './store/blobs.ts';
import { accountsWithCommands, accountsWithRefusals } from './store/commands.ts';
import type { OpenDatabase } from './store/database.ts';
import { dueDelegatedLinks, nextDelegatedLinkAt } from './store/delegated-links.ts';
import { accountsToWarn, nextGrantWarningAt } from './store/grants.ts';
import type { Locks } from './store/locks.ts';
import { dueOutbox, loadOutbox, nextOutboxAt } from './store/outbox.ts';
import {
  dueAccounts,
  nextAccountAt,
  requestSync,
  type SyncAccount,
  unfinishedAccounts,
} from './store/sync-state.ts';
import { handleSyncFailure } from './sync/failure.ts';
import { createGate, createKeyedGate } from './sync/gate.ts';
import type { Mailboxes } from './sync/mailboxes.ts';
import { createSyncAccount } from './sync/sync-account.ts';

/** Other processes on the same database are told here to look at a job. */
const JOBS_CHANNEL = 'mailroom_jobs';
/** While the provider cannot be reached; the first try after it can should not be far. */
const longestCommandPauseMs = 2 * 60_000;
/** After a mailbox was linked by delegation, thousands of others may wait. */
const nextLinkMs = 200;

/** Wires what is found in the tables to the modules that do it. */
export function wireJobs(
  options: EngineOptions,
  parts: {
    database: OpenDatabase;
    blobs: BlobStore;
    locks: Locks;
    providerOf(account: SyncAccount): ReturnType<Mailboxes['open']>;
    now(): Date;
    /** See accounts/grant-alarm.ts. */
    warnOfGrant(accountId: number): Promise<void>;
    /** See setup/delegation/link-delegated.ts. */
    linkDelegated(linkId: number, signal: AbortSignal): Promise<Date | null>;
  },
): Jobs {
  const { logger } = options;
  const { database, blobs, locks, providerOf, now } = parts;
  const { db } = database;
  const onDeadGrant = (account: SyncAccount, error: MailError) =>
    handleSyncFailure(db, account, error, now());
  const syncAccount = createSyncAccount({
    ...{ db, blobs, providerOf, logger, now },
    idleMs: options.polling?.idleMs ?? 5 * 60_000,
    gates: { changes: createGate(8), backfill: createGate(4), originals: createGate(2) },
  });
  /** Accounts whose commands failed lately wait here; a restart tries at once, which is fine. */
  const commandsAt = new Map<number, Date>();
  const failures = new Map<number, number>();
  const sending = createKeyedGate(2, 16);
  const linking = createGate(4);
  let isFirstSweep = true;

  async function findDue(at: Date): Promise<DueJobs> {
    const accounts = await dueAccounts(db, at);
    const commands = await accountsWithCommands(db);
    if (isFirstSweep) {
      accounts.push(...(await unfinishedAccounts(db)));
      commands.push(...(await accountsWithRefusals(db)));
    }
    isFirstSweep = false;
    const letters = await dueOutbox(db, at);
    const ending = await accountsToWarn(db, at);
    const links = await dueDelegatedLinks(db, at);
    const later = [
      await nextAccountAt(db, at),
      await nextOutboxAt(db, at),
      await nextGrantWarningAt(db, at),
      await nextDelegatedLinkAt(db, at),
    ];
    for (const [id, waitUntil] of commandsAt) {
      if (waitUntil > at) later.push(waitUntil);
      else {
        commandsAt.delete(id);
        commands.push(id);
      }
    }
    const times = later.filter((time) => time !== null).map((time) => time.getTime());
    return {
      jobs: [
        ...[...new Set(accounts)].map((id) => ({ kind: 'account' as const, id })),
        ...[...new Set(commands)]
          .filter((id) => !commandsAt.has(id))
          .map((id) => ({ kind: 'commands' as const, id })),
        ...letters.map((id) => ({ kind: 'deliver' as const, id })),
        ...ending.map((id) => ({ kind: 'grant' as const, id })),
        ...links.map((id) => ({ kind: 'delegation' as const, id })),
      ],
      nextAt: times.length > 0 ? new Date(Math.min(...times)) : null,
    };
  }

  const jobs = createJobs({
    handlers: {
      account: syncAccount,
      grant: parts.warnOfGrant,
      async delegation(linkId, { signal }) {
        const nextAt = await linking.run(() => parts.linkDelegated(linkId, signal), signal);
        jobs.sweepAt(nextAt ?? new Date(now().getTime() + nextLinkMs));
      },
      async commands(accountId, { signal }) {
        // A click does not shorten the pause after a failure: it only joins what waits.
        if ((commandsAt.get(accountId) ?? now()) > now()) return;
        const work = { db, blobs, providerOf, onDeadGrant, logger, now };
        const failure = await performCommands(work, accountId, signal);
        if (!failure) {
          failures.delete(accountId);
          return;
        }
        const count = (failures.get(accountId) ?? 0) + 1;
        failures.set(accountId, count);
        const pauseMs = Math.min(longestCommandPauseMs, 1_000 * 2 ** Math.min(count - 1, 12));
        const waitMs = Math.max(failure.retryAfterMs ?? 0, pauseMs);
        const retryAt = new Date(now().getTime() + waitMs);
        commandsAt.set(accountId, retryAt);
        jobs.sweepAt(retryAt);
      },
      async deliver(outboxId, { signal }) {
        const row = await loadOutbox(db, outboxId);
        if (!row) return;
        const onSent = (accountId: number) => {
          requestSync(db, [accountId], now())
            .then(() => jobs.kick('account', accountId))
            .catch((error: unknown) => {
              logger.warn({ err: error, accountId }, 'the copy in Sent comes with the next poll');
            });
        };
        const { flush } = database;
        const work = { db, flush, blobs, providerOf, onSent, onDeadGrant, logger, now };
        const nextAt = await sending.run(row.accountId, () => deliver(work, outboxId, signal));
        if (nextAt) jobs.sweepAt(nextAt);
      },
    },
    findDue,
    locks,
    notify:
      database.kind === 'postgres' ? (payload) => database.notify(JOBS_CHANNEL, payload) : null,
    ...{ logger, now },
    runJobs: options.runJobs !== false,
  });
  return jobs;
}

/** Hears the kicks of other processes. @returns ends it */
export async function listenForJobs(
  options: EngineOptions,
  database: OpenDatabase,
  jobs: Jobs,
): Promise<() => Promise<void>> {
  if (database.kind !== 'postgres' || options.runJobs === false) return async () => {};
  return database.listen(JOBS_CHANNEL, (payload) => jobs.receive(payload));
}
