/** How a failed job or call is taken up again. */
export type RetryPolicy = 'never' | 'backoff' | 'reconnect' | 'administrator' | 'restart';

interface ErrorKind {
  /** HTTP status that the API answers with. */
  status: number;
  retry: RetryPolicy;
  /** Plain English for logs and API clients; the interface translates by code. */
  message: string;
}

/** Every error that leaves a module, by code: the one table of status, retry and message. */
export const ERRORS = {
  // Callers
  not_found: { status: 404, retry: 'never', message: 'Not found.' },
  forbidden: { status: 403, retry: 'never', message: 'You may not do this.' },
  unauthenticated: { status: 401, retry: 'never', message: 'Sign in first.' },
  invalid_input: { status: 400, retry: 'never', message: 'The request is not valid.' },
  conflict: { status: 409, retry: 'never', message: 'Somebody changed this at the same time.' },
  too_large: { status: 413, retry: 'never', message: 'This is too large.' },
  invalid_message: { status: 400, retry: 'never', message: 'The message cannot be built.' },
  gone: { status: 410, retry: 'never', message: 'This is no longer available.' },
  // Setup and linking
  provider_not_configured: {
    status: 409,
    retry: 'administrator',
    message: 'No client ID and secret are saved for this provider.',
  },
  client_unknown: { status: 422, retry: 'administrator', message: 'The client ID is unknown.' },
  client_secret_wrong: {
    status: 422,
    retry: 'administrator',
    message: 'The client secret is wrong.',
  },
  client_invalid: {
    status: 422,
    retry: 'administrator',
    message: 'The provider refuses this client ID and secret.',
  },
  client_file_invalid: {
    status: 400,
    retry: 'never',
    message: 'This is not a client file for a web application.',
  },
  link_expired: { status: 410, retry: 'never', message: 'This attempt to link has expired.' },
  link_wrong_user: {
    status: 403,
    retry: 'never',
    message: 'This attempt to link was started by somebody else.',
  },
  consent_denied: { status: 400, retry: 'never', message: 'Consent was refused.' },
  scope_missing: { status: 400, retry: 'never', message: 'A permission was left unticked.' },
  refresh_token_missing: {
    status: 400,
    retry: 'never',
    message: 'The provider sent no refresh token.',
  },
  no_mailbox: { status: 400, retry: 'never', message: 'This account has no mailbox.' },
  already_linked: { status: 409, retry: 'never', message: 'You have linked this mailbox already.' },
  wrong_mailbox: {
    status: 409,
    retry: 'never',
    message: 'This is another mailbox than the one to reconnect.',
  },
  api_disabled: {
    status: 422,
    retry: 'administrator',
    message: 'The mail API is switched off in the provider project.',
  },
  identity_invalid: {
    status: 400,
    retry: 'never',
    message: 'The identity that the provider asserts does not check out.',
  },
  account_inactive: {
    status: 409,
    retry: 'never',
    message: 'This mailbox is paused or needs reconnecting.',
  },
  // Delegation: what a service account may do in the name of a Workspace's users
  service_account_missing: {
    status: 409,
    retry: 'administrator',
    message: 'No service account is saved for this provider.',
  },
  service_account_invalid: {
    status: 422,
    retry: 'administrator',
    message:
      'The provider refuses the key of the service account: it was deleted or disabled. Create a new key and save its file.',
  },
  delegation_missing: {
    status: 422,
    retry: 'administrator',
    message:
      'The Workspace of this address does not let the service account act for its users. Enter its client ID and the scopes under domain-wide delegation; this may take up to a day.',
  },
  delegation_scope_missing: {
    status: 422,
    retry: 'administrator',
    message: 'The domain-wide delegation lacks a scope. Enter all of them beside the client ID.',
  },
  delegation_wrong_domain: {
    status: 422,
    retry: 'never',
    message: 'This address belongs to no domain of the Workspace that trusts the service account.',
  },
  admin_policy: {
    status: 422,
    retry: 'administrator',
    message: 'A policy of the Workspace forbids this access. Trust the client in its API controls.',
  },
  delegated_user_unknown: {
    status: 409,
    retry: 'reconnect',
    message: 'The Workspace has no user with this address: deleted, renamed or misspelt.',
  },
  delegated_user_blocked: {
    status: 409,
    retry: 'reconnect',
    message: 'The Workspace has suspended or restricted this user.',
  },
  clock_wrong: {
    status: 503,
    retry: 'administrator',
    message: "This server's clock is wrong: the provider refuses what it signs.",
  },
  no_member: {
    status: 404,
    retry: 'never',
    message: 'Nobody here has this address: invite them first.',
  },
  account_unlinked: {
    status: 409,
    retry: 'never',
    message: 'This mailbox was linked and has been unlinked since.',
  },
  // Push
  push_topic_missing: {
    status: 422,
    retry: 'administrator',
    message: 'The Pub/Sub topic does not exist.',
  },
  push_right_missing: {
    status: 422,
    retry: 'administrator',
    message:
      'Gmail may not publish to the topic: give gmail-api-push@system.gserviceaccount.com the role Pub/Sub Publisher on it.',
  },
  push_project_wrong: {
    status: 422,
    retry: 'administrator',
    message: 'The topic must lie in the same project as the client that asks for pushes.',
  },
  pubsub_disabled: {
    status: 422,
    retry: 'administrator',
    message: 'The Pub/Sub API is switched off in the project of the topic.',
  },
  push_rejected: {
    status: 422,
    retry: 'administrator',
    message: 'A push came, signed otherwise than it is set up here.',
  },
  push_timeout: {
    status: 504,
    retry: 'administrator',
    message:
      'No push came within a minute: check that the topic has a push subscription to the webhook address with authentication, and that the internet reaches this server.',
  },
  // Providers
  token_revoked: { status: 409, retry: 'reconnect', message: 'The mailbox needs reconnecting.' },
  account_disabled: {
    status: 409,
    retry: 'reconnect',
    message: 'The provider has disabled or suspended this account.',
  },
  token_expired: { status: 409, retry: 'backoff', message: 'The access token has expired.' },
  permission_missing: {
    status: 409,
    retry: 'reconnect',
    message: 'The provider says that a permission is missing.',
  },
  rate_limited: { status: 503, retry: 'backoff', message: 'The provider asks us to slow down.' },
  provider_unavailable: {
    status: 503,
    retry: 'backoff',
    message: 'The provider does not answer properly.',
  },
  provider_rejected: { status: 422, retry: 'never', message: 'The provider refuses this.' },
  network: { status: 503, retry: 'backoff', message: 'The provider cannot be reached.' },
  cursor_expired: {
    status: 503,
    retry: 'restart',
    message: 'The provider no longer knows what changed since the last synchronisation.',
  },
  remote_gone: { status: 410, retry: 'never', message: 'The provider no longer has this.' },
  delivery_unknown: {
    status: 503,
    retry: 'never',
    message: 'Nobody can tell whether the provider accepted the message.',
  },
  webhook_invalid: { status: 401, retry: 'never', message: 'The notification is not genuine.' },
  // This server
  secret_key_wrong: {
    status: 500,
    retry: 'administrator',
    message: 'The secret key is not the one that the stored secrets were sealed with.',
  },
  database_locked: {
    status: 500,
    retry: 'administrator',
    message: 'Another process uses this data directory.',
  },
  storage_full: { status: 507, retry: 'backoff', message: 'The disk is full.' },
  cancelled: { status: 499, retry: 'backoff', message: 'Stopped.' },
  internal: { status: 500, retry: 'backoff', message: 'Something went wrong in Mailroom.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

export interface MailErrorOptions {
  cause?: unknown;
  /** Wait at least this long before the next try. */
  retryAfterMs?: number;
  /** More words than the code's own, for people; never secrets, never message text. */
  detail?: string;
  /** Facts for the caller, e.g. `{ activationUrl }`; never secrets. */
  data?: Record<string, unknown>;
}

/** The one error type that crosses module borders; callers branch on `code`, never on text. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
  readonly detail: string | null;
  readonly data: Record<string, unknown>;

  constructor(code: ErrorCode, options: MailErrorOptions = {}) {
    super(options.detail ?? ERRORS[code].message, { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.detail = options.detail ?? null;
    this.data = options.data ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retry(): RetryPolicy {
    return ERRORS[this.code].retry;
  }
}

/** Whether `error` is a MailError, of the given code where one is given. */
export function isMailError(error: unknown, code?: ErrorCode): error is MailError {
  return error instanceof MailError && (code === undefined || error.code === code);
}
