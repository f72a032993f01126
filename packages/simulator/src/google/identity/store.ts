import type { Workspace } from '../delegation/workspaces.ts';
import type { OAuthClient } from './clients.ts';

/** An authorisation code, from the consent page to the token endpoint. */
export interface AuthorisationCode {
  code: string;
  clientId: string;
  redirectUri: string;
  sub: string;
  scopes: string[];
  nonce: string | null;
  codeChallenge: string | null;
  codeChallengeMethod: 'S256' | 'plain';
  /** Whether the exchange gives a refresh token. */
  givesRefreshToken: boolean;
  expiresAt: number;
  isUsed: boolean;
}

/** A live access token. */
export interface AccessToken {
  token: string;
  clientId: string;
  sub: string;
  scopes: string[];
  expiresAt: number;
  isOffline: boolean;
  /** The code it came from, so that a replayed code can end it. */
  code: string;
}

/** A live refresh token. */
export interface RefreshToken {
  token: string;
  clientId: string;
  sub: string;
  scopes: string[];
  issuedAt: number;
  lastUsedAt: number;
  /** Null: no end but idleness. */
  expiresAt: number | null;
  code: string;
}

/** What a user has allowed a client, whatever tokens exist. */
export interface Consent {
  clientId: string;
  sub: string;
  scopes: string[];
  isOffline: boolean;
}

/** Everything the identity half remembers; plain data, saved as it is. */
export interface IdentityState {
  clients: OAuthClient[];
  /** Ids of deleted clients, which Google tells apart from ids that never were. */
  deletedClients?: string[];
  codes: AuthorisationCode[];
  accessTokens: AccessToken[];
  refreshTokens: RefreshToken[];
  /** Ended tokens: the API tells them apart from tokens that never were. */
  deadRefreshTokens: string[];
  consents: Consent[];
  /** Browser sessions: cookie value to the accounts signed in. */
  browsers: Array<[string, string[]]>;
  /** Accounts and domains whose administrator blocks the application. */
  blockedEmails: string[];
  blockedDomains: string[];
  workspaces?: Workspace[];
}

/** The live maps behind the endpoints. */
export interface IdentityStore {
  clients: Map<string, OAuthClient>;
  deletedClients: Set<string>;
  codes: Map<string, AuthorisationCode>;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, RefreshToken>;
  deadRefreshTokens: Set<string>;
  /** Keyed by `consentKey`. */
  consents: Map<string, Consent>;
  browsers: Map<string, Set<string>>;
  blockedEmails: Set<string>;
  blockedDomains: Set<string>;
  /** Keyed by domain. */
  workspaces: Map<string, Workspace>;
}

/** Creates the store, empty or as it was saved. */
export function createIdentityStore(saved?: IdentityState): IdentityStore {
  return {
    clients: keyed(saved?.clients, (client) => client.clientId),
    deletedClients: new Set(saved?.deletedClients),
    codes: keyed(saved?.codes, (code) => code.code),
    accessTokens: keyed(saved?.accessTokens, (token) => token.token),
    refreshTokens: keyed(saved?.refreshTokens, (token) => token.token),
    deadRefreshTokens: new Set(saved?.deadRefreshTokens),
    consents: keyed(saved?.consents, (consent) => consentKey(consent.sub, consent.clientId)),
    browsers: new Map(saved?.browsers.map(([id, subs]) => [id, new Set(subs)])),
    blockedEmails: new Set(saved?.blockedEmails),
    blockedDomains: new Set(saved?.blockedDomains),
    workspaces: keyed(saved?.workspaces, (workspace) => workspace.domain),
  };
}

/** The store as plain data. */
export function identityState(store: IdentityStore): IdentityState {
  return {
    clients: [...store.clients.values()],
    deletedClients: [...store.deletedClients],
    codes: [...store.codes.values()],
    accessTokens: [...store.accessTokens.values()],
    refreshTokens: [...store.refreshTokens.values()],
    deadRefreshTokens: [...store.deadRefreshTokens],
    consents: [...store.consents.values()],
    browsers: [...store.browsers].map(([id, subs]) => [id, [...subs]]),
    blockedEmails: [...store.blockedEmails],
    blockedDomains: [...store.blockedDomains],
    workspaces: [...store.workspaces.values()],
  };
}

/** Deletes a client: its tokens end with it. */
export function deleteClient(store: IdentityStore, clientId: string): boolean {
  if (!store.clients.delete(clientId)) return false;
  store.deletedClients.add(clientId);
  return true;
}

/** Key of a consent: one per account and client. */
export function consentKey(sub: string, clientId: string): string {
  return `${sub} ${clientId}`;
}

function keyed<T>(items: readonly T[] | undefined, keyOf: (item: T) => string): Map<string, T> {
  return new Map((items ?? []).map((item) => [keyOf(item), item]));
}
