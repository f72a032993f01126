import type { Caller, Engine } from '../engine.ts';
import { MailError } from '../errors.ts';
import {
  type AccountRow,
  accountView,
  appendAudit,
  listAccounts,
  requireAccount,
  unlinkingAccounts,
  unreadInboxes,
  updateAccount,
} from '../store/accounts.ts';
import { delegatedOf } from '../store/credentials.ts';
import { accountsOverview } from '../store/grants.ts';
import { listIdentities } from '../store/identities.ts';
import { appendTimeline, listTimeline } from '../store/timeline.ts';
import type { AccountView } from '../views.ts';
import { finishLink } from './link.ts';
import { type LinkOptions, startLink } from './link-attempt.ts';
import { noteBlocked } from './link-outcome.ts';
import { beginUnlink, completeUnlink, type UnlinkOptions } from './unlink.ts';

export interface AccountsOptions extends LinkOptions, UnlinkOptions {
  /** Told when an account must stop: its job ends what it is at. */
  onAccountStopped(accountId: number): void;
  /** Milliseconds that the account's calls wait for quota, 0 when nothing waits. */
  quotaWaitMs(accountId: number): number;
  /** What may be attached to a message of a provider's account. */
  sizeLimits(provider: string): AccountView['limits'];
}

export type Accounts = Omit<Engine['accounts'], 'syncIdentities'> & {
  /** Unlinks an account of whomever; for the removal of a provider's client. */
  endAccount(accountId: number): Promise<void>;
  /** Goes on with what a stopped process left half unlinked. Call it at start. */
  resumeUnlinking(): Promise<void>;
  /** Ends unlinking that runs behind, soon. Call it at stop, before closing the database. */
  settle(): Promise<void>;
};

