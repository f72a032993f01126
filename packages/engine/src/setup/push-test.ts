import type { Logger } from 'pino';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { MailProvider } from '../providers/provider.ts';
import type { AccountRow } from '../store/accounts.ts';
import { loadClient } from '../store/clients.ts';
import type { Db } from '../store/database.ts';
import { type GuideRow, loadGuide } from '../store/guides.ts';
import { asMailError, problemOf } from '../store/problem.ts';
import {
  accountForPushTest,
  beginPushTest,
  failPushTest,
  receivePushTest,
  refusePushTest,
  rejectPushTest,
  waitingPushTests,
} from '../store/push-tests.ts';
import { saveWatch } from '../store/sync-state.ts';
import type { PushRefusal } from '../sync/google-push.ts';
import type { PushTestView } from '../views.ts';

export interface PushTestOptions {
  db: Db;
  openProvider(account: AccountRow): Promise<MailProvider>;
  logger: Logger;
  now: () => Date;
  /** How long a push is waited for; default a minute. */
  waitMs?: number;
  /** When the provider is asked again; default after 2 and 20 s. */
  repeatsMs?: number[];
}

/** The live test of push; docs/spec/delegation.md, PT. */
export interface PushTest {
  /**
   * Asks the provider for a push. Returns at once.
   *
   * @throws MailError `conflict` with `data.reason`: `no_topic`, `no_account` or `no_push`
   */
  start(caller: Caller, provider: string): Promise<PushTestView>;
  /** @param row the provider's guide; null: nothing was ever tested */
  view(row: GuideRow | null): PushTestView;
  /** A genuine push came, for whatever reason. */
  received(provider: string, email: string): Promise<void>;
  /** A push came that is not believed. */
  refused(provider: string, refusal: PushRefusal): Promise<void>;
  /** Sees to the end of tests that a stopped process began. */
  resume(): Promise<void>;
  stop(): void;
}

/**
 * Creates the test. Gmail publishes a notification as soon as it is asked to watch, so nothing in
 * the mailbox has to change. It drops what is more than one a second, and a subscription that was
 * just made takes a while, hence the repetitions.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/push
 */
export function createPushTest(options: PushTestOptions): PushTest {
  const { db, logger, now, waitMs = 60_000, repeatsMs = [2_000, 20_000] } = options;
  const timers = new Set<NodeJS.Timeout>();
  let stopping = new AbortController();

  const later = (ms: number, work: () => Promise<void>) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work().catch((error: unknown) => logger.warn({ err: error }, 'the test of push stumbled'));
    }, ms);
    timer.unref();
    timers.add(timer);
  };
  const startedAfter = () => new Date(now().getTime() - waitMs);

  const ask = async (account: AccountRow, provider: MailProvider, startedAt: Date) => {
    const { signal } = stopping;
    try {
      const topic = (await loadClient(db, account.provider))?.pushTopic;
      if (!topic) throw new MailError('push_topic_missing');
      const watching = await provider.watch?.(topic, { priority: 'interactive', signal });
      if (watching) await saveWatch(db, account.id, watching.expiresAt);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = asMailError(thrown);
      logger.warn({ err: error, accountId: account.id }, 'asking for a test push failed');
      const end = error.retry === 'backoff' ? failPushTest : refusePushTest;
      await end(db, account.provider, startedAt, problemOf(error, now()));
    }
  };

  const endIn = (ms: number, provider: string, startedAt: Date) =>
    later(ms, () =>
      failPushTest(db, provider, startedAt, problemOf(new MailError('push_timeout'), now())),
    );

  const view = (row: GuideRow | null): PushTestView => {
    const { pushTestStartedAt: startedAt, pushTestReceivedAt: receivedAt } = row ?? {};
    if (!row || !startedAt)
      return { state: 'none', startedAt: null, elapsedMs: null, problem: null };
    const begun = { startedAt: startedAt.toISOString() };
    const msUntil = (at: Date) => Math.max(0, at.getTime() - startedAt.getTime());
    if (receivedAt)
      return { ...begun, state: 'received', elapsedMs: msUntil(receivedAt), problem: null };
    // Whoever was to end it may have died: its minute is over all the same.
    const isOver = msUntil(now()) >= waitMs;
    const endedAt = new Date(startedAt.getTime() + waitMs);
    const timeout = isOver ? problemOf(new MailError('push_timeout'), endedAt) : null;
    const problem = row.pushTestProblem ?? timeout;
    if (problem) return { ...begun, state: 'failed', elapsedMs: null, problem };
    return { ...begun, state: 'waiting', elapsedMs: msUntil(now()), problem: null };
  };

  return {
    view,
    start: async (caller, providerId) => {
      if (!(await loadClient(db, providerId))?.pushTopic) throw unready('no_topic');
      const account = await accountForPushTest(db, providerId);
      if (!account) throw unready('no_account');
      const provider = await options.openProvider(account);
      if (!provider.capabilities.push || !provider.watch) throw unready('no_push');
      const startedAt = now();
      const isBegun = await beginPushTest(db, providerId, {
        email: account.email.toLowerCase(),
        userId: caller.userId,
        now: startedAt,
        staleBefore: startedAfter(),
      });
      if (isBegun) {
        void ask(account, provider, startedAt);
        for (const repeatMs of repeatsMs)
          later(repeatMs, async () => {
            const { state } = view(await loadGuide(db, providerId));
            if (state === 'waiting') await ask(account, provider, startedAt);
          });
        endIn(waitMs, providerId, startedAt);
      }
      return view(await loadGuide(db, providerId));
    },
    received: (provider, email) =>
      receivePushTest(db, provider, { email, now: now(), startedAfter: startedAfter() }),
    refused: (provider, { email, reason, expected, actual }) => {
      const error = new MailError('push_rejected', { detail: detailOf(reason, expected, actual) });
      const problem = problemOf(error, now());
      return rejectPushTest(db, provider, { email, startedAfter: startedAfter(), problem });
    },
    resume: async () => {
      stopping = new AbortController();
      for (const { provider, startedAt } of await waitingPushTests(db))
        if (startedAt) {
          const leftMs = startedAt.getTime() + waitMs - now().getTime();
          // Where the clock went back meanwhile it seems to have begun in the future.
          endIn(Math.min(waitMs, Math.max(0, leftMs)), provider, startedAt);
        }
    },
    stop: () => {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function unready(reason: 'no_topic' | 'no_account' | 'no_push'): MailError {
  const details = {
    no_topic: 'No Pub/Sub topic is saved for this provider.',
    no_account: 'No mailbox of this provider is linked and active.',
    no_push: 'This provider has no pushes.',
  };
  return new MailError('conflict', { detail: details[reason], data: { reason } });
}

function detailOf(reason: PushRefusal['reason'], expected: string, actual: string): string {
  if (reason === 'unsigned')
    return 'A push came without a signature: switch authentication on in the push subscription.';
  if (reason === 'audience')
    return `A push came for the audience ${actual}: set the subscription's audience to ${expected}, or leave it empty.`;
  return expected === ''
    ? `A push came, signed by ${actual}, and no service account is saved here: save this one.`
    : `A push came, signed by ${actual} and not by ${expected}: choose one of them on both sides.`;
}
