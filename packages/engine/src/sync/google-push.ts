import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
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
  now(): Date;
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
      if (!token || token.length > 8_000) throw new MailError('webhook_invalid');
      for (const client of await options.clients()) {
        if (!client.serviceAccount) continue;
        if (!(await isGenuine(token, client, await keysOf(client.issuer).catch(() => null))))
          continue;
        return { push: readBody(input.body), provider: client.provider };
      }
      throw new MailError('webhook_invalid');
    },
  };

  async function isGenuine(
    token: string,
    client: GooglePushClient,
    key: JWTVerifyGetKey | null,
  ): Promise<boolean> {
    if (!key) return false;
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
      return payload.email === client.serviceAccount && payload.email_verified === true;
    } catch {
      return false;
    }
  }
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
