import { anHourLater, link, runInto, setUp, setUpAndLink } from './acts.ts';
import { ada, eventually, type Place } from './place.ts';
import type { Scenario } from './scenario.ts';

/** What goes wrong with a mailbox that was linked well. */
export const afterwards: Scenario[] = [
  {
    ...{ id: 'grant-revoked', moment: 'later', shows: 'report' },
    arrange: async (place) => void (await revoked(place)),
    says: { check: 'refresh_token', code: 'revoked' },
    words: 'doctor.refresh_token.revoked',
  },
  {
    ...{ id: 'grant-revoked-for-its-owner', moment: 'later', shows: 'account' },
    arrange: revoked,
    says: { code: 'token_revoked' },
    words: 'error.token_revoked',
    mend: 'accounts.reconnect',
  },
  {
    ...{ id: 'testing-token-for-its-owner', moment: 'later', shows: 'account' },
    arrange: async (place) => {
      await setUp(place);
      await place.tell('PATCH', '/project', { publishingStatus: 'testing', testUsers: [ada] });
      return link(place);
    },
    says: { code: 'grant_ends' },
    words: 'accounts.grantDies',
    mend: 'accounts.renew',
  },
  {
    ...{ id: 'account-suspended', moment: 'later', shows: 'report' },
    arrange: async (place) => {
      const accountId = await setUpAndLink(place);
      await place.tell('PATCH', `/users/${ada}`, { isSuspended: true });
      await runInto(place, accountId, 'account_disabled');
      return undefined;
    },
    says: { check: 'refresh_token', code: 'account_disabled' },
    words: 'doctor.refresh_token.account_disabled',
  },
  {
    ...{ id: 'secret-replaced-later', moment: 'later', shows: 'report' },
    arrange: async (place) => {
      const { clientId } = await setUp(place);
      await link(place);
      await place.tell('PATCH', `/clients/${clientId}`, { rotateSecret: true });
      await anHourLater(place);
      return undefined;
    },
    says: { check: 'refresh_token', code: 'client_refused' },
    words: 'doctor.refresh_token.client_refused',
    besides: async ({ must }) => {
      const [account] = await must('GET', '/accounts');
      const [client] = (await must('GET', '/setup')).clients;
      if (account.status !== 'active') throw new Error(`the mailbox is ${account.status}`);
      if (client.status !== 'broken') throw new Error(`the client is ${client.status}`);
    },
  },
  {
    ...{ id: 'gmail-switched-off', moment: 'later', shows: 'report' },
    arrange: async (place) => {
      await setUpAndLink(place);
      await place.tell('PATCH', `/users/${ada}`, { isMailOff: true });
      return undefined;
    },
    heal: ({ tell }) => tell('PATCH', `/users/${ada}`, { isMailOff: false }),
    says: { check: 'mailbox', code: 'no_mailbox' },
    words: 'doctor.mailbox.no_mailbox',
  },
  {
    ...{ id: 'gmail-forbidden-by-domain', moment: 'later', shows: 'report' },
    arrange: refusing('getProfile', { type: 'status', status: 403, reason: 'domainPolicy' }),
    heal: mended,
    says: { check: 'mailbox', code: 'domain_policy' },
    words: 'doctor.mailbox.domain_policy',
  },
  {
    ...{ id: 'quota-used-up', moment: 'later', shows: 'report' },
    arrange: refusing('getProfile', { type: 'status', status: 429, retryAfterS: 600 }),
    says: { check: 'mailbox', code: 'rate_limited' },
    words: 'doctor.mailbox.rate_limited',
  },
  {
    ...{ id: 'send-as-refused', moment: 'later', shows: 'report' },
    arrange: refusing('settings.sendAs.list', { type: 'status', status: 403, reason: 'forbidden' }),
    heal: mended,
    says: { check: 'identities', code: 'forbidden' },
    words: 'doctor.identities.forbidden',
  },
  {
    ...{ id: 'test-mail-refused', moment: 'later', shows: 'report' },
    arrange: sending('drafts.*', { type: 'status', status: 400, reason: 'invalidArgument' }),
    says: { check: 'test_mail', code: 'refused' },
    words: 'doctor.test_mail.refused',
  },
  {
    ...{ id: 'test-mail-lost', moment: 'later', shows: 'report' },
    arrange: sending('drafts.send', { type: 'undelivered' }),
    says: { check: 'test_mail', code: 'not_arrived' },
    words: 'doctor.test_mail.not_arrived',
  },
];

async function revoked(place: Place): Promise<number> {
  const accountId = await setUpAndLink(place);
  await place.tell('POST', `/users/${ada}/revoke`);
  await runInto(place, accountId, 'token_revoked');
  return accountId;
}

/** Gmail refuses one thing to a mailbox that has synchronised. */
async function refuse(place: Place, match: string, kind: object): Promise<number> {
  const accountId = await setUpAndLink(place);
  await eventually('the first synchronisation', async () => {
    const { lastSyncedAt, sync } = await place.must('GET', `/accounts/${accountId}`);
    return lastSyncedAt !== null && sync.phase === 'idle';
  });
  await place.tell('POST', '/faults', { match, kind });
  return accountId;
}

function refusing(match: string, kind: object) {
  return async (place: Place): Promise<undefined> => {
    await refuse(place, match, kind);
  };
}

function sending(match: string, kind: object) {
  return async (place: Place) => ({ testMailAccountId: await refuse(place, match, kind) });
}

function mended(place: Place): Promise<void> {
  return place.tell('DELETE', '/faults');
}
