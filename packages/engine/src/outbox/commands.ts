import type { Logger } from 'pino';
import { isMailError, type MailError } from '../errors.ts';
import type { MailProvider } from '../providers/provider.ts';
import type { BlobStore } from '../store/blobs.ts';
import {
  type CommandRow,
  countCommandAttempt,
  markCommandsDone,
  markCommandsRefused,
  pendingCommands,
} from '../store/commands.ts';
import type { Db } from '../store/database.ts';
import { asMailError, problemOf } from '../store/problem.ts';
import { loadSyncAccount, type SyncAccount } from '../store/sync-state.ts';
import { coalesce, type PlannedCall } from './coalesce.ts';
import { takeBackRefused } from './take-back.ts';

export interface CommandsOptions {
  db: Db;
  blobs: BlobStore;
  providerOf(account: SyncAccount): Promise<MailProvider>;
  onDeadGrant(account: SyncAccount, error: MailError): Promise<void>;
  logger: Logger;
  now(): Date;
}

/** After this many tries that the provider answered, it evidently does not want it. */
const maxAttempts = 20;
/** Failures that say nothing about the command: they are waited out, however long. */
const passingCodes = new Set([
  'network',
  'provider_unavailable',
  'rate_limited',
  'token_expired',
  'cancelled',
  'storage_full',
]);

/**
 * Tells the provider what an account's users did, in order. The caller holds the account's lock for
 * commands.
 *
 * @returns the failure after which to pause, null when everything is done
 */
export async function performCommands(
  options: CommandsOptions,
  accountId: number,
  signal: AbortSignal,
): Promise<MailError | null> {
  const { db } = options;
  while (!signal.aborted) {
    const account = await loadSyncAccount(db, accountId);
    if (account?.status !== 'active') return null;
    const provider = await options
      .providerOf(account)
      .catch((error: unknown) => asMailError(error));
    if (isMailError(provider)) return fail(options, account, [], provider);
    const refusal = await takeBackRefused(options, account, provider, signal);
    if (refusal) return fail(options, account, [], refusal);
    const rows = await pendingCommands(db, accountId);
    if (rows.length === 0) return null;
    const failure = await performAll(options, account, provider, rows, signal);
    if (failure) return signal.aborted ? null : failure;
  }
  return null;
}

/** @returns the failure that asks for a pause, null when none does */
async function performAll(
  options: CommandsOptions,
  account: SyncAccount,
  provider: MailProvider,
  rows: CommandRow[],
  signal: AbortSignal,
): Promise<MailError | null> {
  const calls = coalesce(rows);
  /** Calls that a command still waits for. */
  const open = new Map<number, number>();
  for (const { commandIds } of calls)
    for (const id of commandIds) open.set(id, (open.get(id) ?? 0) + 1);
  for (const call of calls) {
    const own = rows.filter(({ id }) => call.commandIds.includes(id));
    try {
      const refusal = await perform(provider, call.command, signal);
      if (refusal) await refuse(options, account, own, refusal);
    } catch (error) {
      const failure = asMailError(error);
      const isWornOut = own.some((row) => row.attempts + 1 >= maxAttempts);
      if (passingCodes.has(failure.code) || failure.retry !== 'backoff' || !isWornOut)
        return fail(options, account, own, failure);
      await refuse(options, account, own, { failure, remoteIds: call.command.remoteIds });
    }
    const settled = call.commandIds.filter((id) => {
      open.set(id, (open.get(id) ?? 1) - 1);
      return open.get(id) === 0;
    });
    await markCommandsDone(options.db, settled, options.now());
  }
  return null;
}

interface Refusal {
  failure: MailError;
  remoteIds: string[];
}

/**
 * Makes a call. One message that the provider refuses must not take the others of the call with it,
 * so a refused call is tried again in halves.
 *
 * @returns what was refused for good, null: nothing
 * @throws MailError for everything that may pass
 */
async function perform(
  provider: MailProvider,
  command: PlannedCall['command'],
  signal: AbortSignal,
): Promise<Refusal | null> {
  try {
    await provider.perform(command, { priority: 'interactive', signal });
    return null;
  } catch (error) {
    const failure = asMailError(error);
    const { remoteIds } = command;
    if (failure.retry !== 'never' || signal.aborted) throw failure;
    if (remoteIds.length === 1)
      return failure.code === 'remote_gone' ? null : { failure, remoteIds };
    const half = Math.ceil(remoteIds.length / 2);
    const refusals = [
      await perform(provider, { ...command, remoteIds: remoteIds.slice(0, half) }, signal),
      await perform(provider, { ...command, remoteIds: remoteIds.slice(half) }, signal),
    ].filter((refusal) => refusal !== null);
    const refused = refusals.flatMap((refusal) => refusal.remoteIds);
    return refused.length > 0 ? { failure, remoteIds: refused } : null;
  }
}

async function fail(
  options: CommandsOptions,
  account: SyncAccount,
  rows: CommandRow[],
  failure: MailError,
): Promise<MailError> {
  const { id: accountId } = account;
  if (failure.code !== 'cancelled')
    options.logger.warn({ err: failure, accountId, code: failure.code }, 'commands wait');
  const isAnswer = failure.retry === 'backoff' && !passingCodes.has(failure.code);
  if (isAnswer)
    await countCommandAttempt(
      options.db,
      rows.map(({ id }) => id),
    );
  if (failure.retry === 'reconnect') await options.onDeadGrant(account, failure);
  return failure;
}

/** The provider will never do it: what is shown here goes back to what the provider has. */
async function refuse(
  { db, now, logger }: CommandsOptions,
  account: SyncAccount,
  rows: CommandRow[],
  { failure, remoteIds }: Refusal,
): Promise<void> {
  logger.error({ err: failure, accountId: account.id, code: failure.code }, 'commands refused');
  const refused = new Set(remoteIds);
  const ids = rows.filter((row) => row.remoteIds.some((id) => refused.has(id))).map(({ id }) => id);
  // Taken back in the next turn, and found again should this process end before.
  await markCommandsRefused(db, ids, problemOf(failure, now()));
}
