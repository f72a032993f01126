import type { Caller } from '../../engine.ts';
import { startTestEngine, TEST_CALLER, type TestEngineOptions, until } from '../../testing.ts';

/** The Workspace whose users are linked. */
export const domain = 'corp.example';
/** The owner of `ben@corp.example`. */
export const ben: Caller = { userId: 'ben', isAdministrator: false };
/** The host's users, by address. */
const members: Record<string, string> = {
  [`ben@${domain}`]: 'ben',
  [`eva@${domain}`]: 'eva',
  [`old@${domain}`]: 'old',
  [`off@${domain}`]: 'off',
  [`nomail@${domain}`]: 'nomail',
  'kim@other.example': 'kim',
  'lou@gmail.com': 'lou',
};
const workspace = { hostedDomain: domain };
const users = [
  { email: `ben@${domain}`, ...workspace, messages: 3 },
  { email: `eva@${domain}`, ...workspace, messages: 2 },
  { email: `off@${domain}`, ...workspace, isSuspended: true },
  { email: `nomail@${domain}`, ...workspace, hasMailbox: false },
  { email: 'kim@other.example', hostedDomain: 'other.example' },
  { email: 'lou@gmail.com' },
];
/** What an administrator enters beside the client ID. */
export const scopes = [
  'https://mail.google.com/',
  'https://www.googleapis.com/auth/userinfo.email',
];

/** An engine with a service account saved, and a Workspace that trusts it unless told otherwise. */
export async function startDelegation(
  kind: 'pglite' | 'postgres',
  {
    delegated = scopes,
    engine,
  }: { delegated?: string[]; engine?: TestEngineOptions['engine'] } = {},
) {
  const test = await startTestEngine({
    database: kind,
    simulator: { users },
    engine: { findUserByEmail: async (email) => members[email] ?? null, ...engine },
  });
  const { account, keyFile } = await test.simulator.createServiceAccount('Mailroom');
  if (delegated.length > 0)
    test.simulator.delegate({ domain, clientId: account.uniqueId, scopes: delegated });
  const { setup } = test.engine;
  const saved = await setup.saveServiceAccount(TEST_CALLER, 'google', { file: keyFile });
  return { ...test, account, keyFile, saved };
}

export type Started = Awaited<ReturnType<typeof startDelegation>>;

/** Asks for mailboxes. */
export const link = ({ engine }: Started, ...emails: string[]) =>
  engine.setup.linkDelegated(TEST_CALLER, 'google', { emails, syncFrom: null });

/** Waits until nothing is on its way; the rows by address. */
export const settled = ({ engine }: Started) =>
  until(async () => {
    const { links } = await engine.setup.delegation(TEST_CALLER, 'google');
    const isOpen = links.some(({ state }) => state === 'waiting' || state === 'linking');
    return !isOpen && Object.fromEntries(links.map((one) => [one.email, one]));
  }, 'the links');

/** Changes something at the simulated provider. @throws Error when it refuses */
export const control = async (
  { simulator }: Started,
  method: string,
  path: string,
  body?: object,
) => {
  const response = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
};

/** Makes the account ask for another token. */
export async function expireToken(
  { engine, simulator }: Started,
  email: string,
  accountId: number,
) {
  simulator.world.revokeTokens(email);
  await engine.sync.wake({ ...ben }, accountId);
}
