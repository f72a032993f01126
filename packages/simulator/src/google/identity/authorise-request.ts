import { isRedirectAllowed, type OAuthClient, redirectUriProblem } from './clients.ts';
import { pageError, requestError } from './page-errors.ts';
import { parseScopes } from './scopes.ts';
import type { IdentityStore } from './store.ts';

/** An authorisation request that may go on to the pages. */
export interface AuthoriseRequest {
  client: OAuthClient;
  redirectUri: string;
  scopes: string[];
  state: string | null;
  nonce: string | null;
  isOffline: boolean;
  includesGranted: boolean;
  prompts: Set<string>;
  loginHint: string | null;
  hostedDomain: string | null;
  codeChallenge: string | null;
  codeChallengeMethod: 'S256' | 'plain';
  language: string | null;
}

/** An error that Google shows on its own page: nothing returns to the application. */
export interface PageError {
  code: string;
  status: 400 | 401 | 403;
  message: string;
  /** Page of Google's that explains it. */
  helpUrl?: string;
  /** What of the request is to blame. */
  parameters?: Record<string, string>;
}

/** What came of reading a request. */
export type ParsedRequest =
  | { kind: 'request'; request: AuthoriseRequest }
  | { kind: 'page_error'; error: PageError };

/** Google's pages refuse longer URLs outright; this bound keeps a hostile one cheap. */
const maxParameterLength = 8_192;

const single = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'nonce',
  'access_type',
  'prompt',
  'approval_prompt',
  'login_hint',
  'hd',
  'hl',
  'code_challenge',
  'code_challenge_method',
  'include_granted_scopes',
] as const;

/**
 * Reads and judges the query of `/o/oauth2/v2/auth`, in the order in which Google does: nothing
 * is sent to a redirect URI before the client and that URI are known to belong together.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#creatingclient
 */
export function parseAuthoriseRequest(
  query: URLSearchParams,
  store: IdentityStore,
  language: 'en' | 'fr',
): ParsedRequest {
  const refuse = (code: string, status: 400 | 401 | 403, message: string): ParsedRequest => ({
    kind: 'page_error',
    error: requestError(code, status, message),
  });
  const invalid = (message: string) => refuse('invalid_request', 400, message);

  for (const name of single) {
    const values = query.getAll(name);
    if (values.length > 1)
      return invalid(`OAuth 2 parameters can only have a single value: ${name}`);
    if ((values[0]?.length ?? 0) > maxParameterLength)
      return invalid(`Parameter too long: ${name}`);
  }
  // Google misses the response type before anything else, and names it in words of its own.
  if (!query.get('response_type')) return invalid('Required parameter is missing: response_type');
  if (!query.get('client_id')) return invalid('Missing required parameter: client_id');
  const clientId = query.get('client_id') ?? '';
  const client = store.clients.get(clientId);
  if (!client && store.deletedClients.has(clientId)) {
    return refuse('deleted_client', 401, 'The OAuth client was deleted.');
  }
  if (!client) return refuse('invalid_client', 401, 'The OAuth client was not found.');
  if (!client.isEnabled) return refuse('disabled_client', 401, 'The OAuth client was disabled.');

  const redirectUri = query.get('redirect_uri') ?? '';
  if (!redirectUri) return invalid('Missing required parameter: redirect_uri');
  if (!isRedirectAllowed(client, redirectUri)) {
    // What the console would never register breaks another rule first.
    const isInsecure = client.type === 'web' && redirectUriProblem(redirectUri) !== null;
    const code = isInsecure ? 'insecure_redirect_uri' : 'redirect_uri_mismatch';
    return { kind: 'page_error', error: pageError(code, language, { redirectUri }) };
  }
  const responseType = query.get('response_type');
  if (responseType !== 'code') {
    return refuse('unsupported_response_type', 400, `Invalid response_type: ${responseType}`);
  }
  const scopes = parseScopes(query.get('scope') ?? '');
  if (scopes.valid.length === 0 && scopes.invalid.length === 0) {
    return invalid('Missing required parameter: scope');
  }
  if (scopes.invalid.length > 0) {
    return refuse(
      'invalid_scope',
      400,
      `Some requested scopes were invalid. {valid=[${scopes.valid.join(', ')}], invalid=[${scopes.invalid.join(', ')}]}`,
    );
  }
  const accessType = query.get('access_type') ?? 'online';
  if (accessType !== 'online' && accessType !== 'offline') {
    return invalid(`Invalid parameter value for access_type: ${accessType}`);
  }
  const prompts = new Set((query.get('prompt') ?? '').split(/\s+/).filter(Boolean));
  if (query.get('approval_prompt') === 'force') prompts.add('consent');
  for (const prompt of prompts) {
    if (!['none', 'consent', 'select_account'].includes(prompt)) {
      return invalid(`Invalid parameter value for prompt: Invalid prompt: ${prompt}`);
    }
  }
  if (prompts.has('none') && prompts.size > 1) {
    return invalid('Invalid parameter value for prompt: none must be used alone');
  }
  // Without a method Google takes the challenge as plain, as RFC 7636 says; both are accepted.
  const codeChallengeMethod = query.get('code_challenge_method') ?? 'plain';
  const codeChallenge = query.get('code_challenge');
  if (codeChallengeMethod !== 'S256' && codeChallengeMethod !== 'plain') {
    return invalid(`Invalid parameter value for code_challenge_method: ${codeChallengeMethod}`);
  }
  if (codeChallenge !== null && !/^[\w.~-]{43,128}$/.test(codeChallenge)) {
    return invalid('Invalid parameter value for code_challenge');
  }

  return {
    kind: 'request',
    request: {
      client,
      redirectUri,
      scopes: scopes.valid,
      state: query.get('state'),
      nonce: query.get('nonce'),
      isOffline: accessType === 'offline',
      includesGranted: query.get('include_granted_scopes') === 'true',
      prompts,
      loginHint: query.get('login_hint'),
      hostedDomain: query.get('hd'),
      codeChallenge,
      codeChallengeMethod,
      language: query.get('hl'),
    },
  };
}
