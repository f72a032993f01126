import type { Logger } from 'pino';
import type { Caller, Engine } from '../engine.ts';
import { MailError } from '../errors.ts';
import { type AccountRow, loadAccount } from '../store/accounts.ts';
import type { Db } from '../store/database.ts';
import { dueWarning, noteWarned, sendingAccounts } from '../store/grants.ts';
import { grantLetter } from './grant-letter.ts';

export interface GrantAlarmOptions {
  db: Db;
  publicUrl: string;
  /** See EngineOptions. */
  accountsPath: string;
  /** Puts a letter into the outbox; see Engine.outbox.submit. */
  submit: Engine['outbox']['submit'];
  logger: Logger;
  now(): Date;
}

/**
 * Creates the job that warns of a permission that ends by itself: a letter to the user, three days
 * and one day before, from the mailbox to itself while it still works, else through another one of
 * the same user; and a note that screens show. The letter's submission id comes from the account,
 * the permission's end and the days, so a crash between the two, or another process, sends no
 * second one.
 *
 * @returns the handler of one account; it does nothing when no warning is due
 */
export function createGrantAlarm(options: GrantAlarmOptions): (accountId: number) => Promise<void> {
  const { db, logger, now } = options;
  return async (accountId) => {
    const account = await loadAccount(db, accountId);
    const days = account && dueWarning(account, now());
    if (!account?.grantExpiresAt || days === null) return;
    const isSent = await sendLetter(options, account, account.grantExpiresAt, Number(days));
    if (await noteWarned(db, account, Number(days), now()))
      logger.info({ accountId, days, isSent }, 'warned of the end of a permission');
  };
}

/** @returns false when no mailbox of the user can send: screens warn all the same */
async function sendLetter(
  options: GrantAlarmOptions,
  account: AccountRow,
  endsAt: Date,
  days: number,
): Promise<boolean> {
  const { userId } = account;
  const caller: Caller = { userId, isAdministrator: false };
  const base = options.publicUrl.replace(/\/+$/, '');
  const url = `${base}${options.accountsPath}?reconnect=${account.id}`;
  const letter = grantLetter(account.locale ?? 'en', { email: account.email, endsAt, days, url });
  for (const sender of await sendingAccounts(options.db, userId, account.id)) {
    try {
      await options.submit(caller, {
        submissionId: `grant-${account.id}-${endsAt.getTime()}-${days}`,
        accountId: sender.id,
        to: [{ name: sender.displayName, email: sender.email }],
        cc: [],
        bcc: [],
        ...letter,
        uploadIds: [],
        attachmentIds: [],
        undoSeconds: 0,
      });
      return true;
    } catch (error) {
      // It was paused or unlinked since it was read: the next one may do.
      if (!(error instanceof MailError) || !isOfSender(error)) throw error;
    }
  }
  return false;
}

function isOfSender({ code }: MailError): boolean {
  return code === 'account_inactive' || code === 'not_found' || code === 'invalid_message';
}
