import { attempt, link, mailScope, setClockOff, setUp } from './acts.ts';
import { ada, type Place } from './place.ts';
import type { Scenario } from './scenario.ts';

const ben = 'ben@corp.example';

/** What Google sends people back with; each attempt begins anew. */
const comingBack: Scenario[] = [
  {
    ...{ id: 'api-off', moment: 'link', isEarly: true, shows: 'return' },
    arrange: attempts({ project: { isGmailApiEnabled: false } }),
    says: { code: 'api_disabled' },
    words: 'linkError.api_disabled',
  },
  {
    ...{ id: 'scope-unticked', moment: 'link', isEarly: true, shows: 'return' },
    arrange: attempts({ untick: [mailScope] }),
    says: { code: 'scope_missing' },
    words: 'linkError.scope_missing',
  },
  {
    ...{ id: 'no-mailbox', moment: 'link', isEarly: true, shows: 'return' },
    arrange: attempts({ email: 'dora@corp.example' }),
    says: { code: 'no_mailbox' },
    words: 'linkError.no_mailbox',
  },
  {
    ...{ id: 'consent-denied', moment: 'link', shows: 'return' },
    arrange: attempts({ decision: 'deny' }),
    says: { code: 'consent_denied' },
    words: 'linkError.consent_denied',
  },
  {
    ...{ id: 'no-refresh-token', moment: 'link', shows: 'return' },
    arrange: attempts({ fault: ['oauth.token', { type: 'no_refresh_token' }] }),
    says: { code: 'refresh_token_missing' },
    words: 'linkError.refresh_token_missing',
  },
  {
    ...{ id: 'already-linked', moment: 'link', shows: 'return' },
    arrange: async (place) => {
      await setUp(place);
      await link(place);
      return () => attempt(place);
    },
    says: { code: 'already_linked' },
    words: 'linkError.already_linked',
  },
  {
    ...{ id: 'wrong-mailbox', moment: 'link', shows: 'return' },
    arrange: async (place) => {
      await setUp(place);
      const reconnectAccountId = await link(place);
      return () => attempt(place, { reconnectAccountId, email: ben });
    },
    says: { code: 'wrong_mailbox' },
    words: 'linkError.wrong_mailbox',
  },
  {
    ...{ id: 'link-expired', moment: 'link', shows: 'return' },
    arrange: async (place) => {
      await setUp(place);
      return async () => {
        const callbackUrl = await attempt(place);
        await place.ask('POST', '/accounts/link/finish', { callbackUrl });
        return callbackUrl;
      };
    },
    says: { code: 'link_expired' },
    words: 'linkError.link_expired',
  },
  {
    ...{ id: 'another-browser', moment: 'link', shows: 'return' },
    arrange: async (place) => {
      await setUp(place);
      return () => attempt(place, { isElsewhere: true });
    },
    says: { code: 'link_wrong_user' },
    words: 'linkError.link_wrong_user',
  },
  {
    ...{ id: 'secret-replaced-while-linking', moment: 'link', shows: 'return' },
    arrange: async (place) => {
      const { clientId } = await setUp(place);
      await place.tell('PATCH', `/clients/${clientId}`, { rotateSecret: true });
      return () => attempt(place);
    },
    says: { code: 'client_invalid', reason: 'client_secret_wrong' },
    words: 'linkError.client_secret_wrong',
  },
  {
    ...{ id: 'tokens-fail-while-linking', moment: 'link', shows: 'return' },
    arrange: attempts({ fault: ['oauth.token', { type: 'status', status: 503 }] }),
    says: { code: 'provider_unavailable' },
    words: 'linkError.provider_unavailable',
  },
  {
    ...{ id: 'unreachable-while-linking', moment: 'link', shows: 'return' },
    arrange: attempts({ fault: ['host.oauth2', { type: 'unreachable' }] }),
    says: { code: 'network' },
    words: 'linkError.network',
  },
  {
    ...{ id: 'clock-skewed-while-linking', moment: 'link', shows: 'return' },
    arrange: async (place) => {
      await setUp(place);
      // Ahead of Google's by so much that its tokens seem to be over before they begin.
      await setClockOff(place, -2 * 3_600_000);
      return () => attempt(place);
    },
    says: { code: 'identity_invalid' },
    words: 'linkError.identity_invalid',
  },
  {
    ...{ id: 'quota-used-up-while-linking', moment: 'link', shows: 'return' },
    arrange: attempts({ fault: ['getProfile', { type: 'status', status: 429, retryAfterS: 600 }] }),
    says: { code: 'rate_limited' },
    words: 'linkError.rate_limited',
  },
  {
    ...{ id: 'testing-token', moment: 'link', isEarly: true, shows: 'report' },
    arrange: async (place) => {
      await setUp(place);
      await place.tell('PATCH', '/project', { publishingStatus: 'testing', testUsers: [ada] });
      await link(place);
      return undefined;
    },
    says: { check: 'grant_lifetime', code: 'testing_mode' },
    words: 'doctor.grant_lifetime.testing_mode',
  },
];

