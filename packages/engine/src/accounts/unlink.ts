import type { Logger } from 'pino';
import { MailError } from '../errors.ts';
import type { OAuth } from '../providers/oauth.ts';
import type { MailProvider } from '../providers/provider.ts';
import type { OpenClient } from '../setup/clients.ts';
import {
  type AccountRow,
  deleteAccount,
  deleteSomeMessages,
  hasOtherLink,
  loadAccount,
  unreferencedHashes,
  updateAccount,
} from '../store/accounts.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import { noteUnlinked } from '../store/delegated-links.ts';
import { problemOf } from '../store/problem.ts';
import type { Credentials } from './credentials.ts';
import { revokeUnlessShared } from './grants.ts';

export interface UnlinkOptions {
  db: Db;
  blobs: Pick<BlobStore, 'removeIfOlder'>;
  oauth: OAuth;
  credentials: Credentials;
  openClient(provider: string): Promise<OpenClient>;
  /** The adapter of an account. */
  openProvider(account: AccountRow): Promise<MailProvider>;
  logger: Logger;
}

const batchSize = 500;
/** Younger blobs may be somebody's whose row is not written yet; the daily clean-up takes them. */
const graceMs = 3_600_000;
/** Far above any mailbox: bounds a loop that deletes what somebody still adds. */
const maxBatches = 100_000;

/** Marks an account as going; its jobs stop when they see it. @returns false when it is gone already */
export async function beginUnlink(db: Db, accountId: number, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const row = await updateAccount(
      tx,
      accountId,
      ['confirming', 'active', 'paused', 'needs_reconnect', 'unlinking'],
      { status: 'unlinking', nextSyncAt: null, phase: 'idle', problem: null },
    );
    // Whoever linked it by delegation sees what became of it.
    if (row) await noteUnlinked(tx, accountId, problemOf(new MailError('account_unlinked'), now));
    return row !== null;
  });
}

/**
 * Does what unlinking means: no more pushes, the grant revoked, mail deleted. May be repeated after
 * a crash; a provider that cannot be reached does not keep the mail here.
 *
 * @param signal ends it between two batches; the next start goes on
 */
export async function completeUnlink(
  options: UnlinkOptions,
  accountId: number,
  signal: AbortSignal,
): Promise<void> {
  const { db, logger } = options;
  const account = await loadAccount(db, accountId);
  if (!account) return;
  const isShared = await hasOtherLink(db, account, account.id);
  await leaveProvider(options, account, isShared).catch((error: unknown) =>
    logger.warn({ err: error, accountId }, 'unlinking: the provider was not told'),
  );
  options.credentials.forget(accountId);
  for (let batch = 0; batch < maxBatches; batch += 1) {
    if (signal.aborted) return;
    const hashes = await deleteSomeMessages(db, accountId, batchSize);
    if (hashes.length === 0) break;
    // Another link of the same mailbox may be storing the very same originals just now.
    if (!(await hasOtherLink(db, account, account.id))) await removeBlobs(options, hashes);
  }
  await deleteAccount(db, account);
  logger.info({ accountId }, 'account unlinked');
}

async function leaveProvider(
  options: UnlinkOptions,
  account: AccountRow,
  isShared: boolean,
): Promise<void> {
  // Stopping pushes stops them for the whole mailbox.
  if (account.watchExpiresAt && !isShared) await stopPushes(options, account);
  const token = await options.credentials.refreshToken(account.id);
  if (!token) return;
  const { oauth: client } = await options.openClient(account.provider);
  await revokeUnlessShared(options, client, token, account, account.id);
}

async function stopPushes(options: UnlinkOptions, account: AccountRow): Promise<void> {
  try {
    const provider = await options.openProvider(account);
    await provider.unwatch?.({ priority: 'interactive' });
    await provider.close();
  } catch (error) {
    // They end by themselves within a week.
    options.logger.warn({ err: error, accountId: account.id }, 'pushes could not be stopped');
  }
}

async function removeBlobs({ db, blobs, logger }: UnlinkOptions, hashes: string[]): Promise<void> {
  const before = new Date(Date.now() - graceMs);
  for (const hash of await unreferencedHashes(db, hashes))
    await blobs
      .removeIfOlder(hash, before)
      .catch((error: unknown) => logger.warn({ err: error, hash }, 'a blob stays behind'));
}
