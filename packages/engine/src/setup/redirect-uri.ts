import { isLoopback } from '../providers/oauth-errors.ts';

/** Path of the page that providers send the browser back to. */
export const redirectPath = '/admin/settings/mail/oauth2';

/**
 * Ends of names that no public registry gives out, so that they are on no public suffix list:
 * Google refuses them.
 *
 * @see https://www.iana.org/assignments/special-use-domain-names
 */
const privateEndings = [
  ...['.local', '.lan', '.internal', '.intranet', '.private', '.corp', '.home', '.home.arpa'],
  ...['.localdomain', '.workgroup', '.test', '.invalid', '.onion', '.alt'],
];

/** Names that may belong to somebody's links, not to one site. */
const shorteners = /(^|\.)(goo\.gl|g\.co|bit\.ly|tinyurl\.com|t\.co|ow\.ly|is\.gd|cutt\.ly)$/;

/** The redirect URI: from the configured public URL alone, never from a request. */
export function redirectUriOf(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${redirectPath}`;
}

/**
 * What providers refuse about a redirect URI, as codes that the interface puts into words:
 * `invalid`, `scheme`, `plain_http`, `ip_address`, `no_domain`, `private_domain`, `userinfo`,
 * `fragment`, `query`, `wildcard`, `path_steps`, `google_domain`, `shortener`, `bad_characters`;
 * empty when nothing.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation
 */
export function redirectUriProblems(redirectUri: string): string[] {
  if (!URL.canParse(redirectUri)) return ['invalid'];
  const url = new URL(redirectUri);
  const isLocal = isLoopback(url.hostname);
  const problems: string[] = [];
  if (url.protocol !== 'https:' && url.protocol !== 'http:') problems.push('scheme');
  if (url.protocol === 'http:' && !isLocal) problems.push('plain_http');
  if (!isLocal && isAddress(url.hostname)) problems.push('ip_address');
  else if (!isLocal && !url.hostname.includes('.')) problems.push('no_domain');
  else if (!isLocal && privateEndings.some((ending) => url.hostname.endsWith(ending)))
    problems.push('private_domain');
  if (/(^|\.)googleusercontent\.com$/.test(url.hostname)) problems.push('google_domain');
  if (shorteners.test(url.hostname)) problems.push('shortener');
  if (url.username || url.password) problems.push('userinfo');
  if (redirectUri.includes('#')) problems.push('fragment');
  if (url.search) problems.push('query');
  if (redirectUri.includes('*')) problems.push('wildcard');
  if (/(\/|%2f|%5c)\.\.(\/|$|%2f|%5c)|%2e%2e|\\/i.test(redirectUri)) problems.push('path_steps');
  if (hasBadCharacters(redirectUri)) problems.push('bad_characters');
  return problems;
}

/** Control characters, NUL in its encodings, and percent signs that encode nothing. */
function hasBadCharacters(text: string): boolean {
  return /[^\x20-\x7e]/.test(text) || /%(?![0-9a-f]{2})|%00|%c0%80/i.test(text);
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);
}
