const maxCauses = 5;
const maxFrames = 20;

/** What a log may hold of an error: bounded, and nothing that was in a statement. */
export interface LoggedError {
  name: string;
  code?: string;
  message?: string;
  /** Frames only: the first lines of a stack repeat the message. */
  stack?: string;
  cause?: LoggedError;
}

/**
 * What may be logged of an error; a pino serializer for `err`. Errors of the database quote the
 * statement and its parameters, which are mail, addresses and hashes: of those, and of their
 * causes, only name, code and stack are kept.
 */
export function errorForLog(error: unknown): LoggedError | string {
  if (typeof error === 'string') return textForLog(error);
  if (!isErrorLike(error)) return { name: typeof error };
  return withoutStatement(error, false, 0);
}

/** `text`, cut where it quotes a statement. */
export function textForLog(text: string): string {
  const start = text.search(/Failed query/i);
  return (start < 0 ? text : `${text.slice(0, start)}Failed query`).slice(0, 2_000);
}

function withoutStatement(error: Error, isInQuery: boolean, depth: number): LoggedError {
  const { name, stack, cause } = error;
  const isQuery = isInQuery || isOfDatabase(error);
  const code = (error as { code?: unknown }).code;
  const frames = String(stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, maxFrames)
    .join('\n');
  return {
    name: String(name),
    ...(typeof code === 'string' ? { code: code.slice(0, 100) } : {}),
    ...(isQuery ? {} : { message: textForLog(String(error.message)) }),
    ...(frames ? { stack: frames } : {}),
    ...(isErrorLike(cause) && depth < maxCauses
      ? { cause: withoutStatement(cause, isQuery, depth + 1) }
      : {}),
  };
}

/** Drizzle's errors carry `params`; PostgreSQL's own a `severity`, and values in their messages. */
function isOfDatabase(error: Error): boolean {
  return (
    'params' in error ||
    'severity' in error ||
    error.name.includes('Query') ||
    /^Failed query/i.test(error.message)
  );
}

// Errors come from other realms and threads too, where `instanceof` says no.
function isErrorLike(value: unknown): value is Error {
  const error = value as Partial<Error> | null;
  return typeof value === 'object' && typeof error?.message === 'string' && 'name' in (value ?? {});
}