/** The pages of Google's own from which nobody comes back. */
const keptByGoogle: Scenario[] = [
  {
    ...{ id: 'no-test-user', moment: 'link', isEarly: true, shows: 'blocked' },
    ...{ page: 'access_denied', googleSays: 'access_denied' },
    arrange: tries(ben, ({ tell }) => tell('PATCH', '/project', { publishingStatus: 'testing' })),
    says: { check: 'scopes', code: 'access_denied' },
    words: 'linkError.page.access_denied',
  },
  {
    ...{ id: 'admin-policy', moment: 'link', shows: 'blocked' },
    ...{ page: 'admin_policy_enforced', googleSays: 'admin_policy_enforced' },
    arrange: tries(ben, ({ tell }) =>
      tell('PATCH', '/workspaces/corp.example', { unlistedApps: 'blocked' }),
    ),
    says: { check: 'scopes', code: 'admin_policy_enforced' },
    words: 'linkError.page.admin_policy_enforced',
  },
  {
    ...{ id: 'internal-app', moment: 'link', shows: 'blocked' },
    ...{ page: 'org_internal', googleSays: 'org_internal' },
    arrange: tries('eve@elsewhere.example', ({ tell }) =>
      tell('PATCH', '/project', { audience: 'internal', organisationDomain: 'corp.example' }),
    ),
    says: { check: 'scopes', code: 'org_internal' },
    words: 'linkError.page.org_internal',
  },
  {
    ...{ id: 'embedded-browser', moment: 'link', shows: 'blocked' },
    ...{ page: 'disallowed_useragent', googleSays: 'disallowed_useragent' },
    userAgent: 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Chrome/126.0.0.0',
    arrange: tries(ben),
    says: { check: 'scopes', code: 'disallowed_useragent' },
    words: 'linkError.page.disallowed_useragent',
  },
  {
    ...{ id: 'user-cap', moment: 'link', shows: 'blocked' },
    ...{ page: 'user_cap', googleSays: 'rate_limit_exceeded' },
    arrange: tries(ben, ({ tell }) => tell('PATCH', '/project', { isVerified: false, userCap: 0 })),
    says: { check: 'scopes', code: 'user_cap' },
    words: 'linkError.page.user_cap',
  },
  {
    ...{ id: 'redirect-uri-mismatch-page', moment: 'link', shows: 'blocked' },
    ...{ page: 'redirect_uri_mismatch', googleSays: 'redirect_uri_mismatch' },
    arrange: async (place) => {
      await setUp(place, ['https://elsewhere.example/oauth2']);
      return ben;
    },
    says: { check: 'scopes', code: 'redirect_uri_mismatch' },
    words: 'linkError.page.redirect_uri_mismatch',
  },
  {
    ...{ id: 'client-disabled-page', moment: 'link', shows: 'blocked' },
    ...{ page: 'disabled_client', googleSays: 'disabled_client' },
    arrange: async (place) => {
      const { clientId } = await setUp(place);
      await place.tell('PATCH', `/clients/${clientId}`, { isEnabled: false });
      return ben;
    },
    says: { check: 'scopes', code: 'invalid_client' },
    words: 'linkError.page.disabled_client',
  },
  {
    ...{ id: 'plain-http-page', moment: 'link', shows: 'blocked', at: 'publicName' },
    ...{ page: 'policy', googleSays: 'invalid_request' },
    arrange: async (place) => {
      await setUp(place, ['https://mail.example.com/admin/settings/mail/oauth2']);
      return ben;
    },
    says: { check: 'scopes', code: 'policy' },
    words: 'linkError.page.policy',
  },
];

export const atLinking: Scenario[] = [...comingBack, ...keptByGoogle];

type Attempt = NonNullable<Parameters<typeof attempt>[1]>;

/** Attempts with a client that works, after something was changed at Google. */
function attempts(options: Attempt & { project?: object; fault?: [string, object] }) {
  const { project, fault, ...choices } = options;
  return async (place: Place) => {
    await setUp(place);
    if (project) await place.tell('PATCH', '/project', project);
    if (fault) await place.tell('POST', '/faults', { match: fault[0], kind: fault[1] });
    return () => attempt(place, choices);
  };
}

function tries(email: string, change?: (place: Place) => Promise<unknown>) {
  return async (place: Place) => {
    await setUp(place);
    await change?.(place);
    return email;
  };
}
