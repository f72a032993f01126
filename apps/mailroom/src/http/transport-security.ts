import type { MiddlewareHandler } from 'hono';
import type { Config } from '../config.ts';

/**
 * Where people reach Mailroom over https, browsers are told to use nothing else for a year.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6797
 */
export function transportSecurity(config: Pick<Config, 'publicUrl'>): MiddlewareHandler {
  const isHttps = new URL(config.publicUrl).protocol === 'https:';
  return async (c, next) => {
    await next();
    if (isHttps) c.header('Strict-Transport-Security', 'max-age=31536000');
  };
}
