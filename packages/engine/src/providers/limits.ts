import { MailError } from '../errors.ts';
import type { CallPriority } from './provider.ts';
import { createUsageWindow, type UsageWindow } from './usage-window.ts';

/** What a provider allows, in its own quota units. */
export interface Allowance {
  unitsPerMailboxPerMinute: number;
  unitsPerClientPerMinute: number;
  /** Calls that run at the same time for one mailbox. */
  concurrency: number;
}

/** Leave to make one call. Both functions are idempotent; `release` alone settles too. */
export interface Lease {
  /** Call it when the answer's headers are there: from then on the units age. */
  settle(): void;
  /** Call it when the call is over, however it ended. */
  release(): void;
}

/** How the provider turned a call down. */
export interface Rejection {
  /** What the provider asked for, null when it named no time. */
  retryAfterMs: number | null;
  /** `calls`: too many at the same time; `units`: the quota; `client`: the whole project's. */
  reason: 'units' | 'calls' | 'client';
}

/** The limit of one mailbox within one OAuth client, shared by all accounts on that mailbox. */
export interface MailboxLimit {
  /** Calls at the same time, at present. */
  concurrency(): number;
  /**
   * Waits until a call of `units` may leave.
   * @throws MailError `cancelled` when `signal` aborts first
   */
  acquire(
    units: number,
    options?: { priority?: CallPriority; signal?: AbortSignal },
  ): Promise<Lease>;
  /** Tells that the provider rejected a call: everything pauses, then goes slower for a while. */
  rejected(rejection: Rejection): void;
  /** Tells that a call went through: ends a back-off. */
  accepted(): void;
  /** Milliseconds until the first waiting call may leave for the quota's sake, 0 when none waits. */
  waitMs(): number;
}

/** All limits of this process. */
export interface Limits {
  forMailbox(key: {
    provider: string;
    subject: string;
    clientId: string;
    allowance: Allowance;
  }): MailboxLimit;
}

/** Google counts by the minute; the rest covers clocks that do not tick alike. */
const windowMs = 60_050;
/** Background, which is paced, leaves this little: its units come free all the time. */
const backgroundShare = 0.98;
/**
 * Normal work comes in bursts that would use up a whole minute: this is what it leaves to whoever
 * sits in front of a screen. Background leaves as much beside a burst of half a minute's units.
 */
const normalShare = 0.9;
const burstShare = 0.5;
/** Background may catch up this much after it was held up; more would be bursts that block others. */
const backgroundBurstMs = 5_000;
/** Share of the quota at which background is paced however much is not background. */
const leastPace = 0.02;
/** How long it takes to trust the whole quota again after others turned out to use it too. */
const shareRecoveryMs = 4 * 60_000;
const maxPauseMs = 5 * 60_000;
const maxWaiting = 20_000;

/**
 * Creates the registry of limits. Accounts of several users on one mailbox share its limit, and all
 * mailboxes of one OAuth client share the client's.
 *
 * @param now for tests; default the machine's clock
 */
export function createLimits(now: () => Date = () => new Date()): Limits {
  const nowMs = () => now().getTime();
  const clients = new Map<string, ClientLimit>();
  const mailboxes = new Map<string, MailboxLimit>();
  return {
    forMailbox: ({ provider, subject, clientId, allowance }) => {
      const clientKey = `${provider} ${clientId}`;
      const key = JSON.stringify([clientKey, subject, allowance]);
      const known = mailboxes.get(key);
      if (known) return known;
      let client = clients.get(clientKey);
      if (!client) {
        client = {
          window: createUsageWindow(windowMs, nowMs),
          units: allowance.unitsPerClientPerMinute,
          pausedUntil: 0,
        };
        clients.set(clientKey, client);
      }
      const created = createMailboxLimit(allowance, client, nowMs);
      mailboxes.set(key, created);
      return created;
    },
  };
}

interface ClientLimit {
  window: UsageWindow;
  units: number;
  pausedUntil: number;
}

interface Waiting {
  units: number;
  priority: CallPriority;
  grant(lease: Lease): void;
}

const order: CallPriority[] = ['interactive', 'normal', 'background'];

