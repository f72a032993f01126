/** Users who look at mail just now, told by their requests. */
export interface Activity {
  touch(userId: string): void;
  stop(): void;
}

export interface ActivityOptions {
  /** Asks for synchronisation where the last is older than `activeMs`. */
  poll(userIds: string[]): Promise<void>;
  onError(error: unknown): void;
  /** How often the tables are asked; the poll itself decides by age. */
  tickMs: number;
}

/** Without a sign of life for this long, nobody looks any more. */
const lookingMs = 2 * 60_000;
const maxUsers = 10_000;

/** Keeps who looks, in the process that hears of it, and makes their mailboxes poll faster. */
export function createActivity({ poll, onError, tickMs }: ActivityOptions): Activity {
  const lookingUntil = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let isPolling = false;

  function tick(): void {
    const now = Date.now();
    for (const [userId, until] of lookingUntil) if (until < now) lookingUntil.delete(userId);
    if (lookingUntil.size === 0) {
      stop();
      return;
    }
    if (isPolling) return;
    isPolling = true;
    poll([...lookingUntil.keys()])
      .catch(onError)
      .finally(() => {
        isPolling = false;
      });
  }

  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  return {
    touch(userId) {
      if (lookingUntil.size >= maxUsers && !lookingUntil.has(userId)) return;
      lookingUntil.set(userId, Date.now() + lookingMs);
      if (timer) return;
      timer = setInterval(tick, tickMs);
      timer.unref();
      tick();
    },
    stop() {
      stop();
      lookingUntil.clear();
    },
  };
}
