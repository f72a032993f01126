import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { Fault } from '../../faults.ts';
import { grantByAssertion, jwtBearerGrant } from '../delegation/jwt-bearer.ts';
import { withFaults } from '../with-faults.ts';
import type { GoogleUser } from '../world.ts';
import type { IdentityContext } from './authorise.ts';
import { type OAuthClient, workingSecrets } from './clients.ts';
import { refusedByPolicy } from './flow.ts';
import { idTokenClaims } from './id-token.ts';
import type { SigningKeys } from './keys.ts';
import { isSignInScope } from './scopes.ts';
import type { AccessToken, AuthorisationCode } from './store.ts';
import { accessTokenLifetimeMs } from './tokens.ts';

/** An OAuth error of the token endpoint. */
interface TokenError {
  status: 400 | 401;
  error: string;
  description: string;
}

/**
 * The token endpoint: exchange of a code, and refresh.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#exchange-authorization-code
 */
export function tokenRoutes(context: IdentityContext & { keys: SigningKeys }): Hono {
  const { world, store, tokens, keys } = context;
  const app = new Hono();

  const handle = async (c: Context, struck: readonly Fault[]): Promise<Response> => {
    const form = await readParameters(c);
    if (!form) return refuse(c, 400, 'invalid_request', 'Request could not be read.');
    const grantType = form.get('grant_type');
    if (!grantType) {
      return refuse(c, 400, 'invalid_request', 'Required parameter is missing: grant_type');
    }
    if (grantType === jwtBearerGrant) return grantToServiceAccount(c, form);
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
      return refuse(c, 400, 'unsupported_grant_type', `Invalid grant_type: ${grantType}`);
    }
    const client = authenticateClient(c, form);
    if ('error' in client) return refuse(c, client.status, client.error, client.description);
    return grantType === 'authorization_code'
      ? exchangeCode(c, client, form, struck)
      : refresh(c, client, form);
  };
  app.post('/token', (c) => withFaults(world, 'oauth.token', null, (struck) => handle(c, struck)));
  app.post('/oauth2/v4/token', (c) =>
    withFaults(world, 'oauth.token', null, (struck) => handle(c, struck)),
  );
  return app;

  /** Google's answer names no scope here: the token holds exactly what was asked. */
  function grantToServiceAccount(c: Context, form: URLSearchParams): Response {
    const issuer = context.issuer();
    const audiences = [`${issuer}/token`, `${issuer}/oauth2/v4/token`];
    const granted = grantByAssertion({ world, store, tokens }, form.get('assertion'), audiences);
    if ('error' in granted) return refuse(c, granted.status, granted.error, granted.description);
    const body = {
      access_token: granted.token,
      expires_in: accessTokenLifetimeMs / 1_000 - 1,
      token_type: 'Bearer',
    };
    return c.json(body, 200, noStore);
  }

  function authenticateClient(c: Context, form: URLSearchParams): OAuthClient | TokenError {
    const basic = readBasic(c.req.header('authorization') ?? '');
    const clientId = basic?.id ?? form.get('client_id');
    if (!clientId) {
      const description = 'Could not determine client ID from request.';
      return { status: 400, error: 'invalid_request', description };
    }
    const client = store.clients.get(clientId);
    if (!client && store.deletedClients.has(clientId)) {
      const description = 'The OAuth client was deleted.';
      return { status: 401, error: 'deleted_client', description };
    }
    if (!client) {
      const description = 'The OAuth client was not found.';
      return { status: 401, error: 'invalid_client', description };
    }
    if (!client.isEnabled) {
      const description = 'The OAuth client was disabled.';
      return { status: 401, error: 'disabled_client', description };
    }
    const secret = basic?.secret ?? form.get('client_secret');
    if (!secret) {
      return { status: 400, error: 'invalid_request', description: 'client_secret is missing.' };
    }
    if (!workingSecrets(client).some((known) => isEqual(secret, known))) {
      const description = 'The provided client secret is invalid.';
      return { status: 401, error: 'invalid_client', description };
    }
    return client;
  }

  async function exchangeCode(
    c: Context,
    client: OAuthClient,
    form: URLSearchParams,
    struck: readonly Fault[],
  ) {
    const value = form.get('code');
    if (!value) return refuse(c, 400, 'invalid_request', 'Missing required parameter: code');
    if (!value.startsWith('4/')) return refuse(c, 400, 'invalid_grant', 'Malformed auth code.');
    const code = store.codes.get(value);
    if (!code || code.clientId !== client.clientId) {
      return refuse(c, 400, 'invalid_grant', 'Bad Request');
    }
    if (code.isUsed) {
      tokens.endTokensOfCode(code.code);
      return refuse(c, 400, 'invalid_grant', 'Bad Request');
    }
    if (code.expiresAt <= world.clock.now()) return refuse(c, 400, 'invalid_grant', 'Bad Request');
    if (form.get('redirect_uri') !== code.redirectUri) {
      return refuse(c, 400, 'redirect_uri_mismatch', 'Bad Request');
    }
    const pkceProblem = verifierProblem(code, form.get('code_verifier'));
    if (pkceProblem) return refuse(c, 400, 'invalid_grant', pkceProblem);
    const user = userOf(code.sub);
    if (!user) return refuse(c, 400, 'invalid_grant', 'Bad Request');

    code.isUsed = true;
    const isWithheld = struck.some(({ kind }) => kind.type === 'no_refresh_token');
    const refreshToken =
      code.givesRefreshToken && !isWithheld ? tokens.issueRefreshToken(code) : null;
    const accessToken = tokens.issueAccessToken({
      clientId: client.clientId,
      sub: code.sub,
      scopes: code.scopes,
      isOffline: refreshToken !== null,
      code: code.code,
    });
    return grant(c, user, accessToken, {
      nonce: code.nonce,
      ...(refreshToken ? { refresh_token: refreshToken.token } : {}),
      refreshExpiresAt: refreshToken?.expiresAt ?? null,
    });
  }

  async function refresh(c: Context, client: OAuthClient, form: URLSearchParams) {
    const value = form.get('refresh_token');
    if (!value) {
      return refuse(c, 400, 'invalid_request', 'Missing required parameter: refresh_token');
    }
    const held = store.refreshTokens.get(value);
    if (held && held.clientId !== client.clientId) {
      return refuse(c, 401, 'unauthorized_client', 'Unauthorized');
    }
    const wasKnown = held !== undefined || store.deadRefreshTokens.has(value);
    const token = tokens.useRefreshToken(value);
    const user = token && userOf(token.sub);
    if (user?.isSuspended) return refuse(c, 400, 'invalid_grant', 'Account has been disabled.');
    if (!token || !user) {
      const description = wasKnown ? 'Token has been expired or revoked.' : 'Bad Request';
      return refuse(c, 400, 'invalid_grant', description);
    }
    if (!token.scopes.every(isSignInScope) && refusedByPolicy(user, client.clientId, store)) {
      const description = 'The administrator restricts the requested services.';
      return refuse(c, 400, 'admin_policy_enforced', description);
    }
    const accessToken = tokens.issueAccessToken({
      clientId: client.clientId,
      sub: token.sub,
      scopes: token.scopes,
      isOffline: true,
      code: token.code,
    });
    return grant(c, user, accessToken, { nonce: null, refreshExpiresAt: token.expiresAt });
  }

  async function grant(
    c: Context,
    user: GoogleUser,
    token: AccessToken,
    options: { nonce: string | null; refresh_token?: string; refreshExpiresAt: number | null },
  ) {
    const nowMs = world.clock.now();
    const claims = idTokenClaims({
      user,
      token,
      nonce: options.nonce,
      nowMs: world.clock.told(),
      issuer: context.issuer(),
    });
    return c.json(
      {
        access_token: token.token,
        // Google counts one second of travel.
        expires_in: accessTokenLifetimeMs / 1_000 - 1,
        ...(options.refresh_token ? { refresh_token: options.refresh_token } : {}),
        scope: token.scopes.join(' '),
        token_type: 'Bearer',
        ...(token.scopes.includes('openid') ? { id_token: await keys.sign(claims) } : {}),
        ...(options.refreshExpiresAt === null
          ? {}
          : { refresh_token_expires_in: Math.floor((options.refreshExpiresAt - nowMs) / 1_000) }),
      },
      200,
      noStore,
    );
  }

  function userOf(sub: string): GoogleUser | null {
    return [...world.users.values()].find((user) => user.sub === sub) ?? null;
  }
}

