import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { connectionFaultHeader } from './google/with-faults.ts';

/** What the Node adapter hands to the application. */
export interface NodeBindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/**
 * Carries out what `withFaults` ordered for the connection: dropping it before the answer, or
 * cutting the body short while the announced length stays whole.
 */
export async function spoilConnection(
  response: Response,
  { outgoing }: NodeBindings,
): Promise<Response> {
  const order = response.headers.get(connectionFaultHeader);
  if (order === null) return response;
  if (order === 'drop') {
    await response.body?.cancel();
    outgoing.socket?.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const afterBytes = Math.max(0, Number(order.slice('cut:'.length)) || 0);
  const body = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  delete headers[connectionFaultHeader];
  headers['content-length'] = String(body.length);
  outgoing.writeHead(response.status, headers);
  // A body no longer than the cut would arrive whole: then the last byte is kept back.
  const kept = body.subarray(0, Math.min(afterBytes, Math.max(0, body.length - 1)));
  outgoing.write(kept, () => outgoing.socket?.destroy());
  if (kept.length === 0) outgoing.flushHeaders();
  return RESPONSE_ALREADY_SENT;
}
