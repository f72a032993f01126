import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type NodeBindings, spoilConnection } from './connection-faults.ts';
import { type ConsoleOptions, consoleRoutes } from './google/console/routes.ts';
import { gmailRoutes } from './google/gmail/routes.ts';
import { authoriseRoutes, type IdentityContext } from './google/identity/authorise.ts';
import { infoRoutes } from './google/identity/info.ts';
import type { SigningKeys } from './google/identity/keys.ts';
import { tokenRoutes } from './google/identity/token.ts';
import type { Deliveries } from './google/pubsub/deliveries.ts';
import { networkFaults } from './network-faults.ts';

/** A listening server. */
export interface RunningServer {
  port: number;
  stop(): Promise<void>;
}

/**
 * The whole simulated Google as one application: the hosts differ at Google, the paths do not
 * collide, so one origin plays them all.
 *
 * @param control answers below `/control`
 * @param latencyMs added to every answer but the control API's
 */
export function createGoogleApp(options: {
  identity: IdentityContext & { keys: SigningKeys };
  control: Hono<{ Bindings: NodeBindings }>;
  latencyMs: () => number;
  deliveries: Deliveries;
  console: ConsoleOptions;
}): Hono<{ Bindings: NodeBindings }> {
  const { identity, control, latencyMs } = options;
  const app = new Hono<{ Bindings: NodeBindings }>();
  app.route('/control', control);
  app.use(async (c, next) => {
    const wait = latencyMs();
    if (wait > 0) await delay(wait);
    await next();
    // A client that compares clocks must see the simulated one.
    c.res.headers.set('date', new Date(identity.world.clock.told()).toUTCString());
    // Whatever a request changed belongs into the state file; reads change nothing.
    if (c.req.method !== 'GET') identity.world.touch();
  });
  app.use(networkFaults(identity.world.faults));
  app.get('/', (c) => c.text('Simulated Google: nothing here is Google.\n'));
  app.route('/', authoriseRoutes(identity));
  app.route('/', tokenRoutes(identity));
  app.route('/', infoRoutes(identity));
  app.route('/', consoleRoutes(options.console));
  app.route('/', gmailRoutes(identity.world, options.deliveries));
  app.notFound((c: Context) => c.text('Not Found', 404));
  return app;
}

/** Anything that answers requests as a Hono application does. */
export interface Fetcher {
  fetch(request: Request, bindings: NodeBindings): Response | Promise<Response>;
}

/** Listens; port 0 takes any free one. */
export async function listen(
  app: Fetcher,
  options: { host: string; port: number },
): Promise<RunningServer> {
  const listener = getRequestListener(async (request, env) => {
    const bindings = env as unknown as NodeBindings;
    return spoilConnection(await app.fetch(request, bindings), bindings);
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  // Node closes idle connections after 5 s, which races with the next request of a busy machine.
  server.keepAliveTimeout = 240_000;
  await listening(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
