import { expect } from 'vitest';

/** Four times the input may take at most this many times as long: 4 is linear, 16 quadratic. */
const MAX_GROWTH = 10;
/** Below this a growth is noise of the machine. */
const NOISE_MS = 150;
const ATTEMPTS = 4;

/**
 * Expects work to grow with its input and not with its square. Compares processor time of this
 * process, so that a busy machine makes no difference, and looks again before it complains.
 *
 * @param work does `factor` times as much; called with 1 and 4
 */
export async function expectLinear(work: (factor: 1 | 4) => unknown): Promise<void> {
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && growth > MAX_GROWTH; attempt += 1) {
    const small = await cpuMsOf(() => work(1));
    const large = await cpuMsOf(() => work(4));
    growth = large / Math.max(small, NOISE_MS / MAX_GROWTH);
  }
  expect(growth).toBeLessThanOrEqual(MAX_GROWTH);
}

async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
