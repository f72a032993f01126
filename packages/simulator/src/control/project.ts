import { Hono } from 'hono';
import type { z } from 'zod';
import type { NodeBindings } from '../connection-faults.ts';
import { addSecret, newClientSecret, redirectUriProblem } from '../google/identity/clients.ts';
import { deleteClient } from '../google/identity/store.ts';
import { newProject, savedProject } from '../google/project.ts';
import { quotaProfiles } from '../google/quota-profiles.ts';
import type { GoogleProject } from '../google/world.ts';
import { InvalidInputError } from '../invalid-input.ts';
import { readBody } from './body.ts';
import type { ControlContext } from './routes.ts';
import {
  clientBody,
  clientPatch,
  clockBody,
  faultBody,
  projectBody,
  projectPatch,
  pushPatch,
} from './schemas.ts';

/** The project, its clients, the clock, faults, push and the usage log. */
export function projectRoutes(context: ControlContext): Hono<{ Bindings: NodeBindings }> {
  const { parts, store } = context;
  const { world } = parts;
  const app = new Hono<{ Bindings: NodeBindings }>();

  app.get('/clients', (c) => c.json({ clients: [...store.clients.values()] }));
  app.post('/clients', async (c) => {
    const { type, redirectUris, name, projectId } = await readBody(c, clientBody);
    const client = context.registerClient({
      type,
      ...(redirectUris ? { redirectUris } : {}),
      ...(name === undefined ? {} : { name }),
      ...(projectId === undefined ? {} : { projectId }),
    });
    return c.json(client, 201);
  });
  app.patch('/clients/:id', async (c) => {
    const client = store.clients.get(c.req.param('id'));
    if (!client) return c.json({ error: 'no such client' }, 404);
    const {
      redirectUris,
      isEnabled,
      rotateSecret,
      addSecret: isSecond,
      ...secrets
    } = await readBody(c, clientPatch);
    for (const uri of redirectUris ?? []) {
      const problem = redirectUriProblem(uri);
      if (problem) throw new InvalidInputError(`redirect URI ${uri} ${problem}`);
    }
    if (redirectUris) client.redirectUris = redirectUris;
    if (isEnabled !== undefined) client.isEnabled = isEnabled;
    if (rotateSecret) client.clientSecret = newClientSecret();
    if (isSecond) addSecret(client);
    if (secrets.isSecretDisabled !== undefined) client.isSecretDisabled = secrets.isSecretDisabled;
    if (secrets.isOlderSecretEnabled !== undefined && client.olderSecret)
      client.olderSecret.isEnabled = secrets.isOlderSecretEnabled;
    world.touch();
    return c.json({ ...client, ...context.registered(client) });
  });
  app.delete('/clients/:id', (c) => {
    const isGone = deleteClient(store, c.req.param('id'));
    world.touch();
    return isGone ? c.json({ ok: true }) : c.json({ error: 'no such client' }, 404);
  });

  app.get('/project', (c) => c.json(savedProject(world.project)));
  app.patch('/project', async (c) => {
    change(world.project, await readBody(c, projectPatch));
    return c.json(savedProject(world.project));
  });
  app.get('/projects', (c) => c.json({ projects: world.projects.map(savedProject) }));
  app.post('/projects', async (c) => {
    const { name, projectId, ...patch } = await readBody(c, projectBody);
    if (world.projects.some((one) => one.projectId === projectId)) {
      throw new InvalidInputError('projectId: already in use');
    }
    const project = newProject(name, projectId ? { projectId } : {});
    change(project, patch);
    world.projects.push(project);
    world.touch();
    return c.json(savedProject(project), 201);
  });
  app.patch('/projects/:id', async (c) => {
    const project = world.projects.find(({ projectId }) => projectId === c.req.param('id'));
    if (!project) return c.json({ error: 'no such project' }, 404);
    change(project, await readBody(c, projectPatch));
    return c.json(savedProject(project));
  });

  const showClock = () => {
    const now = world.clock.now();
    const apartMs = Math.round(world.clock.told() - world.clock.now());
    return { now, iso: new Date(now).toISOString(), apartMs };
  };
  app.get('/clock', (c) => c.json(showClock()));
  app.post('/clock', async (c) => {
    const { advanceMs, apartMs } = await readBody(c, clockBody);
    world.clock.advance(advanceMs ?? 0);
    if (apartMs !== undefined) world.clock.setApart(apartMs);
    world.touch();
    return c.json(showClock());
  });

  app.get('/faults', (c) => c.json({ faults: world.faults.list() }));
  app.post('/faults', async (c) => {
    const fault = await readBody(c, faultBody);
    const id = world.faults.add(definedOnly(fault) as Parameters<typeof world.faults.add>[0]);
    return c.json({ id }, 201);
  });
  app.delete('/faults', (c) => {
    world.faults.clear();
    return c.json({ ok: true });
  });
  app.delete('/faults/:id', (c) => {
    world.faults.remove(c.req.param('id'));
    return c.json({ ok: true });
  });

  app.get('/endpoints', async (c) => c.json(await context.brokenEndpoints()));
  app.get('/push', (c) => c.json(world.push));
  app.patch('/push', async (c) => {
    Object.assign(world.push, definedOnly(await readBody(c, pushPatch)));
    world.touch();
    return c.json(world.push);
  });

  app.get('/usage', (c) => c.json(world.usage.read()));
  app.delete('/usage', (c) => {
    world.usage.reset();
    return c.json({ ok: true });
  });
  return app;

  function change(project: GoogleProject, patch: z.output<typeof projectPatch>): void {
    const { testUsers, quota, ...rest } = patch;
    Object.assign(project, definedOnly(rest));
    if (testUsers) project.testUsers = new Set(testUsers.map((one) => one.toLowerCase()));
    if (quota) project.quota = typeof quota === 'string' ? quotaProfiles[quota] : quota;
    world.touch();
  }
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Partial<T>;
}
