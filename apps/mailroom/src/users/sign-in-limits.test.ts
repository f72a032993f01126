import { expect, it } from 'vitest';
import { type Attempt, createSignInLimits, type Outcome } from './sign-in-limits.ts';

const signIn: Attempt = {
  path: '/sign-in/email',
  address: '203.0.113.1',
  email: 'ada@example.test',
  userId: null,
  challenge: null,
};

function tries(limits: ReturnType<typeof createSignInLimits>) {
  return (attempt: Partial<Attempt>, outcome: Outcome = 'failed'): boolean => {
    const begun = limits.begin({ ...signIn, ...attempt });
    if ('end' in begun) begun.end(outcome);
    return 'end' in begun;
  };
}

const several = (count: number, run: (index: number) => boolean) =>
  Array.from({ length: count }, (_, index) => run(index)).filter(Boolean).length;

it('[HO6] counts attempts before their outcome: many at once are as few as one after another', () => {
  const limits = createSignInLimits();
  const begun = Array.from({ length: 40 }, () => limits.begin(signIn));
  expect(begun.filter((each) => 'end' in each)).toHaveLength(10);
});

it('[HO6] gives back what was no failure', () => {
  const attempt = tries(createSignInLimits());
  expect(several(50, () => attempt({}, 'neither'))).toBe(50);
  expect(several(50, () => attempt({}, 'succeeded'))).toBe(50);
});

it('[HO6] counts a whole IPv6 network as one client', () => {
  const attempt = tries(createSignInLimits());
  const from = (index: number) =>
    attempt({ address: `2001:db8:1:2::${index}`, email: `user${index}@example.test` });
  expect(several(40, from)).toBe(30);
});

it('[HO6] lets a known address try when strangers used up the limit of the e-mail', () => {
  const attempt = tries(createSignInLimits());
  attempt({ address: '198.51.100.9' }, 'succeeded');
  const guess = (index: number) => attempt({ address: `203.0.113.${index}` });
  expect(several(20, guess)).toBe(10);
  expect(attempt({ address: '198.51.100.9', email: 'other@example.test' })).toBe(true);
  expect(several(20, () => attempt({ address: '198.51.100.9' }))).toBe(10);
});

it('[HO6] counts wrong passwords and codes of somebody signed in by user, from any address', () => {
  const attempt = tries(createSignInLimits());
  const paths = ['/change-password', '/two-factor/disable', '/two-factor/verify-totp'];
  const guess = (index: number) =>
    attempt({
      path: paths[index % 3] ?? '',
      email: null,
      userId: 'ada',
      address: `203.0.113.${index}`,
    });
  expect(several(30, guess)).toBe(10);
  expect(attempt({ path: '/change-password', email: null, userId: 'ben' })).toBe(true);
});

it('[HO6] counts codes of a half sign-in by its challenge', () => {
  const attempt = tries(createSignInLimits());
  const guess = (index: number) =>
    attempt({
      path: '/two-factor/verify-totp',
      email: null,
      challenge: 'half',
      address: `203.0.113.${index}`,
    });
  expect(several(30, guess)).toBe(10);
});

it('[HO6] never limits signing out or a new name', () => {
  const attempt = tries(createSignInLimits());
  several(50, () => attempt({}));
  for (const path of ['/sign-out', '/update-user']) {
    expect(several(50, () => attempt({ path, email: null, userId: 'ada' }))).toBe(50);
    expect(several(50, () => attempt({ path }))).toBe(50);
  }
});
