import { readBounded } from '../providers/bounded-body.ts';
import type { OAuth, OAuthClient } from '../providers/oauth.ts';
import { type OAuthRefusal, readOAuthRefusal, wrongHalf } from '../providers/oauth-errors.ts';
import type { DoctorReason } from './doctor/reasons.ts';

/** What a token request with a dummy code tells about a client. */
export type ClientTest =
  | { result: 'working' }
  | { result: 'wrong'; code: 'client_unknown' | 'client_secret_wrong'; refusal: OAuthRefusal }
  /** Somebody answered, but not in a way that says anything. */
  | { result: 'untested'; refusal: OAuthRefusal | null; status: number }
  /** Nobody answered. */
  | { result: 'untested'; refusal: null; error: unknown };

const timeoutMs = 8_000;
const maxBytes = 64 * 1024;

/**
 * Tests a client ID and secret: a provider looks at the client before the code, so `invalid_grant`
 * for a dummy code means that the pair is good. Google documents no such thing, hence advisory.
 */
export async function testClientPair(
  oauth: Pick<OAuth, 'tokenEndpoint'>,
  client: OAuthClient,
  redirectUri: string,
): Promise<ClientTest> {
  let response: Response;
  let body: unknown;
  try {
    const endpoint = await oauth.tokenEndpoint(client.issuer);
    response = await fetch(endpoint, {
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
    body = parse((await readBounded(response, maxBytes)).text);
  } catch (error) {
    return { result: 'untested', refusal: null, error };
  }
  const refusal = readOAuthRefusal(body, response.status);
  if (refusal?.error === 'invalid_grant' || refusal?.error === 'redirect_uri_mismatch')
    return { result: 'working' };
  if (refusal && /^(invalid|deleted|disabled|unauthorized)_client$/.test(refusal.error))
    return { result: 'wrong', code: wrongHalf(refusal), refusal };
  return { result: 'untested', refusal, status: response.status };
}

/**
 * What a refusal says of the client, as a reason of the doctor's check.
 *
 * @param half which half is wrong where the refusal says no more; null: nobody knows
 */
export function clientReason(
  { error, description }: OAuthRefusal,
  half: 'client_unknown' | 'client_secret_wrong' | null,
): DoctorReason<'client'> | null {
  if (error === 'deleted_client' || /was deleted/i.test(description)) return 'client_deleted';
  if (error === 'disabled_client' || /was disabled/i.test(description)) return 'client_disabled';
  if (error === 'unauthorized_client' || /client type/i.test(description)) return 'wrong_type';
  return half;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
