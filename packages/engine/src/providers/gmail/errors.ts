import { z } from 'zod';
import { MailError } from '../../errors.ts';
import type { Rejection } from '../limits.ts';
import { isAllowedEndpoint, isLoopback } from '../oauth-errors.ts';

/** What to do about an answer that is no success. */
export type GmailFailure =
  | { kind: 'unauthorized' }
  /** Turned down for its number or cost: it was not carried out. */
  | { kind: 'limited'; rejection: Rejection; error: MailError }
  /** Nobody knows whether it was carried out. */
  | { kind: 'unclear'; error: MailError }
  /** Refused: it was not carried out and will not be. */
  | { kind: 'refused'; error: MailError };

const errorBody = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    errors: z
      .array(
        z.object({
          reason: z.string().catch(''),
          extendedHelp: z.string().optional().catch(undefined),
        }),
      )
      .catch([]),
    details: z
      .array(
        z.object({
          reason: z.string().catch(''),
          metadata: z.record(z.string(), z.unknown()).catch({}),
          links: z.array(z.object({ url: z.string().catch('') })).catch([]),
        }),
      )
      .catch([]),
  }),
});

type ErrorBody = z.infer<typeof errorBody>['error'];

const rateReasons = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'RATE_LIMIT_EXCEEDED',
  'RESOURCE_EXHAUSTED',
]);
const dailyReasons = new Set(['dailyLimitExceeded', 'dailyLimitExceededUnreg']);
const disabledReasons = new Set(['accessNotConfigured', 'SERVICE_DISABLED']);
const scopeReasons = new Set(['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT']);
const dailyPauseMs = 60 * 60_000;
const maxRetryAfterMs = 24 * 60 * 60_000;

/**
 * Reads a failed answer of the Gmail API.
 *
 * @param method the API method, e.g. `messages.get`
 * @see https://developers.google.com/workspace/gmail/api/guides/handle-errors
 */
export function readFailure(
  method: string,
  answer: { status: number; headers: Headers; text: string },
  now: Date,
): GmailFailure {
  const { status } = answer;
  const body = parseBody(answer.text);
  if (status === 401) return { kind: 'unauthorized' };
  // A page in the way (a proxy's, a wrong address) must not be taken for Google's word that
  // something is gone: only Google's own form of error counts for a refusal.
  if (status >= 500 || status < 400) return unclear(status);
  const reasons = reasonsOf(body);
  if (status === 429 || (status === 403 && hasAny(reasons, rateReasons)))
    return limited(body, answer.headers, now);
  if (!body) return unclear(status);
  if (hasAny(reasons, dailyReasons)) return dailyLimit();
  return { kind: 'refused', error: refusal(method, status, body, reasons) };
}

function refusal(method: string, status: number, body: ErrorBody, reasons: Set<string>): MailError {
  const detail = body.message.replace(/\s+/g, ' ').slice(0, 300);
  const push = method === 'watch' ? watchRefusal(status, body, detail) : null;
  if (push) return push;
  if (hasAny(reasons, disabledReasons))
    return new MailError('api_disabled', { data: { activationUrl: activationUrl(body) } });
  if (status === 403 && hasAny(reasons, scopeReasons)) return new MailError('permission_missing');
  if (reasons.has('failedPrecondition') || reasons.has('FAILED_PRECONDITION')) {
    // A Google account without Gmail; see docs/provider-quirks.md.
    if (method === 'getProfile' || /mail service/i.test(body.message))
      return new MailError('no_mailbox');
  }
  if (status === 404 || status === 410) return new MailError('remote_gone');
  if (status === 409) return new MailError('conflict', { detail });
  if (status === 413) return new MailError('too_large');
  return new MailError('provider_rejected', { detail, data: { status, reason: [...reasons][0] } });
}

/**
 * Gmail tries the topic while it is asked to watch, and passes on what Pub/Sub says.
 *
 * @returns null: it has nothing to do with Pub/Sub
 */
