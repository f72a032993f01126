import { isLoopback } from '../providers/oauth-errors.ts';

/** Path of the page that providers send the browser back to. */
export const redirectPath = '/admin/settings/mail/oauth2';

/** Ends of names that no public registry gives out: Google refuses them. */
const privateEndings = ['.local', '.lan', '.internal', '.intranet', '.corp', '.home', '.home.arpa'];

/** The redirect URI: from the configured public URL alone, never from a request. */
export function redirectUriOf(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${redirectPath}`;
}

/**
 * What providers refuse about a redirect URI, as codes that the interface puts into words:
 * `invalid`, `scheme`, `plain_http`, `ip_address`, `no_domain`, `private_domain`, `userinfo`,
 * `fragment`, `query`, `wildcard`, `path_steps`; empty when nothing.
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
  if (url.username || url.password) problems.push('userinfo');
  if (redirectUri.includes('#')) problems.push('fragment');
  if (url.search) problems.push('query');
  if (redirectUri.includes('*')) problems.push('wildcard');
  if (/\/\.\.(\/|$)|%2e%2e|\\/i.test(redirectUri)) problems.push('path_steps');
  return problems;
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);
}
