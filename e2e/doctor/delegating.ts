import { delegate, join, mailScope, saveKey, trust } from './acts.ts';
import { ada, type Place } from './place.ts';
import type { Scenario } from './scenario.ts';

/** Linking everybody's mailbox with the key of a service account. */
export const delegating: Scenario[] = [
  {
    ...{ id: 'key-is-oauth-client', moment: 'delegation', shows: 'key' },
    arrange: async ({ redirectUri, google }) =>
      google.registerClient({ type: 'web', redirectUris: [redirectUri] }).clientSecretJson,
    says: { code: 'client_file_invalid', reason: 'oauth_client' },
    words: 'delegation.keyInvalid',
    mend: 'delegation.file.oauth_client',
  },
  {
    ...{ id: 'key-damaged', moment: 'delegation', shows: 'key' },
    arrange: async (place) => {
      const { keyFile } = await place.google.createServiceAccount('mailroom');
      const key = JSON.parse(keyFile);
      return JSON.stringify({ ...key, private_key: key.private_key.slice(0, 400) });
    },
    says: { code: 'client_file_invalid', reason: 'key_unreadable' },
    words: 'delegation.keyInvalid',
    mend: 'delegation.file.key_unreadable',
  },
  {
    ...{ id: 'delegation-not-authorised', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      await saveKey(place);
      await delegate(place);
    },
    says: { code: 'delegation_missing' },
    words: 'delegation.problem.delegation_missing',
  },
  {
    ...{ id: 'delegation-not-authorised-doctor', moment: 'doctor', shows: 'report' },
    arrange: async (place) => {
      await saveKey(place);
      await delegate(place);
      return undefined;
    },
    heal: async (place) => {
      const { serviceAccount } = await place.must('GET', '/setup/delegation/google');
      await trust(place, serviceAccount.clientId);
    },
    says: { check: 'delegation', code: 'unauthorized_client' },
    words: 'doctor.delegation.unauthorized_client',
  },
  {
    ...{ id: 'delegation-lacks-scope', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      await trust(place, (await saveKey(place)).clientId, [mailScope]);
      await delegate(place);
    },
    says: { code: 'delegation_scope_missing' },
    words: 'delegation.problem.delegation_scope_missing',
  },
  {
    ...{ id: 'delegation-foreign-domain', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      await delegateTrusted(place, ada);
      await join(place, 'eve@elsewhere.example');
      await delegate(place, 'eve@elsewhere.example');
    },
    says: { code: 'delegation_wrong_domain' },
    words: 'delegation.problem.delegation_wrong_domain',
  },
  {
    ...{ id: 'delegation-no-member', moment: 'delegation', shows: 'delegation' },
    arrange: (place) => delegateTrusted(place, 'nobody.here@corp.example'),
    says: { code: 'no_member' },
    words: 'delegation.problem.no_member',
  },
  {
    ...{ id: 'delegation-unknown-user', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      await join(place, 'left@corp.example');
      await delegateTrusted(place, 'left@corp.example');
    },
    says: { code: 'delegated_user_unknown' },
    words: 'delegation.problem.delegated_user_unknown',
  },
  {
    ...{ id: 'delegation-no-mailbox', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      await join(place, 'dora@corp.example');
      await delegateTrusted(place, 'dora@corp.example');
    },
    says: { code: 'no_mailbox' },
    words: 'delegation.problem.no_mailbox',
  },
  {
    ...{ id: 'delegation-api-off', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      await place.tell('PATCH', '/project', { isGmailApiEnabled: false });
      await delegateTrusted(place, ada);
    },
    says: { code: 'api_disabled' },
    words: 'delegation.problem.api_disabled',
  },
  {
    ...{ id: 'key-deleted', moment: 'delegation', shows: 'delegation' },
    arrange: async (place) => {
      const { email, clientId, keyId } = await saveKey(place);
      await trust(place, clientId);
      await place.tell('DELETE', `/service-accounts/${email}/keys/${keyId}`);
      await delegate(place);
    },
    says: { code: 'service_account_invalid' },
    words: 'delegation.problem.service_account_invalid',
  },
  {
    ...{ id: 'key-deleted-doctor', moment: 'doctor', shows: 'report' },
    arrange: async (place) => {
      const { email, clientId, keyId } = await saveKey(place);
      await trust(place, clientId);
      await delegate(place);
      await place.tell('DELETE', `/service-accounts/${email}/keys/${keyId}`);
      return undefined;
    },
    says: { check: 'delegation', code: 'key_wrong' },
    words: 'doctor.delegation.key_wrong',
  },
];

async function delegateTrusted(place: Place, email: string): Promise<void> {
  await trust(place, (await saveKey(place)).clientId);
  await delegate(place, email);
}