const noStore = { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate' };

function refuse(c: Context, status: 400 | 401 | 403, error: string, description: string): Response {
  return c.json({ error, error_description: description }, status, noStore);
}

/** A form or a JSON object; null for neither, or for a parameter given twice. */
async function readParameters(c: Context): Promise<URLSearchParams | null> {
  const text = await c.req.text();
  if (text.length > 65_536) return null;
  if (/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    try {
      const body: unknown = JSON.parse(text);
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
      const pairs = Object.entries(body).filter(([, value]) => typeof value === 'string');
      return new URLSearchParams(pairs as [string, string][]);
    } catch {
      return null;
    }
  }
  const form = new URLSearchParams(text);
  for (const name of new Set(form.keys())) if (form.getAll(name).length > 1) return null;
  return form;
}

function readBasic(header: string): { id: string; secret: string } | null {
  const encoded = /^basic ([a-z0-9+/=]{1,4000})$/i.exec(header)?.[1];
  if (!encoded) return null;
  const [id, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (!id || rest.length === 0) return null;
  try {
    return { id: formDecode(id), secret: formDecode(rest.join(':')) };
  } catch {
    return null;
  }
}

/** RFC 6749, 2.3.1: both halves are form-encoded before they are joined. */
function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function verifierProblem(code: AuthorisationCode, verifier: string | null): string | null {
  if (code.codeChallenge === null) {
    return verifier === null ? null : 'code_verifier or verifier is not needed.';
  }
  if (!verifier) return 'Missing code verifier.';
  const digest = createHash('sha256').update(verifier).digest('base64url');
  const shown = code.codeChallengeMethod === 'S256' ? digest : verifier;
  return isEqual(shown, code.codeChallenge) ? null : 'Invalid code verifier.';
}

function isEqual(left: string, right: string): boolean {
  const a = createHash('sha256').update(left).digest();
  const b = createHash('sha256').update(right).digest();
  return timingSafeEqual(a, b);
}
