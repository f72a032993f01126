import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, views } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import { flagText } from '../fields.ts';
import { answers, routeApp, takes } from '../route-app.ts';

const tags = ['Setup'];
const providerParams = z.object({ provider: views.providerId });

const getDelegation = createRoute({
  method: 'get',
  path: '/setup/delegation/{provider}',
  tags,
  summary: 'Domain-wide delegation and the mailboxes linked by it (administrators)',
  request: { params: providerParams },
  responses: { 200: answers(views.delegationView, 'As it stands.') },
});

const saveServiceAccount = createRoute({
  method: 'put',
  path: '/setup/delegation/{provider}',
  tags,
  summary: 'Save the key file of a service account (administrators)',
  request: { params: providerParams, body: takes(views.serviceAccountInput) },
  responses: { 200: answers(views.delegationView, 'As it stands; the key never comes back.') },
});

const linkDelegated = createRoute({
  method: 'post',
  path: '/setup/delegation/{provider}/links',
  tags,
  summary: 'Link mailboxes by delegation (administrators)',
  description: 'Returns at once with all of them; ask again for the progress.',
  request: { params: providerParams, body: takes(views.delegatedLinksInput) },
  responses: { 200: answers(views.delegationView, 'As it stands.') },
});

const removeServiceAccount = createRoute({
  method: 'delete',
  path: '/setup/delegation/{provider}',
  tags,
  summary: 'Remove the service account (administrators)',
  description: 'Refused while accounts use it, unless `withAccounts`: then they and their mail go.',
  request: { params: providerParams, query: z.object({ withAccounts: flagText }) },
  responses: { 200: answers(views.delegationView, 'As it stands.') },
});

/** Mailboxes linked by a Workspace administrator instead of by their users. */
export function delegationRoutes({ engine }: { engine: Engine }) {
  return routeApp()
    .openapi(getDelegation, async (c) => {
      const { provider } = c.req.valid('param');
      return c.json(await engine.setup.delegation(callerOf(c.var.authentication), provider), 200);
    })
    .openapi(saveServiceAccount, async (c) => {
      const { provider } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      const input = c.req.valid('json');
      return c.json(await engine.setup.saveServiceAccount(caller, provider, input), 200);
    })
    .openapi(linkDelegated, async (c) => {
      const { provider } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.setup.linkDelegated(caller, provider, c.req.valid('json')), 200);
    })
    .openapi(removeServiceAccount, async (c) => {
      const { provider } = c.req.valid('param');
      const { withAccounts } = c.req.valid('query');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.setup.removeServiceAccount(caller, provider, withAccounts), 200);
    });
}
