import * as openid from 'openid-client';
import { fetchBounded } from './bounded-body.ts';
import { createDelegatedGrants, type ServiceAccountKey } from './delegated-grant.ts';
import { isAllowedEndpoint, translateOAuthError } from './oauth-errors.ts';

/** One OAuth client of one issuer. */
export interface OAuthClient {
  /** OpenID issuer; https, or http on a loopback host. */
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Who authorised, as the issuer asserts it. */
export interface OAuthIdentity {
  issuer: string;
  /** Stable for ever, unlike the address. */
  subject: string;
  email: string | null;
  name: string | null;
}

export interface AccessGrant {
  accessToken: string;
  accessExpiresAt: Date;
  /** Null when the provider sent none. */
  refreshToken: string | null;
  /** When the refresh token dies by itself (Google's Testing mode), null when it does not. */
  grantExpiresAt: Date | null;
  /** Null when the provider did not say, which means: as asked. */
  scopes: string[] | null;
}

export interface AuthorizationRequest {
  redirectUri: string;
  scopes: readonly string[];
  state: string;
  nonce: string;
  codeVerifier: string;
  /** The mailbox to reconnect; without it the user chooses an account. */
  loginHint: string | null;
  /** The grant comes to hold what the user allowed this client before, besides `scopes`. */
  addsToGrant?: boolean;
}

export interface OAuth {
  /** @throws MailError `network`, `provider_unavailable` */
  authorizationUrl(client: OAuthClient, request: AuthorizationRequest): Promise<string>;
  /**
   * Exchanges the code of a callback. The id_token's signature, issuer, audience, time and nonce
   * are checked.
   *
   * @param callback the query of the URL that the browser came back to
   * @throws MailError `consent_denied`, `link_expired`, `client_invalid`, `identity_invalid`,
   *   `provider_rejected`, `network`, `provider_unavailable`
   */
  exchange(
    client: OAuthClient,
    callback: URLSearchParams,
    expected: { redirectUri: string; state: string; nonce: string; codeVerifier: string },
  ): Promise<AccessGrant & { identity: OAuthIdentity }>;
  /**
   * @throws MailError `token_revoked`, `account_disabled`, `client_invalid`, `network`,
   *   `provider_unavailable`
   */
  refresh(client: OAuthClient, refreshToken: string): Promise<AccessGrant>;
  /** Ends the whole grant that the token belongs to. A token that is dead already is fine. */
  revoke(client: OAuthClient, token: string): Promise<void>;
  /** Endpoints of the issuer. @throws MailError `network`, `provider_unavailable` */
  tokenEndpoint(issuer: string): Promise<string>;
  /**
   * Asks for a token in the name of a Workspace's user; see delegated-grant.ts. Only the issuer's
   * own endpoint is ever asked.
   */
  delegate(
    issuer: string,
    key: ServiceAccountKey,
    request: { user: string; scopes: readonly string[] },
  ): Promise<AccessGrant>;
  /** Who a token speaks for. @throws MailError `identity_invalid`, `network`, `provider_unavailable` */
  identityOf(issuer: string, accessToken: string): Promise<OAuthIdentity>;
}

export interface OAuthOptions {
  now?: (() => Date) | undefined;
  timeoutMs?: number | undefined;
}

const discoveryLifetimeMs = 60 * 60_000;
const fallbackLifetimeS = 3_600;
const clockToleranceS = 60;

/** What Mailroom asks of Google: who it is, and the mailbox. */
export const googleScopes = ['openid', 'email', 'profile', 'https://mail.google.com/'] as const;

/**
 * What a service account asks for: the mailbox, and the address, with which comes the identity.
 * Written out, since the admin console knows scopes by their full names.
 */
export const delegatedScopes = [
  'https://mail.google.com/',
  'https://www.googleapis.com/auth/userinfo.email',
] as const;

/** Creates the OAuth and OpenID client for all issuers. */
export function createOAuth(options: OAuthOptions = {}): OAuth {
  const now = options.now ?? (() => new Date());
  const timeoutS = (options.timeoutMs ?? 15_000) / 1_000;
  const discovered = new Map<string, { at: number; metadata: openid.ServerMetadata }>();

  const discover = async (issuer: string): Promise<openid.ServerMetadata> => {
    const known = discovered.get(issuer);
    if (known && now().getTime() - known.at < discoveryLifetimeMs) return known.metadata;
    const url = new URL(issuer);
    if (!isAllowedEndpoint(url)) throw new TypeError('the issuer must be https');
    const found = await openid.discovery(url, 'discovery', undefined, openid.None(), {
      timeout: timeoutS,
      execute: url.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
      [openid.customFetch]: fetchBounded,
    });
    const metadata = found.serverMetadata();
    for (const endpoint of [
      metadata.authorization_endpoint,
      metadata.token_endpoint,
      metadata.jwks_uri,
      metadata.revocation_endpoint,
      metadata.userinfo_endpoint,
    ])
      if (endpoint && !isAllowedEndpoint(new URL(endpoint)))
        throw new TypeError('every endpoint of the issuer must be https');
    discovered.set(issuer, { at: now().getTime(), metadata });
    return metadata;
  };

  const configure = async (client: OAuthClient): Promise<openid.Configuration> => {
    const configuration = new openid.Configuration(
      await discover(client.issuer),
      client.clientId,
      {
        client_secret: client.clientSecret,
        [openid.clockTolerance]: clockToleranceS,
        [openid.clockSkew]: Math.round((now().getTime() - Date.now()) / 1_000),
      },
      openid.ClientSecretPost(client.clientSecret),
    );
    configuration.timeout = timeoutS;
    configuration[openid.customFetch] = fetchBounded;
    if (client.issuer.startsWith('http:')) openid.allowInsecureRequests(configuration);
    // The signature is checked even though the token came over TLS from the issuer itself.
    openid.enableNonRepudiationChecks(configuration);
    return configuration;
  };

  const grantOf = (response: openid.TokenEndpointResponse): AccessGrant => {
    const refreshLifetimeS = Number(response.refresh_token_expires_in);
    const after = (seconds: number) => new Date(now().getTime() + seconds * 1_000);
    return {
      accessToken: response.access_token,
      accessExpiresAt: after(response.expires_in ?? fallbackLifetimeS),
      refreshToken: response.refresh_token ?? null,
      grantExpiresAt: refreshLifetimeS > 0 ? after(refreshLifetimeS) : null,
      scopes: response.scope?.split(/\s+/).filter(Boolean) ?? null,
    };
  };

  const delegated = createDelegatedGrants({ now, timeoutMs: timeoutS * 1_000 });
  const required = (endpoint: string | undefined, name: string): string => {
    if (!endpoint) throw new TypeError(`the issuer names no ${name} endpoint`);
    return endpoint;
  };
  const tokenEndpoint = async (issuer: string) =>
    required((await discover(issuer)).token_endpoint, 'token');

  return {
    authorizationUrl: (client, request) =>
      translate('authorize', async () => {
        const url = openid.buildAuthorizationUrl(await configure(client), {
          response_type: 'code',
          redirect_uri: request.redirectUri,
          scope: request.scopes.join(' '),
          state: request.state,
          nonce: request.nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(request.codeVerifier),
          code_challenge_method: 'S256',
          // Google sends a refresh token only with both of these.
          access_type: 'offline',
          prompt: request.loginHint ? 'consent' : 'select_account consent',
          // Only what is missing is asked; the tokens are good for what was allowed before, too:
          // https://developers.google.com/identity/protocols/oauth2/web-server#incrementalAuth
          include_granted_scopes: String(request.addsToGrant ?? false),
          ...(request.loginHint ? { login_hint: request.loginHint } : {}),
        });
        return url.href;
      }),
    exchange: (client, callback, expected) =>
      translate('exchange', async () => {
        // Built from our own redirect URI: what host the browser really came by is not asked.
        const url = new URL(expected.redirectUri);
        url.search = callback.toString();
        const response = await openid.authorizationCodeGrant(await configure(client), url, {
          pkceCodeVerifier: expected.codeVerifier,
          expectedState: expected.state,
          expectedNonce: expected.nonce,
          idTokenExpected: true,
        });
        const claims = response.claims();
        if (!claims) throw new TypeError('no id_token');
        return {
          ...grantOf(response),
          identity: {
            issuer: claims.iss,
            subject: claims.sub,
            email: typeof claims.email === 'string' ? claims.email : null,
            name: typeof claims.name === 'string' ? claims.name.slice(0, 200) : null,
          },
        };
      }),
    refresh: (client, refreshToken) =>
      translate('refresh', async () =>
        grantOf(await openid.refreshTokenGrant(await configure(client), refreshToken)),
      ),
    revoke: (client, token) =>
      translate('revoke', async () => {
        const configuration = await configure(client);
        if (!configuration.serverMetadata().revocation_endpoint) return;
        try {
          await openid.tokenRevocation(configuration, token);
        } catch (error) {
          if (error instanceof openid.ResponseBodyError && error.error === 'invalid_token') return;
          throw error;
        }
      }),
    tokenEndpoint: (issuer) => translate('authorize', () => tokenEndpoint(issuer)),
    delegate: (issuer, key, request) =>
      translate('refresh', async () =>
        delegated.delegate({ tokenEndpoint: await tokenEndpoint(issuer) }, key, request),
      ),
    identityOf: (issuer, accessToken) =>
      translate('refresh', async () => {
        const metadata = await discover(issuer);
        const userinfoEndpoint = required(metadata.userinfo_endpoint, 'userinfo');
        return delegated.identityOf({ issuer: metadata.issuer, userinfoEndpoint }, accessToken);
      }),
  };
}

async function translate<T>(
  step: 'authorize' | 'exchange' | 'refresh' | 'revoke',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await translateOAuthError(error, step);
  }
}
