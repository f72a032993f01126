import { InvalidInputError } from '../../invalid-input.ts';
import { scopeInfo } from '../identity/scopes.ts';
import type { IdentityStore } from '../identity/store.ts';
import type { World } from '../world.ts';
import { findServiceAccount } from './service-accounts.ts';

/** What the administrators of a Google Workspace have decided. */
export interface Workspace {
  /** Primary domain: the `hd` of its accounts. */
  domain: string;
  delegations: Delegation[];
  /** Apps that are not in `trustedClients`: open to all, or blocked. */
  unlistedApps: 'allowed' | 'blocked';
  /** Client ids under "App access control". */
  trustedClients: string[];
}

/** One row of "Domain-wide delegation". */
export interface Delegation {
  clientId: string;
  scopes: string[];
}

const domainPattern = /^(?=.{3,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/;
const maxScopes = 200;

/** The Workspace of a domain, made when it is not there yet. @throws InvalidInputError */
export function workspaceOf(store: IdentityStore, name: string): Workspace {
  const domain = name.trim().toLowerCase();
  if (!domainPattern.test(domain)) throw new InvalidInputError('not a domain');
  const workspace = store.workspaces.get(domain) ?? {
    domain,
    delegations: [],
    unlistedApps: 'allowed' as const,
    trustedClients: [],
  };
  store.workspaces.set(domain, workspace);
  return workspace;
}

/**
 * Authorises a client for a whole domain, or replaces what it was authorised for. The admin
 * console refuses ids that Google does not know, and scopes that are unknown or given twice.
 *
 * @param scopes separated by commas, spaces or lines
 * @throws InvalidInputError in the console's words
 * @see https://support.google.com/a/answer/162106
 */
export function delegate(
  world: World,
  store: IdentityStore,
  request: { domain: string; clientId: string; scopes: string },
): Delegation {
  const workspace = workspaceOf(store, request.domain);
  const clientId = request.clientId.trim();
  const isNumeric = /^\d{10,25}$/.test(clientId) && findServiceAccount(world, clientId) !== null;
  if (!isNumeric && !store.clients.has(clientId)) {
    throw new InvalidInputError(
      'Client ID: not registered with Google. Use the numeric ID of a service account, not its e-mail address',
    );
  }
  const scopes = request.scopes.split(/[\s,]+/).filter(Boolean);
  if (scopes.length === 0) throw new InvalidInputError('OAuth scopes: enter at least one');
  if (scopes.length > maxScopes) throw new InvalidInputError('OAuth scopes: too many');
  if (new Set(scopes).size < scopes.length) throw new InvalidInputError('OAuth scopes: duplicate');
  const unknown = scopes.find((scope) => !scopeInfo(scope));
  if (unknown)
    throw new InvalidInputError(`OAuth scopes: unsupported scope ${unknown.slice(0, 200)}`);
  const delegation = { clientId, scopes };
  undelegate(workspace, clientId);
  workspace.delegations.push(delegation);
  return delegation;
}

/** Takes the authorisation back. */
export function undelegate(workspace: Workspace, clientId: string): boolean {
  const before = workspace.delegations.length;
  workspace.delegations = workspace.delegations.filter((one) => one.clientId !== clientId);
  return workspace.delegations.length < before;
}
