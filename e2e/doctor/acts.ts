import { approve } from '../../packages/simulator/src/index.ts';
import { ada, eventually, type Place, saveClient } from './place.ts';

/** What people and administrators do in scenarios, through Mailroom's API and Google's pages. */

/** A client as the simulated console shows it. */
export interface Client {
  clientId: string;
  clientSecret: string;
  clientSecretJson: string;
}

export const mailScope = 'https://mail.google.com/';
const provider = 'google';

/** As Google is while nothing is wrong. */
const soundProject = {
  publishingStatus: 'production',
  audience: 'external',
  organisationDomain: null,
  testUsers: [],
  isVerified: true,
  userCap: 100,
  isGmailApiEnabled: true,
  isPubsubApiEnabled: true,
};

/** Takes back whatever the scenario before has done, on both sides. */
export async function cleanUp(place: Place): Promise<void> {
  const { tell, must, ask } = place;
  await tell('DELETE', '/faults');
  await setClockOff(place, 0);
  await tell('PATCH', '/project', soundProject);
  await tell('PATCH', '/workspaces/corp.example', { unlistedApps: 'allowed' });
  await ask('DELETE', '/setup/delegation/google?withAccounts=true');
  await ask('DELETE', '/setup/clients/google?withAccounts=true');
  await eventually('unlinking', async () => (await must('GET', '/accounts/overview')).length === 0);
  await tell('POST', '/reset');
  await setClockOff(place, 0);
  for (const { email } of (await tell('GET', '/service-accounts')).serviceAccounts)
    await tell('DELETE', `/service-accounts/${email}`);
  const { topics, subscriptions } = await tell('GET', '/pubsub');
  for (const { name } of subscriptions)
    await tell('DELETE', `/pubsub/subscriptions/${lastOf(name)}`);
  for (const { name } of topics) await tell('DELETE', `/pubsub/topics/${lastOf(name)}`);
}

/** A new client of the project that lists this server's redirect URI, or others. */
export function registerClient(place: Place, redirectUris = [place.redirectUri]): Promise<Client> {
  return place.tell('POST', '/clients', { type: 'web', redirectUris });
}

/** The same, saved here. */
export async function setUp(place: Place, redirectUris?: string[]): Promise<Client> {
  const client = await registerClient(place, redirectUris);
  await saveClient(place, pairOf(client));
  return client;
}

export function pairOf({ clientId, clientSecret }: Client) {
  return { clientId, clientSecret };
}

/** How somebody behaves on Google's pages. */
interface Choices {
  email?: string;
  untick?: string[];
  decision?: 'allow' | 'deny';
  /** Of the account to connect again. */
  reconnectAccountId?: number;
  /** Begins in another browser, which has another cookie. */
  isElsewhere?: boolean;
}

/** Begins an attempt and goes through Google's pages. @returns where they send the browser */
export async function attempt(place: Place, choices: Choices = {}): Promise<string> {
  const { email = ada, reconnectAccountId, isElsewhere = false, ...rest } = choices;
  const input = { provider, ...(reconnectAccountId ? { reconnectAccountId } : {}) };
  const begun = await (isElsewhere ? place.elsewhere() : place).must(
    'POST',
    '/accounts/link',
    input,
  );
  return approve({ authorizationUrl: withoutHint(begun.authorizationUrl), email, ...rest });
}

/** Links a mailbox and lets it synchronise. @returns its id */
export async function link(place: Place, email = ada): Promise<number> {
  const callbackUrl = await attempt(place, { email });
  const { account } = await place.must('POST', '/accounts/link/finish', { callbackUrl });
  await place.must('POST', `/accounts/${account.id}/confirm`, { syncFrom: null });
  return account.id;
}

/** A client and a mailbox that work. @returns the mailbox's id */
export async function setUpAndLink(place: Place): Promise<number> {
  await setUp(place);
  return link(place);
}

/** Whatever access Google gave is an hour old from now on; its clock tells the same time as before. */
export async function anHourLater(place: Place): Promise<void> {
  await place.tell('POST', '/clock', { advanceMs: 3_600_000 });
  await setClockOff(place, 0);
}

/** Sets Google's clock apart from this machine's, by this much ahead. */
export async function setClockOff(place: Place, ms: number): Promise<void> {
  const { now } = await place.tell('GET', '/clock');
  await place.tell('POST', '/clock', { apartMs: Math.round(Date.now() - now + ms) });
}

