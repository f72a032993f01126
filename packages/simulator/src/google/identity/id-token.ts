import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { GoogleUser } from '../world.ts';
import { emailScope, profileScope } from './scopes.ts';
import type { AccessToken } from './store.ts';

/** The claims about a person that a set of scopes opens. */
export function profileClaims(user: GoogleUser, scopes: readonly string[]): JWTPayload {
  const [givenName, ...rest] = user.name.split(' ');
  return {
    sub: user.sub,
    ...(user.hostedDomain ? { hd: user.hostedDomain } : {}),
    ...(scopes.includes(emailScope) ? { email: user.email, email_verified: true } : {}),
    ...(scopes.includes(profileScope)
      ? {
          name: user.name,
          given_name: givenName ?? user.name,
          ...(rest.length > 0 ? { family_name: rest.join(' ') } : {}),
        }
      : {}),
  };
}

/**
 * The payload of an id_token.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
 */
export function idTokenClaims(options: {
  user: GoogleUser;
  token: AccessToken;
  nonce: string | null;
  nowMs: number;
  issuer: string;
}): JWTPayload {
  const { user, token, nonce, nowMs, issuer } = options;
  const issuedAt = Math.floor(nowMs / 1_000);
  const digest = createHash('sha256').update(token.token, 'ascii').digest();
  return {
    iss: issuer,
    azp: token.clientId,
    aud: token.clientId,
    ...profileClaims(user, token.scopes),
    at_hash: digest.subarray(0, 16).toString('base64url'),
    ...(nonce === null ? {} : { nonce }),
    iat: issuedAt,
    exp: issuedAt + 3_600,
  };
}
