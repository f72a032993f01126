import { createHash } from 'node:crypto';
import type { Authentication } from '@mailroom/api';
import type { Db } from '@mailroom/engine';
import type { Logger } from 'pino';
import { findApiKey, touchApiKey } from '../store/api-keys.ts';
import type { Role } from '../store/schema.ts';
import type { Auth } from './auth.ts';

/** Somebody that the server knows, and how they came in. */
export interface Identified {
  authentication: Authentication;
  user: { id: string; name: string; email: string; role: Role; hasTotp: boolean };
  /** Null for an API key. */
  sessionId: string | null;
}

export interface Identify {
  (request: Request): Promise<Identified | null>;
  /** Forgets what is remembered: call it after anything that changes users, sessions or keys. */
  forget(): void;
}

const freshMs = 3_000;
const staleMs = 60_000;
const patienceMs = 50;
const maxRemembered = 5_000;
const touchEveryMs = 60_000;

/**
 * Tells who sent a request, by session cookie or API key.
 *
 * Answers are remembered for seconds: the embedded database has one connection, and a request must
 * not wait behind a long query only to hear the same name again. Within this process nothing stays
 * remembered that changed (`forget`); another process notices after `freshMs`, and after `staleMs`
 * at the latest when the database is busy.
 */
export function createIdentify(options: { db: Db; auth: Auth; logger: Logger }): Identify {
  const { db, auth, logger } = options;
  const remembered = new Map<string, { found: Identified; at: number }>();
  const touched = new Map<string, number>();
  let generation = 0;
  let cookieName: string | null = null;

  async function lookUp(request: Request): Promise<Identified | null> {
    const key = bearerKey(request);
    if (key === null) return identifySession(auth, request.headers);
    const found = await findApiKey(db, key);
    if (!found) return null;
    const { user, scope, keyId } = found;
    const last = touched.get(keyId) ?? 0;
    if (Date.now() - last > touchEveryMs) {
      touched.set(keyId, Date.now());
      touchApiKey(db, keyId).catch((err) => logger.warn({ err: String(err) }, 'key not touched'));
    }
    return {
      authentication: {
        userId: user.id,
        isAdministrator: user.role === 'administrator',
        method: 'bearer',
        scope,
      },
      user: { ...user, hasTotp: user.twoFactorEnabled },
      sessionId: null,
    };
  }

  async function identify(request: Request): Promise<Identified | null> {
    cookieName ??= (await auth.$context).authCookies.sessionToken.name;
    const credential = credentialOf(request, cookieName);
    if (credential === null) return null;
    if (credential === 'ambiguous') return lookUp(request);
    const known = remembered.get(credential);
    const ageMs = known ? Date.now() - known.at : Number.POSITIVE_INFINITY;
    if (known && ageMs < freshMs) return known.found;
    const asked = generation;
    const answer = lookUp(request).then((found) => {
      if (asked === generation) remember(credential, found);
      return found;
    });
    if (!known || ageMs >= staleMs) return answer;
    answer.catch(() => {});
    return Promise.race([answer, afterMs(patienceMs, known.found)]);
  }

  function remember(credential: string, found: Identified | null): void {
    remembered.delete(credential);
    if (!found) return;
    remembered.set(credential, { found, at: Date.now() });
    const oldest = remembered.keys().next().value;
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  function forget(): void {
    generation += 1;
    remembered.clear();
  }

  return Object.assign(identify, { forget });
}

async function identifySession(auth: Auth, headers: Headers): Promise<Identified | null> {
  const found = await auth.api.getSession({ headers, query: { disableRefresh: true } });
  if (!found || found.user.disabledAt) return null;
  const role: Role = found.user.role === 'administrator' ? 'administrator' : 'member';
  return {
    authentication: {
      userId: found.user.id,
      isAdministrator: role === 'administrator',
      method: 'cookie',
      scope: 'write',
    },
    user: {
      id: found.user.id,
      name: found.user.name,
      email: found.user.email,
      role,
      hasTotp: found.user.twoFactorEnabled === true,
    },
    sessionId: found.session.id,
  };
}

/**
 * What a request shows to be known by, hashed; null when it shows nothing. It must be the very
 * value that `lookUp` goes by, else an answer would be remembered under somebody else's cookie:
 * several cookies of the name are `ambiguous`, and nothing is remembered for them.
 */
function credentialOf(request: Request, cookieName: string): string | null {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return hashed(`bearer:${authorization}`);
  const header = request.headers.get('cookie') ?? '';
  if (!header.includes(cookieName)) return null;
  const sessions = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookieName}=`));
  // Whatever else carries the name (a longer name, a second value) may be read in another way elsewhere.
  const named = header.split(cookieName).length - 1;
  if (named !== 1) return 'ambiguous';
  return sessions.length === 1 ? hashed(`cookie:${sessions[0]}`) : 'ambiguous';
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** The key of a Bearer header; empty for a header that carries no key of ours. */
function bearerKey(request: Request): string | null {
  const authorization = request.headers.get('authorization');
  if (authorization === null) return null;
  return /^Bearer (mr_[A-Za-z0-9_-]{43})$/i.exec(authorization)?.[1] ?? '';
}

function afterMs<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), ms).unref();
  });
}
