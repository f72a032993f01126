import { MailError } from '@mailroom/engine';
import type { MiddlewareHandler } from 'hono';
import { problemResponse } from './problem.ts';

/** Bytes of a JSON body, by the end of the path; a message's HTML is at most 5,000,000 characters. */
function maxBodyBytes(path: string): number {
  if (path.endsWith('/uploads')) return 36_700_160;
  if (path.endsWith('/outbox')) return 20_000_000;
  return 1_000_000;
}

/** Refuses bodies that are too long: by their announced length at once, else while they arrive. */
export function bodyLimits(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const maxBytes = maxBodyBytes(c.req.path);
    const announced = c.req.header('content-length');
    if (announced !== undefined && Number(announced) > maxBytes) throw new MailError('too_large');
    if (announced === undefined && !c.req.path.endsWith('/uploads') && c.req.raw.body) {
      let isTooLarge = false;
      const body = limitStream(c.req.raw.body, maxBytes, () => {
        isTooLarge = true;
      });
      c.req.raw = new Request(c.req.raw, { body, duplex: 'half' } as RequestInit);
      await next();
      // Whoever parsed the body saw it break off and took it for malformed.
      if (isTooLarge) c.res = problemResponse(new MailError('too_large'));
      return;
    }
    return next();
  };
}

/** `stream`, failing with `too_large` after `maxBytes`. */
export function limitStream(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
  onTooLarge: () => void = () => {},
): ReadableStream<Uint8Array> {
  let seenBytes = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seenBytes += chunk.byteLength;
      if (seenBytes <= maxBytes) return controller.enqueue(chunk);
      onTooLarge();
      controller.error(new MailError('too_large'));
    },
  });
  return stream.pipeThrough(count as unknown as ReadableWritablePair<Uint8Array, Uint8Array>);
}
