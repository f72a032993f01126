import { CHANGES_CHANNEL, changesAfter, lastChange, lastChangeBefore } from './store/changes.ts';
import type { OpenDatabase } from './store/database.ts';
import type { ChangeEventView } from './views.ts';

/** The users' change feeds, as streams. */
export interface Events {
  subscribe(
    userId: string,
    after: number | null,
    signal: AbortSignal,
  ): AsyncGenerator<ChangeEventView>;
  stop(): Promise<void>;
}

/** A notification can be lost with its connection; then this is how late a change is seen. */
const lookAgainMs = 20_000;

/**
 * A page reads its lists first and listens a moment later: a feed without a beginning begins this
 * much earlier, so that nothing falls between. Telling ids twice does no harm.
 */
const overlapSeconds = 15;

/** Listens once for all subscribers of this process. */
export async function createEvents(database: Pick<OpenDatabase, 'db' | 'listen'>): Promise<Events> {
  const waiting = new Map<string, Set<() => void>>();
  const stopped = new AbortController();
  const wake = (userId: string) => {
    for (const resume of waiting.get(userId) ?? []) resume();
  };
  const wakeAll = () => {
    for (const userId of waiting.keys()) wake(userId);
  };
  const unlisten = await database.listen(CHANGES_CHANNEL, wake, wakeAll);

  async function* subscribe(userId: string, after: number | null, signal: AbortSignal) {
    const ended = AbortSignal.any([signal, stopped.signal]);
    const bell = createBell(ended);
    const bells = waiting.get(userId) ?? new Set();
    waiting.set(userId, bells.add(bell.ring));
    try {
      const now = await lastChange(database.db, userId);
      let last = after ?? (await lastChangeBefore(database.db, userId, overlapSeconds));
      while (!ended.aborted) {
        bell.reset();
        const events = await changesAfter(database.db, userId, last);
        for (const event of events) {
          if (ended.aborted) return;
          // What was there before is told again, but is no news.
          const isOld = after === null && event.number <= now;
          yield isOld && event.newMail ? { ...event, newMail: false } : event;
          last = event.number;
        }
        if (events.length === 0) await bell.heard(lookAgainMs);
      }
    } finally {
      bells.delete(bell.ring);
      if (bells.size === 0) waiting.delete(userId);
    }
  }

  return {
    subscribe,
    async stop() {
      stopped.abort();
      await unlisten().catch(() => {});
    },
  };
}

/** Remembers a ring that came before anybody listened. */
function createBell(ended: AbortSignal) {
  let hasRung = false;
  let resume: (() => void) | null = null;
  const ring = () => {
    hasRung = true;
    resume?.();
  };
  ended.addEventListener('abort', ring, { once: true });
  return {
    ring,
    reset() {
      hasRung = false;
    },
    async heard(timeoutMs: number): Promise<void> {
      if (hasRung || ended.aborted) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        resume = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
      resume = null;
    },
  };
}
