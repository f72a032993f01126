import { MailError } from '../errors.ts';
import type { OAuth, OAuthClient } from '../providers/oauth.ts';
import { readOAuthRefusal, wrongHalf } from '../providers/oauth-errors.ts';

/** What a token request with a dummy code tells about a client. */
export type ClientTest =
  | { result: 'working' }
  | { result: 'wrong'; code: 'client_unknown' | 'client_secret_wrong' }
  /** Nobody answered, or not in a way that says anything. */
  | { result: 'untested' };

const timeoutMs = 10_000;

/**
 * Tests a client ID and secret: a provider looks at the client before the code, so `invalid_grant`
 * for a dummy code means that the pair is good. Google documents no such thing, hence advisory.
 */
export async function testClientPair(
  oauth: Pick<OAuth, 'tokenEndpoint'>,
  client: OAuthClient,
  redirectUri: string,
): Promise<ClientTest> {
  try {
    const endpoint = await oauth.tokenEndpoint(client.issuer);
    const response = await fetch(endpoint, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: 'mailroom-tests-this-client',
        redirect_uri: redirectUri,
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }),
    });
    const refusal = readOAuthRefusal(await response.json(), response.status);
    if (refusal?.error === 'invalid_grant' || refusal?.error === 'redirect_uri_mismatch')
      return { result: 'working' };
    if (refusal && /^(invalid|deleted|disabled|unauthorized)_client$/.test(refusal.error))
      return { result: 'wrong', code: wrongHalf(refusal) };
    return { result: 'untested' };
  } catch (error) {
    if (error instanceof MailError || error instanceof Error) return { result: 'untested' };
    throw error;
  }
}
