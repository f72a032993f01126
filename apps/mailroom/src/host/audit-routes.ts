import { createRoute, z } from '@hono/zod-openapi';
import { answers, idText, routeApp } from '@mailroom/api';
import { listAudit } from '@mailroom/engine';
import type { MiddlewareHandler } from 'hono';
import { type HostContext, requireAdministrator } from './context.ts';
import { auditPageView } from './views.ts';

const pageSize = 100;
const repeatMs = 60_000;
const maxRemembered = 5_000;

const getAudit = createRoute({
  method: 'get',
  path: '/audit',
  tags: ['Users'],
  summary: 'Who did what (administrators)',
  description: 'Newest first, 100 a page. `before` is `nextBefore` of the page before.',
  request: { query: z.object({ before: idText.optional() }) },
  responses: { 200: answers(auditPageView, 'Entries.') },
});

/** The audit, for administrators to read; nothing changes or removes an entry. */
export function auditRoutes(host: HostContext) {
  return routeApp().openapi(getAudit, async (c) => {
    await requireAdministrator(host, c);
    const rows = await listAudit(host.db, c.req.valid('query').before, pageSize + 1);
    const entries = rows.slice(0, pageSize).map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      userId: row.userId,
      action: row.action,
      accountId: row.accountId,
      outcome: row.outcome,
      data: row.data,
    }));
    const nextBefore = rows.length > pageSize ? (entries.at(-1)?.id ?? null) : null;
    return c.json({ entries, nextBefore }, 200);
  });
}

/**
 * Writes down when somebody whom the server knows asked for what they may not. The same again
 * within a minute is not repeated.
 */
export function recordRefusals(host: HostContext): MiddlewareHandler {
  const recorded = new Map<string, number>();
  return async (c, next) => {
    await next();
    if (c.res.status !== 403) return;
    const person = await host.identify(c.req.raw);
    if (!person) return;
    const route = `${c.req.method} ${c.req.path.replace(/^.*?\/api\//, '/').slice(0, 200)}`;
    const key = `${person.user.id} ${route}`;
    if (Date.now() - (recorded.get(key) ?? 0) < repeatMs) return;
    if (recorded.size > maxRemembered) recorded.clear();
    recorded.set(key, Date.now());
    const { method } = person.authentication;
    await host.record({
      userId: person.user.id,
      action: 'access_refused',
      outcome: 'refused',
      data: { route, method },
    });
  };
}
