import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  firstAdministrator,
  inviteMember,
  password,
  startForTest,
  type TestServer,
  totp,
  type Visitor,
} from './testing.ts';

// Every password costs a slow hash, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let server: TestServer;
let root: Visitor;

beforeAll(async () => {
  server = await startForTest();
  root = await firstAdministrator(server);
});
afterAll(() => server.stop());

const status = async (path: string, headers: Record<string, string>) =>
  (await fetch(`${server.url}/api${path}`, { headers })).status;

it.each([
  ['another prefix', (own: string) => `__Host-mailroom.session_token=planted; ${own}`],
  ['the same name', (own: string) => `${own}; mailroom.session_token=planted`],
  ['the same name, first', (own: string) => `mailroom.session_token=planted; ${own}`],
  ['a longer name', (own: string) => `xmailroom.session_token=planted; ${own}`],
])('[HO20] remembers nobody under a planted cookie of %s', async (_name, header) => {
  const victim = await inviteMember(server, root, `victim${Math.random()}@example.test`);
  const own = [...victim.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  await status('/accounts', { cookie: header(own) });
  for (const name of ['__Host-mailroom', 'mailroom', 'xmailroom']) {
    expect(await status('/accounts', { cookie: `${name}.session_token=planted` })).toBe(401);
  }
  expect(await status('/accounts', { cookie: own })).toBe(200);
});

it('[HO10] ends other sessions with a new password, whatever the page asks for', async () => {
  const first = await inviteMember(server, root, 'change@example.test');
  const second = server.visitor();
  await second.signIn.signIn('change@example.test', password);
  const answer = await post(first, '/auth/change-password', {
    currentPassword: password,
    newPassword: 'another horse battery',
    revokeOtherSessions: false,
  });
  expect(answer.status).toBe(200);
  expect((await second.fetch('/api/accounts')).status).toBe(401);
  expect((await first.fetch('/api/accounts')).status).toBe(200);
});

it('[HO11] ends other sessions when TOTP begins', async () => {
  const first = await inviteMember(server, root, 'second-step@example.test');
  const second = server.visitor();
  await second.signIn.signIn('second-step@example.test', password);
  const { totpURI } = await first.signIn.enableTotp(password);
  expect((await second.fetch('/api/accounts')).status).toBe(200);
  await first.signIn.verifyTotp(totp(totpURI));
  expect((await second.fetch('/api/accounts')).status).toBe(401);
  expect((await first.fetch('/api/accounts')).status).toBe(200);
  expect(await actionsOf('second-step@example.test')).toEqual(
    expect.arrayContaining(['totp_enabled done', 'signed_in done']),
  );
});

it('[HO6] counts many guesses at once like one after another', async () => {
  const visitor = server.visitor();
  const guess = () =>
    post(visitor, '/auth/sign-in/email', {
      email: 'many@example.test',
      password: 'wrong password',
    });
  const answers = await Promise.all(Array.from({ length: 14 }, guess));
  const statuses = answers.map((answer) => answer.status);
  expect(statuses.filter((each) => each === 401)).toHaveLength(10);
  expect(statuses.filter((each) => each === 429)).toHaveLength(4);
});

it('[HO6] counts wrong passwords of somebody signed in, and still lets them sign out', async () => {
  const member = await inviteMember(server, root, 'inside@example.test');
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const body = { currentPassword: `wrong ${attempt}`, newPassword: 'another horse battery' };
    statuses.push((await post(member, '/auth/change-password', body)).status);
  }
  expect(statuses).toEqual([...Array(10).fill(400), 429]);
  expect((await post(member, '/auth/two-factor/disable', { password })).status).toBe(429);
  expect((await post(member, '/auth/update-user', { name: 'Other' })).status).toBe(200);
  expect((await post(member, '/auth/sign-out', {})).status).toBe(200);
});

