import type { MailError } from '../../errors.ts';
import { type Examined, ofEach } from './examined.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import type { LastLink } from './last-link.ts';

/** Without it there is no mail; the others only say who it is. */
const neededScopes = ['https://mail.google.com/'];
const dayMs = 86_400_000;

/** Whether the authorisations brought what linking asks for. */
export async function checkScopes(
  examined: Examined[],
  last: LastLink,
): Promise<Found<'scopes'>[]> {
  const found = await ofEach(examined, async ({ credentials, look }): Promise<Found<'scopes'>> => {
    const granted = credentials?.scope.split(/\s+/).filter(Boolean) ?? [];
    // An empty one means that the provider did not say, which means: as asked.
    const missing = granted.length > 0 ? neededScopes.filter((one) => !granted.includes(one)) : [];
    const error = missing.length > 0 ? null : await look();
    if (error?.code === 'permission_missing') missing.push(...neededScopes);
    return missing.length > 0
      ? fail('scope_missing', { data: { missing: missing.join(', ') } })
      : passed;
  });
  return withLast(found, last.scopes);
}

/** Whether the grants can be renewed. */
export async function checkRefreshToken(
  examined: Examined[],
  last: LastLink,
  now: Date,
): Promise<Found<'refresh_token'>[]> {
  const found = await ofEach(examined, async (one): Promise<Found<'refresh_token'>> => {
    const { account, credentials } = one;
    // A service account asks in the user's name: there is nothing to renew.
    if (credentials?.kind === 'delegated') return passed;
    if (!credentials?.refreshTokenSealed) return fail('missing');
    const error = await one.look();
    if (error?.code === 'token_revoked') {
      const isOver = account.grantExpiresAt !== null && account.grantExpiresAt <= now;
      return fail(isOver ? 'expired' : 'revoked');
    }
    if (error?.code === 'account_disabled') return fail('account_disabled');
    if (error?.code === 'client_invalid') return fail('client_refused');
    return isUnheard(error) ? unknown('no_answer') : passed;
  });
  return withLast(found, last.refreshToken);
}

/**
 * Whether grants end by themselves. Google names the end only of grants given in Testing mode, or
 * where the user chose an end, so the cause is a guess.
 */
export async function checkGrantLifetime(
  examined: Examined[],
  now: Date,
): Promise<Found<'grant_lifetime'>[]> {
  if (examined.length === 0) return [skipped('never_linked')];
  return ofEach(examined, async ({ account }): Promise<Found<'grant_lifetime'>> => {
    const { grantExpiresAt } = account;
    if (!grantExpiresAt) return passed;
    const days = Math.max(0, Math.ceil((grantExpiresAt.getTime() - now.getTime()) / dayMs));
    const data = { diesAt: grantExpiresAt.toISOString(), days };
    return fail('testing_mode', { data, isAdvisory: true });
  });
}

/** Whether an error means that nobody was reached, as opposed to an answer that one does not like. */
export function isUnheard(error: MailError | null): boolean {
  return error !== null && ['network', 'provider_unavailable', 'cancelled'].includes(error.code);
}

/** Adds what the last attempt showed; without accounts and attempts nobody has ever linked. */
export function withLast<T extends { status: string }>(
  found: T[],
  last: T | null,
): (T | ReturnType<typeof skipped<'never_linked'>>)[] {
  if (!last) return found.length > 0 ? found : [skipped('never_linked')];
  if (last.status === 'pass') return found.length > 0 ? found : [last];
  return [last, ...found.filter(({ status }) => status !== 'pass')];
}
