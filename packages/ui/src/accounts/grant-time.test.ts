import { describe, expect, it } from 'vitest';
import type { AccountView } from '../views.ts';
import { daysLeft, endingSoon } from './grant-time.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const account = (email: string, grantExpiresAt: string | null, status = 'active') =>
  ({ email, grantExpiresAt, status }) as AccountView;

describe('permissions that end', () => {
  it('[US43] are counted down', () => {
    expect(daysLeft(inHours(60), now)).toBe(2.5);
    expect(daysLeft(inHours(-24), now)).toBe(-1);
  });

  it('[US43] are urgent for three days, while the account works, the first one first', () => {
    const accounts = [
      account('later@example.test', inHours(71)),
      account('first@example.test', inHours(2), 'paused'),
      account('not-yet@example.test', inHours(73)),
      account('lasting@example.test', null),
      account('ended@example.test', inHours(-1)),
      account('stopped@example.test', inHours(2), 'needs_reconnect'),
    ];
    expect(endingSoon(accounts, now).map(({ email }) => email)).toEqual([
      'first@example.test',
      'later@example.test',
    ]);
  });
});
