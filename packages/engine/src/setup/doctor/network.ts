import { z } from 'zod';
import { isAllowedEndpoint } from '../../providers/oauth-errors.ts';
import { jsonOf, type ProbeAnswer, probe } from './probe.ts';

/** One question to each of the provider's servers, asked when the first check wants to know. */
export interface Network {
  /** The issuer's own description: the first thing that linking reads. */
  identity(): Promise<ProbeAnswer>;
  /** An empty token request: refused by whoever answers as a token endpoint does. */
  token(): Promise<ProbeAnswer>;
  /** The mail API without a token. */
  api(): Promise<ProbeAnswer>;
  /** @throws like `identity`, or Error when the answer names no such endpoint */
  tokenEndpoint(): Promise<string>;
}

export interface NetworkOptions {
  issuer: string;
  apiUrl: string;
  signal: AbortSignal;
  now: () => Date;
}

const metadataShape = z.object({ token_endpoint: z.url().max(2_000) });

/** Where tokens come from when the issuer itself cannot be asked. */
const knownTokenEndpoints: Record<string, string> = {
  'https://accounts.google.com': 'https://oauth2.googleapis.com/token',
};

/** Creates the questions of one run; each is asked at most once. */
export function createNetwork({ issuer, apiUrl, signal, now }: NetworkOptions): Network {
  const clock = () => now().getTime();
  const base = issuer.replace(/\/+$/, '');
  const identity = once(() => probe(`${base}/.well-known/openid-configuration`, { signal, clock }));
  const tokenEndpoint = once(async () => {
    const found = await identity().then(
      (answer) => metadataShape.safeParse(jsonOf(answer)).data?.token_endpoint,
      () => undefined,
    );
    const endpoint = found ?? knownTokenEndpoints[base];
    if (!endpoint) {
      await identity();
      throw new Error('the issuer names no token endpoint');
    }
    // An issuer that sends our secret somewhere unencrypted is none.
    if (!isAllowedEndpoint(new URL(endpoint))) throw new Error('the token endpoint is not https');
    return endpoint;
  });
  return {
    identity,
    tokenEndpoint,
    token: once(async () =>
      probe(await tokenEndpoint(), { form: { grant_type: 'none' }, signal, clock }),
    ),
    api: once(() =>
      probe(`${apiUrl.replace(/\/+$/, '')}/gmail/v1/users/me/profile`, { signal, clock }),
    ),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    if (!answer) {
      answer = ask();
      // Whoever wants it hears of a failure; nobody is left to hear it when the time is over.
      answer.catch(() => {});
    }
    return answer;
  };
}
