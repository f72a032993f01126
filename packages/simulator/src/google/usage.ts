import type { Usage, UsageCounts } from './world.ts';

/** Creates an empty usage log. */
export function createUsage(): Usage {
  const accounts = new Map<string, UsageCounts>();
  return {
    record: ({ email, method, units, isRejected }) => {
      let counts = accounts.get(email);
      if (!counts) {
        counts = { units: 0, requests: 0, rejected: 0, byMethod: {} };
        accounts.set(email, counts);
      }
      counts.requests += 1;
      counts.byMethod[method] = (counts.byMethod[method] ?? 0) + 1;
      if (isRejected) counts.rejected += 1;
      else counts.units += units;
    },
    read: () => structuredClone(Object.fromEntries(accounts)),
    reset: () => accounts.clear(),
  };
}
