import { isMailError, MailError } from '../../errors.ts';
import type { MailProvider } from '../../providers/provider.ts';
import { type AccountRow, accountsOfProvider } from '../../store/accounts.ts';
import { type CredentialsRow, loadCredentials } from '../../store/credentials.ts';
import type { Db } from '../../store/database.ts';
import type { DoctorCheckView } from '../../views.ts';
import type { Finding } from './finding.ts';

/** One linked mailbox that the doctor looks at. */
export interface Examined {
  account: AccountRow;
  /** Null: its tokens are gone. */
  credentials: CredentialsRow | null;
  open(): Promise<MailProvider>;
  /** What came of asking for its profile, once a run: null when it answered. */
  look(): Promise<MailError | null>;
}

/** More would take longer than the doctor has; what is wrong with one is mostly wrong with all. */
const maxExamined = 10;
/** After this long, whoever waits for quota is told that it is the quota. */
const quotaPatienceMs = 7_000;

/**
 * The mailboxes worth a look: the newest one, working if any works, then those that have something
 * wrong or an end date, newest first.
 */
export async function chooseExamined(options: {
  db: Db;
  provider: string;
  openProvider(account: AccountRow): Promise<MailProvider>;
  signal: AbortSignal;
}): Promise<Examined[]> {
  const { db, provider, openProvider, signal } = options;
  const rows = (await accountsOfProvider(db, provider))
    .filter(({ status }) => status !== 'unlinking')
    .toSorted((a, b) => b.id - a.id);
  const newest = rows.find(({ status }) => status === 'active') ?? rows[0];
  const isWrong = (row: AccountRow) =>
    row.status === 'needs_reconnect' || row.problem !== null || row.grantExpiresAt !== null;
  const chosen = rows.filter((row) => row === newest || isWrong(row));
  chosen.sort((a, b) => Number(b === newest) - Number(a === newest));
  return Promise.all(
    chosen.slice(0, maxExamined).map(async (account): Promise<Examined> => {
      let answer: Promise<MailError | null> | null = null;
      const open = () => openProvider(account);
      return {
        account,
        credentials: await loadCredentials(db, account.id),
        open,
        look: () => {
          answer ??= lookAt(account, open, signal);
          return answer;
        },
      };
    }),
  );
}

/**
 * Puts what the same check found with several mailboxes together: each that is not well, or, where
 * all are, the first.
 */
export async function ofEach<R extends string>(
  examined: Examined[],
  check: (one: Examined) => Promise<Finding<R>>,
): Promise<Finding<R>[]> {
  const found = await Promise.all(
    examined.map(async (one) => ({ ...(await check(one)), account: accountOf(one) })),
  );
  const notable = found.filter(({ status }) => status === 'fail' || status === 'unknown');
  return notable.length > 0 ? notable : found.slice(0, 1);
}

function accountOf({ account }: Examined): DoctorCheckView['account'] {
  return { id: account.id, email: account.email };
}

async function lookAt(
  account: AccountRow,
  open: () => Promise<MailProvider>,
  signal: AbortSignal,
): Promise<MailError | null> {
  // Its token is known to be dead: asking once more only makes noise at the provider.
  if (account.status === 'needs_reconnect') {
    const known = (['client_invalid', 'account_disabled'] as const).find(
      (code) => code === account.problem?.code,
    );
    return new MailError(known ?? 'token_revoked');
  }
  let timer: NodeJS.Timeout | undefined;
  try {
    const provider = await open();
    const isLate = new Promise<MailError>((resolve) => {
      timer = setTimeout(() => {
        if (provider.quotaWaitMs() > 0) resolve(new MailError('rate_limited'));
      }, quotaPatienceMs);
    });
    // One of its own: that all of them listen to the run's looks like a leak to Node.
    const own = AbortSignal.any([signal]);
    const profile = provider.profile({ priority: 'interactive', signal: own }).then(() => null);
    return await Promise.race([profile, isLate]);
  } catch (error) {
    if (isMailError(error)) return error;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
