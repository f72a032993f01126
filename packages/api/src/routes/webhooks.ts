import { createRoute, z } from '@hono/zod-openapi';
import { type Engine, MailError } from '@mailroom/engine';
import { done, routeApp } from '../route-app.ts';

const maxPushBytes = 64_000;

const google = createRoute({
  method: 'post',
  path: '/webhooks/google',
  tags: ['Webhooks'],
  summary: "Google's Pub/Sub push",
  description: 'Carries a JWT of Google in `Authorization`; a hint to synchronise, never data.',
  security: [],
  request: {
    body: { content: { 'application/octet-stream': { schema: z.any() } } },
  },
  responses: { 204: done },
});

/** What providers call. No session: the engine checks their signature. */
export function webhookRoutes({ engine }: { engine: Engine }) {
  return routeApp().openapi(google, async (c) => {
    const text = await c.req.text();
    if (text.length > maxPushBytes) throw new MailError('too_large');
    await engine.sync.receiveGooglePush({
      authorization: c.req.header('authorization') ?? null,
      body: parseJson(text),
    });
    return c.body(null, 204);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MailError('webhook_invalid', { cause });
  }
}
