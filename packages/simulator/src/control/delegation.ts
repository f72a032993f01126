import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { NodeBindings } from '../connection-faults.ts';
import {
  createServiceAccount,
  createServiceAccountKey,
  deleteServiceAccount,
  findServiceAccount,
} from '../google/delegation/service-accounts.ts';
import { delegate, undelegate, workspaceOf } from '../google/delegation/workspaces.ts';
import { InvalidInputError } from '../invalid-input.ts';
import { readBody } from './body.ts';
import type { ControlContext } from './routes.ts';

const accountBody = z.strictObject({
  name: z.string().min(1).max(100),
  id: z.string().max(30).optional(),
  projectId: z.string().max(63).optional(),
});
const switchBody = z.strictObject({ isEnabled: z.boolean() });
const delegationBody = z.strictObject({
  clientId: z.string().max(200),
  scopes: z.array(z.string().max(500)).max(200),
});
const workspacePatch = z.strictObject({
  unlistedApps: z.enum(['allowed', 'blocked']).optional(),
  trustedClients: z.array(z.string().max(200)).max(1_000).optional(),
});

/** Service accounts, their keys, and what Workspaces authorise. */
export function delegationRoutes(context: ControlContext): Hono<{ Bindings: NodeBindings }> {
  const { store, issuer } = context;
  const { world } = context.parts;
  const app = new Hono<{ Bindings: NodeBindings }>();
  const missing = (c: Context) => c.json({ error: 'no such service account' }, 404);
  const done = (c: Context, body: object = { ok: true }, status: 200 | 201 = 200) => {
    world.touch();
    return c.json(body, status);
  };

  app.get('/service-accounts', (c) =>
    c.json({
      serviceAccounts: world.projects.flatMap(({ projectId, serviceAccounts }) =>
        serviceAccounts.map((account) => ({ projectId, ...account })),
      ),
    }),
  );
  app.post('/service-accounts', async (c) => {
    const { projectId, name, id } = await readBody(c, accountBody);
    const project = projectId
      ? world.projects.find((one) => one.projectId === projectId)
      : world.project;
    if (!project) throw new InvalidInputError('projectId: no such project');
    return done(c, createServiceAccount(project, { name, ...(id ? { id } : {}) }), 201);
  });
  app.patch('/service-accounts/:email', async (c) => {
    const found = findServiceAccount(world, c.req.param('email'));
    if (!found) return missing(c);
    found.account.isEnabled = (await readBody(c, switchBody)).isEnabled;
    return done(c, found.account);
  });
  app.delete('/service-accounts/:email', (c) =>
    deleteServiceAccount(world, c.req.param('email')) ? done(c) : missing(c),
  );

  app.post('/service-accounts/:email/keys', async (c) => {
    const found = findServiceAccount(world, c.req.param('email'));
    if (!found) return missing(c);
    const { projectId } = found.project;
    const key = await createServiceAccountKey(found.account, {
      projectId,
      issuer: issuer(),
      now: world.clock.now(),
    });
    return done(c, key, 201);
  });
  app.patch('/service-accounts/:email/keys/:id', async (c) => {
    const account = findServiceAccount(world, c.req.param('email'))?.account;
    const key = account?.keys.find(({ id }) => id === c.req.param('id'));
    if (!key) return missing(c);
    key.isEnabled = (await readBody(c, switchBody)).isEnabled;
    return done(c, key);
  });
  app.delete('/service-accounts/:email/keys/:id', (c) => {
    const account = findServiceAccount(world, c.req.param('email'))?.account;
    if (!account) return missing(c);
    account.keys = account.keys.filter(({ id }) => id !== c.req.param('id'));
    return done(c);
  });

  app.get('/workspaces/:domain', (c) => c.json(workspaceOf(store, c.req.param('domain'))));
  app.patch('/workspaces/:domain', async (c) => {
    const workspace = workspaceOf(store, c.req.param('domain'));
    const { unlistedApps, trustedClients } = await readBody(c, workspacePatch);
    if (unlistedApps) workspace.unlistedApps = unlistedApps;
    if (trustedClients) workspace.trustedClients = trustedClients;
    return done(c, workspace);
  });
  app.post('/workspaces/:domain/delegations', async (c) => {
    const { clientId, scopes } = await readBody(c, delegationBody);
    const request = { domain: c.req.param('domain'), clientId, scopes: scopes.join(' ') };
    return done(c, delegate(world, store, request), 201);
  });
  app.delete('/workspaces/:domain/delegations/:clientId', (c) => {
    const workspace = workspaceOf(store, c.req.param('domain'));
    const isGone = undelegate(workspace, c.req.param('clientId'));
    return isGone ? done(c) : c.json({ error: 'no such delegation' }, 404);
  });
  return app;
}
