import { MailError } from '../errors.ts';
import type { MailProvider } from '../providers/provider.ts';
import { createApply } from '../store/apply.ts';
import type { BlobStore } from '../store/blobs.ts';
import { markCommandsFailed, refusedCommands } from '../store/commands.ts';
import type { Db } from '../store/database.ts';
import type { IncomingChange } from '../store/ingest.ts';
import { asMailError } from '../store/problem.ts';
import { loadSyncAccount, type SyncAccount } from '../store/sync-state.ts';
import { appendTimeline } from '../store/timeline.ts';

/** A mailbox in which something changes at every look is left to synchronisation. */
const maxLooks = 5;

/**
 * Shows what the provider has wherever it refused a change. Commands stay `refused` until that is
 * written, so a process that ends meanwhile leaves nothing half done.
 *
 * @returns the failure that asks for a pause, null when there is nothing left to take back
 */
export async function takeBackRefused(
  options: { db: Db; blobs: BlobStore; now(): Date },
  account: SyncAccount,
  provider: MailProvider,
  signal: AbortSignal,
): Promise<MailError | null> {
  const { db, now } = options;
  const rows = await refusedCommands(db, account.id);
  if (rows.length === 0) return null;
  const remoteIds = [...new Set(rows.flatMap((row) => row.remoteIds))];
  try {
    let cursor = account.cursor;
    for (let look = 0; look < maxLooks; look += 1) {
      await readAgain(options, account, provider, remoteIds, signal);
      // A page of changes that was written meanwhile may be newer than what we read: once more.
      const after = (await loadSyncAccount(db, account.id))?.cursor ?? null;
      if (JSON.stringify(after) === JSON.stringify(cursor)) break;
      cursor = after;
    }
  } catch (error) {
    return asMailError(error);
  }
  await markCommandsFailed(
    db,
    rows.map(({ id }) => id),
  );
  const code = rows[0]?.problem?.code ?? 'provider_rejected';
  await appendTimeline(
    db,
    account.id,
    'change_refused',
    { code, messages: remoteIds.length },
    now(),
  );
  return null;
}

async function readAgain(
  { db, blobs, now }: { db: Db; blobs: BlobStore; now(): Date },
  account: SyncAccount,
  provider: MailProvider,
  remoteIds: string[],
  signal: AbortSignal,
): Promise<void> {
  const { prepare, apply } = createApply({ db, blobs, account });
  const asOf = now();
  const changes: IncomingChange[] = [];
  const refs = remoteIds.map((remoteId) => ({ remoteId, remoteThreadId: null }));
  for await (const result of provider.fetch(refs, { priority: 'normal', signal })) {
    if (result.kind === 'gone') changes.push({ kind: 'deleted', ref: result.ref });
    else if (result.kind === 'failed') throw new MailError(result.code);
    else changes.push({ kind: 'added', message: await prepare(result.message) });
  }
  await apply(changes, { asOf, isNews: false });
}
