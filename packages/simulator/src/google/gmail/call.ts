import { STATUS_CODES } from 'node:http';
import type { Fault } from '../../faults.ts';
import { projectOf } from '../project.ts';
import type { AccessGrant, World } from '../world.ts';
import {
  ApiError,
  apiDisabled,
  apiError,
  insufficientScopes,
  invalidArgument,
  notFound,
  unauthenticated,
} from './errors.ts';
import { applyFields } from './fields.ts';
import type { Method, MethodCall } from './method.ts';
import type { Publisher } from './push.ts';
import type { QuotaLedger } from './quota.ts';
import { methodScopes } from './scopes.ts';

/** What a method call brings, however it came: alone, in a batch, or as an upload. */
export interface IncomingCall {
  method: Method;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Headers;
  /** Read only after the call was authorised. */
  readBody(): Promise<{ body: Record<string, unknown>; media: Uint8Array | null }>;
}

/** A reply before it meets the wire. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What happens to the connection instead of a clean end. */
  failure: { type: 'cut'; afterBytes: number } | { type: 'lost' } | null;
}

/** Who calls, after every check that comes before the work. */
export interface Authorised {
  grant: AccessGrant;
  mailbox: MethodCall['mailbox'];
}

/** Answers calls on behalf of a world. */
export interface CallRunner {
  /** @throws ApiError 401, 403 or 400 */
  authorise(call: Pick<IncomingCall, 'method' | 'params' | 'query' | 'headers'>): Authorised;
  /** Never rejects: errors become answers. */
  run(call: IncomingCall): Promise<Answer>;
}

/** Creates the runner: checks, quota, faults, work, partial response, in the order of Google's. */
export function createCallRunner(
  world: World,
  quota: QuotaLedger,
  publisher: Publisher,
): CallRunner {
  const authorise: CallRunner['authorise'] = ({ method, params, query, headers }) => {
    checkQuery(query);
    const token = readToken(headers, query);
    const grant = token === null ? null : world.authenticate(token);
    if (!grant) throw unauthenticated(token !== null);
    const project = projectOf(world, grant.clientId);
    if (!project.isGmailApiEnabled) throw apiDisabled(project.projectNumber, world.consoleUrl());
    const scopes = methodScopes[method.id] ?? [];
    if (!scopes.some((scope) => grant.scopes.has(scope))) throw insufficientScopes(method.id);
    const userId = params.userId?.toLowerCase();
    if (userId !== 'me' && userId !== grant.user.email)
      throw apiError(403, 'forbidden', `Delegation denied for ${grant.user.email}`);
    const { mailbox, isMailOff, isServiceAccount } = grant.user;
    // A service account that calls for itself has no mailbox to open.
    if (isServiceAccount)
      throw apiError(400, 'failedPrecondition', 'Precondition check failed.', {
        status: 'FAILED_PRECONDITION',
      });
    if (!mailbox || isMailOff)
      throw apiError(400, 'failedPrecondition', 'Mail service not enabled', {
        status: 'FAILED_PRECONDITION',
      });
    return { grant, mailbox };
  };

  const work = async (
    call: IncomingCall,
    { grant, mailbox }: Authorised,
    faults: readonly Fault[],
  ): Promise<unknown> => {
    const { body, media } = await call.readBody();
    const { method, params, query } = call;
    return method.handle({
      world,
      user: grant.user,
      mailbox,
      grant,
      params,
      query,
      body,
      media,
      faults,
    });
  };

  const runAuthorised = async (
    call: IncomingCall,
    authorised: Authorised,
    faults: readonly Fault[],
  ): Promise<Answer> => {
    const { email } = authorised.grant.user;
    const method = call.method.id;
    let units = 0;
    let isRejected = false;
    let hasEntered = false;
    try {
      quota.enter(email);
      hasEntered = true;
      units = quota.charge(email, method);
      for (const { kind } of faults) if (kind.type === 'latency') await delay(kind.ms);
      failFirst(world, email, faults);
      const spoken = faults.find(({ kind }) => kind.type === 'answer')?.kind;
      if (spoken?.type === 'answer') return success(spoken.body, new URLSearchParams());
      const result = await work(call, authorised, faults);
      if (call.method.verb !== 'GET') world.touch();
      return success(result, call.query);
    } catch (error) {
      isRejected = error instanceof ApiError && error.isLimit;
      throw error;
    } finally {
      if (hasEntered) quota.leave(email);
      world.usage.record({ email, method, units, isRejected });
    }
  };

  return {
    authorise,
    run: async (call) => {
      publisher.follow();
      const token = readToken(call.headers, call.query);
      const email = (token && world.authenticate(token)?.user.email) || null;
      const faults = world.faults.take(call.method.id, email, call.params.id ?? null);
      let answer: Answer;
      try {
        answer = await runAuthorised(call, authorise(call), faults);
      } catch (error) {
        answer = failure(error);
      }
      for (const { kind } of faults) {
        if (kind.type === 'lost_answer') answer.failure = { type: 'lost' };
        if (kind.type === 'cut_body') answer.failure = { type: 'cut', afterBytes: kind.afterBytes };
      }
      return answer;
    },
  };
}

