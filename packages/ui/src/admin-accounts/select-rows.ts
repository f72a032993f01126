import type { AccountOverviewView } from '../views.ts';

/** Who owns mailboxes, by user id, as the host knows them. */
export type People = ReadonlyMap<string, { name: string; email: string }>;

export const FILTERS = [
  'all',
  'working',
  'trouble',
  'needs_reconnect',
  'ending',
  'paused',
  'confirming',
] as const;

export type Filter = (typeof FILTERS)[number];

export const SORTS = ['email', 'owner', 'state', 'lastSynced', 'grant'] as const;

export type Sort = (typeof SORTS)[number];

/** What the list shows. */
export interface Selection {
  text: string;
  filter: Filter;
  sort: Sort;
  isDescending: boolean;
}

/** The rows that match, in order. Without a value a row comes last, whatever the direction. */
export function selectRows(
  accounts: readonly AccountOverviewView[],
  people: People,
  { text, filter, sort, isDescending }: Selection,
): AccountOverviewView[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matches = (account: AccountOverviewView) => {
    const owner = people.get(account.userId);
    const hay = `${account.email} ${owner?.name ?? ''} ${owner?.email ?? ''}`.toLocaleLowerCase();
    return isIn(filter, account) && words.every((word) => hay.includes(word));
  };
  const keyed = accounts
    .filter(matches)
    .map((account) => ({ account, key: keyOf(sort, account, people) }));
  const direction = isDescending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      return Number(a.key === null) - Number(b.key === null) || byEmail(a.account, b.account);
    }
    return direction * compare(a.key, b.key) || byEmail(a.account, b.account);
  });
  return keyed.map(({ account }) => account);
}

/** Whether an account belongs under a filter. */
export function isIn(filter: Filter, account: AccountOverviewView): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'working':
      return account.status === 'active' && account.problem === null;
    case 'trouble':
      return account.problem !== null || account.status === 'needs_reconnect';
    case 'ending':
      return account.grantExpiresAt !== null && account.status !== 'unlinking';
    default:
      return account.status === filter;
  }
}

/** The worst first: what an administrator came for. */
const STATES = ['needs_reconnect', 'trouble', 'confirming', 'paused', 'unlinking', 'active'];

function keyOf(sort: Sort, account: AccountOverviewView, people: People): string | number | null {
  if (sort === 'owner') return people.get(account.userId)?.name ?? null;
  if (sort === 'lastSynced') return moment(account.lastSyncedAt);
  if (sort === 'grant') return moment(account.grantExpiresAt);
  if (sort === 'email') return account.email;
  const isTrouble = account.status === 'active' && account.problem !== null;
  return STATES.indexOf(isTrouble ? 'trouble' : account.status);
}

function moment(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}

function byEmail(a: AccountOverviewView, b: AccountOverviewView): number {
  return a.email.localeCompare(b.email) || a.id - b.id;
}
