import { z } from 'zod';
import { type Found, fail, passed, unknown } from './finding.ts';
import type { Network } from './network.ts';
import { networkReason } from './network-error.ts';
import { describeAnswer, jsonOf, type ProbeAnswer } from './probe.ts';

const identityShape = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
});
const tokenShape = z.object({ error: z.string() });
const apiShape = z.object({ error: z.object({ code: z.number() }) });

/** Beyond this the provider's tokens look as if they came from the future or the past. */
const maxSkewSeconds = 60;

/** Whether the issuer answers as itself. @param issuer as the client is configured */
export function reachIdentity(network: Network, issuer: string) {
  const isIt = (answer: ProbeAnswer) => {
    const parsed = identityShape.safeParse(jsonOf(answer)).data;
    return parsed?.issuer.replace(/\/+$/, '') === issuer.replace(/\/+$/, '');
  };
  return reach(network.identity, hostOf(issuer), isIt);
}

/** Whether the token endpoint refuses an empty request, as token endpoints do. */
export async function reachToken(network: Network): Promise<Found<'reach_token'>> {
  let host: string;
  try {
    host = hostOf(await network.tokenEndpoint());
  } catch (error) {
    // Without the issuer nobody knows where its tokens come from: one defect, named once.
    return unknown('no_answer', { seen: networkReason(error)?.seen });
  }
  const isIt = (answer: ProbeAnswer) => tokenShape.safeParse(jsonOf(answer)).success;
  return reach(network.token, host, isIt);
}

/** Whether the mail API asks for a token. */
export function reachApi(network: Network, apiUrl: string) {
  const isIt = (answer: ProbeAnswer) => apiShape.safeParse(jsonOf(answer)).success;
  return reach(network.api, hostOf(apiUrl), isIt);
}

async function reach(
  ask: () => Promise<ProbeAnswer>,
  host: string,
  isIt: (answer: ProbeAnswer) => boolean,
): Promise<Found<'reach_identity'>> {
  const data = { host };
  let answer: ProbeAnswer;
  try {
    answer = await ask();
  } catch (error) {
    const found = networkReason(error);
    if (!found) throw error;
    return fail(found.reason, { seen: found.seen, data });
  }
  if (answer.status < 500 && isIt(answer)) return { ...passed, data };
  const { status } = answer;
  const more = { seen: describeAnswer(answer), data: { host, status } };
  if (status === 407) return fail('proxy_refused', more);
  const isError = (status >= 500 && status !== 511) || status === 429;
  return fail(isError ? 'http_error' : 'not_google', more);
}

/**
 * Compares this machine's clock with the provider's, by the `Date` header of an answer that no cache
 * gives: `skewSeconds` is positive while this machine is ahead.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.date
 */
export async function checkClock(network: Network): Promise<Found<'clock'>> {
  for (const ask of [network.token, network.api, network.identity]) {
    const answer = await ask().catch(() => null);
    const skewSeconds = answer && skewOf(answer);
    if (skewSeconds === null) continue;
    const data = { skewSeconds, offBy: Math.abs(skewSeconds) };
    if (Math.abs(skewSeconds) <= maxSkewSeconds) return { ...passed, data };
    return fail('skewed', { data, seen: `Date: ${answer?.headers.get('date')}` });
  }
  return unknown('no_answer');
}

function skewOf({ headers, sentAt, answeredAt }: ProbeAnswer): number | null {
  const at = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(at)) return null;
  // The header names a whole second: on average it is half a second old.
  const ageSeconds = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? 0;
  const serverMs = at + 500 + Number(ageSeconds) * 1_000;
  // Never minus zero, which JSON does not know.
  return Math.round(((sentAt + answeredAt) / 2 - serverMs) / 1_000) + 0;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 100);
}
