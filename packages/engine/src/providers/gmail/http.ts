import { MailError } from '../../errors.ts';

export interface HttpRequest {
  url: string;
  verb: string;
  headers: Record<string, string>;
  /** Bytes as they are, anything else as JSON; undefined: none. */
  body?: unknown;
  /** For the whole exchange, body included. */
  timeoutMs: number;
  /** For the answer's next byte, the first one included; a request's own bytes take their time. */
  idleTimeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called when the status line and headers are there. */
  onHeaders(): void;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** A message of 36 MB as base64 in JSON, with room. */
const maxAnswerBytes = 120 * 1024 * 1024;

/** A connection that brings nothing for so long is dead, however big the answer may be. */
const defaultIdleTimeoutMs = 30_000;

/** Failures before a single byte of the request left. */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * One HTTP exchange with the body read to its end.
 *
 * @throws MailError `network` for anything short of a whole answer, `cancelled` for the signal
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { signal } = request;
  if (signal?.aborted) throw new MailError('cancelled');
  const controller = new AbortController();
  const handleAbort = () => controller.abort();
  signal?.addEventListener('abort', handleAbort, { once: true });
  const timer = setTimeout(() => controller.abort(), request.timeoutMs);
  const idleMs = request.idleTimeoutMs ?? defaultIdleTimeoutMs;
  const sendingMs = request.body instanceof Uint8Array ? request.timeoutMs : 0;
  let idleTimer = setTimeout(() => controller.abort(), Math.max(idleMs, sendingMs));
  const handleByte = () => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => controller.abort(), idleMs);
  };
  try {
    const response = await fetch(request.url, {
      method: request.verb,
      headers: { accept: 'application/json', ...contentType(request.body), ...request.headers },
      body: bodyOf(request.body),
      // Google never redirects API calls; a proxy's sign-in page must not get our token.
      redirect: 'manual',
      signal: controller.signal,
    });
    request.onHeaders();
    handleByte();
    return {
      status: response.status,
      headers: response.headers,
      text: await readText(response, handleByte),
    };
  } catch (error) {
    if (error instanceof MailError) throw error;
    if (signal?.aborted) throw new MailError('cancelled', { cause: error });
    throw new MailError('network', { cause: error });
  } finally {
    clearTimeout(timer);
    clearTimeout(idleTimer);
    signal?.removeEventListener('abort', handleAbort);
  }
}

/** Whether the request of a `network` error surely never reached the other side. */
export function isCertainlyUnsent(error: MailError): boolean {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause, depth += 1
  ) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && unsentCodes.has(code)) return true;
    // Several addresses of one host were tried, and none let us in.
    if (at instanceof AggregateError && at.errors.length > 0)
      return at.errors.every((one) => unsentCodes.has((one as { code?: string }).code ?? ''));
  }
  return false;
}

async function readText(response: Response, onChunk: () => void): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    onChunk();
    size += chunk.length;
    if (size > maxAnswerBytes) throw new MailError('too_large');
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

function contentType(body: unknown): Record<string, string> {
  return body === undefined || body instanceof Uint8Array
    ? {}
    : { 'content-type': 'application/json' };
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  if (body instanceof Uint8Array) return body as Uint8Array<ArrayBuffer>;
  return JSON.stringify(body);
}