it('[HO21] writes down sign-ins, people, keys and what was refused, without secrets', async () => {
  const email = 'audited@example.test';
  const member = await inviteMember(server, root, email);
  await server.visitor().signIn.signIn(email, password);
  await server
    .visitor()
    .signIn.signIn(email, 'wrong password!')
    .catch(() => null);
  const made = await member.host.host['api-keys'].$post({ json: { name: 'key', scope: 'read' } });
  const { id, key } = await made.json();
  await member.host.host['api-keys'][':id'].$delete({ param: { id } });
  await member.signIn.changePassword(password, 'another horse battery');
  await member.host.host.users.$get().catch(() => null);
  await member.fetch('/api/setup');
  expect(await actionsOf(email)).toEqual([
    'access_refused refused',
    'access_refused refused',
    'password_changed done',
    'api_key_revoked done',
    'api_key_created done',
    'signed_in refused',
    'signed_in done',
    'invitation_accepted done',
  ]);
  const rootActions = await actionsOf('root@example.test');
  expect(rootActions).toEqual(expect.arrayContaining(['invitation_created done']));
  expect(rootActions.at(-1)).toBe('first_administrator_created done');
  const page = await (await root.host.audit.$get({ query: {} })).json();
  const text = JSON.stringify(page);
  for (const secret of [password, key, 'wrong password!', email])
    expect(text).not.toContain(secret);
  const older = await root.host.audit.$get({ query: { before: String(page.entries[1]?.id) } });
  expect((await older.json()).entries[0]?.id).toBe(page.entries[2]?.id);
});

it('[HO22] ends an invitation with the right of whoever made it', async () => {
  const second = await inviteMember(server, root, 'second@example.test', 'administrator');
  const invite = async (email: string) => {
    const made = await second.host.host.invitations.$post({
      json: { email, role: 'administrator' },
    });
    return /#(.+)$/.exec((await made.json()).link)?.[1] ?? '';
  };
  const token = await invite('friend@example.test');
  const users = await (await root.host.host.users.$get()).json();
  const param = { id: users.find((user) => user.email === 'second@example.test')?.id ?? '' };
  await root.host.host.users[':id'].$patch({ param, json: { role: 'member' } });
  const json = { token, name: 'Friend', password };
  const accept = () => server.visitor().host.host.invitations.accept.$post({ json });
  await expect(accept()).rejects.toMatchObject({ code: 'gone' });
  await root.host.host.users[':id'].$patch({ param, json: { role: 'administrator' } });
  await expect(accept()).rejects.toMatchObject({ code: 'gone' });
  const later = await invite('later@example.test');
  await root.host.host.users[':id'].$patch({ param, json: { isDisabled: true } });
  json.token = later;
  await expect(accept()).rejects.toMatchObject({ code: 'gone' });
});

it('[HO27] lets nobody change their address: mailboxes of a Workspace are linked by it', async () => {
  const member = await inviteMember(server, root, 'mallory@example.test');
  const email = 'boss@example.test';
  for (const body of [{ email }, { name: 'Mallory', email }, { name: 'Mallory', user: { email } }])
    await post(member, '/auth/update-user', body);
  expect((await post(member, '/auth/change-email', { newEmail: email })).status).toBe(404);
  const users = await (await root.host.host.users.$get()).json();
  const addresses = users.map((user) => user.email);
  expect(addresses).toContain('mallory@example.test');
  expect(addresses).not.toContain(email);
});

it('[AP3] refuses U+0000 in text', async () => {
  const name = 'a\0b';
  expect((await post(root, '/host/api-keys', { name, scope: 'read' })).status).toBe(400);
  expect((await post(root, '/auth/update-user', { name })).status).toBe(400);
  expect((await root.fetch('/api/search?q=a%00b')).status).toBe(400);
  const json = { email: name, password };
  expect((await post(server.visitor(), '/auth/sign-in/email', json)).status).toBe(400);
});

function post(visitor: Visitor, path: string, body: unknown): Promise<Response> {
  return visitor.fetch(`/api${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

/** What the audit holds of somebody, newest first. */
async function actionsOf(email: string): Promise<string[]> {
  const users = await (await root.host.host.users.$get()).json();
  const id = users.find((user) => user.email === email)?.id;
  const { entries } = await (await root.host.audit.$get({ query: {} })).json();
  return entries
    .filter((entry) => entry.userId === id)
    .map((entry) => `${entry.action} ${entry.outcome}`);
}
