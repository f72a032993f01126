import type { Logger } from 'pino';
import type { DoctorCheckId, DoctorCheckView, DoctorReportView } from '../../views.ts';
import { cleanSeen, type Finding, safeLink } from './finding.ts';

/** One thing to look at. */
export interface Check {
  id: DoctorCheckId;
  /** What it says rests on what the provider does not document. */
  isAdvisory?: boolean;
  /** Default: 10 s. */
  limitMs?: number;
  /** @param signal aborts when its time is over, or nobody waits any more */
  look(signal: AbortSignal): Finding | Promise<Finding | Finding[]>;
}

export interface RunOptions {
  /** Never to be shown, should somebody echo it. */
  secrets: string[];
  logger: Logger;
  signal: AbortSignal;
}

const defaultLimitMs = 10_000;

/**
 * Runs all checks side by side. None can hold up or break another: what hangs is `timed_out`, what
 * throws is `crashed`.
 *
 * @returns the findings in the order of the checks
 */
export async function runChecks(checks: Check[], options: RunOptions): Promise<DoctorCheckView[]> {
  const { signal } = options;
  const isOver = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const found = await Promise.all(checks.map((check) => runCheck(check, isOver, options)));
  return found.flat();
}

/** What the findings amount to; see doctorReportView. */
export function verdictOf(checks: DoctorCheckView[]): DoctorReportView['verdict'] {
  const failed = checks.filter(({ status }) => status === 'fail');
  if (failed.some(({ isAdvisory }) => !isAdvisory)) return 'broken';
  return failed.length > 0 ? 'doubtful' : 'healthy';
}

async function runCheck(
  check: Check,
  isOver: Promise<void>,
  { secrets, logger }: RunOptions,
): Promise<DoctorCheckView[]> {
  const startedAt = performance.now();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<Finding>((resolve) => {
    const giveUp = () => resolve({ status: 'unknown', reason: 'timed_out' });
    timer = setTimeout(giveUp, check.limitMs ?? defaultLimitMs);
    void isOver.then(giveUp);
  });
  let found: Finding[];
  try {
    // Through a promise, so that a check that throws at once is no different.
    const looked = Promise.resolve().then(() => check.look(controller.signal));
    found = [await Promise.race([looked, isLate])].flat();
  } catch (error) {
    logger.warn({ err: error, check: check.id }, 'a check of the doctor failed');
    found = [{ status: 'unknown', reason: 'crashed' }];
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
  const durationMs = Math.round(performance.now() - startedAt);
  return found.map((one) => ({
    id: check.id,
    status: one.status,
    isAdvisory: one.isAdvisory ?? check.isAdvisory ?? false,
    reason: one.reason,
    seen: cleanSeen(one.seen, secrets),
    data: cleanData(one.data ?? {}, secrets),
    link: safeLink(one.link),
    account: one.account ?? null,
    durationMs,
  }));
}

function cleanData(data: DoctorCheckView['data'], secrets: string[]): DoctorCheckView['data'] {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' ? (cleanSeen(value, secrets) ?? '') : value,
    ]),
  );
}
