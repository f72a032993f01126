import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import { authError, googleError } from './errors.ts';
import type { World } from './world.ts';

/**
 * Tells the server's outermost layer what to do to the connection: `drop`, or `cut:<bytes>`.
 * A header, since frameworks copy responses; it never reaches the client.
 */
export const connectionFaultHeader = 'x-simulator-connection-fault';

/**
 * Runs one API call under the faults in force: waits, refuses, or spoils the answer after the
 * work is done.
 *
 * @param methodName Gmail API method such as `messages.send`, or a path for other endpoints
 * @param email account that calls; null when nobody is known
 * @param handler does the work; gets the struck faults, to honour `expired_history`
 */
export async function withFaults(
  world: Pick<World, 'faults' | 'revokeTokens'>,
  methodName: string,
  email: string | null,
  handler: (struck: readonly Fault[]) => Response | Promise<Response>,
): Promise<Response> {
  const struck = world.faults.take(methodName, email);
  if (struck.length === 0) return handler(struck);

  for (const { kind } of struck) {
    if (kind.type === 'latency') await delay(Math.min(kind.ms, 120_000));
  }
  for (const { kind } of struck) {
    if (kind.type === 'status') return statusFault(kind);
    if (kind.type === 'answer') return Response.json(kind.body);
    if (kind.type === 'revoked_token') {
      if (email !== null) world.revokeTokens(email);
      return authError();
    }
  }
  const response = await handler(struck);
  for (const { kind } of struck) {
    if (kind.type === 'lost_answer') return spoiled(response, 'drop');
    if (kind.type === 'cut_body') return spoiled(response, `cut:${kind.afterBytes}`);
  }
  return response;
}

function statusFault(kind: Extract<Fault['kind'], { type: 'status' }>): Response {
  const { status, reason, retryAfterS } = kind;
  const options = retryAfterS === undefined ? {} : { retryAfterS };
  if (status === 429 || status === 403) {
    return googleError(status, reason ?? 'rateLimitExceeded', 'Rate Limit Exceeded', options);
  }
  if (status === 400) return googleError(400, reason ?? 'invalid', 'Invalid Value', options);
  if (status === 404) return googleError(404, reason ?? 'notFound', 'Not Found', options);
  return googleError(status, reason ?? 'backendError', 'Backend Error', options);
}

function spoiled(response: Response, fault: string): Response {
  const headers = new Headers(response.headers);
  headers.set(connectionFaultHeader, fault);
  return new Response(response.body, { status: response.status, headers });
}
