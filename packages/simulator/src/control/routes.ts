import { Hono } from 'hono';
import type { BrokenEndpoints } from '../broken-endpoints.ts';
import type { NodeBindings } from '../connection-faults.ts';
import type { OAuthClient } from '../google/identity/clients.ts';
import type { IdentityStore } from '../google/identity/store.ts';
import type { Deliveries } from '../google/pubsub/deliveries.ts';
import type { ClientOptions, RegisteredClient } from '../index.ts';
import { InvalidInputError } from '../invalid-input.ts';
import type { WorldParts } from '../world.ts';
import { accountRoutes } from './accounts.ts';
import { delegationRoutes } from './delegation.ts';
import { guardControl } from './guard.ts';
import { projectRoutes } from './project.ts';
import { pubsubRoutes } from './pubsub.ts';

/** What the control API works on. */
export interface ControlContext {
  parts: WorldParts;
  store: IdentityStore;
  registerClient: (options: ClientOptions) => RegisteredClient;
  registered: (client: OAuthClient) => RegisteredClient;
  /** Null: loopback callers need none. */
  token: string | null;
  seed: number;
  /** Base address, for the files that are handed out. */
  issuer: () => string;
  deliveries: Deliveries;
  brokenEndpoints: () => Promise<BrokenEndpoints>;
}

/** The control API, to be mounted at `/control`; README.md of the package documents it. */
export function controlRoutes(context: ControlContext): Hono<{ Bindings: NodeBindings }> {
  const { parts, store, token } = context;
  const { world } = parts;
  const app = new Hono<{ Bindings: NodeBindings }>();
  app.use(guardControl(token));
  app.onError((error, c) => {
    const isCallersFault = error instanceof InvalidInputError;
    return c.json({ error: error.message }, isCallersFault ? 400 : 500);
  });
  app.route('/', accountRoutes(context));
  app.route('/', projectRoutes(context));
  app.route('/', delegationRoutes(context));
  app.route('/', pubsubRoutes(context));

  // Back to the first day: accounts as they were made, clients kept, nobody authorised.
  app.post('/reset', async (c) => {
    world.faults.clear();
    world.usage.reset();
    world.clock.setApart(0);
    for (const spec of [...parts.specs.values()]) {
      parts.removeUser(spec.email);
      Object.assign(spec, { isMailOff: false, isSuspended: false });
      await parts.restoreUser(spec, null);
    }
    store.codes.clear();
    store.browsers.clear();
    store.blockedEmails.clear();
    store.blockedDomains.clear();
    for (const project of world.projects) project.newUsers.clear();
    world.touch();
    return c.json({ ok: true });
  });
  return app;
}
