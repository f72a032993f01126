import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { MailError } from '../errors.ts';

export interface GooglePush {
  email: string;
  historyId: string;
}

export interface GooglePushClient {
  /** `google` or `google-simulated`. */
  provider: string;
  /** OpenID issuer of the client; Google signs pushes with the keys of its own. */
  issuer: string;
  /** Service account that signs pushes, null where none is set: then pushes are refused. */
  serviceAccount: string | null;
}

export interface GooglePushOptions {
  /** Where Google pushes to: the audience of its token. */
  audience: string;
  /** Clients that pushes may come for. */
  clients(): Promise<GooglePushClient[]>;
  /** Told of a push that is not believed though it looks like one of ours: the test of push asks why. */
  onRefused?(provider: string, refusal: PushRefusal): Promise<void>;
  now(): Date;
}

/** Why a push for a mailbox is not believed. */
export interface PushRefusal {
  email: string;
  /** `unsigned` is hearsay: anybody can send it. The others carry the issuer's signature. */
  reason: 'unsigned' | 'audience' | 'service_account';
  expected: string;
  actual: string;
}

const envelope = z.object({
  message: z.object({ data: z.string().max(10_000) }),
});
const notification = z.object({
  emailAddress: z.string().min(3).max(320),
  historyId: z.union([z.string().max(40), z.number()]).transform(String),
});
const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const fetchTimeoutMs = 10_000;
const failureLastsMs = 30_000;

/**
 * Reads Google's pushes: a JWT in `Authorization` that the issuer signed for our address, and a
 * Pub/Sub envelope. What it says is a hint only, so repetitions and stale ones are harmless.
 *
 * @see https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function createGooglePushReader(options: GooglePushOptions) {
  const keys = new Map<string, Promise<JWTVerifyGetKey>>();
  /** Issuers that could not be asked, with when: pushes that anybody can send must not ask on. */
  const failedAt = new Map<string, number>();

  function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    const failed = failedAt.get(issuer);
    if (failed !== undefined && options.now().getTime() - failed >= failureLastsMs) {
      failedAt.delete(issuer);
      keys.delete(issuer);
    }
    const known = keys.get(issuer);
    if (known) return known;
    const found = discoverKeys(issuer);
    keys.set(issuer, found);
    found.catch(() => failedAt.set(issuer, options.now().getTime()));
    return found;
  }

  return {
    /** @throws MailError `webhook_invalid` */
    async read(input: {
      authorization: string | null;
      body: unknown;
    }): Promise<{ push: GooglePush; provider: string }> {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(input.authorization ?? '')?.[1];
      if (token && token.length > 8_000) throw new MailError('webhook_invalid');
      for (const client of await options.clients()) {
        const flaw = token ? await flawOf(token, client) : unsigned;
        if (flaw === null) return { push: readBody(input.body), provider: client.provider };
        if (flaw !== 'forged') await tell(client.provider, flaw, input.body);
      }
      throw new MailError('webhook_invalid');
    },
  };

  /** Null: it is genuine. `forged`: the issuer knows nothing of it. */
  async function flawOf(
    token: string,
    client: GooglePushClient,
  ): Promise<Omit<PushRefusal, 'email'> | 'forged' | null> {
    const key = await keysOf(client.issuer).catch(() => null);
    if (!key) return 'forged';
    const claims = await verify(token, client, key);
    if (claims === null) return 'forged';
    if ('reason' in claims) return claims;
    const { payload } = claims;
    const isVerified = payload.email_verified === true;
    if (client.serviceAccount && payload.email === client.serviceAccount && isVerified) return null;
    if (typeof payload.email !== 'string' || !isVerified) return 'forged';
    return {
      reason: 'service_account',
      expected: client.serviceAccount ?? '',
      actual: printable(payload.email),
    };
  }

  async function verify(
    token: string,
    client: GooglePushClient,
    key: JWTVerifyGetKey,
  ): Promise<{ payload: JWTPayload } | Omit<PushRefusal, 'email'> | null> {
    try {
      const { payload } = await jwtVerify(token, key, {
        audience: options.audience,
        // Google writes its issuer with and without the scheme.
        issuer: [client.issuer, client.issuer.replace(/^https?:\/\//, '')],
        algorithms: ['RS256'],
        clockTolerance: 60,
        requiredClaims: ['exp', 'iat'],
        currentDate: options.now(),
      });
      return { payload };
    } catch (error) {
      // The signature is checked before the claims: this is the issuer's own, for somebody else.
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
        return {
          reason: 'audience',
          expected: options.audience,
          actual: printable([error.payload.aud ?? ''].flat().join(' ')),
        };
      return null;
    }
  }

  async function tell(
    provider: string,
    flaw: Omit<PushRefusal, 'email'>,
    body: unknown,
  ): Promise<void> {
    if (!options.onRefused) return;
    let email: string;
    try {
      email = readBody(body).email;
    } catch {
      return;
    }
    await options.onRefused(provider, { ...flaw, email });
  }
}

const unsigned = { reason: 'unsigned', expected: '', actual: '' } as const;

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, ' ').slice(0, 200);
}

function readBody(body: unknown): GooglePush {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) throw new MailError('webhook_invalid');
  try {
    const text = Buffer.from(parsed.data.message.data, 'base64').toString('utf8');
    const { emailAddress, historyId } = notification.parse(JSON.parse(text));
    return { email: emailAddress.toLowerCase(), historyId };
  } catch (cause) {
    throw new MailError('webhook_invalid', { cause });
  }
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, {
    signal: AbortSignal.timeout(fetchTimeoutMs),
    redirect: 'error',
  });
  const found = discovery.parse(await response.json());
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: fetchTimeoutMs });
}
