import { pairOf, registerClient, setClockOff, setUp, setUpAndLink } from './acts.ts';
import type { Place } from './place.ts';
import type { Scenario } from './scenario.ts';

/** What the form says while a client is saved, and what the doctor says without anybody's help. */
export const beforeLinking: Scenario[] = [
  {
    ...{ id: 'client-unknown', moment: 'save', isEarly: true, shows: 'form' },
    arrange: async (place) => ({
      ...pairOf(await registerClient(place)),
      clientId: '914872530121-mistyped.apps.googleusercontent.com',
    }),
    says: { code: 'client_unknown', reason: 'client_unknown' },
    words: 'providers.problem.client_unknown',
    mend: 'providers.problem.client_unknown',
  },
  {
    ...{ id: 'secret-wrong', moment: 'save', isEarly: true, shows: 'form' },
    arrange: async (place) => ({
      ...pairOf(await registerClient(place)),
      clientSecret: 'GOCSPX-mistyped',
    }),
    says: { code: 'client_secret_wrong', reason: 'client_secret_wrong' },
    words: 'providers.problem.client_secret_wrong',
    mend: 'providers.problem.client_secret_wrong',
  },
  {
    ...{ id: 'client-disabled-before-saving', moment: 'save', shows: 'form' },
    arrange: async (place) => {
      const client = await registerClient(place);
      await place.tell('PATCH', `/clients/${client.clientId}`, { isEnabled: false });
      return pairOf(client);
    },
    says: { code: 'client_unknown', reason: 'client_disabled' },
    words: 'doctor.client.client_disabled',
  },
  {
    ...{ id: 'client-file-desktop', moment: 'save', shows: 'file' },
    arrange: async (place) =>
      (await place.tell('POST', '/clients', { type: 'installed' })).clientSecretJson,
    says: { code: 'client_file_invalid', reason: 'installed' },
    words: 'providers.fileInvalid',
    mend: 'providers.file.installed',
  },
  {
    ...{ id: 'client-file-service-account', moment: 'save', shows: 'file' },
    arrange: async (place) => (await place.google.createServiceAccount('mailroom')).keyFile,
    says: { code: 'client_file_invalid', reason: 'service_account' },
    words: 'providers.fileInvalid',
    mend: 'providers.file.service_account',
  },
  {
    ...{ id: 'client-file-without-redirect-uri', moment: 'save', shows: 'file' },
    arrange: async (place) => (await registerClient(place, [elsewhere])).clientSecretJson,
    says: { code: 'client_file_invalid', reason: 'redirect_uri_missing' },
    words: 'providers.fileInvalid',
    mend: 'providers.file.redirect_uri_missing',
  },
  {
    ...{ id: 'redirect-uri-mismatch', moment: 'save', isEarly: true, shows: 'report' },
    arrange: async (place) => void (await setUp(place, [elsewhere])),
    says: { check: 'redirect_registered', code: 'redirect_uri_mismatch' },
    words: 'doctor.redirect_registered.redirect_uri_mismatch',
  },
  {
    ...{ id: 'client-deleted', moment: 'doctor', shows: 'report' },
    arrange: async (place) => {
      const { clientId } = await setUp(place);
      await place.tell('DELETE', `/clients/${clientId}`);
      return undefined;
    },
    says: { check: 'client', code: 'client_deleted' },
    words: 'doctor.client.client_deleted',
  },
  {
    ...{ id: 'client-disabled', moment: 'doctor', shows: 'report' },
    arrange: async (place) => {
      const { clientId } = await setUp(place);
      await place.tell('PATCH', `/clients/${clientId}`, { isEnabled: false });
      return undefined;
    },
    heal: async (place) => {
      const [{ clientId }] = (await place.must('GET', '/setup')).clients;
      await place.tell('PATCH', `/clients/${clientId}`, { isEnabled: true });
    },
    says: { check: 'client', code: 'client_disabled' },
    words: 'doctor.client.client_disabled',
  },
  {
    ...{ id: 'secret-replaced', moment: 'doctor', shows: 'report' },
    arrange: async (place) => {
      const { clientId } = await setUp(place);
      await place.tell('PATCH', `/clients/${clientId}`, { rotateSecret: true });
      return undefined;
    },
    says: { check: 'client', code: 'client_secret_wrong' },
    words: 'doctor.client.client_secret_wrong',
  },
  {
    ...{ id: 'browser-elsewhere', moment: 'doctor', shows: 'report' },
    arrange: async ({ server }) => ({
      browserOrigin: server.url.replace('//localhost', '//127.0.0.1'),
    }),
    says: { check: 'public_url', code: 'browser_elsewhere' },
    words: 'doctor.public_url.browser_elsewhere',
  },
  {
    ...{ id: 'browser-by-https', moment: 'doctor', shows: 'report' },
    arrange: async ({ server }) => ({ browserOrigin: server.url.replace('http:', 'https:') }),
    says: { check: 'public_url', code: 'proxy_scheme' },
    words: 'doctor.public_url.proxy_scheme',
  },
  {
    ...{ id: 'plain-http', moment: 'doctor', isEarly: true, shows: 'report', at: 'publicName' },
    arrange: nothing,
    says: { check: 'public_url', code: 'plain_http' },
    words: 'doctor.public_url.plain_http',
  },
  {
    ...{ id: 'plain-http-redirect-uri', moment: 'doctor', shows: 'report', at: 'publicName' },
    arrange: nothing,
    says: { check: 'redirect_uri', code: 'plain_http' },
    words: 'doctor.redirect_uri.plain_http',
  },
  {
    ...{ id: 'bare-address', moment: 'doctor', shows: 'report', at: 'address' },
    arrange: nothing,
    says: { check: 'public_url', code: 'not_a_name' },
    words: 'doctor.public_url.not_a_name',
  },
  {
    ...{ id: 'sign-in-without-dns', moment: 'doctor', shows: 'report', at: 'intercepted' },
    arrange: nothing,
    says: { check: 'reach_identity', code: 'dns_failed' },
    words: 'doctor.reach_identity.dns_failed',
  },
  {
    ...{ id: 'certificate-untrusted', moment: 'doctor', shows: 'report', at: 'intercepted' },
    arrange: nothing,
    says: { check: 'reach_api', code: 'tls_untrusted' },
    words: 'doctor.reach_api.tls_untrusted',
  },
  {
    ...{ id: 'sign-in-refused', moment: 'doctor', shows: 'report', at: 'walled' },
    arrange: nothing,
    says: { check: 'reach_identity', code: 'refused' },
    words: 'doctor.reach_identity.refused',
  },
  {
    ...{ id: 'api-without-tls', moment: 'doctor', shows: 'report', at: 'walled' },
    arrange: nothing,
    says: { check: 'reach_api', code: 'tls_failed' },
    words: 'doctor.reach_api.tls_failed',
  },
  {
    ...{ id: 'sign-in-cut', moment: 'doctor', shows: 'report' },
    arrange: broken('host.accounts', { type: 'unreachable' }),
    heal: mended,
    says: { check: 'reach_identity', code: 'cut' },
    words: 'doctor.reach_identity.cut',
  },
  {
    ...{ id: 'tokens-server-error', moment: 'doctor', shows: 'report' },
    arrange: broken('oauth.token', { type: 'status', status: 503 }),
    heal: mended,
    says: { check: 'reach_token', code: 'http_error' },
    words: 'doctor.reach_token.http_error',
  },
  {
    ...{ id: 'captive-portal', moment: 'doctor', shows: 'report' },
    arrange: broken('host.gmail', { type: 'proxy_page', status: 200 }),
    heal: mended,
    says: { check: 'reach_api', code: 'not_google' },
    words: 'doctor.reach_api.not_google',
  },
  {
    ...{ id: 'clock-skewed', moment: 'doctor', shows: 'report' },
    arrange: async (place) => void (await setClockOff(place, 10 * 60_000)),
    heal: (place) => setClockOff(place, 0),
    says: { check: 'clock', code: 'skewed' },
    words: 'doctor.clock.skewed',
  },
  {
    ...{ id: 'api-switched-off', moment: 'doctor', shows: 'report' },
    arrange: async (place) => {
      await setUpAndLink(place);
      await place.tell('PATCH', '/project', { isGmailApiEnabled: false });
      return undefined;
    },
    heal: (place) => place.tell('PATCH', '/project', { isGmailApiEnabled: true }),
    says: { check: 'api_enabled', code: 'api_disabled' },
    words: 'doctor.api_enabled.api_disabled',
  },
];

const elsewhere = 'https://elsewhere.example/oauth2';

async function nothing(): Promise<undefined> {}

/** Something is in the way while the client is right. */
function broken(match: string, kind: object) {
  return async (place: Place): Promise<undefined> => {
    await setUp(place);
    await place.tell('POST', '/faults', { match, kind });
  };
}

function mended(place: Place): Promise<void> {
  return place.tell('DELETE', '/faults');
}
