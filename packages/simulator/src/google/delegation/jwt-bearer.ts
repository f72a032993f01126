import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { parseScopes } from '../identity/scopes.ts';
import type { AccessToken, IdentityStore } from '../identity/store.ts';
import type { Tokens } from '../identity/tokens.ts';
import type { ServiceAccount, World } from '../world.ts';
import { findServiceAccount } from './service-accounts.ts';

/** The grant type of RFC 7523. */
export const jwtBearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Why no token is given, as the token endpoint says it. */
export interface GrantRefusal {
  status: 400 | 401 | 403;
  error: string;
  description: string;
}

const maxLifetimeS = 3_600;
const maxSkewS = 60;
const badWindow =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';
const notDelegated =
  'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.';

/**
 * Exchanges the signed assertion of a service account for an access token: of the account itself,
 * or with `sub` of a person whose Workspace authorised it. There is never a refresh token.
 *
 * Stricter than Google: the assertion lives one hour at most, where Google allows five minutes
 * more, and its clock may differ by a minute.
 *
 * @param audiences what `aud` may be
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#error-codes
 */
export function grantByAssertion(
  parts: { world: World; store: IdentityStore; tokens: Tokens },
  assertion: string | null,
  audiences: readonly string[],
): AccessToken | GrantRefusal {
  const { world, store, tokens } = parts;
  if (!assertion) return refusal('invalid_request', 'Missing required parameter: assertion');
  const jwt = readJwt(assertion);
  if (!jwt) return grantRefusal('Invalid JWT Signature.');
  const { claims } = jwt;
  if (typeof claims.iss !== 'string' || claims.iss === '') {
    return grantRefusal('Invalid email or User ID');
  }
  if (!isAddress(claims.iss)) return grantRefusal('Not a valid email or user ID.');
  const found = findServiceAccount(world, claims.iss);
  if (!found) return grantRefusal('Invalid grant: account not found');
  const { account } = found;
  if (!account.isEnabled) return refusal('disabled_client', 'The OAuth client was disabled.', 401);
  if (!isSigned(jwt, account)) return grantRefusal('Invalid JWT Signature.');
  if (typeof claims.aud !== 'string' || !audiences.includes(claims.aud)) {
    return grantRefusal('Invalid JWT: Failed audience check.');
  }
  const timeProblem = windowProblem(claims, Math.floor(world.clock.told() / 1_000));
  if (timeProblem) return grantRefusal(timeProblem);

  const scopes = parseScopes(typeof claims.scope === 'string' ? claims.scope : '');
  if (scopes.valid.length === 0 || scopes.invalid.length > 0) {
    return refusal('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
  const issue = (sub: string) =>
    tokens.issueAccessToken({
      clientId: account.uniqueId,
      sub,
      scopes: scopes.valid,
      isOffline: false,
      code: `jwt ${randomBytes(9).toString('base64url')}`,
    });
  if (claims.sub === undefined || claims.sub === claims.iss) return issue(account.uniqueId);
  if (typeof claims.sub !== 'string' || !isAddress(claims.sub)) {
    return grantRefusal('Not a valid email or user ID.');
  }
  const user = world.users.get(claims.sub.toLowerCase());
  if (!user || user.isSuspended) return grantRefusal('Invalid email or User ID');
  const workspace = user.hostedDomain === null ? null : store.workspaces.get(user.hostedDomain);
  const row = workspace?.delegations.find((one) => one.clientId === account.uniqueId);
  const missing = scopes.valid.filter((scope) => !row?.scopes.includes(scope));
  if (missing.length === scopes.valid.length)
    return refusal('unauthorized_client', notDelegated, 401);
  if (missing.length > 0) return refusal('access_denied', 'Requested client not authorized.', 403);
  return issue(user.sub);
}

interface ReadJwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

/** Base64url without padding, as RFC 7515 says; anything else cannot be a signed token. */
function readJwt(text: string): ReadJwt | null {
  const [, head = '', body = '', tail = ''] =
    /^([\w-]{1,2000})\.([\w-]{1,8000})\.([\w-]{1,2000})$/.exec(text) ?? [];
  const header = readObject(head);
  const claims = readObject(body);
  if (!header || !claims) return null;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(tail, 'base64url') };
}

function readObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Deleted and disabled keys are those of nobody. */
function isSigned({ header, signed, signature }: ReadJwt, account: ServiceAccount): boolean {
  if (header.alg !== 'RS256') return false;
  const keys = account.keys.filter(
    (key) => key.isEnabled && (header.kid === undefined || header.kid === key.id),
  );
  return keys.some((key) => {
    const publicKey = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' });
    return verify('sha256', Buffer.from(signed), publicKey, signature);
  });
}

function windowProblem(claims: Record<string, unknown>, nowS: number): string | null {
  const { iat, exp } = claims;
  if (iat === undefined) return 'Invalid JWT: iat (issued at) is not set.';
  if (exp === undefined) return 'Invalid JWT: exp (expiration time) is not set.';
  if (typeof iat !== 'number' || typeof exp !== 'number') return badWindow;
  const isOrdered = exp > iat && exp - iat <= maxLifetimeS;
  return isOrdered && iat <= nowS + maxSkewS && exp >= nowS - maxSkewS ? null : badWindow;
}

function isAddress(text: string): boolean {
  return /^[^\s@]{1,64}@[^\s@]{1,190}$/.test(text);
}

function grantRefusal(description: string): GrantRefusal {
  return refusal('invalid_grant', description);
}

function refusal(
  error: string,
  description: string,
  status: GrantRefusal['status'] = 400,
): GrantRefusal {
  return { status, error, description };
}
