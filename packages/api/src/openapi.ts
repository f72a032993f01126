import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiEnv } from './authentication.ts';
import { problemDetails } from './components.ts';

export type ApiDocument = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

/** The OpenAPI 3.1 document of every route that `app` holds. */
export function describeApi(
  app: OpenAPIHono<ApiEnv>,
  options: { publicUrl: string; version?: string },
): ApiDocument {
  const { $schema: _dialect, ...problemSchema } = z.toJSONSchema(problemDetails);
  app.openAPIRegistry.registerComponent('schemas', 'Problem', problemSchema as object);
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'session',
    description: 'The session of a signed-in browser. Writes need an Origin of this site.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key made in the settings; its scope is `read` or `write`.',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Mailroom',
      version: options.version ?? '0.1.0',
      description:
        'Mail of linked accounts: read it, act on it, send it. Times are ISO 8601 in UTC. Errors are problem details (RFC 9457) with a stable `code`. An id that is not yours answers like one that does not exist.',
    },
    servers: [{ url: `${options.publicUrl}/api` }],
    security: [{ session: [] }, { apiKey: [] }],
  });
  addProblems(document);
  return document;
}

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

// Declared here and not on the routes: there it would make every typed answer a union with errors.
function addProblems(document: ApiDocument): void {
  const problem = {
    description: 'An error, by its `code`.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const operation = path[method];
      if (operation) operation.responses = { ...operation.responses, default: problem };
    }
  }
}
