/** What a failing method throws; `routes.ts` turns it into Google's error JSON. */
export class ApiError extends Error {
  readonly code: number;
  readonly body: ErrorBody;
  readonly headers: Record<string, string>;
  /** The call was refused for a quota, rate or concurrency limit. */
  readonly isLimit: boolean;

  constructor(
    body: ErrorBody,
    options: { headers?: Record<string, string>; isLimit?: boolean } = {},
  ) {
    super(body.message);
    this.code = body.code;
    this.body = body;
    this.headers = options.headers ?? {};
    this.isLimit = options.isLimit ?? false;
  }
}

/** The object under `error` in Google's replies. */
export interface ErrorBody {
  code: number;
  message: string;
  errors: Record<string, string>[];
  status?: string;
  details?: Record<string, unknown>[];
}

const statusNames: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** An error with one entry, in the domain `global` unless told. */
export function apiError(
  code: number,
  reason: string,
  message: string,
  extra: {
    domain?: string;
    status?: string;
    details?: Record<string, unknown>[];
    entry?: Record<string, string>;
    isLimit?: boolean;
    headers?: Record<string, string>;
  } = {},
): ApiError {
  const status = extra.status ?? statusNames[code];
  return new ApiError(
    {
      code,
      message,
      errors: [{ message, domain: extra.domain ?? 'global', reason, ...extra.entry }],
      ...(status ? { status } : {}),
      ...(extra.details ? { details: extra.details } : {}),
    },
    { isLimit: extra.isLimit ?? false, headers: extra.headers ?? {} },
  );
}

/** 404 as Gmail words it. */
export function notFound(): ApiError {
  return apiError(404, 'notFound', 'Requested entity was not found.');
}

/** 400 `invalidArgument`. */
export function invalidArgument(message: string): ApiError {
  return apiError(400, 'invalidArgument', message);
}

/** 401: the token is missing, unknown, expired or revoked. */
export function unauthenticated(hasToken: boolean): ApiError {
  const hint =
    'Expected OAuth 2 access token, login cookie or other valid authentication credential. ' +
    'See https://developers.google.com/identity/sign-in/web/devconsole-project.';
  const message = hasToken
    ? `Request had invalid authentication credentials. ${hint}`
    : `Request is missing required authentication credential. ${hint}`;
  return apiError(401, hasToken ? 'authError' : 'required', message, {
    entry: {
      message: hasToken ? 'Invalid Credentials' : 'Login Required.',
      location: 'Authorization',
      locationType: 'header',
    },
    headers: {
      'WWW-Authenticate': hasToken
        ? 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        : 'Bearer realm="https://accounts.google.com/"',
    },
    ...(hasToken ? {} : { details: [errorInfo('CREDENTIALS_MISSING', {})] }),
  });
}

/** 403: the token's scopes do not open this method. */
export function insufficientScopes(method: string): ApiError {
  return apiError(
    403,
    'insufficientPermissions',
    'Request had insufficient authentication scopes.',
    {
      entry: { message: 'Insufficient Permission' },
      details: [errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', { method: `gmail.users.${method}` })],
    },
  );
}

/**
 * 403: the Gmail API is switched off in the project.
 *
 * @param consoleUrl base of the activation link: Google's console, or the simulated one
 */
export function apiDisabled(projectNumber: string, consoleUrl: string): ApiError {
  const activationUrl = `${consoleUrl}/apis/api/gmail.googleapis.com/overview?project=${projectNumber}`;
  return apiError(
    403,
    'accessNotConfigured',
    `Gmail API has not been used in project ${projectNumber} before or it is disabled. Enable it by visiting ${activationUrl} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    {
      domain: 'usageLimits',
      entry: { extendedHelp: consoleUrl },
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.Help',
          links: [{ description: 'Google developers console API activation', url: activationUrl }],
        },
        errorInfo('SERVICE_DISABLED', {
          consumer: `projects/${projectNumber}`,
          containerInfo: projectNumber,
          serviceTitle: 'Gmail API',
          activationUrl,
        }),
      ],
    },
  );
}

/** `google.rpc.ErrorInfo`, which Google's newer errors carry. */
export function errorInfo(
  reason: string,
  metadata: Record<string, string>,
): Record<string, unknown> {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'gmail.googleapis.com', ...metadata },
  };
}
