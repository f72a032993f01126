import { OpenAPIHono, z } from '@hono/zod-openapi';
import { MailError } from '@mailroom/engine';
import type { ApiEnv } from './authentication.ts';

/** An empty app whose validation failures become `invalid_input` with the paths that are wrong. */
export function routeApp(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error, result.target);
      refuseNul(result.data, result.target);
    },
  });
}

/** `invalid_input` with what zod found: where it is and what is wrong, never the value. */
export function invalidInput(error: z.core.$ZodError, target: string): MailError {
  const issues = error.issues.slice(0, 20).map((issue) => ({
    path: [target, ...issue.path].join('.'),
    message: issue.message,
  }));
  return new MailError('invalid_input', {
    detail: issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '),
    data: { issues },
  });
}

/**
 * PostgreSQL stores no U+0000 in text: whatever carries one is refused here.
 *
 * @throws MailError `invalid_input`
 */
export function refuseNul(value: unknown, target: string): void {
  if (typeof value === 'string') {
    if (!value.includes('\0')) return;
    throw new MailError('invalid_input', {
      detail: `${target}: must not contain U+0000`,
      data: { issues: [{ path: target, message: 'must not contain U+0000' }] },
    });
  }
  // Parsed input is as deep as its schema, but bytes and streams are not for looking into.
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') return;
  for (const [name, inner] of Object.entries(value as object)) {
    refuseNul(inner, `${target}.${name}`);
  }
}

/** A JSON answer in a route's `responses`. */
export function answers<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body in a route's `request`. */
export function takes<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Bytes in a route's `responses`. */
export function answersBytes(description: string) {
  return {
    description,
    content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
  };
}

export const done = { description: 'Done.' };
