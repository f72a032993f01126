import type { MiddlewareHandler } from 'hono';
import type { NodeBindings } from '../connection-faults.ts';
import { isEqual, isLoopback, isLoopbackName } from './loopback.ts';

/**
 * Keeps the control API to programs on this machine, or to whoever holds the token. A web page
 * open in a browser on this machine is refused: it sends `Origin`, or cannot send JSON.
 */
export function guardControl(token: string | null): MiddlewareHandler<{ Bindings: NodeBindings }> {
  return async (c, next) => {
    const given = /^bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const hasToken = token !== null && isEqual(given, token);
    if (token !== null && !hasToken) return c.json({ error: 'control token required' }, 401);
    if (!hasToken) {
      const address = c.env?.incoming?.socket?.remoteAddress ?? null;
      // Without a socket the application is called in-process.
      if (address !== null && !isLoopback(address)) {
        return c.json({ error: 'loopback only, or set a control token' }, 403);
      }
      const origin = c.req.header('origin');
      if (origin !== undefined && origin !== new URL(c.req.url).origin) {
        return c.json({ error: 'not for web pages' }, 403);
      }
      if (!isLoopbackName(new URL(c.req.url).hostname)) {
        return c.json({ error: 'not under this host name' }, 403);
      }
    }
    const hasBody = Number(c.req.header('content-length') ?? 0) > 0;
    const isJson = /^application\/json\b/i.test(c.req.header('content-type') ?? '');
    if (hasBody && !isJson) return c.json({ error: 'JSON expected' }, 415);
    return next();
  };
}
