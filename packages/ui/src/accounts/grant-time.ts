import type { AccountView } from '../views.ts';

const dayMs = 86_400_000;
/** From here on the user is told wherever they are. */
const urgentDays = 3;

/** Days until a permission ends, with their fraction; 0 and less when it has ended. */
export function daysLeft(grantExpiresAt: string, now: number = Date.now()): number {
  return (Date.parse(grantExpiresAt) - now) / dayMs;
}

/** Working accounts whose permission ends within three days, the first one first. */
export function endingSoon(
  accounts: readonly AccountView[],
  now: number = Date.now(),
): (AccountView & { grantExpiresAt: string })[] {
  return accounts
    .flatMap((account) => {
      const { grantExpiresAt, status } = account;
      const isWorking = status === 'active' || status === 'paused';
      if (!grantExpiresAt || !isWorking) return [];
      const left = daysLeft(grantExpiresAt, now);
      return left > 0 && left <= urgentDays ? [{ ...account, grantExpiresAt }] : [];
    })
    .sort((a, b) => Date.parse(a.grantExpiresAt) - Date.parse(b.grantExpiresAt));
}
