import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLimits, type MailboxLimit } from './limits.ts';
import type { CallPriority } from './provider.ts';

const allowance = {
  unitsPerMailboxPerMinute: 6_000,
  unitsPerClientPerMinute: 1_200_000,
  concurrency: 10,
};
const key = { provider: 'google', subject: 's', clientId: 'c', allowance };

/** Stands for the provider: counts each call at some moment of its way, in a strict window. */
function createFarEnd(unitsPerMinute: number) {
  const counted: { at: number; units: number }[] = [];
  let rejected = 0;
  let used = 0;
  return {
    count: (units: number) => {
      const at = Date.now();
      while (counted[0] && counted[0].at <= at - 60_000) counted.shift();
      const sum = counted.reduce((total, one) => total + one.units, 0);
      if (sum + units > unitsPerMinute) {
        rejected += 1;
        return false;
      }
      counted.push({ at, units });
      used += units;
      return true;
    },
    get rejected() {
      return rejected;
    },
    get used() {
      return used;
    },
  };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function callOnce(
  limit: MailboxLimit,
  farEnd: ReturnType<typeof createFarEnd>,
  units: number,
  priority: CallPriority,
): Promise<number> {
  const askedAt = Date.now();
  const lease = await limit.acquire(units, { priority });
  const waitedMs = Date.now() - askedAt;
  await sleep(Math.random() * 150);
  const isFine = farEnd.count(units);
  await sleep(Math.random() * 150);
  lease.settle();
  await sleep(Math.random() * 50);
  lease.release();
  if (isFine) limit.accepted();
  else limit.rejected({ retryAfterMs: null, reason: 'units' });
  return waitedMs;
}

async function runWorkers(
  count: number,
  untilMs: number,
  work: () => Promise<unknown>,
): Promise<void> {
  const end = Date.now() + untilMs;
  await Promise.all(
    Array.from({ length: count }, async () => {
      while (Date.now() < end) await work();
    }),
  );
}

describe('limits', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-01T00:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const settle = async <T>(work: Promise<T>, ms: number): Promise<T> => {
    await vi.advanceTimersByTimeAsync(ms);
    return work;
  };

  it('[GM40] uses the quota to the full in the background, and never over it', async () => {
    const limit = createLimits().forMailbox(key);
    const farEnd = createFarEnd(6_000);
    const minutes = 5;
    const work = runWorkers(8, minutes * 60_000, () =>
      callOnce(limit, farEnd, Math.random() < 0.5 ? 20 : 40, 'background'),
    );
    await vi.advanceTimersByTimeAsync(minutes * 60_000);
    const usedShare = farEnd.used / (6_000 * minutes);
    await settle(work, 120_000);
    expect(farEnd.rejected).toBe(0);
    expect(usedShare).toBeGreaterThanOrEqual(0.95);
  });

  it('[GM40] does so from the first minute on, beside the burst that fills the first screen', async () => {
    const limit = createLimits().forMailbox(key);
    const farEnd = createFarEnd(6_000);
    const first = Promise.all(
      Array.from({ length: 70 }, () => callOnce(limit, farEnd, 20, 'normal')),
    );
    const backfill = runWorkers(8, 2 * 60_000, () => callOnce(limit, farEnd, 40, 'background'));
    await vi.advanceTimersByTimeAsync(60_000);
    const firstMinute = farEnd.used;
    await vi.advanceTimersByTimeAsync(60_000);
    const usedShare = farEnd.used / 12_000;
    await settle(Promise.all([first, backfill]), 120_000);
    expect(farEnd.rejected).toBe(0);
    expect(firstMinute / 6_000).toBeGreaterThanOrEqual(0.95);
    expect(usedShare).toBeGreaterThanOrEqual(0.95);
  });

  it('[GM41] normal work may use nine tenths of a minute at once, and is never over the quota', async () => {
    const limit = createLimits().forMailbox(key);
    const farEnd = createFarEnd(6_000);
    const work = runWorkers(8, 3 * 60_000, () => callOnce(limit, farEnd, 20, 'normal'));
    await vi.advanceTimersByTimeAsync(3 * 60_000);
    expect(farEnd.used / 18_000).toBeGreaterThanOrEqual(0.85);
    await settle(work, 120_000);
    expect(farEnd.rejected).toBe(0);
  });

  it('[GM42] somebody who waits overtakes a backfill', async () => {
    const limit = createLimits().forMailbox(key);
    const farEnd = createFarEnd(6_000);
    const backfill = runWorkers(50, 3 * 60_000, () => callOnce(limit, farEnd, 40, 'background'));
    const waits: number[] = [];
    const person = (async () => {
      for (let n = 0; n < 30; n += 1) {
        await sleep(5_000);
        waits.push(await callOnce(limit, farEnd, 20, 'interactive'));
      }
    })();
    await settle(person, 170_000);
    expect(Math.max(...waits)).toBeLessThan(2_000);
    await settle(backfill, 120_000);
    expect(farEnd.rejected).toBe(0);
  });

  it('[GM49] somebody who waits need not wait for the end of a burst, with a backfill beside it', async () => {
    const limit = createLimits().forMailbox(key);
    const farEnd = createFarEnd(6_000);
    const burst = runWorkers(8, 2 * 60_000, () => callOnce(limit, farEnd, 20, 'normal'));
    const backfill = runWorkers(8, 2 * 60_000, () => callOnce(limit, farEnd, 40, 'background'));
    const waits: number[] = [];
    const person = (async () => {
      for (let n = 0; n < 20; n += 1) {
        await sleep(5_000);
        waits.push(await callOnce(limit, farEnd, 20, 'interactive'));
      }
    })();
    await settle(person, 115_000);
    expect(waits).toHaveLength(20);
    expect(Math.max(...waits)).toBeLessThan(2_000);
    await settle(Promise.all([burst, backfill]), 180_000);
    expect(farEnd.rejected).toBe(0);
  });

  it('[GM43] shares one limit between accounts on one mailbox, and one between mailboxes of a client', async () => {
    const limits = createLimits();
    expect(limits.forMailbox({ ...key })).toBe(limits.forMailbox({ ...key }));
    const small = { ...allowance, unitsPerClientPerMinute: 600 };
    const [one, two] = ['1', '2'].map((subject) =>
      limits.forMailbox({ provider: 'google', subject, clientId: 'small', allowance: small }),
    ) as [MailboxLimit, MailboxLimit];
    const farEnd = createFarEnd(600);
    const work = Promise.all([
      runWorkers(4, 120_000, () => callOnce(one, farEnd, 20, 'normal')),
      runWorkers(4, 120_000, () => callOnce(two, farEnd, 20, 'normal')),
    ]);
    await settle(work, 300_000);
    expect(farEnd.rejected).toBe(0);
    expect(farEnd.used).toBeGreaterThan(1_000);
  });

  it('[GM44] pauses as long as the provider asks, then goes on', async () => {
    const limit = createLimits().forMailbox(key);
    limit.rejected({ retryAfterMs: 30_000, reason: 'units' });
    let isGranted = false;
    const waiting = limit.acquire(20, { priority: 'interactive' }).then(() => {
      isGranted = true;
    });
    expect(limit.waitMs()).toBeGreaterThan(29_000);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(isGranted).toBe(false);
    await settle(waiting, 2_000);
    expect(limit.waitMs()).toBe(0);
  });

  it('[GM45] halves the calls at the same time when they are too many, and recovers', async () => {
    const limit = createLimits().forMailbox(key);
    limit.rejected({ retryAfterMs: 0, reason: 'calls' });
    expect(limit.concurrency()).toBe(5);
    for (let n = 0; n < 500; n += 1) limit.accepted();
    expect(limit.concurrency()).toBe(10);
  });

  it('[GM46] finds its share when another process uses the same mailbox', async () => {
    const farEnd = createFarEnd(6_000);
    const [here, there] = [createLimits().forMailbox(key), createLimits().forMailbox(key)];
    let calls = 0;
    const work = Promise.all(
      [here, there].map((limit) =>
        runWorkers(4, 5 * 60_000, () => {
          calls += 1;
          return callOnce(limit, farEnd, 20, 'background');
        }),
      ),
    );
    await settle(work, 10 * 60_000);
    expect(farEnd.rejected / calls).toBeLessThan(0.05);
    expect(farEnd.used / 30_000).toBeGreaterThan(0.7);
  });

  it('[GM47] a call that nobody waits for any more leaves the queue', async () => {
    const limit = createLimits().forMailbox({
      ...key,
      allowance: { ...allowance, concurrency: 1 },
    });
    const lease = await limit.acquire(1, { priority: 'interactive' });
    const abort = new AbortController();
    const waiting = limit.acquire(1, { signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    const next = limit.acquire(1);
    lease.release();
    (await next).release();
    await expect(limit.acquire(1, { signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('[GM48] a call dearer than the whole quota still goes, alone', async () => {
    const limit = createLimits().forMailbox({
      ...key,
      allowance: { ...allowance, unitsPerMailboxPerMinute: 30 },
    });
    (await limit.acquire(100, { priority: 'background' })).release();
    const second = limit.acquire(100, { priority: 'background' });
    await settle(second, 150_000);
  });
});
