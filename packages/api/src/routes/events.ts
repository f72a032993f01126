import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, views } from '@mailroom/engine';
import { streamSSE } from 'hono/streaming';
import { type Authenticate, callerOf } from '../authentication.ts';
import { idText } from '../fields.ts';
import { routeApp } from '../route-app.ts';

const heartbeatMs = 20_000;
/** A browser with more tabs than this loses the oldest one's stream, and takes it up again there. */
const maxStreamsPerUser = 10;

const events = createRoute({
  method: 'get',
  path: '/events',
  tags: ['Events'],
  summary: 'Your changes as they happen (server-sent events)',
  description:
    'Each event is a ChangeEvent: ids only. `Last-Event-ID` (or `after`) resumes; `reset` means that too much was missed: fetch anew.',
  request: { query: z.object({ after: idText.optional() }) },
  responses: {
    200: {
      description: 'A stream that stays open.',
      content: { 'text/event-stream': { schema: views.changeEventView } },
    },
  },
});

/** The change feed. It ends when the client leaves, the session ends or the engine stops. */
export function eventRoutes(options: { engine: Engine; authenticate: Authenticate }) {
  const { engine, authenticate } = options;
  /** Open streams by user, the oldest first. */
  const open = new Map<string, Set<AbortController>>();

  function enter(userId: string, stream: AbortController): void {
    const streams = open.get(userId) ?? new Set();
    open.set(userId, streams.add(stream));
    const [oldest] = streams;
    if (streams.size > maxStreamsPerUser && oldest) leave(userId, oldest);
  }

  function leave(userId: string, stream: AbortController): void {
    stream.abort();
    const streams = open.get(userId);
    streams?.delete(stream);
    if (streams?.size === 0) open.delete(userId);
  }

  return routeApp().openapi(events, (c) => {
    const caller = callerOf(c.var.authentication);
    const lastEventId = c.req.header('last-event-id') ?? '';
    const resume = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : null;
    const after = resume ?? c.req.valid('query').after ?? null;
    const request = c.req.raw;
    // Proxies that buffer would hold events back.
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      const stop = new AbortController();
      stream.onAbort(() => leave(caller.userId, stop));
      enter(caller.userId, stop);
      engine.sync.setActive(caller);
      await stream.write('retry: 2000\n: connected\n\n');
      const heartbeat = setInterval(async () => {
        const still = await authenticate(request).catch(() => null);
        if (still?.userId !== caller.userId) return stop.abort();
        engine.sync.setActive(caller);
        await stream.write(': \n\n').catch(() => stop.abort());
      }, heartbeatMs);
      try {
        for await (const change of engine.events.subscribe(caller, after, stop.signal)) {
          await stream.writeSSE({ id: String(change.number), data: JSON.stringify(change) });
          if (stop.signal.aborted) break;
        }
      } finally {
        clearInterval(heartbeat);
        leave(caller.userId, stop);
      }
    });
  });
}
