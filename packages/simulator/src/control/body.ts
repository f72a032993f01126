import type { Context } from 'hono';
import type { z } from 'zod';
import { InvalidInputError } from '../invalid-input.ts';

/**
 * Reads a JSON body by its schema; an absent body counts as `{}`.
 *
 * @throws InvalidInputError that says which field is wrong
 */
export async function readBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const text = await c.req.text();
  const result = schema.safeParse(parse(text));
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'body'}: ${message}`,
  );
  throw new InvalidInputError(issues.join('; '));
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new InvalidInputError('body: not JSON');
  }
}
