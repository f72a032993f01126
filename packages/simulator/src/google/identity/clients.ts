import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { InvalidInputError } from '../../invalid-input.ts';

/** An OAuth client of the simulated project. */
export interface OAuthClient {
  clientId: string;
  /** The newest secret. */
  clientSecret: string;
  /** An older secret that still works, as during a change; at most one. */
  olderSecret?: { value: string; isEnabled: boolean };
  /** The newest secret is switched off. */
  isSecretDisabled?: boolean;
  type: 'web' | 'installed';
  /** Application name on the consent page. */
  name: string;
  redirectUris: string[];
  javascriptOrigins?: string[];
  /** False once switched off in the control API: `disabled_client`. */
  isEnabled: boolean;
}

/** Makes the ids and secret of a new client, in Google's formats. */
export function newClient(options: {
  type: 'web' | 'installed';
  name: string;
  redirectUris: string[];
  projectNumber: string;
}): OAuthClient {
  const { type, name, projectNumber } = options;
  const redirectUris = type === 'installed' ? ['http://localhost'] : options.redirectUris;
  if (type === 'web') {
    for (const uri of redirectUris) {
      const problem = redirectUriProblem(uri);
      if (problem)
        throw new InvalidInputError(`Invalid redirect URI ${JSON.stringify(uri)}: ${problem}`);
    }
  }
  return {
    clientId: `${projectNumber}-${lowerLetters(32)}.apps.googleusercontent.com`,
    clientSecret: newClientSecret(),
    type,
    name,
    redirectUris,
    isEnabled: true,
  };
}

/**
 * Gives a client a second secret; the first goes on working until it is switched off.
 *
 * @throws InvalidInputError when it has two already
 * @see https://support.google.com/cloud/answer/15549257#rotate-client-secret
 */
export function addSecret(client: OAuthClient): void {
  if (client.olderSecret) throw new InvalidInputError('A client has at most two secrets');
  client.olderSecret = { value: client.clientSecret, isEnabled: !client.isSecretDisabled };
  client.clientSecret = newClientSecret();
  client.isSecretDisabled = false;
}

/** The secrets that open the token endpoint now. */
export function workingSecrets(client: OAuthClient): string[] {
  const { clientSecret, isSecretDisabled, olderSecret } = client;
  return [
    ...(isSecretDisabled ? [] : [clientSecret]),
    ...(olderSecret?.isEnabled ? [olderSecret.value] : []),
  ];
}

/** A secret in Google's format. */
export function newClientSecret(): string {
  return `GOCSPX-${randomBytes(21).toString('base64url')}`;
}

/**
 * Why the console would refuse to register this redirect URI; null when it would take it.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation
 */
export function redirectUriProblem(uri: string): string | null {
  if (uri.length > 2_048) return 'is too long';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[\u0000-\u001f\u007f]/.test(uri)) return 'must not contain non-printable characters';
  if (uri.includes('*')) return 'cannot contain a wildcard (*).';
  if (uri.includes('#')) return 'cannot contain a fragment.';
  if (/%(?![0-9a-f]{2})|%00/i.test(uri)) return 'must not contain invalid percent encodings';
  if (/(\/|\\|%2f|%5c)\.\.(?=[/\\?]|%2f|%5c|$)/i.test(uri)) return 'must not climb directories';
  if (!URL.canParse(uri)) return 'must be a valid URI';
  const url = new URL(uri);
  if (url.username || url.password) return 'must not contain user information';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLocal = host === 'localhost' || host === '::1' || /^127\./.test(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    return 'must use https, except on localhost';
  }
  if (isIP(host) && !isLocal) return 'must not be a raw IP address';
  if (!isLocal && !endsPublicly(host))
    return 'must end with a public top-level domain (such as .com or .org).';
  return null;
}

// Names that no public list of domains has. `.example` counts as public: this world lives there.
const privateDomains = new Set(
  'local localhost test invalid internal intranet lan home corp private arpa onion'.split(' '),
);

function endsPublicly(host: string): boolean {
  const last = host.split('.').pop() ?? '';
  return host.includes('.') && !privateDomains.has(last);
}

/**
 * Why the console would refuse this JavaScript origin; null when it would take it.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/javascript-implicit-flow#uri-validation
 */
export function originProblem(origin: string): string | null {
  const problem = redirectUriProblem(origin);
  if (problem) return problem;
  return origin === new URL(origin).origin ? null : 'must not contain a path or end with "/"';
}

/**
 * Whether a request may use this redirect URI. Web clients: equal to a registered one, character
 * by character. Installed applications: any port and path of the loopback interface.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/native-app#redirect-uri_loopback
 */
export function isRedirectAllowed(client: OAuthClient, redirectUri: string): boolean {
  if (client.type === 'web') return client.redirectUris.includes(redirectUri);
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, hash, username } = new URL(redirectUri);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'http:' && isLoopback && hash === '' && username === '';
}

/** The file that the console offers for download, `client_secret_*.json`. */
export function clientSecretJson(
  client: OAuthClient,
  options: { issuer: string; projectId: string },
): string {
  const body = {
    client_id: client.clientId,
    project_id: options.projectId,
    auth_uri: `${options.issuer}/o/oauth2/auth`,
    token_uri: `${options.issuer}/token`,
    auth_provider_x509_cert_url: `${options.issuer}/oauth2/v1/certs`,
    client_secret: client.clientSecret,
    redirect_uris: client.redirectUris,
    ...(client.javascriptOrigins?.length ? { javascript_origins: client.javascriptOrigins } : {}),
  };
  return JSON.stringify({ [client.type]: body });
}

function lowerLetters(length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