/** Creates what users do with their accounts. */
export function createAccounts(options: AccountsOptions): Accounts {
  const { db, now, logger } = options;
  const running = new Map<number, Promise<void>>();
  const stopping = new AbortController();

  const view = async (row: AccountRow): Promise<AccountView> => {
    const unread = await unreadInboxes(db, [row.id]);
    return accountView(row, extrasOf(row, unread, await delegatedOf(db, [row.id])));
  };
  const extrasOf = (
    { id, provider }: AccountRow,
    unread: Map<number, number>,
    delegated: Set<number>,
  ) => ({
    grantKind: delegated.has(id) ? ('delegated' as const) : ('consent' as const),
    unreadInbox: unread.get(id) ?? 0,
    quotaWaitMs: options.quotaWaitMs(id),
    limits: options.sizeLimits(provider),
    now: now(),
  });
  const complete = (accountId: number): Promise<void> => {
    const known = running.get(accountId);
    if (known) return known;
    const started = completeUnlink(options, accountId, stopping.signal).finally(() =>
      running.delete(accountId),
    );
    running.set(accountId, started);
    return started;
  };
  const completeBehind = (accountId: number) => {
    complete(accountId).catch((error: unknown) =>
      logger.error({ err: error, accountId }, 'unlinking failed; it goes on at the next start'),
    );
  };
  const change = async (
    caller: Caller,
    accountId: number,
    states: AccountRow['status'][],
    values: Parameters<typeof updateAccount>[3],
  ): Promise<AccountRow> => {
    await requireAccount(db, caller, accountId);
    const row = await updateAccount(db, accountId, states, values);
    if (!row) throw new MailError('account_inactive');
    return row;
  };

  return {
    overview: async (caller) => {
      if (!caller.isAdministrator) throw new MailError('forbidden');
      return accountsOverview(db);
    },
    list: async (caller) => {
      const rows = await listAccounts(db, caller);
      const ids = rows.map(({ id }) => id);
      const unread = await unreadInboxes(db, ids);
      const delegated = await delegatedOf(db, ids);
      return rows.map((row) => accountView(row, extrasOf(row, unread, delegated)));
    },
    get: async (caller, accountId) => view(await requireAccount(db, caller, accountId)),
    startLink: (caller, input) => startLink(options, caller, input),
    finishLink: async (caller, input) => {
      const { account, needsConfirmation, returnTo } = await finishLink(options, caller, input);
      return { account: await view(account), needsConfirmation, returnTo };
    },
    reportBlocked: (caller, { provider, page }) =>
      noteBlocked(options, caller.userId, provider, page),
    confirm: async (caller, accountId, { syncFrom }) => {
      await requireAccount(db, caller, accountId);
      const row = await updateAccount(db, accountId, ['confirming'], {
        status: 'active',
        syncFrom: checkStart(syncFrom, now()),
        nextSyncAt: now(),
      });
      if (!row) throw new MailError('conflict');
      await appendTimeline(db, accountId, 'linked', {}, now());
      options.onAccountReady(accountId);
      return view(row);
    },
    changeStart: async (caller, accountId, syncFrom) => {
      const before = await requireAccount(db, caller, accountId);
      const from = checkStart(syncFrom, now());
      const isEarlier = before.syncFrom !== null && (from === null || from < before.syncFrom);
      const row = await change(caller, accountId, ['active', 'paused', 'needs_reconnect'], {
        syncFrom: from,
        // Before the first synchronisation there is nothing to add to.
        ...(isEarlier && before.cursor && before.backfill?.stage !== 'first_screen'
          ? { backfill: { stage: 'rest' } }
          : {}),
      });
      await appendTimeline(
        db,
        accountId,
        'start_changed',
        { syncFrom: from?.toISOString() ?? null },
        now(),
      );
      if (isEarlier && row.status === 'active') options.onAccountReady(accountId);
      return view(row);
    },
    pause: async (caller, accountId) => {
      const row = await change(caller, accountId, ['active', 'paused'], {
        status: 'paused',
        nextSyncAt: null,
      });
      options.onAccountStopped(accountId);
      await appendTimeline(db, accountId, 'paused', {}, now());
      return view(row);
    },
    resume: async (caller, accountId) => {
      const states: AccountRow['status'][] = ['active', 'paused'];
      const before = await requireAccount(db, caller, accountId);
      // Nobody consents to a delegated account: to reconnect it is to ask for another token.
      if (before.status === 'needs_reconnect' && (await options.credentials.renewDelegated(before)))
        states.push('needs_reconnect');
      const row = await change(caller, accountId, states, {
        status: 'active',
        problem: null,
        nextSyncAt: now(),
        failures: 0,
      });
      await appendTimeline(db, accountId, 'resumed', {}, now());
      options.onAccountReady(accountId);
      return view(row);
    },
    unlink: async (caller, accountId) => {
      const account = await requireAccount(db, caller, accountId);
      if (!(await beginUnlink(db, account.id, now()))) throw new MailError('not_found');
      await appendAudit(db, {
        userId: caller.userId,
        action: 'unlink',
        accountId,
        outcome: 'done',
      });
      options.onAccountStopped(accountId);
      completeBehind(accountId);
    },
    identities: async (caller, accountId) => {
      if (accountId !== null) await requireAccount(db, caller, accountId);
      return listIdentities(db, caller, accountId);
    },
    timeline: async (caller, accountId, before) => {
      await requireAccount(db, caller, accountId);
      return listTimeline(db, accountId, before);
    },
    endAccount: async (accountId) => {
      if (!(await beginUnlink(db, accountId, now()))) return;
      options.onAccountStopped(accountId);
      await complete(accountId);
    },
    resumeUnlinking: async () => {
      for (const id of await unlinkingAccounts(db)) completeBehind(id);
    },
    settle: async () => {
      stopping.abort();
      await Promise.allSettled(running.values());
    },
  };
}

/** A start in the future would silently hide new mail. */
function checkStart(syncFrom: Date | null, now: Date): Date | null {
  if (syncFrom === null) return null;
  if (Number.isNaN(syncFrom.getTime()) || syncFrom > now) throw new MailError('invalid_input');
  return syncFrom;
}
