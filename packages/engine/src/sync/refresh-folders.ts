import { upsertFolders } from '../store/folders.ts';
import type { SyncContext } from './context.ts';

/**
 * Brings the list of folders up to date. Nothing is written meanwhile: a message in a folder that
 * was made after the listing would lose it again.
 */
export async function refreshFolders(
  context: Pick<SyncContext, 'db' | 'provider' | 'account' | 'signal' | 'exclusive'>,
): Promise<void> {
  await context.exclusive(async () => {
    const folders = await context.provider.folders({ signal: context.signal });
    await upsertFolders(context.db, context.account.id, folders);
  });
}
