import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import { MailError } from '../errors.ts';
import { readBounded } from './bounded-body.ts';
import { readDelegationRefusal } from './delegation-errors.ts';
import type { AccessGrant, OAuthIdentity } from './oauth.ts';
import { readOAuthRefusal } from './oauth-errors.ts';

/** The key of a service account, in the clear: for calls to the provider only. */
export interface ServiceAccountKey {
  /** Its address, the `iss` of what it signs. */
  email: string;
  keyId: string;
  /** PEM, PKCS #8. */
  privateKey: string;
}

/** What a provider's discovery document says that delegation needs. */
export interface DelegationEndpoints {
  issuer: string;
  tokenEndpoint: string;
  userinfoEndpoint: string;
}

export interface DelegatedGrantOptions {
  now: () => Date;
  timeoutMs: number;
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Google's limit for what such an assertion may be good for. */
const assertionLifetimeS = 3_600;
/** Our clock may be a little fast, and what is signed in the future is refused. */
const backdatedS = 30;
/** A difference below explains no refusal: the fault lies elsewhere. */
const leastSkewMs = 5_000;
const fallbackLifetimeS = 3_600;
const maxAnswerBytes = 100_000;

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.number().positive().optional(),
  scope: z.string().optional(),
});
const userinfoAnswer = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(320).optional(),
  name: z.string().optional(),
});

/**
 * Creates the requests of a service account with domain-wide delegation: tokens in the name of a
 * Workspace's users, without their consent and without a refresh token.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/service-account
 * @see RFC 7523, section 2.1
 */
export function createDelegatedGrants({ now, timeoutMs }: DelegatedGrantOptions) {
  /** The provider's clock minus ours, as its last refusal showed it. */
  let skewMs = 0;

  const sign = async (key: ServiceAccountKey, user: string, scopes: string, audience: string) => {
    const issuedAt = Math.floor((now().getTime() + skewMs) / 1_000) - backdatedS;
    return new SignJWT({ scope: scopes })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.keyId })
      .setIssuer(key.email)
      .setSubject(user)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + assertionLifetimeS)
      .sign(await readKey(key));
  };

  const ask = async (endpoint: string, assertion: string) => {
    const response = await request(endpoint, timeoutMs, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: grantType, assertion }),
    });
    return { response, body: await readJson(response) };
  };

  return {
    /**
     * Asks for a token.
     *
     * @param user address of the user to act for
     * @throws MailError `service_account_invalid`, `delegation_missing`, `delegation_scope_missing`,
     *   `delegation_wrong_domain`, `admin_policy`, `delegated_user_unknown`,
     *   `delegated_user_blocked`, `clock_wrong`, `rate_limited`, `network`,
     *   `provider_unavailable`, `provider_rejected`
     */
    async delegate(
      { tokenEndpoint }: Pick<DelegationEndpoints, 'tokenEndpoint'>,
      key: ServiceAccountKey,
      { user, scopes }: { user: string; scopes: readonly string[] },
    ): Promise<AccessGrant> {
      for (let tries = 0; ; tries += 1) {
        const assertion = await sign(key, user, scopes.join(' '), tokenEndpoint);
        const { response, body } = await ask(tokenEndpoint, assertion);
        const answer = tokenAnswer.safeParse(body);
        if (response.ok && answer.success) return grantOf(answer.data, now());
        const refusal = readOAuthRefusal(body, response.status);
        const error = readDelegationRefusal(refusal, response);
        const shownMs = error.code === 'clock_wrong' ? skewOf(response, now()) : null;
        const isNews = shownMs !== null && Math.abs(shownMs - skewMs) > leastSkewMs;
        if (tries > 0 || !isNews) throw error;
        // What the provider's own clock says is what it checks against.
        skewMs = shownMs;
      }
    },
    /** Who a token speaks for. @throws MailError `identity_invalid`, `network`, `provider_unavailable` */
    async identityOf(
      { issuer, userinfoEndpoint }: Pick<DelegationEndpoints, 'issuer' | 'userinfoEndpoint'>,
      accessToken: string,
    ): Promise<OAuthIdentity> {
      const response = await request(userinfoEndpoint, timeoutMs, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      const body = await readJson(response);
      if (response.status === 429 || response.status >= 500)
        throw new MailError('provider_unavailable', { data: { status: response.status } });
      const answer = userinfoAnswer.safeParse(body);
      if (!response.ok || !answer.success) throw new MailError('identity_invalid');
      const { sub, email, name } = answer.data;
      return { issuer, subject: sub, email: email ?? null, name: name?.slice(0, 200) ?? null };
    },
  };
}

function grantOf(answer: z.infer<typeof tokenAnswer>, now: Date): AccessGrant {
  const lifetimeMs = (answer.expires_in ?? fallbackLifetimeS) * 1_000;
  return {
    accessToken: answer.access_token,
    accessExpiresAt: new Date(now.getTime() + lifetimeMs),
    refreshToken: null,
    grantExpiresAt: null,
    scopes: answer.scope?.split(/\s+/).filter(Boolean) ?? null,
  };
}

async function readKey(key: ServiceAccountKey) {
  try {
    return await importPKCS8(key.privateKey, 'RS256');
  } catch (cause) {
    throw new MailError('service_account_invalid', { cause });
  }
}

async function request(url: string, timeoutMs: number, init: RequestInit): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    return await fetch(url, { ...init, redirect: 'manual', signal });
  } catch (cause) {
    throw new MailError('network', { cause });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const { text, isWhole } = await readBounded(response, maxAnswerBytes);
    return isWhole ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function skewOf(response: Response, now: Date): number | null {
  const at = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(at) ? null : at - now.getTime();
}
