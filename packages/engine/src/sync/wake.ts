import type { Caller } from '../engine.ts';
import type { Jobs } from '../jobs.ts';
import { requireAccount } from '../store/accounts.ts';
import type { Db } from '../store/database.ts';
import { saveIdentitiesAt } from '../store/identities.ts';
import {
  accountsByEmail,
  accountsOfUser,
  requestActiveSync,
  requestSync,
} from '../store/sync-state.ts';

export interface WakeOptions {
  db: Db;
  jobs: Jobs;
  now(): Date;
  /** Between two polls while somebody looks. */
  activeMs: number;
}

/** The one door to synchronisation: pushes, polls, the button and new links all come through it. */
export interface Wake {
  accounts(ids: number[]): Promise<void>;
  /** By hand. @throws MailError `not_found` */
  byUser(caller: Caller, accountId: number | null): Promise<void>;
  /** A provider's hint: it names the mailbox alone, which several users may have linked. */
  byEmail(provider: string, email: string): Promise<void>;
  /** Users who look at mail: pulls their polls forward. */
  byActivity(userIds: string[]): Promise<void>;
  /** Something about an account changed (paused, resumed, unlinked): its job looks at it at once. */
  look(accountId: number): void;
}

/** Creates the door. Every request is written down first, so a lost kick loses nothing. */
export function createWake({ db, jobs, now, activeMs }: WakeOptions): Wake {
  async function accounts(ids: number[]): Promise<void> {
    for (const id of await requestSync(db, ids, now())) jobs.kick('account', id);
  }
  /** Whoever asks by hand changed something over there: the addresses to send from, it may be. */
  async function everything(ids: number[]): Promise<void> {
    for (const id of ids) await saveIdentitiesAt(db, id, null);
    await accounts(ids);
  }

  return {
    accounts,
    async byUser(caller, accountId) {
      if (accountId === null) return everything(await accountsOfUser(db, caller.userId));
      const account = await requireAccount(db, caller, accountId);
      await everything([account.id]);
    },
    async byEmail(provider, email) {
      const found = await accountsByEmail(db, email);
      await accounts(found.filter((a) => a.provider === provider).map(({ id }) => id));
    },
    async byActivity(userIds) {
      const at = now();
      const before = new Date(at.getTime() - activeMs * (0.9 + Math.random() * 0.2));
      for (const id of await requestActiveSync(db, userIds, before, at)) jobs.kick('account', id);
    },
    look: (accountId) => jobs.kick('account', accountId),
  };
}