function createMailboxLimit(
  allowance: Allowance,
  client: ClientLimit,
  now: () => number,
): MailboxLimit {
  const window = createUsageWindow(windowMs, now);
  /** What is not background: it comes when it comes, and background paces what is left. */
  const promptWindow = createUsageWindow(windowMs, now);
  const queues: Record<CallPriority, Waiting[]> = { interactive: [], normal: [], background: [] };
  const full = allowance.unitsPerMailboxPerMinute;
  let running = 0;
  let pausedUntil = 0;
  let failuresInRow = 0;
  let lastRejectedAt = 0;
  /** Share of the quota that is ours as far as we can tell: others may use the same mailbox. */
  let share = 1;
  let concurrency = allowance.concurrency;
  let acceptedSinceChange = 0;
  let timer: NodeJS.Timeout | null = null;

  const currentShare = () => Math.min(1, share + (now() - lastRejectedAt) / shareRecoveryMs);

  const pacer = createPacer(
    () => {
      const left = full * currentShare() * backgroundShare - promptWindow.used();
      return Math.max(left, full * leastPace) / windowMs;
    },
    backgroundBurstMs,
    now,
  );

  const shareOf = (priority: CallPriority): number => {
    if (priority === 'interactive') return 1;
    const isBurst = promptWindow.used() > full * burstShare;
    return priority === 'background' && !isBurst ? backgroundShare : normalShare;
  };

  /** Milliseconds until `waiting` may leave: 0 now, null when another call's end decides. */
  const delayOf = ({ units, priority }: Waiting): number | null => {
    const reserved = priority === 'interactive' || concurrency < 3 ? 0 : concurrency > 6 ? 2 : 1;
    if (running >= concurrency - reserved) return null;
    const part = shareOf(priority);
    const mailboxRoom = Math.max(0, full * currentShare() * part - units);
    const clientRoom = Math.max(0, client.units * part - units);
    const delays = [
      Math.max(pausedUntil, client.pausedUntil) - now(),
      window.msUntil(mailboxRoom),
      client.window.msUntil(clientRoom),
      priority === 'background' ? pacer.delayMs() : 0,
    ];
    // Only running calls hold it: somebody's release wakes us; the poll is for the other mailboxes'.
    if (delays.some((delay) => delay === null)) return running > 0 ? null : 20;
    return Math.max(0, ...(delays as number[]));
  };

  const head = (): Waiting | null => {
    for (const priority of order) if (queues[priority][0]) return queues[priority][0];
    return null;
  };

  const pump = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    for (let next = head(); next; next = head()) {
      const delay = delayOf(next);
      if (delay === null) return;
      if (delay > 0) {
        // An interactive call that waits for units holds everybody behind it: that is its priority.
        timer = setTimeout(pump, Math.min(delay, 1_000));
        return;
      }
      queues[next.priority].shift();
      start(next);
    }
  };

  const start = (waiting: Waiting) => {
    const own = window.take(waiting.units);
    const shared = client.window.take(waiting.units);
    const isPrompt = waiting.priority !== 'background';
    const prompt = isPrompt ? promptWindow.take(waiting.units) : null;
    if (!isPrompt) pacer.take(waiting.units);
    running += 1;
    let isOver = false;
    const settle = () => {
      own.settle();
      shared.settle();
      prompt?.settle();
    };
    waiting.grant({
      settle,
      release: () => {
        settle();
        if (isOver) return;
        isOver = true;
        running -= 1;
        pump();
      },
    });
  };

  return {
    concurrency: () => concurrency,
    acquire: (units, { priority = 'normal', signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new MailError('cancelled'));
        const queue = queues[priority];
        if (queue.length >= maxWaiting) return reject(new MailError('rate_limited'));
        // A call dearer than the whole quota would wait for ever: let it go alone instead.
        const clamped = Math.min(units, full * backgroundShare, client.units * backgroundShare);
        const waiting: Waiting = {
          units: clamped,
          priority,
          grant: (lease) => {
            signal?.removeEventListener('abort', handleAbort);
            resolve(lease);
          },
        };
        const handleAbort = () => {
          const index = queue.indexOf(waiting);
          if (index >= 0) queue.splice(index, 1);
          reject(new MailError('cancelled'));
          pump();
        };
        signal?.addEventListener('abort', handleAbort, { once: true });
        queue.push(waiting);
        pump();
      }),
    rejected: ({ retryAfterMs, reason }) => {
      const isNew = now() >= pausedUntil;
      if (isNew) failuresInRow = Math.min(failuresInRow + 1, 7);
      const backOffMs = 500 * 2 ** failuresInRow * (0.5 + Math.random() / 2);
      const pauseMs = Math.min(maxPauseMs, retryAfterMs ?? Math.min(backOffMs, 60_000));
      pausedUntil = Math.max(pausedUntil, now() + pauseMs);
      if (reason === 'client') client.pausedUntil = Math.max(client.pausedUntil, pausedUntil);
      if (isNew && reason === 'calls') concurrency = Math.max(1, Math.floor(concurrency / 2));
      if (isNew && reason === 'units') {
        share = Math.max(0.1, currentShare() * 0.8);
        lastRejectedAt = now();
      }
      acceptedSinceChange = 0;
      pump();
    },
    accepted: () => {
      failuresInRow = 0;
      acceptedSinceChange += 1;
      if (concurrency < allowance.concurrency && acceptedSinceChange >= 100) {
        concurrency += 1;
        acceptedSinceChange = 0;
      }
    },
    waitMs: () => {
      const next = head();
      return next ? Math.ceil(delayOf(next) ?? 0) : 0;
    },
  };
}

/**
 * Spreads background work over the minute. Without it a backfill would use up a whole minute's
 * units in seconds, and whoever opens a message then would wait for the rest of the minute.
 */
function createPacer(unitsPerMs: () => number, burstMs: number, now: () => number) {
  // Nothing was held up yet: a burst now would be missing at the end of each minute to come.
  let credit = 0;
  let at = now();
  const refill = () => {
    const rate = unitsPerMs();
    const elapsed = Math.max(0, now() - at);
    at = now();
    credit = Math.min(rate * burstMs, credit + elapsed * rate);
  };
  return {
    /** May go below zero: a dear call is paid for afterwards, so that cheap quotas still move. */
    delayMs: () => {
      refill();
      return credit >= 0 ? 0 : Math.ceil(-credit / unitsPerMs()) + 1;
    },
    take: (units: number) => {
      refill();
      credit = Math.max(credit - units, -unitsPerMs() * 60_000);
    },
  };
}
