import { randomBytes } from 'node:crypto';
import { findServiceAccount } from '../delegation/service-accounts.ts';
import { projectOf } from '../project.ts';
import type { AccessGrant, GoogleUser, World } from '../world.ts';
import { isGmailScope, isSignInScope } from './scopes.ts';
import {
  type AccessToken,
  type AuthorisationCode,
  consentKey,
  type IdentityStore,
  type RefreshToken,
} from './store.ts';

const secondMs = 1_000;
const dayMs = 86_400 * secondMs;
export const codeLifetimeMs = 600 * secondMs;
export const accessTokenLifetimeMs = 3_600 * secondMs;
export const testingRefreshLifetimeMs = 7 * dayMs;
export const refreshIdleLimitMs = 183 * dayMs;
export const refreshTokensPerAccountAndClient = 100;
/** Beyond this many, ended entries are swept before another is added. */
const sweepAbove = 20_000;

/** Issues, checks and ends tokens. */
export interface Tokens {
  issueCode(options: Omit<AuthorisationCode, 'code' | 'expiresAt' | 'isUsed'>): AuthorisationCode;
  issueAccessToken(options: Omit<AccessToken, 'token' | 'expiresAt'>): AccessToken;
  issueRefreshToken(code: AuthorisationCode): RefreshToken;
  /** The live access token and its account. */
  authenticate(token: string): AccessGrant | null;
  /** The live refresh token, its idle time started anew; null when it has ended. */
  useRefreshToken(token: string): RefreshToken | null;
  /** Ends every token that came from one code; for a code used twice. */
  endTokensOfCode(code: string): void;
  /** Ends the whole grant behind a token: consent and all tokens of account and client. */
  revoke(token: string): boolean;
  /** Ends every token and consent of an account. */
  revokeAccount(sub: string): void;
  /** Ends the tokens that hold a Gmail scope, as a password change does. */
  endGmailTokens(sub: string): void;
}

/**
 * Creates the token rules over a store.
 *
 * @see https://developers.google.com/identity/protocols/oauth2#expiration
 */
export function createTokens(world: World, store: IdentityStore): Tokens {
  const { clock } = world;
  const userOf = (sub: string) => [...world.users.values()].find((user) => user.sub === sub);

  // A service account may call for itself; it has no mailbox and is nobody's colleague.
  const serviceAccountUser = (uniqueId: string): GoogleUser | null => {
    const account = findServiceAccount(world, uniqueId)?.account;
    if (!account) return null;
    const { email, displayName: name } = account;
    return {
      sub: uniqueId,
      email,
      name,
      hostedDomain: null,
      mailbox: null,
      isServiceAccount: true,
    };
  };

  const endRefreshToken = (token: string) => {
    if (!store.refreshTokens.delete(token)) return;
    store.deadRefreshTokens.add(token);
    if (store.deadRefreshTokens.size > sweepAbove) {
      const [oldest] = store.deadRefreshTokens;
      if (oldest !== undefined) store.deadRefreshTokens.delete(oldest);
    }
  };
  const endWhere = (matches: (token: AccessToken | RefreshToken) => boolean) => {
    for (const token of [...store.accessTokens.values()]) {
      if (matches(token)) store.accessTokens.delete(token.token);
    }
    for (const token of [...store.refreshTokens.values()]) {
      if (matches(token)) endRefreshToken(token.token);
    }
    world.touch();
  };
  const sweep = <T extends { expiresAt: number }>(entries: Map<string, T>) => {
    if (entries.size <= sweepAbove) return;
    for (const [key, { expiresAt }] of entries) {
      if (expiresAt < clock.now() || entries.size > 2 * sweepAbove) entries.delete(key);
    }
  };

  return {
    issueCode: (options) => {
      sweep(store.codes);
      const code: AuthorisationCode = {
        ...options,
        code: `4/0A${randomBytes(51).toString('base64url')}`,
        expiresAt: clock.now() + codeLifetimeMs,
        isUsed: false,
      };
      store.codes.set(code.code, code);
      world.touch();
      return code;
    },

    issueAccessToken: (options) => {
      sweep(store.accessTokens);
      const token: AccessToken = {
        ...options,
        token: `ya29.a0A${randomBytes(120).toString('base64url')}`,
        expiresAt: clock.now() + accessTokenLifetimeMs,
      };
      store.accessTokens.set(token.token, token);
      world.touch();
      return token;
    },

    issueRefreshToken: ({ clientId, sub, scopes, code }) => {
      const siblings = [...store.refreshTokens.values()].filter(
        (other) => other.clientId === clientId && other.sub === sub,
      );
      const surplus = siblings.length - refreshTokensPerAccountAndClient + 1;
      for (const old of siblings.slice(0, Math.max(0, surplus))) endRefreshToken(old.token);
      const { publishingStatus, audience } = projectOf(world, clientId);
      const isShortLived =
        publishingStatus === 'testing' && audience === 'external' && !scopes.every(isSignInScope);
      const token: RefreshToken = {
        token: `1//0${randomBytes(72).toString('base64url')}`,
        clientId,
        sub,
        scopes,
        issuedAt: clock.now(),
        lastUsedAt: clock.now(),
        expiresAt: isShortLived ? clock.now() + testingRefreshLifetimeMs : null,
        code,
      };
      store.refreshTokens.set(token.token, token);
      world.touch();
      return token;
    },

    authenticate: (token) => {
      const found = store.accessTokens.get(token);
      if (!found) return null;
      if (found.expiresAt <= clock.now()) {
        store.accessTokens.delete(token);
        return null;
      }
      const user = userOf(found.sub) ?? serviceAccountUser(found.sub);
      if (!user || user.isSuspended) return null;
      return { user, clientId: found.clientId, scopes: new Set(found.scopes) };
    },

    useRefreshToken: (token) => {
      const found = store.refreshTokens.get(token);
      if (!found) return null;
      const isExpired = found.expiresAt !== null && found.expiresAt <= clock.now();
      const isIdle = found.lastUsedAt + refreshIdleLimitMs <= clock.now();
      if (isExpired || isIdle || !userOf(found.sub)) {
        endRefreshToken(token);
        world.touch();
        return null;
      }
      found.lastUsedAt = clock.now();
      world.touch();
      return found;
    },

    endTokensOfCode: (code) => endWhere((token) => token.code === code),

    revoke: (token) => {
      const access = store.accessTokens.get(token);
      const isLive = access !== undefined && access.expiresAt > clock.now();
      const found = isLive ? access : store.refreshTokens.get(token);
      if (!found) return false;
      const { sub, clientId } = found;
      store.consents.delete(consentKey(sub, clientId));
      endWhere((other) => other.sub === sub && other.clientId === clientId);
      return true;
    },

    revokeAccount: (sub) => {
      for (const [key, consent] of store.consents)
        if (consent.sub === sub) store.consents.delete(key);
      endWhere((token) => token.sub === sub);
    },

    endGmailTokens: (sub) =>
      endWhere((token) => token.sub === sub && token.scopes.some(isGmailScope)),
  };
}
