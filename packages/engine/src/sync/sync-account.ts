import type { Logger } from 'pino';
import { isMailError, MailError } from '../errors.ts';
import type { JobContext, JobHandler } from '../jobs.ts';
import type { MailProvider } from '../providers/provider.ts';
import { createApply } from '../store/apply.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { asMailError } from '../store/problem.ts';
import {
  beginSync,
  finishSync,
  loadSyncAccount,
  requestStage,
  type SyncAccount,
} from '../store/sync-state.ts';
import { appendTimeline } from '../store/timeline.ts';
import { backfill, stageOf } from './backfill.ts';
import { type CatchUp, createCatchUp } from './catch-up.ts';
import type { SyncContext } from './context.ts';
import { handleSyncFailure } from './failure.ts';
import type { Gate } from './gate.ts';
import { refreshIdentities } from './identities.ts';
import { applyChanges, beginFirstSync } from './incremental.ts';
import { createProgress } from './progress.ts';
import { noteQuotaWaits } from './quota-notes.ts';
import { createRecentChanges } from './recent-changes.ts';
import { reconcile } from './reconcile.ts';
import { checkIntervalMs } from './self-check.ts';
import { renewWatch, type WatchRetries } from './watch.ts';

export interface SyncAccountOptions {
  db: Db;
  blobs: BlobStore;
  providerOf(account: SyncAccount): Promise<MailProvider>;
  logger: Logger;
  now(): Date;
  /** Between two polls when nobody looks. */
  idleMs: number;
  /**
   * How many accounts may look for changes, fetch everything, and fetch originals, at the same
   * time. A first screen waits for nobody: somebody sits in front of it.
   */
  gates: { changes: Gate; backfill: Gate; originals: Gate };
}

/** A synchronisation that takes longer looks abandoned to the sweep; then it is only kicked. */
const abandonedMs = 60_000;

/**
 * The job of one account. While it holds the account's lock, a backfill runs in the background and
 * changes are looked for whenever they are due, so new mail arrives during a long backfill too. It
 * ends when neither has anything to do.
 */
export function createSyncAccount(options: SyncAccountOptions): JobHandler {
  const watchRetries: WatchRetries = new Map();
  return async (accountId, job) => {
    const account = await loadSyncAccount(options.db, accountId);
    if (account?.status !== 'active') return;
    let filling: Filling | null = null;
    try {
      const catchUp = createCatchUp();
      const context = await createContext(options, account, job, catchUp);
      for (;;) {
        const current = await loadSyncAccount(options.db, accountId);
        if (current?.status !== 'active' || job.signal.aborted) return;
        context.account = current;
        if (isDue(current, options.now()) || catchUp.isWanted()) {
          const stopFilling = async () => {
            await filling?.stop();
            filling = null;
          };
          const sync = () => syncOnce(options, context, watchRetries, stopFilling);
          await options.gates.changes.run(() => catchUp.serve(sync));
          continue;
        }
        if (!current.backfill && isCheckDue(current, options.now())) {
          await requestStage(options.db, accountId, 'check');
          continue;
        }
        if (!filling && stageOf(current.backfill))
          filling = startFilling(options, context, catchUp);
        if (!filling) {
          if (current.phase !== 'idle') await context.progress('idle', 0, null);
          return;
        }
        await Promise.race([filling.done, job.kicked(), catchUp.wanted()]);
        if (filling.isOver()) {
          const failure = filling.failure();
          filling = null;
          if (failure) throw failure;
        }
      }
    } catch (error) {
      await (filling as Filling | null)?.stop();
      filling = null;
      await endWithFailure(options, accountId, job, asMailError(error));
    } finally {
      await (filling as Filling | null)?.stop();
    }
  };
}

async function endWithFailure(
  options: SyncAccountOptions,
  accountId: number,
  job: JobContext,
  error: MailError,
): Promise<void> {
  if (job.signal.aborted || error.code === 'cancelled') return;
  // Paused or unlinked under our feet: whatever failed then is no failure.
  const account = await loadSyncAccount(options.db, accountId);
  if (account?.status !== 'active') return;
  const { id, failures } = account;
  options.logger.warn({ err: error, accountId: id, code: error.code, failures }, 'sync failed');
  await handleSyncFailure(options.db, account, error, options.now());
}

function isDue(account: SyncAccount, now: Date): boolean {
  // A first synchronisation that died with its process was put off by `beginSync`, not by a failure.
  if (!account.cursor && account.failures === 0) return true;
  return account.nextSyncAt === null || account.nextSyncAt <= now;
}

/** Daily, and once for whoever was never compared. */
function isCheckDue({ checkedAt, cursor }: SyncAccount, now: Date): boolean {
  if (!cursor) return false;
  return !checkedAt || checkedAt.getTime() <= now.getTime() - checkIntervalMs;
}

async function syncOnce(
  options: SyncAccountOptions,
  context: SyncContext,
  watchRetries: WatchRetries,
  stopFilling: () => Promise<void>,
): Promise<void> {
  const { account } = context;
  const begun = new Date(options.now().getTime() + abandonedMs);
  await beginSync(options.db, account.id, begun);
  if (!account.cursor) await beginFirstSync(context);
  else {
    try {
      const { added, updated, deleted } = await applyChanges(context);
      if (added + updated + deleted > 0) await context.note('synced', { added, updated, deleted });
    } catch (error) {
      if (!isMailError(error, 'cursor_expired')) throw error;
      await stopFilling();
      await reconcile(context);
    }
  }
  await renewWatch(context, watchRetries);
  await refreshIdentities(context);
  const idleMs = options.idleMs * (0.9 + Math.random() * 0.2);
  const now = options.now();
  const nextSyncAt = new Date(now.getTime() + idleMs);
  await finishSync(options.db, account, { begun, nextSyncAt, now });
}

async function createContext(
  options: SyncAccountOptions,
  account: SyncAccount,
  job: JobContext,
  catchUp: CatchUp,
): Promise<SyncContext> {
  const { db, blobs, logger, now } = options;
  const provider = await options.providerOf(account);
  const recent = createRecentChanges();
  const progress = createProgress(db, now);
  const context: SyncContext = {
    ...{ db, blobs, provider, account, recent, logger, now },
    signal: job.signal,
    ...createApply({ db, blobs, account }),
    catchUp: () => catchUp.ask(job.signal),
    progress: (phase, done, total) => progress(account, phase, done, total),
    note: (kind, data) => appendTimeline(db, account.id, kind, data, now()),
  };
  return context;
}

interface Filling {
  done: Promise<void>;
  isOver(): boolean;
  failure(): unknown;
  stop(): Promise<void>;
}

function startFilling(
  options: SyncAccountOptions,
  context: SyncContext,
  catchUp: CatchUp,
): Filling {
  const abort = new AbortController();
  const signal = AbortSignal.any([context.signal, abort.signal]);
  let isOver = false;
  let failure: unknown = null;
  // A context of its own: the job reloads its account, the backfill keeps what it began with.
  const own: SyncContext = {
    ...context,
    account: { ...context.account },
    signal,
    catchUp: () => catchUp.ask(signal),
  };
  const stopNotes = noteQuotaWaits(own);
  const done = backfill(own, async (stage, work) => {
    if (signal.aborted) throw new MailError('cancelled');
    if (stage === 'first_screen') return work();
    const { originals, backfill: rest } = options.gates;
    return (stage === 'originals' ? originals : rest).run(work, signal);
  })
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      stopNotes();
      isOver = true;
    });
  return {
    done,
    isOver: () => isOver,
    failure: () => failure,
    async stop() {
      abort.abort();
      await done;
    },
  };
}
