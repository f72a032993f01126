import type { OpenAPIHono } from '@hono/zod-openapi';
import { createRoute, z } from '@hono/zod-openapi';
import type { ApiEnv } from '../authentication.ts';
import { describeApi } from '../openapi.ts';
import { renderReference } from '../reference/render.ts';
import { answers, routeApp } from '../route-app.ts';

const openapi = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['Server'],
  summary: 'This API as OpenAPI 3.1',
  security: [],
  responses: { 200: answers(z.looseObject({ openapi: z.string() }), 'The document.') },
});

const docs = createRoute({
  method: 'get',
  path: '/docs',
  tags: ['Server'],
  summary: 'This API as a page to read',
  security: [],
  responses: {
    200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } },
  },
});

// No script runs on the page; its one style sheet stands inside it.
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The API's description of itself. Made at the first request: all routes stand by then. */
export function documentRoutes(options: {
  describe: () => OpenAPIHono<ApiEnv>;
  publicUrl: string;
  version?: string;
}) {
  let made: ReturnType<typeof describeApi> | null = null;
  let page: string | null = null;
  function document() {
    made ??= describeApi(options.describe(), options);
    return made;
  }
  return routeApp()
    .openapi(openapi, (c) => c.json(document() as { openapi: string }, 200))
    .openapi(docs, (c) => {
      page ??= renderReference(document());
      return c.html(page, 200, { 'Content-Security-Policy': pagePolicy });
    });
}
