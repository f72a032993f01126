/** What Google calls each HTTP status in the `status` field of an error. */
const statusNames: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
};

/**
 * An error answer in the shape that Google's APIs share.
 *
 * @param reason Google's short code, for example `rateLimitExceeded`
 * @see https://developers.google.com/workspace/gmail/api/guides/handle-errors
 */
export function googleError(
  status: number,
  reason: string,
  message: string,
  options: { domain?: string; retryAfterS?: number; statusName?: string; details?: unknown[] } = {},
): Response {
  const isQuota = /quota|ratelimit/i.test(reason);
  const domain = options.domain ?? (isQuota ? 'usageLimits' : 'global');
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=UTF-8' };
  if (options.retryAfterS !== undefined) headers['retry-after'] = String(options.retryAfterS);
  const isAuthError = reason === 'authError';
  if (isAuthError) headers['www-authenticate'] = 'Bearer realm="https://accounts.google.com/"';
  return new Response(
    JSON.stringify({
      error: {
        code: status,
        message,
        errors: [
          {
            message: isAuthError ? 'Invalid Credentials' : message,
            domain,
            reason,
            ...(isAuthError ? { location: 'Authorization', locationType: 'header' } : {}),
          },
        ],
        status: options.statusName ?? statusNames[status] ?? 'UNKNOWN',
        ...(options.details ? { details: options.details } : {}),
      },
    }),
    { status, headers },
  );
}

/** The answer to a bearer token that is unknown, expired or revoked. */
export function authError(): Response {
  return googleError(
    401,
    'authError',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  );
}