function watchRefusal(status: number, body: ErrorBody, detail: string): MailError | null {
  const text = body.message;
  if (/Pub\/?Sub API has not been used|pubsub\.googleapis\.com/i.test(text))
    return new MailError('pubsub_disabled', { data: { activationUrl: activationUrl(body) } });
  const project = /Invalid topicName does not match projects\/([^/\s]+)\/topics/i.exec(text)?.[1];
  if (project) return new MailError('push_project_wrong', { data: { project } });
  // Another topic of this project gets the mailbox's pushes: it has to be stopped first.
  if (/only one user push notification client/i.test(text)) return new MailError('conflict');
  if (status === 400 && /topicName/i.test(text)) return new MailError('push_topic_missing');
  if (!/Cloud Pub\/?Sub/i.test(text)) return null;
  if (status === 404 || /resource not found|topic.*not found/i.test(text))
    return new MailError('push_topic_missing');
  if (status === 403) return new MailError('push_right_missing');
  return new MailError('provider_rejected', { detail, data: { status } });
}

function limited(body: ErrorBody | null, headers: Headers, now: Date): GmailFailure {
  const text = body?.message ?? '';
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), text, now);
  const reason = /concurrent/i.test(text)
    ? 'calls'
    : /per project|per minute per project/i.test(text)
      ? 'client'
      : 'units';
  return {
    kind: 'limited',
    rejection: { retryAfterMs, reason },
    error: new MailError('rate_limited', retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

function dailyLimit(): GmailFailure {
  return {
    kind: 'limited',
    rejection: { retryAfterMs: dailyPauseMs, reason: 'client' },
    error: new MailError('rate_limited', { retryAfterMs: dailyPauseMs }),
  };
}

/** From the header, in seconds or as a date, or from Gmail's text `Retry after 2026-…Z`. */
function readRetryAfter(header: string | null, text: string, now: Date): number | null {
  const bounded = (ms: number) => Math.min(maxRetryAfterMs, Math.max(0, ms));
  if (header && /^\d{1,9}$/.test(header.trim())) return bounded(Number(header) * 1_000);
  const named = header ?? /retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)/i.exec(text)?.[1];
  const at = named ? Date.parse(named) : Number.NaN;
  return Number.isNaN(at) ? null : bounded(at - now.getTime());
}

/**
 * Where an administrator switches the API on; only ever a page of Google's console, or of this
 * machine, where Google is simulated.
 */
function activationUrl(body: ErrorBody): string | null {
  const candidates = [
    ...body.details.map(({ metadata }) => metadata.activationUrl),
    ...body.details.flatMap(({ links }) => links.map(({ url }) => url)),
    ...body.errors.map(({ extendedHelp }) => extendedHelp),
    /https:\/\/console\.[^\s"']+/.exec(body.message)?.[0],
  ];
  for (const candidate of candidates) {
    if (typeof candidate !== 'string' || candidate.length > 2_000) continue;
    const url = URL.canParse(candidate) ? new URL(candidate) : null;
    if (url && isConsole(url)) return url.href;
  }
  return null;
}

function isConsole(url: URL): boolean {
  if (!isAllowedEndpoint(url)) return false;
  return (
    isLoopback(url.hostname) || /^console\.(developers|cloud)\.google\.com$/.test(url.hostname)
  );
}

function unclear(status: number): GmailFailure {
  return { kind: 'unclear', error: new MailError('provider_unavailable', { data: { status } }) };
}

function parseBody(text: string): ErrorBody | null {
  try {
    return errorBody.parse(JSON.parse(text)).error;
  } catch {
    return null;
  }
}

function reasonsOf(body: ErrorBody | null): Set<string> {
  if (!body) return new Set();
  return new Set(
    [...body.errors, ...body.details]
      .map(({ reason }) => reason)
      .concat(body.status)
      .filter(Boolean),
  );
}

function hasAny(reasons: Set<string>, wanted: Set<string>): boolean {
  for (const reason of reasons) if (wanted.has(reason)) return true;
  return false;
}
