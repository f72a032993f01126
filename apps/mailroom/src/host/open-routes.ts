import { createRoute, z } from '@hono/zod-openapi';
import { type ApiEnv, answers, isOwnOrigin, routeApp, takes } from '@mailroom/api';
import { MailError } from '@mailroom/engine';
import { hashPassword } from 'better-auth/crypto';
import type { Context } from 'hono';
import { acceptInvitation, requireInvitation } from '../store/invitations.ts';
import type { UserRow } from '../store/schema.ts';
import { insertFirstAdministrator, needsFirstAdministrator } from '../store/users.ts';
import type { HostContext } from './context.ts';
import {
  acceptInput,
  firstAdministratorInput,
  hostStateView,
  invitationToken,
  role,
  signedInUserView,
} from './views.ts';

const tags = ['Users'];
const security: never[] = [];

/** Prolonging asks the database, which may be busy: pages read the state far more often. */
const prolongEveryMs = 60 * 60 * 1000;

const getState = createRoute({
  method: 'get',
  path: '/host/state',
  tags,
  summary: 'What a page must know before it shows anything',
  security,
  responses: { 200: answers(hostStateView, 'The state.') },
});

const createFirst = createRoute({
  method: 'post',
  path: '/host/first-administrator',
  tags,
  summary: 'Create the first administrator and sign in; only while there is none',
  security,
  request: { body: takes(firstAdministratorInput) },
  responses: { 200: answers(signedInUserView, 'Signed in.') },
});

const inspectInvitation = createRoute({
  method: 'post',
  path: '/host/invitations/inspect',
  tags,
  summary: 'Whom an invitation is for',
  security,
  request: { body: takes(invitationToken) },
  responses: {
    200: answers(
      z.object({ email: z.string(), role, expiresAt: z.iso.datetime() }),
      'The invitation.',
    ),
  },
});

const accept = createRoute({
  method: 'post',
  path: '/host/invitations/accept',
  tags,
  summary: 'Accept an invitation and sign in',
  security,
  request: { body: takes(acceptInput) },
  responses: { 200: answers(signedInUserView, 'Signed in.') },
});

/** Routes for people who are not signed in. */
export function openHostRoutes(host: HostContext) {
  let hasAdministrator = false;
  const prolonged = new Map<string, number>();

  function isDue(sessionId: string): boolean {
    if (Date.now() - (prolonged.get(sessionId) ?? 0) < prolongEveryMs) return false;
    if (prolonged.size > 10_000) prolonged.clear();
    prolonged.set(sessionId, Date.now());
    return true;
  }

  async function needsFirst(): Promise<boolean> {
    if (!hasAdministrator) hasAdministrator = !(await needsFirstAdministrator(host.db));
    return !hasAdministrator;
  }

  return routeApp()
    .openapi(getState, async (c) => {
      const [needsFirstAdministrator, identified] = await Promise.all([
        needsFirst(),
        host.identify(c.req.raw),
      ]);
      if (identified?.sessionId && isDue(identified.sessionId)) await prolongSession(host, c);
      const isAdministrator = identified?.user.role === 'administrator';
      const isEmbedded = host.databaseKind === 'pglite';
      const isIn = identified !== null || needsFirstAdministrator;
      return c.json(
        {
          needsFirstAdministrator,
          needsToken: needsFirstAdministrator && host.firstRun?.asks(c.req.raw.headers) === true,
          user: identified ? pickUser(identified.user) : null,
          publicUrl: host.config.publicUrl,
          version: identified ? host.version : null,
          notices: isAdministrator && isEmbedded ? (['embedded_database'] as const).slice() : [],
          simulator: isIn ? host.simulator.state() : host.simulator.hiddenState(),
        },
        200,
      );
    })
    .openapi(createFirst, async (c) => {
      requireOwnOrigin(host, c);
      const { token, password, ...person } = c.req.valid('json');
      if (!host.firstRun || !(await needsFirst())) throw new MailError('gone');
      const requestHost = c.req.header('host') ?? new URL(c.req.url).host;
      host.firstRun.check(c.req.raw.headers, requestHost, token);
      const passwordHash = await hashPassword(password);
      const user = await insertFirstAdministrator(host.db, { ...person, passwordHash });
      hasAdministrator = true;
      await host.record({ userId: user.id, action: 'first_administrator_created' });
      return signIn(host, c, user, password);
    })
    .openapi(inspectInvitation, async (c) => {
      requireOwnOrigin(host, c);
      const { email, role, expiresAt } = await requireInvitation(
        host.db,
        c.req.valid('json').token,
      );
      return c.json({ email, role, expiresAt: expiresAt.toISOString() }, 200);
    })
    .openapi(accept, async (c) => {
      requireOwnOrigin(host, c);
      const { token, name, password } = c.req.valid('json');
      await requireInvitation(host.db, token);
      const passwordHash = await hashPassword(password);
      const user = await acceptInvitation(host.db, { token, name, passwordHash });
      const data = { role: user.role };
      await host.record({ userId: user.id, action: 'invitation_accepted', data });
      return signIn(host, c, user, password);
    });
}

function requireOwnOrigin(host: HostContext, c: Context<ApiEnv>): void {
  if (isOwnOrigin(c.req.raw, new URL(host.config.publicUrl).origin)) return;
  // Another site, or people who come by an address that nobody told Mailroom of.
  throw new MailError('forbidden', {
    detail: `This page was opened under another address than ${host.config.publicUrl}. Open it there, or set PUBLIC_URL to the address that you use.`,
  });
}

async function signIn(host: HostContext, c: Context<ApiEnv>, user: UserRow, password: string) {
  const answer = await host.auth.api.signInEmail({
    body: { email: user.email, password },
    headers: c.req.raw.headers,
    asResponse: true,
  });
  if (!answer.ok) throw new MailError('internal');
  for (const cookie of answer.headers.getSetCookie()) {
    c.header('Set-Cookie', cookie, { append: true });
  }
  host.identify.forget();
  return c.json(pickUser({ ...user, hasTotp: false }), 200);
}

// Reading the state is what every page does first: the place where a session's end moves on.
async function prolongSession(host: HostContext, c: Context<ApiEnv>): Promise<void> {
  const { headers } = await host.auth.api.getSession({
    headers: c.req.raw.headers,
    returnHeaders: true,
  });
  for (const cookie of headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true });
}

function pickUser(user: {
  id: string;
  name: string;
  email: string;
  role: 'administrator' | 'member';
  hasTotp: boolean;
}) {
  const { id, name, email, role, hasTotp } = user;
  return { id, name, email, role, hasTotp };
}
