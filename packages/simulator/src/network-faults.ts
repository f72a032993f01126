import { setTimeout as delay } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';
import type { NodeBindings } from './connection-faults.ts';
import type { Faults } from './faults.ts';
import { connectionFaultHeader } from './google/with-faults.ts';

const longestSilenceMs = 120_000;

/** Which of Google's hosts a path stands for, as faults name them. */
export function hostOf(path: string): string {
  if (/^\/(token|oauth2\/v4\/token|revoke|tokeninfo|oauth2\/v3\/tokeninfo)\b/.test(path)) {
    return 'host.oauth2';
  }
  if (/^\/((upload|resumable\/upload)\/)?gmail\/|^\/batch\b/.test(path)) return 'host.gmail';
  if (/^\/(v1\/userinfo|oauth2\/v3\/userinfo)\b/.test(path)) return 'host.openid';
  if (/^\/oauth2\/v\d\/certs\b/.test(path)) return 'host.certificates';
  return 'host.accounts';
}

/** Carries out what lies between a client and a host: nobody, silence, or somebody else's page. */
export function networkFaults(faults: Faults): MiddlewareHandler<{ Bindings: NodeBindings }> {
  return async (c, next) => {
    const kind = faults.takeNetwork(hostOf(c.req.path));
    if (!kind) return next();
    if (kind.type === 'silent') {
      // Ends when the client gives up; the bound is for clients that never do.
      await delay(longestSilenceMs, undefined, { signal: c.req.raw.signal, ref: false }).catch(
        () => {},
      );
    }
    if (kind.type === 'proxy_page') {
      return c.html('<!doctype html><title>Sign in to the network</title>', kind.status);
    }
    return new Response(null, { headers: { [connectionFaultHeader]: 'drop' } });
  };
}
