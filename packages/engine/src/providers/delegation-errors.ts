import { type ErrorCode, MailError } from '../errors.ts';
import { describeRefusal, type OAuthRefusal } from './oauth-errors.ts';

/** Rows of Google's table, first match wins: the error, what its description contains, our code. */
const table: [RegExp, RegExp, ErrorCode][] = [
  [/^(rate_limit_exceeded|slow_down)$/, /^/, 'rate_limited'],
  [/^(server_error|internal_failure|temporarily_unavailable)$/, /^/, 'provider_unavailable'],
  [/^(invalid|disabled|deleted)_client$/, /^/, 'service_account_invalid'],
  [/^unauthorized_client$/, /^/, 'delegation_missing'],
  [/^admin_policy_enforced$/, /^/, 'admin_policy'],
  [/^org_internal$/, /^/, 'delegation_wrong_domain'],
  [/^access_denied$/, /restricted|suspended|account.*disabled/i, 'delegated_user_blocked'],
  [/^access_denied$/, /^/, 'delegation_scope_missing'],
  [/^invalid_grant$/, /short-lived|timeframe|\biat\b|\bexp\b/i, 'clock_wrong'],
  // "account not found" is the service account, as `iss` names it; a user is never called so.
  [/^invalid_grant$/, /JWT|account not found|verifier/i, 'service_account_invalid'],
  [/^invalid_grant$/, /suspended|restricted|disabled/i, 'delegated_user_blocked'],
  [/^invalid_grant$/, /email|user id|deleted/i, 'delegated_user_unknown'],
  [/^invalid_request$/, /impersonation/i, 'delegated_user_unknown'],
];

const maxRetryAfterS = 3_600;

/**
 * Reads why a token endpoint refused a service account's request. Only what certainly is one
 * user's matter gets a code that stops that user's account; whatever is unclear stops none.
 *
 * @param refusal null: the answer was no OAuth error
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#jwt-error-codes
 */
export function readDelegationRefusal(
  refusal: OAuthRefusal | null,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
): MailError {
  const retryAfterS = Number(headers.get('retry-after') ?? Number.NaN);
  const wait =
    retryAfterS > 0 ? { retryAfterMs: Math.min(retryAfterS, maxRetryAfterS) * 1_000 } : {};
  if (status === 429) return new MailError('rate_limited', wait);
  if (!refusal || status >= 500) return new MailError('provider_unavailable', wait);
  const { error, description } = refusal;
  const row = table.find(([name, text]) => name.test(error) && text.test(description));
  const seen = describeRefusal(refusal);
  return row
    ? new MailError(row[2], { ...wait, data: { seen } })
    : new MailError('provider_rejected', { detail: seen, data: { error, seen } });
}
