import * as openid from 'openid-client';
import { MailError } from '../errors.ts';

/** What an issuer said no to: the fields of RFC 6749, section 5.2. */
export interface OAuthRefusal {
  error: string;
  description: string;
  status: number;
}

/** Answers that say: this client is wrong, whoever the user is. */
const clientErrors = new Set(['invalid_client', 'deleted_client', 'disabled_client']);

/** Whether a request may go there: https, or plain http within this machine. */
export function isAllowedEndpoint(url: URL): boolean {
  if (url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Whether `host` is this machine by its name alone. @param host as `URL.hostname` gives it */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/**
 * Which half of the pair is wrong. Google documents neither text; both are in use for years.
 * @returns `client_unknown` or `client_secret_wrong`
 */
export function wrongHalf(refusal: OAuthRefusal): 'client_unknown' | 'client_secret_wrong' {
  return /not found|deleted|disabled|unknown client/i.test(
    `${refusal.error} ${refusal.description}`,
  )
    ? 'client_unknown'
    : 'client_secret_wrong';
}

/** Translates whatever an OAuth call threw. */
export async function translateOAuthError(
  error: unknown,
  step: 'authorize' | 'exchange' | 'refresh' | 'revoke',
): Promise<MailError> {
  if (error instanceof MailError) return error;
  if (error instanceof openid.AuthorizationResponseError) {
    if (error.error === 'access_denied') return new MailError('consent_denied', { cause: error });
    return new MailError('provider_rejected', {
      cause: error,
      detail: describeRefusal({ error: error.error, description: error.error_description ?? '' }),
      data: { error: error.error },
    });
  }
  const refusal = await readRefusal(error);
  if (refusal) return translateRefusal(refusal, step, error);
  const status = responseStatus(error);
  if (status !== null && (status >= 500 || status === 429))
    return new MailError('provider_unavailable', { cause: error });
  if (isNetworkFailure(error)) return new MailError('network', { cause: error });
  if (step === 'exchange') return new MailError('identity_invalid', { cause: error });
  return new MailError('provider_unavailable', { cause: error });
}

function translateRefusal(refusal: OAuthRefusal, step: string, cause: unknown): MailError {
  if (clientErrors.has(refusal.error)) {
    const reason = wrongHalf(refusal);
    return new MailError('client_invalid', { cause, data: { reason } });
  }
  // `unauthorized_client` for a refresh: the grant was given to another client.
  const isForeignGrant = refusal.error === 'unauthorized_client' && step === 'refresh';
  if (refusal.error === 'invalid_grant' || isForeignGrant) {
    // At the exchange the code is used or too old; later the grant itself is dead.
    if (step !== 'refresh') return new MailError('link_expired', { cause });
    return new MailError(isAccountGone(refusal) ? 'account_disabled' : 'token_revoked', { cause });
  }
  if (refusal.status >= 500 || refusal.status === 429 || refusal.error === 'server_error')
    return new MailError('provider_unavailable', { cause });
  return new MailError('provider_rejected', {
    cause,
    detail: describeRefusal(refusal),
    data: { error: refusal.error },
  });
}

/** Undocumented, as all descriptions are; whatever is said otherwise counts as a dead grant. */
function isAccountGone({ description }: OAuthRefusal): boolean {
  return /account (?:has been |is |was )?(?:disabled|suspended|deleted)/i.test(description);
}

async function readRefusal(error: unknown): Promise<OAuthRefusal | null> {
  if (error instanceof openid.ResponseBodyError)
    return {
      error: error.error,
      description: error.error_description ?? '',
      status: error.status,
    };
  if (!(error instanceof openid.WWWAuthenticateChallengeError)) return null;
  const body: unknown = await error.response.json().catch(() => null);
  return readOAuthRefusal(body, error.status);
}

/** Reads an error body of an OAuth endpoint; null when it is none. */
export function readOAuthRefusal(body: unknown, status: number): OAuthRefusal | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  if (typeof body.error !== 'string') return null;
  const description = 'error_description' in body ? body.error_description : '';
  return {
    error: body.error,
    description: typeof description === 'string' ? description : '',
    status,
  };
}

/** The provider's own words, cut and without control characters. */
export function describeRefusal({
  error,
  description,
}: Pick<OAuthRefusal, 'error' | 'description'>): string {
  const text = description ? `${error}: ${description}` : error;
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, 300);
}

function responseStatus(error: unknown): number | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Response ? cause.status : null;
}

function isNetworkFailure(error: unknown): boolean {
  if (error instanceof TypeError) return /fetch failed|terminated|network/i.test(error.message);
  const code = error instanceof Error ? (error as { code?: unknown }).code : null;
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT';
}
