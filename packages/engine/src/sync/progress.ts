import type { Db } from '../store/database.ts';
import { type SyncAccount, savePhase } from '../store/sync-state.ts';
import type { SyncPhase } from '../views.ts';

/** Between two writes of the same phase: people read no faster. */
const intervalMs = 700;

/**
 * Shows where an account's synchronisation is. Each phase begins at once; its counts follow about
 * once a second, since every write is also an event for everybody who looks.
 */
export function createProgress(db: Db, now: () => Date) {
  let shown: { phase: SyncPhase; startedAt: Date; writtenAt: number } | null = null;

  return async (
    account: Pick<SyncAccount, 'id' | 'userId'>,
    phase: SyncPhase,
    done: number,
    total: number | null,
  ): Promise<void> => {
    const isNew = shown?.phase !== phase;
    const isEnd = total !== null && done >= total;
    if (!isNew && !isEnd && Date.now() - (shown?.writtenAt ?? 0) < intervalMs) return;
    const startedAt = isNew || !shown ? now() : shown.startedAt;
    shown = { phase, startedAt, writtenAt: Date.now() };
    await savePhase(db, account, {
      phase,
      done,
      total,
      startedAt: phase === 'idle' ? null : startedAt,
    });
  };
}
