import { MailError } from '@mailroom/engine';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv, Authenticate, Authentication } from './authentication.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a request on only when the host knows its sender, and the sender may do this at all. */
export function requireAuthentication(options: {
  authenticate: Authenticate;
  publicUrl: string;
}): MiddlewareHandler<ApiEnv> {
  const publicOrigin = new URL(options.publicUrl).origin;
  return async (c, next) => {
    const authentication = await options.authenticate(c.req.raw);
    if (!authentication) throw new MailError('unauthenticated');
    if (!safeMethods.has(c.req.method)) {
      checkWrite(c.req.raw, authentication, publicOrigin);
    }
    c.set('authentication', authentication);
    await next();
  };
}

/**
 * Whether a browser says that a page of ours sent the request: by Origin, or by Sec-Fetch-Site,
 * which no page can set. A request with neither comes from no browser page of ours.
 */
export function isOwnOrigin(request: Request, publicOrigin: string): boolean {
  if (request.headers.get('sec-fetch-site') === 'same-origin') return true;
  return request.headers.get('origin') === publicOrigin;
}

function checkWrite(request: Request, authentication: Authentication, publicOrigin: string): void {
  if (authentication.scope === 'read') {
    throw new MailError('forbidden', { detail: 'This API key may only read.' });
  }
  if (authentication.method === 'cookie' && !isOwnOrigin(request, publicOrigin)) {
    throw new MailError('forbidden', { detail: 'The request comes from another site.' });
  }
}
