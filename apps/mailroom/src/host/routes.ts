import { routeApp } from '@mailroom/api';
import { authRoutes } from '../users/auth-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import type { HostContext } from './context.ts';
import { openHostRoutes } from './open-routes.ts';
import { ownRoutes } from './own-routes.ts';
import { peopleRoutes } from './people-routes.ts';

/** The standalone server's own routes, for `createApi`'s `extend`. */
export function hostRoutes(host: HostContext) {
  const open = routeApp()
    .route('/', authRoutes({ ...host, publicUrl: host.config.publicUrl }))
    .route('/', openHostRoutes(host));
  const guarded = routeApp()
    .route('/', peopleRoutes(host))
    .route('/', ownRoutes(host))
    .route('/', auditRoutes(host));
  return { open, guarded };
}

/** For the typed client. Never called: it only carries the type of all host routes together. */
function together(host: HostContext) {
  return routeApp()
    .route('/', openHostRoutes(host))
    .route('/', peopleRoutes(host))
    .route('/', ownRoutes(host))
    .route('/', auditRoutes(host));
}

export type HostType = ReturnType<typeof together>;
