import { createRoute, z } from '@hono/zod-openapi';
import type { Engine } from '@mailroom/engine';
import { answers, routeApp } from '../route-app.ts';

const patienceMs = 40;

/** Anybody may ask: what the server runs on is for its administrators (`notices` of the host). */
const healthView = z.object({ isLive: z.boolean(), isReady: z.boolean() });

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['Server'],
  summary: 'Live and ready',
  description: '200 when ready, 503 while starting or stopping. Never waits for the database.',
  security: [],
  responses: {
    200: answers(healthView, 'Ready.'),
    503: answers(healthView, 'Live, but not ready.'),
  },
});

/** Liveness and readiness. A busy database leaves the last answer standing. */
export function healthRoutes({ engine }: { engine: Engine }) {
  let last: z.infer<typeof healthView> = { isLive: true, isReady: false };
  async function refresh() {
    try {
      const { isLive, isReady } = await engine.health();
      last = { isLive, isReady };
    } catch {
      last = { ...last, isReady: false };
    }
  }
  return routeApp().openapi(health, async (c) => {
    await Promise.race([refresh(), wait(patienceMs)]);
    return last.isReady ? c.json(last, 200) : c.json(last, 503);
  });
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
