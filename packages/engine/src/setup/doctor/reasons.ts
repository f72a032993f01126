import type { DoctorCheckId } from '../../views.ts';

/** What may be found on the way to one of the provider's servers. */
const reach = [
  'dns_failed',
  'refused',
  'unreachable',
  'timeout',
  'cut',
  'tls_untrusted',
  'tls_expired',
  'tls_name',
  'tls_failed',
  'proxy_refused',
  'http_error',
  'not_google',
] as const;

/** The provider's block pages, by the word that they name; see docs/spec/doctor.md. */
const pages = [
  'redirect_uri_mismatch',
  'disallowed_useragent',
  'org_internal',
  'admin_policy_enforced',
  'access_denied',
] as const;

/**
 * Every reason that a check may give: the interface and the command line have words for each, and
 * for none besides. Those of `any` may come from every check.
 */
export const doctorReasons = {
  any: ['timed_out', 'crashed', 'no_client', 'never_linked', 'no_answer', 'no_token'],
  public_url: ['plain_http', 'not_a_name', 'localhost_only', 'browser_elsewhere', 'proxy_scheme'],
  redirect_uri: [
    'invalid',
    'scheme',
    'plain_http',
    'ip_address',
    'no_domain',
    'private_domain',
    'google_domain',
    'shortener',
    'userinfo',
    'fragment',
    'query',
    'wildcard',
    'path_steps',
    'bad_characters',
  ],
  reach_identity: reach,
  reach_token: reach,
  reach_api: reach,
  clock: ['skewed'],
  client: [
    'client_unknown',
    'client_deleted',
    'client_disabled',
    'client_secret_wrong',
    'wrong_type',
    'unclear',
    'not_asked',
  ],
  redirect_registered: [
    ...pages,
    'invalid_client',
    'invalid_request',
    'invalid_scope',
    'other_error',
    'unclear',
    'not_asked',
  ],
  scopes: [
    ...pages,
    'invalid_client',
    'policy',
    'user_cap',
    'blocked',
    'scope_missing',
    'consent_denied',
    'link_failed',
  ],
  refresh_token: ['missing', 'revoked', 'expired', 'account_disabled', 'client_refused'],
  grant_lifetime: ['testing_mode'],
  api_enabled: ['api_disabled'],
  mailbox: ['no_mailbox', 'suspended', 'domain_policy', 'rate_limited', 'refused'],
  identities: ['forbidden', 'none', 'refused'],
  test_mail: ['not_asked', 'inactive', 'refused', 'unconfirmed', 'not_arrived', 'left_behind'],
  push: [
    'no_topic',
    'topic_invalid',
    'wrong_project',
    'topic_missing',
    'not_permitted',
    'no_service_account',
    'not_reachable',
    'pubsub_disabled',
    'push_rejected',
    'no_push_seen',
    'watch_refused',
  ],
  delegation: [
    'no_key',
    'no_user',
    'unauthorized_client',
    'access_denied',
    'wrong_domain',
    'admin_policy_enforced',
    'user_unknown',
    'user_blocked',
    'key_wrong',
    'clock_wrong',
    'refused',
  ],
} as const satisfies Record<DoctorCheckId | 'any', readonly string[]>;

/** The reasons that the check `I` may give. */
export type DoctorReason<I extends DoctorCheckId = DoctorCheckId> = (typeof doctorReasons)[
  | I
  | 'any'][number];
