import { type Context, Hono } from 'hono';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { jwtBearerGrant } from '../delegation/jwt-bearer.ts';
import { withFaults } from '../with-faults.ts';
import type { IdentityContext } from './authorise.ts';
import { profileClaims } from './id-token.ts';
import type { SigningKeys } from './keys.ts';
import { emailScope } from './scopes.ts';

/**
 * Discovery, certificates, userinfo, tokeninfo and revocation.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect#discovery
 */
export function infoRoutes(context: IdentityContext & { keys: SigningKeys }): Hono {
  const { world, store, tokens, keys, issuer } = context;
  const app = new Hono();

  app.get('/.well-known/openid-configuration', (c) =>
    c.json(discovery(issuer()), 200, { 'cache-control': 'public, max-age=3600' }),
  );
  app.get('/oauth2/v3/certs', (c) =>
    c.json(keys.jwks, 200, { 'cache-control': 'public, max-age=3600' }),
  );

  const userinfo = (c: Context) => {
    const token = bearer(c);
    const grant = token ? tokens.authenticate(token) : null;
    const mayRead = grant && (grant.scopes.has('openid') || grant.scopes.has(emailScope));
    if (!grant || !mayRead) {
      const body = { error: 'invalid_request', error_description: 'Invalid Credentials' };
      return c.json(body, 401, {
        'www-authenticate': `Bearer realm="${issuer()}", error=invalid_token`,
      });
    }
    return c.json(profileClaims(grant.user, [...grant.scopes]));
  };
  for (const path of ['/v1/userinfo', '/oauth2/v3/userinfo']) {
    app.on(['GET', 'POST'], path, (c) =>
      withFaults(world, 'oauth.userinfo', null, () => userinfo(c)),
    );
  }

  for (const path of ['/tokeninfo', '/oauth2/v3/tokeninfo']) {
    app.on(['GET', 'POST'], path, async (c) => {
      const parameters = await parametersOf(c);
      const idToken = parameters.get('id_token');
      const info = idToken ? await idTokenInfo(idToken) : accessTokenInfo(parameters);
      if (info) return c.json(info);
      return c.json({ error: 'invalid_token', error_description: 'Invalid Value' }, 400);
    });
  }

  // POST alone: a GET is a 404 page at Google.
  app.post('/revoke', (c) =>
    withFaults(world, 'oauth.revoke', null, async () => {
      const token = (await parametersOf(c)).get('token');
      if (!token) {
        const body = { error: 'invalid_request', error_description: 'Missing parameter: token' };
        return c.json(body, 400);
      }
      if (tokens.revoke(token)) return c.json({});
      const description = 'Token expired or revoked';
      return c.json({ error: 'invalid_token', error_description: description }, 400);
    }),
  );
  return app;

  function accessTokenInfo(parameters: URLSearchParams): Record<string, string> | null {
    const value = parameters.get('access_token') ?? '';
    const grant = tokens.authenticate(value);
    const token = store.accessTokens.get(value);
    if (!grant || !token) return null;
    const hasEmail = grant.scopes.has(emailScope);
    return {
      azp: token.clientId,
      aud: token.clientId,
      sub: token.sub,
      scope: token.scopes.join(' '),
      exp: String(Math.floor(token.expiresAt / 1_000)),
      expires_in: String(Math.floor((token.expiresAt - world.clock.now()) / 1_000)),
      ...(hasEmail ? { email: grant.user.email, email_verified: 'true' } : {}),
      access_type: token.isOffline ? 'offline' : 'online',
    };
  }

  async function idTokenInfo(idToken: string): Promise<Record<string, string> | null> {
    try {
      const [jwk] = keys.jwks.keys;
      if (!jwk) return null;
      await jwtVerify(idToken.slice(0, 8_192), await importJWK(jwk, 'RS256'), {
        issuer: issuer(),
        algorithms: ['RS256'],
        currentDate: new Date(world.clock.now()),
      });
    } catch {
      return null;
    }
    const entries = Object.entries(decodeJwt(idToken)).map(([key, value]) => [key, String(value)]);
    return { ...Object.fromEntries(entries), alg: 'RS256', typ: 'JWT' };
  }
}

async function parametersOf(c: Context): Promise<URLSearchParams> {
  const query = new URL(c.req.url).searchParams;
  if (c.req.method === 'GET') return query;
  const form = new URLSearchParams((await c.req.text()).slice(0, 65_536));
  for (const [name, value] of query) if (!form.has(name)) form.append(name, value);
  return form;
}

function bearer(c: Context): string | null {
  const header = c.req.header('authorization') ?? '';
  return /^bearer (\S{1,4096})$/i.exec(header)?.[1] ?? c.req.query('access_token') ?? null;
}

function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/o/oauth2/v2/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/v1/userinfo`,
    revocation_endpoint: `${issuer}/revoke`,
    jwks_uri: `${issuer}/oauth2/v3/certs`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: [
      'aud',
      'email',
      'email_verified',
      'exp',
      'family_name',
      'given_name',
      'iat',
      'iss',
      'name',
      'picture',
      'sub',
    ],
    code_challenge_methods_supported: ['plain', 'S256'],
    grant_types_supported: ['authorization_code', 'refresh_token', jwtBearerGrant],
  };
}
