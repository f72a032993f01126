import { createRoute, z } from '@hono/zod-openapi';
import { answers, done, routeApp, takes } from '@mailroom/api';
import { insertApiKey, listApiKeys, removeApiKey } from '../store/api-keys.ts';
import { listSessions, removeOtherSessions, removeSession } from '../store/sessions.ts';
import { type HostContext, requireAdministrator, requirePerson } from './context.ts';
import {
  apiKeyInput,
  apiKeyView,
  newApiKeyView,
  sessionView,
  simulatorInput,
  simulatorView,
} from './views.ts';

const params = z.object({ id: z.string().min(1).max(100) });

const getSessions = createRoute({
  method: 'get',
  path: '/host/sessions',
  tags: ['Users'],
  summary: 'Where you are signed in',
  responses: { 200: answers(z.array(sessionView), 'Sessions.') },
});

const deleteSession = createRoute({
  method: 'delete',
  path: '/host/sessions/{id}',
  tags: ['Users'],
  summary: 'End one of your sessions',
  request: { params },
  responses: { 204: done },
});

const deleteOtherSessions = createRoute({
  method: 'delete',
  path: '/host/sessions',
  tags: ['Users'],
  summary: 'End all your sessions but this one',
  responses: { 204: done },
});

const getKeys = createRoute({
  method: 'get',
  path: '/host/api-keys',
  tags: ['Users'],
  summary: 'Your API keys',
  responses: { 200: answers(z.array(apiKeyView), 'Keys, without their secret.') },
});

const postKey = createRoute({
  method: 'post',
  path: '/host/api-keys',
  tags: ['Users'],
  summary: 'Make an API key',
  request: { body: takes(apiKeyInput) },
  responses: { 200: answers(newApiKeyView, 'The key, shown this once.') },
});

const deleteKey = createRoute({
  method: 'delete',
  path: '/host/api-keys/{id}',
  tags: ['Users'],
  summary: 'Revoke an API key',
  request: { params },
  responses: { 204: done },
});

const postSimulator = createRoute({
  method: 'post',
  path: '/host/simulator',
  tags: ['Setup'],
  summary: 'Switch simulated Google accounts on or off (administrators)',
  description:
    'Only where nobody beyond this machine reaches the server. Off removes their mail too.',
  request: { body: takes(simulatorInput) },
  responses: { 200: answers(simulatorView, 'The state.') },
});

/** One's own sessions and keys, and the simulator's switch. */
export function ownRoutes(host: HostContext) {
  return routeApp()
    .openapi(getSessions, async (c) => {
      const { user, sessionId } = await requirePerson(host, c);
      const rows = await listSessions(host.db, user.id);
      const view = rows.map((row) => ({
        id: row.id,
        createdAt: row.createdAt.toISOString(),
        usedAt: row.usedAt.toISOString(),
        ipAddress: row.ipAddress || null,
        userAgent: row.userAgent || null,
        isCurrent: row.id === sessionId,
      }));
      return c.json(view, 200);
    })
    .openapi(deleteSession, async (c) => {
      const { user } = await requirePerson(host, c);
      await removeSession(host.db, user.id, c.req.valid('param').id);
      host.identify.forget();
      return c.body(null, 204);
    })
    .openapi(deleteOtherSessions, async (c) => {
      const { user, sessionId } = await requirePerson(host, c);
      await removeOtherSessions(host.db, user.id, sessionId ?? '');
      host.identify.forget();
      return c.body(null, 204);
    })
    .openapi(getKeys, async (c) => {
      const { user } = await requirePerson(host, c);
      return c.json((await listApiKeys(host.db, user.id)).map(viewKey), 200);
    })
    .openapi(postKey, async (c) => {
      const { user } = await requirePerson(host, c);
      const input = { ...c.req.valid('json'), userId: user.id };
      const { row, key } = await insertApiKey(host.db, input);
      const data = { key: row.id, scope: row.scope };
      await host.record({ userId: user.id, action: 'api_key_created', data });
      return c.json({ ...viewKey(row), key }, 200);
    })
    .openapi(deleteKey, async (c) => {
      const { user } = await requirePerson(host, c);
      const { id } = c.req.valid('param');
      await removeApiKey(host.db, user.id, id);
      host.identify.forget();
      await host.record({ userId: user.id, action: 'api_key_revoked', data: { key: id } });
      return c.body(null, 204);
    })
    .openapi(postSimulator, async (c) => {
      const { authentication } = await requireAdministrator(host, c);
      const { enabled } = c.req.valid('json');
      const caller = { userId: authentication.userId, isAdministrator: true };
      if (enabled) await host.simulator.enable();
      else await host.simulator.disable(caller);
      await host.record({
        userId: caller.userId,
        action: enabled ? 'simulator_enabled' : 'simulator_disabled',
      });
      return c.json(host.simulator.state(), 200);
    });
}

function viewKey(row: {
  id: string;
  name: string;
  scope: 'read' | 'write';
  createdAt: Date;
  lastUsedAt: Date | null;
}) {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