/** Turns what was thrown into Google's error JSON. */
export function failure(error: unknown): Answer {
  const known =
    error instanceof ApiError
      ? error
      : apiError(500, 'backendError', 'Internal error encountered.');
  if (known !== error) console.error('simulator: a Gmail method failed', error);
  return {
    status: known.code,
    headers: { 'Content-Type': 'application/json; charset=UTF-8', ...known.headers },
    body: `${JSON.stringify({ error: known.body }, null, 2)}\n`,
    failure: null,
  };
}

/** The status line's words. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? 'Unknown';
}

function success(result: unknown, query: URLSearchParams): Answer {
  if (result === undefined) return { status: 204, headers: {}, body: '', failure: null };
  const selected = applyFields(result, query.get('fields'));
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json; charset=UTF-8',
      Vary: 'Origin, X-Origin, Referer',
    },
    body:
      query.get('prettyPrint') === 'false'
        ? JSON.stringify(selected)
        : `${JSON.stringify(selected, null, 2)}\n`,
    failure: null,
  };
}

/** Faults that strike before the work. */
function failFirst(world: World, email: string, faults: readonly Fault[]): void {
  for (const { kind } of faults) {
    if (kind.type === 'revoked_token') {
      world.revokeTokens(email);
      throw unauthenticated(true);
    }
    if (kind.type !== 'status') continue;
    const usual = kind.status === 403 ? 'userRateLimitExceeded' : 'rateLimitExceeded';
    const mayLimit = kind.status === 429 || kind.status === 403;
    const reason = kind.reason ?? (mayLimit ? usual : 'backendError');
    const isLimit = mayLimit && /limit|quota/i.test(reason);
    if (kind.status === 404) throw notFound();
    if (kind.status === 400)
      throw apiError(400, kind.reason ?? 'invalidArgument', 'Invalid message');
    throw apiError(kind.status, reason, faultMessage(reason, isLimit), {
      domain: isLimit ? 'usageLimits' : 'global',
      isLimit,
      headers: kind.retryAfterS === undefined ? {} : { 'Retry-After': String(kind.retryAfterS) },
    });
  }
}

/** @see https://developers.google.com/workspace/gmail/api/guides/handle-errors */
function faultMessage(reason: string, isLimit: boolean): string {
  const messages: Record<string, string> = {
    dailyLimitExceeded: 'Daily Limit Exceeded',
    domainPolicy: 'The domain administrators have disabled Gmail apps.',
    forbidden: 'Forbidden',
    insufficientPermissions: 'Insufficient Permission',
  };
  return messages[reason] ?? (isLimit ? 'Rate Limit Exceeded' : 'Backend Error');
}

function readToken(headers: Headers, query: URLSearchParams): string | null {
  const header = /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(headers.get('authorization') ?? '');
  return header?.[1] ?? query.get('access_token') ?? query.get('oauth_token');
}

const knownParameters = new Set(
  (
    'maxResults pageToken q labelIds includeSpamTrash format metadataHeaders fields alt prettyPrint ' +
    'key quotaUser userIp access_token oauth_token callback $.xgafv uploadType upload_protocol ' +
    'upload_id internalDateSource neverMarkSpam processForCalendar deleted startHistoryId ' +
    'historyTypes labelId'
  ).split(' '),
);

function checkQuery(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (knownParameters.has(name)) continue;
    const shown = name.slice(0, 100);
    throw invalidArgument(
      `Invalid JSON payload received. Unknown name "${shown}": Cannot bind query parameter. Field '${shown}' could not be found in request message.`,
    );
  }
  const alt = query.get('alt');
  if (alt !== null && alt !== 'json')
    throw invalidArgument(`Invalid alt value: ${alt.slice(0, 100)}`);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(ms, 600_000)));
}
