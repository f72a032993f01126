/** The value below which `share` (0 to 1) of the values lie; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.max(0, index)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Rounded to three significant digits: more is noise. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Polls until `check` gives a value. @throws Error after `timeoutMs` */
export async function until<T>(
  check: () => Promise<T | null | false>,
  options: { timeoutMs: number; everyMs?: number; what: string },
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  while (performance.now() < deadline) {
    const value = await check();
    if (value) return value;
    await sleep(options.everyMs ?? 50);
  }
  throw new Error(`timed out: ${options.what}`);
}