/** Lets the doctor use the mailbox, so that Mailroom learns of the problem. */
export async function runInto(place: Place, accountId: number, code: string): Promise<void> {
  await eventually(`a mailbox with ${code}`, async () => {
    await place.must('POST', '/setup/doctor/google', { only: ['refresh_token'] });
    return (await place.must('GET', `/accounts/${accountId}`)).problem?.code === code;
  });
}

/** A key file of a new service account, saved here. @returns its address and its client ID */
export async function saveKey(
  place: Place,
): Promise<{ email: string; clientId: string; keyId: string }> {
  const { email } = await place.tell('POST', '/service-accounts', { name: 'mailroom' });
  const { keyId, keyFile } = await place.tell('POST', `/service-accounts/${email}/keys`);
  const { serviceAccount } = await place.must('PUT', '/setup/delegation/google', { file: keyFile });
  return { email, clientId: serviceAccount.clientId, keyId };
}

/** What a Workspace's administrator enters in the admin console. */
export async function trust(place: Place, clientId: string, scopes?: string[]): Promise<void> {
  const all = (await place.must('GET', '/setup/delegation/google')).scopes;
  const path = '/workspaces/corp.example/delegations';
  await place.tell('POST', path, { clientId, scopes: scopes ?? all });
}

/** Links by delegation and waits until it has worked or failed. */
export async function delegate(place: Place, email = ada): Promise<void> {
  const path = '/setup/delegation/google';
  await place.must('POST', `${path}/links`, { emails: [email], syncFrom: null });
  await eventually(`the delegated link of ${email}`, async () => {
    const { links } = await place.must('GET', path);
    const [one] = links.filter((link: { email: string }) => link.email === email);
    return one?.state === 'failed' || one?.state === 'linked';
  });
}

/** Makes somebody a member of this Mailroom, unless they are one. */
export async function join(place: Place, email: string): Promise<void> {
  const invited = await place.ask('POST', '/host/invitations', { email, role: 'member' });
  if (invited.status === 409) return;
  const token = new URL(invited.body.link).hash.slice(1);
  const response = await fetch(`${place.server.url}/api/host/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: place.server.url },
    body: JSON.stringify({ token, name: email, password: 'correct horse battery' }),
  });
  if (!response.ok) throw new Error(`${email} could not join: ${response.status}`);
}

/** How push is set up; what is absent is right. */
interface Push {
  topic?: string | null;
  publishers?: string[];
  /** Null: there is none. */
  subscription?: { audience?: string; serviceAccount?: null } | null;
}

/** A mailbox, a topic and its subscription; not tested yet. */
export async function setUpPush(place: Place, push: Push = {}): Promise<void> {
  const { projectId } = await place.tell('GET', '/project');
  const { email } = await place.tell('POST', '/service-accounts', { name: 'push' });
  const { publishers, subscription = {} } = push;
  const topic = await place.tell('POST', '/pubsub/topics', {
    id: 'mail',
    ...(publishers ? { publishers } : {}),
  });
  if (subscription)
    await place.tell('POST', '/pubsub/subscriptions', {
      ...{ id: 'mailroom', topic: topic.name, serviceAccount: email, ...subscription },
      pushEndpoint: `${place.server.url}/api/webhooks/google`,
    });
  const client = await registerClient(place);
  const named = push.topic?.replace('PROJECT', projectId) ?? topic.name;
  await saveClient(place, { ...pairOf(client), pushTopic: named, pushServiceAccount: email });
  await link(place);
}

/** Asks for a test push and waits for its end. */
export async function testPush(place: Place, timeoutMs = 60_000): Promise<void> {
  await place.must('POST', '/setup/push-test/google');
  await pushTested(place, timeoutMs);
}

/** Waits until a test of push has ended. */
export async function pushTested(place: Place, timeoutMs: number): Promise<void> {
  const isOver = async () => (await place.must('GET', '/setup')).pushTest.state === 'failed';
  await eventually('the end of the test of push', isOver, timeoutMs);
}

/** As when the person at the browser presses "Use another account". */
function withoutHint(authorizationUrl: string): string {
  const url = new URL(authorizationUrl);
  url.searchParams.delete('login_hint');
  url.searchParams.set('prompt', 'select_account consent');
  return url.href;
}

function lastOf(name: string): string {
  return name.split('/').at(-1) ?? name;
}
