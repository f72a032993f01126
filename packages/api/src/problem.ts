import { ERRORS, errorForLog, isMailError, MailError } from '@mailroom/engine';
import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Logger } from 'pino';
import type { ApiEnv } from './authentication.ts';
import type { ProblemDetails } from './components.ts';

/** An error as `application/problem+json`. @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problemResponse(error: MailError, data = error.data): Response {
  const problem: ProblemDetails = {
    type: `urn:mailroom:${error.code}`,
    title: ERRORS[error.code].message,
    status: error.status,
    code: error.code,
    ...(error.detail ? { detail: error.detail } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
  };
  const headers = new Headers({ 'Content-Type': 'application/problem+json' });
  if (error.retryAfterMs !== null) {
    headers.set('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))));
  }
  return new Response(JSON.stringify(problem), { status: error.status, headers });
}

/**
 * Answers every error. What is not a MailError is a fault of ours: logged once, with the request
 * id that the answer carries, and nothing else of it leaves.
 */
export function problemHandler(hostLogger: Logger): ErrorHandler<ApiEnv> {
  const logger = hostLogger.child({}, { serializers: { err: errorForLog } });
  return (error, c) => {
    const known = isMailError(error) ? error : fromFramework(error);
    if (known && known.code !== 'internal') return problemResponse(known);
    const requestId = c.get('requestId') ?? crypto.randomUUID();
    logger.error(
      { requestId, method: c.req.method, route: c.req.routePath, err: error },
      'request failed',
    );
    return problemResponse(new MailError('internal', { data: { requestId } }));
  };
}

function fromFramework(error: unknown): MailError | null {
  if (isMailError((error as Error | null)?.cause)) return (error as Error).cause as MailError;
  if (!(error instanceof HTTPException)) return null;
  if (error.status === 413) return new MailError('too_large');
  return error.status < 500 ? new MailError('invalid_input', { detail: error.message }) : null;
}
