import { randomBytes } from 'node:crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { Clock } from '../../clock.ts';

/** The key pair that signs id_tokens and push JWTs, as Google's one JWKS serves both. */
export interface SigningKeys {
  /** The public half, as `/oauth2/v3/certs` shows it. */
  jwks: { keys: JWK[] };
  /** The private half, for the state file. */
  privateJwk: JWK;
  /** Signs claims with RS256; adds nothing to them. */
  sign(claims: JWTPayload): Promise<string>;
  /**
   * Signs the token that Pub/Sub puts in the Authorization header of a push.
   *
   * @param audience URL of the endpoint, or what the subscription configures
   * @param email service account of the subscription
   * @see https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
   */
  signPushToken(options: { audience: string; email: string; sub?: string }): Promise<string>;
}

/**
 * Makes a new RSA key, or takes one from a state file.
 *
 * @param issuer `iss` of push tokens: the simulator's base URL in place of accounts.google.com
 */
export async function createSigningKeys(options: {
  issuer: string;
  clock: Clock;
  savedKey?: JWK | undefined;
}): Promise<SigningKeys> {
  const { issuer, clock } = options;
  const privateJwk = options.savedKey ?? (await newPrivateJwk());
  const privateKey = await importJWK(privateJwk, 'RS256');
  const { kty, n, e } = privateJwk;
  const kid = await calculateJwkThumbprint({ kty, n, e } as JWK);
  const sign = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey);
  return {
    jwks: { keys: [{ kty, n, e, kid, use: 'sig', alg: 'RS256' } as JWK] },
    privateJwk,
    sign,
    signPushToken: ({ audience, email, sub = subjectOf(email) }) => {
      const nowS = Math.floor(clock.told() / 1000);
      return sign({
        iss: issuer,
        aud: audience,
        azp: sub,
        sub,
        email,
        email_verified: true,
        iat: nowS,
        exp: nowS + 3_600,
        jti: randomBytes(8).toString('hex'),
      });
    },
  };
}

let keyOfThisProcess: Promise<JWK> | null = null;

/** One key for all simulators of a process: making one costs up to a second, and tests make many. */
function newPrivateJwk(): Promise<JWK> {
  keyOfThisProcess ??= generateKeyPair('RS256', { modulusLength: 2048, extractable: true }).then(
    (pair) => exportJWK(pair.privateKey),
  );
  return keyOfThisProcess;
}

/** A stable number for a service account, in the shape of Google's unique ids. */
function subjectOf(email: string): string {
  let sum = 0n;
  for (const byte of Buffer.from(email)) sum = (sum * 257n + BigInt(byte)) % 10n ** 20n;
  return `1${sum.toString().padStart(20, '0')}`;
}
