import { isLoopback } from '../../providers/oauth-errors.ts';
import { redirectUriOf, redirectUriProblems } from '../redirect-uri.ts';
import { type Found, fail, passed } from './finding.ts';
import { type DoctorReason, doctorReasons } from './reasons.ts';

/**
 * Whether people and the provider come back to the public URL. That a browser is elsewhere says
 * something of that browser, not for sure of the installation: advisory.
 *
 * @param browserOrigin of whoever asks; undefined on the command line
 */
export function checkPublicUrl(
  publicUrl: string,
  browserOrigin: string | undefined,
): Found<'public_url'> {
  const url = new URL(publicUrl);
  const isLocal = isLoopback(url.hostname);
  const data = { publicUrl, host: url.hostname };
  if (!isLocal && isAddress(url.hostname)) return fail('not_a_name', { data });
  if (!isLocal && url.protocol === 'http:') return fail('plain_http', { data });
  const browser = originOf(browserOrigin);
  if (browser && browser.origin !== url.origin) {
    const isSameHost = browser.hostname === url.hostname && browser.protocol !== url.protocol;
    return fail(isSameHost ? 'proxy_scheme' : 'browser_elsewhere', {
      isAdvisory: true,
      data: { ...data, browserOrigin: browser.origin },
    });
  }
  return isLocal ? { status: 'pass', reason: 'localhost_only', data } : { ...passed, data };
}

/** Whether the provider's console takes the redirect URI; see redirect-uri.ts. */
export function checkRedirectUri(publicUrl: string): Found<'redirect_uri'> {
  const redirectUri = redirectUriOf(publicUrl);
  const problems = redirectUriProblems(redirectUri);
  const host = URL.canParse(redirectUri) ? new URL(redirectUri).hostname : '';
  const data = { redirectUri, host };
  const [first] = problems;
  if (!first) return { ...passed, data };
  return fail(isReason(first) ? first : 'invalid', {
    data: { ...data, problems: problems.join(', ') },
  });
}

function isReason(word: string): word is DoctorReason<'redirect_uri'> {
  return (doctorReasons.redirect_uri as readonly string[]).includes(word);
}

function originOf(text: string | undefined): URL | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) ? url : null;
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);
}
