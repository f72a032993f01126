import type { MiddlewareHandler } from 'hono';
import type { NodeBindings } from '../../connection-faults.ts';
import { isEqual, isLoopback, isLoopbackName } from '../../control/loopback.ts';

/**
 * Keeps the console to browsers on this machine, or to whoever knows the control token: it is the
 * password of HTTP's own dialog then. Forms must come from the console's own pages: another site
 * in the same browser could send them too.
 */
export function guardConsole(
  token: string | null,
  issuer: () => string,
): MiddlewareHandler<{ Bindings: NodeBindings }> {
  return async (c, next) => {
    const basic = /^basic (\S{1,2000})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const password = Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':');
    const hasToken = token !== null && isEqual(password, token);
    if (token !== null && !hasToken) {
      return c.text('The control token is the password.', 401, {
        'www-authenticate': 'Basic realm="Simulated console"',
      });
    }
    const url = new URL(c.req.url);
    const address = c.env?.incoming?.socket?.remoteAddress ?? null;
    if (!hasToken && address !== null && !isLoopback(address)) {
      return c.text('On this machine only, or with a control token.', 403);
    }
    if (!hasToken && !isLoopbackName(url.hostname)) {
      return c.text('Not under this host name.', 403);
    }
    if (c.req.method !== 'GET') {
      const origin = c.req.header('origin') ?? '';
      const isOwn = origin === url.origin || origin === new URL(issuer()).origin;
      const site = c.req.header('sec-fetch-site') ?? 'same-origin';
      if (!isOwn || site !== 'same-origin') return c.text('Forms of this console only.', 403);
    }
    return next();
  };
}
