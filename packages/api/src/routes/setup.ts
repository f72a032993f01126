import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, views } from '@mailroom/engine';
import { callerOf } from '../authentication.ts';
import { flagText } from '../fields.ts';
import { answers, done, routeApp, takes } from '../route-app.ts';

const tags = ['Setup'];
const providerParams = z.object({ provider: views.providerId });

const getSetup = createRoute({
  method: 'get',
  path: '/setup',
  tags,
  summary: 'Providers as they are configured (administrators)',
  responses: { 200: answers(views.setupView, 'The setup.') },
});

const listAvailable = createRoute({
  method: 'get',
  path: '/setup/available',
  tags,
  summary: 'Providers that you can link just now',
  responses: {
    200: answers(z.array(views.availableProviderView), 'Providers.'),
  },
});

const saveClient = createRoute({
  method: 'put',
  path: '/setup/clients/{provider}',
  tags,
  summary: 'Save a client ID and secret, after testing them (administrators)',
  request: { params: providerParams, body: takes(views.clientInput) },
  responses: { 200: answers(views.providerClientView, 'The client; its secret never comes back.') },
});

const saveClientFile = createRoute({
  method: 'post',
  path: '/setup/clients/{provider}/file',
  tags,
  summary: 'Save the downloaded client_secret_*.json (administrators)',
  request: { params: providerParams, body: takes(views.clientFileInput) },
  responses: { 200: answers(views.providerClientView, 'The client.') },
});

const testClient = createRoute({
  method: 'post',
  path: '/setup/clients/{provider}/test',
  tags,
  summary: 'Test the saved client (administrators)',
  request: { params: providerParams },
  responses: { 200: answers(views.providerClientView, 'The client with its new state.') },
});

const removeClient = createRoute({
  method: 'delete',
  path: '/setup/clients/{provider}',
  tags,
  summary: 'Remove the client (administrators)',
  description: 'Refused while accounts use it, unless `withAccounts`: then they and their mail go.',
  request: { params: providerParams, query: z.object({ withAccounts: flagText }) },
  responses: { 204: done },
});

const saveGuide = createRoute({
  method: 'put',
  path: '/setup/guide/{provider}',
  tags,
  summary: 'Keep answers and ticks of the set-up guide (administrators)',
  request: { params: providerParams, body: takes(views.guideInput) },
  responses: { 200: answers(views.guideView, 'The guide as it stands.') },
});

const runDoctor = createRoute({
  method: 'post',
  path: '/setup/doctor/{provider}',
  tags,
  summary: 'Check everything that linking needs (administrators)',
  request: { params: providerParams, body: takes(views.doctorInput) },
  responses: { 200: answers(views.doctorReportView, 'What was found, and is kept.') },
});

const testPush = createRoute({
  method: 'post',
  path: '/setup/push-test/{provider}',
  tags,
  summary: 'Ask the provider for a test push (administrators)',
  description: 'Returns at once; `GET /setup` tells how it went.',
  request: { params: providerParams },
  responses: { 200: answers(views.pushTestView, 'The test as it stands.') },
});

/** Provider clients: what administrators configure and members may link. */
export function setupRoutes({ engine }: { engine: Engine }) {
  return routeApp()
    .openapi(getSetup, async (c) =>
      c.json(await engine.setup.get(callerOf(c.var.authentication)), 200),
    )
    .openapi(listAvailable, async (c) =>
      c.json(await engine.setup.available(callerOf(c.var.authentication)), 200),
    )
    .openapi(saveClient, async (c) => {
      const { provider } = c.req.valid('param');
      const input = c.req.valid('json');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.setup.saveClient(caller, provider, input), 200);
    })
    .openapi(saveClientFile, async (c) => {
      const { provider } = c.req.valid('param');
      const { file } = c.req.valid('json');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.setup.saveClientFile(caller, provider, file), 200);
    })
    .openapi(testClient, async (c) => {
      const { provider } = c.req.valid('param');
      return c.json(await engine.setup.testClient(callerOf(c.var.authentication), provider), 200);
    })
    .openapi(saveGuide, async (c) => {
      const { provider } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.setup.saveGuide(caller, provider, c.req.valid('json')), 200);
    })
    .openapi(runDoctor, async (c) => {
      const { provider } = c.req.valid('param');
      const caller = callerOf(c.var.authentication);
      return c.json(await engine.setup.runDoctor(caller, provider, c.req.valid('json')), 200);
    })
    .openapi(testPush, async (c) => {
      const { provider } = c.req.valid('param');
      return c.json(await engine.setup.testPush(callerOf(c.var.authentication), provider), 200);
    })
    .openapi(removeClient, async (c) => {
      const { provider } = c.req.valid('param');
      const { withAccounts } = c.req.valid('query');
      await engine.setup.removeClient(callerOf(c.var.authentication), provider, withAccounts);
      return c.body(null, 204);
    });
}
