import { dueFetchFailures } from '../store/fetch-failures.ts';
import type { SyncContext } from './context.ts';
import { fetchRefs } from './fetch-refs.ts';

/** Asked for again in one synchronisation; more are the next one's. */
const maxRetries = 50;

/** Asks again for messages that failed before and are due. */
export async function retryFailed(context: SyncContext): Promise<void> {
  const { db, account } = context;
  const due = await dueFetchFailures(db, account.id, context.now(), maxRetries);
  if (due.length === 0) return;
  await fetchRefs(context, due, { priority: 'background', chunkSize: 10, inFlight: 1 });
}
