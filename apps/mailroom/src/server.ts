import { createApi } from '@mailroom/api';
import { type Engine, errorForLog, type OpenDatabase } from '@mailroom/engine';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openLocalDoor } from './doctor/local-door.ts';
import { recordRefusals } from './host/audit-routes.ts';
import { hostRoutes } from './host/routes.ts';
import { type Listening, listen } from './http/listen.ts';
import { transportSecurity } from './http/transport-security.ts';
import { webClient } from './http/web-client.ts';
import { openInstallation } from './open-installation.ts';
import { webDirectory } from './paths.ts';
import { createSimulatorHost } from './simulator.ts';
import { StartError, startErrorOf } from './start-error.ts';
import { needsFirstAdministrator } from './store/users.ts';
import { createAuth } from './users/auth.ts';
import { createFirstRun } from './users/first-run.ts';
import { createIdentify } from './users/identify.ts';
import { createRecordEvent } from './users/record-event.ts';
import { version } from './version.ts';

/** `serve` answers requests, `work` runs jobs, `all` does both in one process. */
export type Mode = 'serve' | 'work' | 'all';

export interface RunningServer {
  /** Where browsers reach it; null for `work`. */
  publicUrl: string | null;
  /** Null for `work`. */
  port: number | null;
  databaseKind: 'pglite' | 'postgres';
  /** What the first-run page asks for; null when it asks for nothing. */
  firstRunToken: string | null;
  engine: Engine;
  database: OpenDatabase;
  /** The API's routes as `GET /accounts/:id`, for the access matrix. */
  routes: string[];
  /** Ends everything cleanly, in less than 10 seconds. May be called twice. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  config: Config;
  mode: Mode;
  logger: Logger;
  /** The built web client, by default the one in this repository. */
  webDirectory?: string;
  /** A prepared data directory for the first start, by default the build's. */
  prepared?: Uint8Array;
}

/**
 * Starts Mailroom: port first, so that a taken one is told before anything is touched; then the
 * database, the engine, the routes.
 *
 * @throws StartError with words for the person at the terminal
 */
export async function startServer(given: ServerOptions): Promise<RunningServer> {
  const { mode } = given;
  // Statements and their parameters stay out of whatever log this is.
  const logger = given.logger.child({}, { serializers: { err: errorForLog } });
  const options = { ...given, logger };
  if (mode !== 'all' && options.config.databaseUrl === null) {
    throw new StartError(
      `mailroom ${mode} shares its work with other processes: set DATABASE_URL. The embedded database has room for one process.`,
    );
  }
  const undo: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= undoAll(undo, logger);
    return stopping;
  };
  try {
    return await start(options, undo, stop);
  } catch (error) {
    await stop();
    throw startErrorOf(error);
  }
}

async function start(
  options: ServerOptions,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningServer> {
  const { mode, logger } = options;
  const door = mode === 'work' ? null : await openDoor(options.config);
  if (door) undo.push(() => door.listening.close(4_000));
  const config = door ? settlePublicUrl(options.config, door.listening.port) : options.config;

  const { secretKey, database, engine } = await openInstallation(
    { config, logger, prepared: options.prepared, runJobs: mode !== 'serve' },
    undo,
  );
  if (database.kind === 'pglite') {
    undo.push(await openLocalDoor({ dataDirectory: config.dataDirectory, engine, logger }));
  }

  let firstRunToken: string | null = null;
  let routes: string[] = [];
  if (door) {
    const { db } = database;
    const auth = createAuth({ db, secretKey, publicUrl: config.publicUrl, logger });
    const identify = createIdentify({ db, auth, logger });
    const simulator = createSimulatorHost({ config, db, engine, logger });
    undo.push(() => simulator.stop());
    const firstRun = (await needsFirstAdministrator(db)) ? createFirstRun(config) : null;
    firstRunToken = firstRun?.isAlwaysAsked ? firstRun.token : null;
    const host = {
      config,
      db,
      databaseKind: database.kind,
      auth,
      identify,
      record: createRecordEvent({ db, logger }),
      simulator,
      firstRun,
      version,
      logger,
    };
    const { open, guarded } = hostRoutes(host);
    const api = createApi({
      engine,
      authenticate: async (request) => (await identify(request))?.authentication ?? null,
      publicUrl: config.publicUrl,
      logger,
      version,
      extend: { open, guarded },
    });
    routes = api.routes.map(({ method, path }) => `${method} ${path}`);
    const basePath = basePathOf(config);
    const web = await webClient(options.webDirectory ?? webDirectory, basePath);
    await simulator.resume();
    const site = new Hono()
      .use(transportSecurity(config))
      .use(compress())
      .use('/api/*', recordRefusals(host))
      .route('/api', api)
      .use(web);
    door.hand((request) => site.fetch(request));
  }
  return {
    publicUrl: door ? config.publicUrl : null,
    port: door?.listening.port ?? null,
    databaseKind: database.kind,
    firstRunToken,
    engine,
    database,
    routes,
    stop,
  };
}

/** Listens at once and answers 503 until the site is there. */
async function openDoor(config: Config): Promise<{
  listening: Listening;
  hand(fetch: (request: Request) => Response | Promise<Response>): void;
}> {
  let handle: (request: Request) => Response | Promise<Response> = (request) => {
    const isHealth = new URL(request.url).pathname === '/api/health';
    const body = isHealth ? { isLive: true, isReady: false } : 'Mailroom starts.';
    return Response.json(body, { status: 503, headers: { 'Retry-After': '1' } });
  };
  const listening = await listen({
    host: config.host,
    port: config.port,
    basePath: basePathOf(config),
    trustedProxies: config.trustedProxies,
    fetch: (request) => handle(request),
  });
  return {
    listening,
    hand: (fetch) => {
      handle = fetch;
    },
  };
}

function settlePublicUrl(config: Config, port: number): Config {
  return config.hasPublicUrl ? config : { ...config, publicUrl: `http://localhost:${port}` };
}

function basePathOf(config: Config): string {
  return new URL(config.publicUrl).pathname.replace(/\/+$/, '');
}

async function undoAll(undo: (() => Promise<unknown>)[], logger: Logger): Promise<void> {
  // The door closes first but waits for open streams, which end when the engine stops.
  const [door, ...rest] = undo;
  const closed = door?.().catch((error) => logger.warn({ err: String(error) }, 'stop'));
  for (const step of rest.reverse()) {
    await withinMs(step(), 4_000).catch((error) => logger.warn({ err: String(error) }, 'stop'));
  }
  await closed;
}

function withinMs(work: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
