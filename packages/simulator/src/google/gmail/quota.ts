import type { QuotaProfile, World } from '../world.ts';
import { type ApiError, apiError, errorInfo } from './errors.ts';

const windowMs = 60_000;

/** Charges calls and refuses those over a limit. */
export interface QuotaLedger {
  /**
   * Charges a call before it runs.
   *
   * @returns its cost in units
   * @throws ApiError 429 or 403, the call then costs nothing
   */
  charge(email: string, method: string): number;
  /** Takes one of the user's places; the caller gives it back with `leave`. */
  enter(email: string): void;
  leave(email: string): void;
}

/**
 * Creates a ledger. No window of 60 seconds, wherever it begins, ever holds more than the limit:
 * stricter than Google's moving average, so that a client's pacing is proved and not lucky.
 *
 * @see https://developers.google.com/workspace/gmail/api/reference/quota
 */
export function createQuotaLedger(world: Pick<World, 'clock' | 'project'>): QuotaLedger {
  const users = new Map<string, SlidingWindow>();
  const project = createWindow();
  const concurrent = new Map<string, number>();
  let refusals = 0;
  return {
    charge: (email, method) => {
      const { quota } = world.project;
      const now = world.clock.now();
      const cost = quota.costs[method] ?? 5;
      const user = users.get(email) ?? createWindow();
      users.set(email, user);
      if (user.sum(now) + cost > quota.unitsPerUserPerMinute)
        throw overUserLimit(world.project.projectNumber, quota, refusals++);
      if (project.sum(now) + cost > quota.unitsPerProjectPerMinute)
        throw overProjectLimit(world.project.projectNumber, refusals++);
      user.add(now, cost);
      project.add(now, cost);
      return cost;
    },
    enter: (email) => {
      const running = concurrent.get(email) ?? 0;
      if (running >= world.project.quota.maxConcurrentPerUser)
        throw apiError(429, 'rateLimitExceeded', 'Too many concurrent requests for user.', {
          isLimit: true,
        });
      concurrent.set(email, running + 1);
    },
    leave: (email) => {
      concurrent.set(email, Math.max(0, (concurrent.get(email) ?? 0) - 1));
    },
  };
}

interface SlidingWindow {
  sum(now: number): number;
  add(now: number, units: number): void;
}

function createWindow(): SlidingWindow {
  let entries: { at: number; units: number }[] = [];
  let head = 0;
  let total = 0;
  return {
    sum: (now) => {
      for (let first = entries[head]; first && now - first.at >= windowMs; first = entries[head]) {
        total -= first.units;
        head += 1;
      }
      if (head > 10_000 && head * 2 > entries.length) {
        entries = entries.slice(head);
        head = 0;
      }
      return total;
    },
    add: (now, units) => {
      entries.push({ at: now, units });
      total += units;
    },
  };
}

/** Google answers the same excess sometimes with 429 and sometimes with 403: so does this. */
function overUserLimit(projectNumber: string, quota: QuotaProfile, nth: number): ApiError {
  if (nth % 2 === 1)
    return apiError(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded', {
      domain: 'usageLimits',
      isLimit: true,
    });
  const message = `Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service 'gmail.googleapis.com' for consumer 'project_number:${projectNumber}'.`;
  return apiError(429, 'rateLimitExceeded', message, {
    domain: 'usageLimits',
    isLimit: true,
    details: [
      errorInfo('RATE_LIMIT_EXCEEDED', {
        consumer: `projects/${projectNumber}`,
        quota_limit: 'defaultPerMinutePerUser',
        quota_limit_value: String(quota.unitsPerUserPerMinute),
        quota_metric: 'gmail.googleapis.com/default',
      }),
    ],
  });
}

function overProjectLimit(projectNumber: string, nth: number): ApiError {
  const message = `Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'gmail.googleapis.com' for consumer 'project_number:${projectNumber}'.`;
  return apiError(nth % 2 === 1 ? 403 : 429, 'rateLimitExceeded', message, {
    domain: 'usageLimits',
    isLimit: true,
  });
}
