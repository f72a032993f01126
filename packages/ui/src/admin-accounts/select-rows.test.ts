import { describe, expect, it } from 'vitest';
import type { AccountOverviewView } from '../views.ts';
import { type Selection, selectRows } from './select-rows.ts';

const problem = { code: 'network', message: '', at: '2026-12-01T00:00:00Z' };
let id = 0;
const account = (email: string, values: Partial<AccountOverviewView> = {}): AccountOverviewView => {
  id += 1;
  return {
    id,
    userId: 'ann',
    provider: 'google',
    isSimulated: false,
    email,
    status: 'active',
    problem: null,
    grantKind: 'consent',
    grantedAt: null,
    grantExpiresAt: null,
    messageCount: 0,
    createdAt: '2026-11-01T00:00:00Z',
    lastSyncedAt: null,
    ...values,
  };
};

const people = new Map([
  ['ann', { name: 'Ann Admin', email: 'ann@example.org' }],
  ['mia', { name: 'Mia Member', email: 'mia@example.org' }],
]);
const accounts = [
  account('cleo@example.test', { userId: 'mia', lastSyncedAt: '2026-11-30T00:00:00Z' }),
  account('ada@example.test', { problem, lastSyncedAt: '2026-11-29T00:00:00Z' }),
  account('ben@example.test', { userId: 'gone', status: 'needs_reconnect' }),
  account('dan@example.test', { status: 'paused', grantExpiresAt: '2026-12-04T00:00:00Z' }),
  account('eve@example.test', { grantExpiresAt: '2026-12-03T00:00:00Z' }),
];

const select = (selection: Partial<Selection>) =>
  selectRows(accounts, people, {
    text: '',
    filter: 'all',
    sort: 'email',
    isDescending: false,
    ...selection,
  }).map(({ email }) => email.split('@')[0]);

describe('the list of all mailboxes', () => {
  it.each([
    ['all', ['ada', 'ben', 'cleo', 'dan', 'eve']],
    ['working', ['cleo', 'eve']],
    ['trouble', ['ada', 'ben']],
    ['needs_reconnect', ['ben']],
    ['ending', ['dan', 'eve']],
    ['paused', ['dan']],
    ['confirming', []],
  ] as const)('[US44] filters %s', (filter, emails) => {
    expect(select({ filter })).toEqual(emails);
  });

  it.each([
    ['email', false, ['ada', 'ben', 'cleo', 'dan', 'eve']],
    ['email', true, ['eve', 'dan', 'cleo', 'ben', 'ada']],
    ['owner', false, ['ada', 'dan', 'eve', 'cleo', 'ben']],
    ['owner', true, ['cleo', 'ada', 'dan', 'eve', 'ben']],
    ['state', false, ['ben', 'ada', 'dan', 'cleo', 'eve']],
    ['lastSynced', true, ['cleo', 'ada', 'ben', 'dan', 'eve']],
    ['grant', false, ['eve', 'dan', 'ada', 'ben', 'cleo']],
    ['grant', true, ['dan', 'eve', 'ada', 'ben', 'cleo']],
  ] as const)('[US44] sorts by %s, descending %s', (sort, isDescending, emails) => {
    expect(select({ sort, isDescending })).toEqual(emails);
  });

  it('[US44] finds every word in address or owner', () => {
    expect(select({ text: 'MEMBER' })).toEqual(['cleo']);
    expect(select({ text: 'ann eve' })).toEqual(['eve']);
    expect(select({ text: 'nobody' })).toEqual([]);
  });
});
