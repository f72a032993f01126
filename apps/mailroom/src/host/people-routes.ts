import { createRoute, z } from '@hono/zod-openapi';
import { answers, done, routeApp, takes } from '@mailroom/api';
import { insertInvitation, listInvitations, removeInvitation } from '../store/invitations.ts';
import type { UserRow } from '../store/schema.ts';
import { changeUser, listUsers } from '../store/users.ts';
import { type HostContext, requireAdministrator } from './context.ts';
import {
  invitationInput,
  invitationView,
  newInvitationView,
  userChange,
  userView,
} from './views.ts';

const tags = ['Users'];
const params = z.object({ id: z.string().min(1).max(100) });

const getUsers = createRoute({
  method: 'get',
  path: '/host/users',
  tags,
  summary: 'Everybody (administrators)',
  responses: { 200: answers(z.array(userView), 'Users, oldest first.') },
});

const patchUser = createRoute({
  method: 'patch',
  path: '/host/users/{id}',
  tags,
  summary: 'Change role or access (administrators)',
  request: { params, body: takes(userChange) },
  responses: { 200: answers(userView, 'The user.') },
});

const getInvitations = createRoute({
  method: 'get',
  path: '/host/invitations',
  tags,
  summary: 'Open invitations (administrators)',
  responses: { 200: answers(z.array(invitationView), 'Invitations, newest first.') },
});

const postInvitation = createRoute({
  method: 'post',
  path: '/host/invitations',
  tags,
  summary: 'Invite somebody (administrators)',
  description: 'The answer carries the link to pass on, once. It is good for seven days.',
  request: { body: takes(invitationInput) },
  responses: { 200: answers(newInvitationView, 'The invitation with its link.') },
});

const deleteInvitation = createRoute({
  method: 'delete',
  path: '/host/invitations/{id}',
  tags,
  summary: 'Withdraw an invitation (administrators)',
  request: { params },
  responses: { 204: done },
});

/** Members and invitations: for administrators. */
export function peopleRoutes(host: HostContext) {
  return routeApp()
    .openapi(getUsers, async (c) => {
      await requireAdministrator(host, c);
      return c.json((await listUsers(host.db)).map(viewUser), 200);
    })
    .openapi(patchUser, async (c) => {
      const administrator = await requireAdministrator(host, c);
      const change = c.req.valid('json');
      const user = await changeUser(host.db, c.req.valid('param').id, change);
      host.identify.forget();
      await host.record({
        userId: administrator.user.id,
        action: 'user_changed',
        data: { user: user.id, ...change },
      });
      return c.json(viewUser({ ...user, lastSeenAt: null }), 200);
    })
    .openapi(getInvitations, async (c) => {
      await requireAdministrator(host, c);
      return c.json((await listInvitations(host.db)).map(viewInvitation), 200);
    })
    .openapi(postInvitation, async (c) => {
      const { user } = await requireAdministrator(host, c);
      const input = { ...c.req.valid('json'), invitedBy: user.id };
      const { invitation, token } = await insertInvitation(host.db, input);
      await host.record({
        userId: user.id,
        action: 'invitation_created',
        data: { invitation: invitation.id, role: invitation.role },
      });
      // Behind the hash, where no server and no proxy writes it into its log.
      const link = `${host.config.publicUrl}/invitation#${token}`;
      return c.json({ ...viewInvitation(invitation), link }, 200);
    })
    .openapi(deleteInvitation, async (c) => {
      const { user } = await requireAdministrator(host, c);
      const { id } = c.req.valid('param');
      await removeInvitation(host.db, id);
      await host.record({
        userId: user.id,
        action: 'invitation_withdrawn',
        data: { invitation: id },
      });
      return c.body(null, 204);
    });
}

function viewUser(user: UserRow & { lastSeenAt: Date | null }) {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    isDisabled: user.disabledAt !== null,
    hasTotp: user.twoFactorEnabled,
    createdAt: user.createdAt.toISOString(),
    lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
  };
}

function viewInvitation(row: {
  id: string;
  email: string;
  role: 'administrator' | 'member';
  createdAt: Date;
  expiresAt: Date;
}) {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
