import { randomBytes } from 'node:crypto';
import { googleScopes, type OAuth } from '../../providers/oauth.ts';
import type { OpenClient } from '../clients.ts';
import { redirectUriOf } from '../redirect-uri.ts';
import { type AuthError, findAuthError, readAuthError } from './auth-error.ts';
import { type Found, fail, passed, skipped, unknown } from './finding.ts';
import { networkReason } from './network-error.ts';
import { describeAnswer, type ProbeAnswer, plainWords, probe } from './probe.ts';
import { type DoctorReason, doctorReasons } from './reasons.ts';

type Reason = DoctorReason<'redirect_registered'>;

/** Other words for what the reasons name. */
const synonyms: Record<string, Reason> = {
  deleted_client: 'invalid_client',
  disabled_client: 'invalid_client',
  unauthorized_client: 'invalid_client',
};

/**
 * Opens the authorisation page as a browser without cookies does, with the very request that
 * linking makes, and follows nothing. Google sends to its error page whoever brings a redirect URI
 * that the client does not list. Undocumented, so a hint.
 */
export async function checkRedirectRegistered(options: {
  oauth: Pick<OAuth, 'authorizationUrl'>;
  client: OpenClient | null;
  publicUrl: string;
  signal: AbortSignal;
}): Promise<Found<'redirect_registered'>> {
  const { oauth, client, publicUrl, signal } = options;
  if (!client) return skipped('no_client');
  const redirectUri = redirectUriOf(publicUrl);
  const data = { redirectUri, clientId: client.row.clientId };
  let answer: ProbeAnswer;
  try {
    const random = () => randomBytes(32).toString('base64url');
    const url = await oauth.authorizationUrl(client.oauth, {
      ...{ redirectUri, scopes: googleScopes, loginHint: null },
      ...{ state: random(), nonce: random(), codeVerifier: random() },
    });
    answer = await probe(url, { signal });
  } catch (error) {
    return unknown('not_asked', { data, seen: networkReason(error)?.seen });
  }
  const found = errorOf(answer, redirectUri);
  if (found === 'accepted') return { ...passed, data };
  if (!found) return unknown('unclear', { data, seen: describeAnswer(answer) });
  const seen = [found.error, found.text].filter(Boolean).join(': ');
  return fail(reasonOf(found.error), { data: { ...data, error: found.error }, seen });
}

/** The error that the answer leads to; `accepted` where it leads on; null when nobody can tell. */
function errorOf(answer: ProbeAnswer, redirectUri: string): AuthError | 'accepted' | null {
  const location = answer.headers.get('location');
  if (answer.status >= 300 && answer.status < 400) {
    if (!location || location.length > 20_000 || !URL.canParse(location, answer.url)) return null;
    const target = new URL(location, answer.url);
    const packed = target.searchParams.get('authError');
    if (packed) return readAuthError(packed) ?? { error: 'other_error', text: '' };
    // Back to us: the redirect URI is registered, whatever else there is to say.
    if (target.href.startsWith(redirectUri)) return 'accepted';
    if (/\/oauth2?\/error\b/.test(target.pathname))
      return findAuthError(target.search) ?? { error: 'other_error', text: '' };
    return target.host === new URL(answer.url).host ? 'accepted' : null;
  }
  const onPage = findAuthError(answer.text);
  if (onPage) return { ...onPage, text: onPage.text || plainWords(answer.text).slice(0, 300) };
  return null;
}

function reasonOf(error: string): Reason {
  const known = doctorReasons.redirect_registered.find((reason) => reason === error);
  return known ?? synonyms[error] ?? 'other_error';
}
