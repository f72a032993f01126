import type { Logger } from 'pino';
import type { z } from 'zod';
import { MailError } from '../../errors.ts';
import type { MailboxLimit } from '../limits.ts';
import type { AccessTokens, CallOptions } from '../provider.ts';
import { type GmailFailure, readFailure } from './errors.ts';
import { exchange, type HttpAnswer, isCertainlyUnsent } from './http.ts';
import { costOf, type GmailCosts } from './quota.ts';

export interface GmailClientOptions {
  /** E.g. https://gmail.googleapis.com; may have a path of its own. */
  apiUrl: string;
  tokens: AccessTokens;
  limit: MailboxLimit;
  costs: GmailCosts;
  logger: Logger;
  now: () => Date;
  /** First pause before a repeated call; doubles each time. */
  retryDelayMs?: number | undefined;
  timeoutMs?: number | undefined;
}

export interface GmailCall extends CallOptions {
  /** Name of the API method, as the quota table has it, e.g. `messages.get`. */
  method: string;
  verb?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/gmail/v1/users/me/`; or a whole URL, for the steps of an upload. */
  path: string;
  /** `/upload` in front of the path. */
  isUpload?: boolean;
  query?: Record<string, string | number | boolean | readonly string[] | null | undefined>;
  headers?: Record<string, string>;
  /** Sent as JSON, bytes as they are. */
  body?: unknown;
  /** Doing it twice does no harm. Default: for GET only. */
  isRepeatable?: boolean;
  timeoutMs?: number | undefined;
  /** Statuses from 300 on that are answers, not failures. */
  expectedStatus?: number;
  /** Costs nothing more: a later step of a call that is paid for. */
  isFree?: boolean;
}

/** Speaks HTTP with the Gmail API: tokens, quota, time limits, repetition, translation of errors. */
export interface GmailClient {
  /** @throws MailError */
  call<T>(schema: z.ZodType<T>, call: GmailCall): Promise<T>;
  /** The same for answers whose headers matter, or that are empty. */
  send(call: GmailCall): Promise<HttpAnswer>;
}

const defaultTimeoutMs = 30_000;
const maxRepetitions = 4;
const maxRateRepetitions = 8;
/** A longer pause is the job's business: it gives the place to others meanwhile. */
const longestPatienceMs = 90_000;

/** Creates the client of one mailbox. */
export function createGmailClient(options: GmailClientOptions): GmailClient {
  const { limit, tokens, costs, logger, now } = options;
  const base = options.apiUrl.replace(/\/+$/, '');
  const retryDelayMs = options.retryDelayMs ?? 500;

  const attempt = async (call: GmailCall, token: string): Promise<HttpAnswer | GmailFailure> => {
    const units = call.isFree ? 0 : costOf(costs, call.method);
    const lease = await limit.acquire(units, pickCallOptions(call));
    try {
      const answer = await exchange({
        url: urlOf(base, call),
        verb: call.verb ?? 'GET',
        headers: { authorization: `Bearer ${token}`, ...call.headers },
        body: call.body,
        timeoutMs: call.timeoutMs ?? options.timeoutMs ?? defaultTimeoutMs,
        signal: call.signal,
        onHeaders: lease.settle,
      });
      const isFine = answer.status < 300 || answer.status === call.expectedStatus;
      if (!isFine) return readFailure(call.method, answer, now());
      limit.accepted();
      return answer;
    } finally {
      lease.release();
    }
  };

  const send = async (call: GmailCall): Promise<HttpAnswer> => {
    const isRepeatable = call.isRepeatable ?? (call.verb ?? 'GET') === 'GET';
    let token = await tokens.get();
    let isTokenFresh = false;
    let failures = 0;
    for (let rateFailures = 0; ; ) {
      let result: HttpAnswer | GmailFailure;
      try {
        result = await attempt(call, token);
      } catch (error) {
        if (!(error instanceof MailError) || error.code !== 'network') throw error;
        if (!isRepeatable && !isCertainlyUnsent(error)) throw error;
        result = { kind: 'unclear', error };
      }
      if (!('kind' in result)) return result;
      if (result.kind === 'refused') throw result.error;
      if (result.kind === 'unauthorized') {
        if (isTokenFresh) throw new MailError('token_expired');
        token = await tokens.get({ rejected: token });
        isTokenFresh = true;
        continue;
      }
      if (result.kind === 'limited') {
        limit.rejected(result.rejection);
        rateFailures += 1;
        const waitMs = result.error.retryAfterMs ?? 0;
        if (rateFailures > maxRateRepetitions || waitMs > longestPatienceMs) throw result.error;
        logger.debug({ method: call.method, rateFailures }, 'rate limited');
        continue;
      }
      failures += 1;
      const mayRepeat = isRepeatable || isCertainlyUnsent(result.error);
      if (!mayRepeat || failures >= maxRepetitions) throw result.error;
      await pause(retryDelayMs * 2 ** (failures - 1) * (0.5 + Math.random()), call.signal);
    }
  };

  return {
    send,
    call: async (schema, call) => {
      for (let tries = 0; ; tries += 1) {
        const answer = await send(call);
        const parsed = parseAnswer(schema, answer.text);
        if (parsed) return parsed.value;
        const isRepeatable = call.isRepeatable ?? (call.verb ?? 'GET') === 'GET';
        if (!isRepeatable || tries >= 1)
          throw new MailError('provider_unavailable', {
            detail: `The answer to ${call.method} is not what Gmail documents.`,
          });
      }
    },
  };
}

function pickCallOptions({ priority, signal }: CallOptions): CallOptions {
  return { ...(priority ? { priority } : {}), ...(signal ? { signal } : {}) };
}

function urlOf(base: string, call: GmailCall): string {
  if (/^https?:/.test(call.path)) return call.path;
  const url = new URL(`${base}${call.isUpload ? '/upload' : ''}/gmail/v1/users/me/${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, String(item));
  }
  return url.href;
}

/** Null for anything but what `schema` describes, nesting that exhausts the stack included. */
function parseAnswer<T>(schema: z.ZodType<T>, text: string): { value: T } | null {
  try {
    return { value: schema.parse(JSON.parse(text)) };
  } catch {
    return null;
  }
}

/** Waits. @throws MailError `cancelled` when `signal` aborts */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new MailError('cancelled'));
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      if (signal?.aborted) reject(new MailError('cancelled'));
      else resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
