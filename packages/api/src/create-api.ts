import type { OpenAPIHono } from '@hono/zod-openapi';
import { type Engine, MailError } from '@mailroom/engine';
import type { Logger } from 'pino';
import type { ApiEnv, Authenticate } from './authentication.ts';
import { bodyLimits } from './body-limits.ts';
import { requireAuthentication } from './guard.ts';
import { problemHandler, problemResponse } from './problem.ts';
import { routeApp } from './route-app.ts';
import { accountRoutes } from './routes/accounts.ts';
import { delegationRoutes } from './routes/delegation.ts';
import { documentRoutes } from './routes/document.ts';
import { downloadRoutes } from './routes/downloads.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { mailRoutes } from './routes/mail.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { setupRoutes } from './routes/setup.ts';
import { signatureRoutes } from './routes/signatures.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { securityHeaders } from './security-headers.ts';

export interface ApiOptions {
  engine: Engine;
  authenticate: Authenticate;
  /** Origin and base path under which people reach Mailroom, without a trailing slash. */
  publicUrl: string;
  logger: Logger;
  /** Stands in the OpenAPI document. */
  version?: string;
  /** The host's own routes: they share errors, limits and document. */
  extend?: {
    /** Answer before anybody is authenticated. */
    open?: OpenAPIHono<ApiEnv>;
    /** Answer to authenticated callers only. */
    guarded?: OpenAPIHono<ApiEnv>;
  };
}

/**
 * The HTTP API, without a prefix: mount it with `host.route('/api', createApi(…))`, under any base
 * path. It keeps no state but the streams that are open.
 */
export function createApi(options: ApiOptions) {
  const app = routeApp();
  app.onError(problemHandler(options.logger));
  app.use(securityHeaders());
  app.use(async (c, next) => {
    c.set('requestId', crypto.randomUUID());
    await next();
  });
  app.use(bodyLimits());

  const open = app
    .route('/', healthRoutes(options))
    .route('/', webhookRoutes(options))
    .route('/', documentRoutes({ ...options, describe: () => app }));
  if (options.extend?.open) app.route('/', options.extend.open);

  open.use(requireAuthentication(options));
  if (options.extend?.guarded) app.route('/', options.extend.guarded);
  const all = open
    .route('/', setupRoutes(options))
    .route('/', delegationRoutes(options))
    .route('/', accountRoutes(options))
    .route('/', mailRoutes(options))
    .route('/', downloadRoutes(options))
    .route('/', outboxRoutes(options))
    .route('/', signatureRoutes(options))
    .route('/', eventRoutes(options));
  // A host that mounts these routes keeps its own answer to unknown paths; below ours it is this.
  all.all('*', () => problemResponse(new MailError('not_found')));
  return all;
}

/** For the typed client: every route with its input and output. */
export type AppType = ReturnType<typeof createApi>;
