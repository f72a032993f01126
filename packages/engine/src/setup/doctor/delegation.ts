import type { Db } from '../../store/database.ts';
import { listDelegatedLinks } from '../../store/delegated-links.ts';
import { loadServiceAccount } from '../../store/service-accounts.ts';
import { type DelegatedTokens, tryDelegation } from '../delegation/tokens.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import type { DoctorReason } from './reasons.ts';

const byCode: Record<string, DoctorReason<'delegation'>> = {
  delegation_missing: 'unauthorized_client',
  delegation_scope_missing: 'access_denied',
  delegation_wrong_domain: 'wrong_domain',
  admin_policy: 'admin_policy_enforced',
  delegated_user_unknown: 'user_unknown',
  delegated_user_blocked: 'user_blocked',
  service_account_invalid: 'key_wrong',
  secret_key_wrong: 'key_wrong',
  clock_wrong: 'clock_wrong',
};
const unheard = new Set(['network', 'provider_unavailable', 'rate_limited', 'cancelled']);

/** Whether the service account is given a token in the name of one user of the domain. */
export async function checkDelegation(
  db: Db,
  tokens: Pick<DelegatedTokens, 'ask'>,
  provider: string,
): Promise<Found<'delegation'>> {
  const key = await loadServiceAccount(db, provider);
  if (!key) return skipped('no_key');
  const links = await listDelegatedLinks(db, provider);
  // A mailbox that works tells of the key; one that failed may have failed for its own sake.
  const link = links.find(({ state }) => state === 'linked') ?? links[0];
  if (!link) return skipped('no_user', { data: { clientId: key.clientId } });
  const data = { clientId: key.clientId, email: link.email };
  const { code, seen } = await tryDelegation(tokens, provider, link.email);
  if (code === 'ok') return { ...passed, data };
  if (unheard.has(code)) return unknown('no_answer', { data, seen });
  return fail(byCode[code] ?? 'refused', { data, seen });
}
