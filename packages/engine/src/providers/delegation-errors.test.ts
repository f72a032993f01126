import { describe, expect, it } from 'vitest';
import { readDelegationRefusal } from './delegation-errors.ts';

const read = (error: string, description = '', status = 400, headers = {}) =>
  readDelegationRefusal({ error, description, status }, { status, headers: new Headers(headers) });

describe('refusals of a token in the name of a user', () => {
  it.each([
    ['unauthorized_client', 'Unauthorized client or scope in request.', 'delegation_missing'],
    [
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
      'delegation_missing',
    ],
    ['access_denied', 'Requested client not authorized.', 'delegation_scope_missing'],
    ['access_denied', 'Account restricted', 'delegated_user_blocked'],
    ['admin_policy_enforced', '', 'admin_policy'],
    [
      'org_internal',
      'This client is restricted to users within its organization.',
      'delegation_wrong_domain',
    ],
    ['invalid_grant', 'Not a valid email or user ID.', 'delegated_user_unknown'],
    ['invalid_grant', 'Invalid email or User ID', 'delegated_user_unknown'],
    ['invalid_grant', 'The account has been deleted', 'delegated_user_unknown'],
    ['invalid_request', 'Invalid impersonation "sub" field', 'delegated_user_unknown'],
    ['invalid_grant', 'Invalid JWT Signature.', 'service_account_invalid'],
    ['invalid_grant', 'Invalid grant: account not found', 'service_account_invalid'],
    ['invalid_client', 'whatever', 'service_account_invalid'],
    ['disabled_client', 'The OAuth client was disabled.', 'service_account_invalid'],
    ['deleted_client', '', 'service_account_invalid'],
    [
      'invalid_grant',
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your 'iat' and 'exp' values",
      'clock_wrong',
    ],
    ['invalid_scope', 'Invalid OAuth scope or ID token audience provided.', 'provider_rejected'],
    // Nobody's account is stopped for words that nobody knows.
    ['invalid_grant', 'Bad Request', 'provider_rejected'],
    ['internal_failure', 'Backend Error', 'provider_unavailable'],
    ['rate_limit_exceeded', '', 'rate_limited'],
  ])('[DD11] reads %s "%s" as %s', (error, description, code) => {
    expect(read(error, description).code).toBe(code);
  });

  it('[DD11] reads busy and broken endpoints by their status', () => {
    expect(read('x', '', 429, { 'retry-after': '7' })).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 7_000,
    });
    expect(read('invalid_grant', 'Invalid email or User ID', 503).code).toBe(
      'provider_unavailable',
    );
    const answer = { status: 400, headers: new Headers() };
    expect(readDelegationRefusal(null, answer).code).toBe('provider_unavailable');
  });

  it('[DD11] keeps the words of the provider', () => {
    expect(read('access_denied', 'Account\u0000 restricted').data.seen).toBe(
      'access_denied: Account  restricted',
    );
  });
});
