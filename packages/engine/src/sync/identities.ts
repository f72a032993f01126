import { isMailError } from '../errors.ts';
import { replaceIdentities, saveIdentitiesAt } from '../store/identities.ts';
import type { SyncContext } from './context.ts';

/** Between two looks; a synchronisation by hand looks at once. */
const intervalMs = 24 * 3_600_000;
const retryMs = 3_600_000;

/**
 * Keeps the addresses to send from like the provider's, once a day. Never fails a synchronisation:
 * mail comes without them.
 */
export async function refreshIdentities(context: SyncContext): Promise<void> {
  const { account, provider, signal, db } = context;
  const now = context.now();
  if (account.identitiesAt && account.identitiesAt.getTime() > now.getTime() - intervalMs) return;
  try {
    const listed = await provider.identities({ priority: 'background', signal });
    await replaceIdentities(db, account, listed);
    await saveIdentitiesAt(db, account.id, now);
  } catch (error) {
    if (signal.aborted || isMailError(error, 'cancelled')) return;
    context.logger.warn({ err: error, accountId: account.id }, 'addresses to send from stay as is');
    await saveIdentitiesAt(db, account.id, new Date(now.getTime() - intervalMs + retryMs));
  }
}
