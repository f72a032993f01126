/** Quota units used within one sliding window; see `createUsageWindow`. */
export interface UsageWindow {
  /** Units that count against the limit at this moment. */
  used(): number;
  /** Takes units for a call that is about to leave. They count until a window after `settle`. */
  take(units: number): Charge;
  /** Milliseconds until no more than `room` units are used; null while only running calls hold it. */
  msUntil(room: number): number | null;
}

/** The units of one call. */
export interface Charge {
  /** The provider has counted it by now at the latest: its window begins. Idempotent. */
  settle(): void;
}

/**
 * Counts units in a strict sliding window. A call's units begin to age only when its answer is
 * there, because the provider counted it at some unknown moment before: so no interval of the
 * provider's own clock can ever hold more than the limit, whatever the network's delay.
 *
 * @param now milliseconds
 */
export function createUsageWindow(windowMs: number, now: () => number): UsageWindow {
  let settled: { at: number; units: number }[] = [];
  let head = 0;
  let settledUnits = 0;
  let runningUnits = 0;

  const expire = () => {
    const oldest = now() - windowMs;
    for (let entry = settled[head]; entry && entry.at <= oldest; entry = settled[head]) {
      settledUnits -= entry.units;
      head += 1;
    }
    if (head > 1_000 && head * 2 > settled.length) {
      settled = settled.slice(head);
      head = 0;
    }
  };

  return {
    used: () => {
      expire();
      return settledUnits + runningUnits;
    },
    take: (units) => {
      let isRunning = true;
      runningUnits += units;
      return {
        settle: () => {
          if (!isRunning) return;
          isRunning = false;
          runningUnits -= units;
          settledUnits += units;
          const last = settled.at(-1);
          const at = Math.max(now(), last?.at ?? 0);
          // One entry a millisecond is enough, and bounds the list.
          if (last && last.at === at && settled.length > head) last.units += units;
          else settled.push({ at, units });
        },
      };
    },
    msUntil: (room) => {
      expire();
      let excess = settledUnits + runningUnits - room;
      if (excess <= 0) return 0;
      for (let index = head; index < settled.length; index += 1) {
        const entry = settled[index] as { at: number; units: number };
        excess -= entry.units;
        if (excess <= 0) return Math.max(1, entry.at + windowMs - now());
      }
      return null;
    },
  };
}
