import type { GoogleProject, GoogleUser } from '../world.ts';
import type { AuthoriseRequest, PageError } from './authorise-request.ts';
import { pageError } from './page-errors.ts';
import { isSignInScope, needsVerification } from './scopes.ts';
import { consentKey, type IdentityStore } from './store.ts';

/** One trip through the pages, from the request to the answer. */
export interface AuthoriseFlow {
  id: string;
  request: AuthoriseRequest;
  user: GoogleUser | null;
  hasPassedWarning: boolean;
  startedAt: number;
}

/** What comes next in a flow. */
export type NextStep =
  | { step: 'select' }
  | { step: 'blocked'; error: PageError }
  | { step: 'warning'; kind: 'unverified' | 'testing' }
  | { step: 'consent' }
  | { step: 'granted' };

/**
 * Decides what Google would show next.
 *
 * @see https://support.google.com/cloud/answer/7454865 for the warning page
 * @see https://support.google.com/cloud/answer/15549945 for audience and test users
 */
export function nextStep(
  flow: AuthoriseFlow,
  project: GoogleProject,
  store: IdentityStore,
  language: 'en' | 'fr',
): NextStep {
  const { user, request } = flow;
  if (!user) return { step: 'select' };
  const blocked = accessBlock(user, request, project, store, language);
  if (blocked) return { step: 'blocked', error: blocked };
  if (!needsConsent(user, request, store)) return { step: 'granted' };

  const isUnverified =
    !project.isVerified &&
    project.audience === 'external' &&
    request.scopes.some(needsVerification);
  if (isUnverified && !flow.hasPassedWarning) {
    const kind = project.publishingStatus === 'testing' ? 'testing' : 'unverified';
    return { step: 'warning', kind };
  }
  return { step: 'consent' };
}

/** Scopes the account already allowed this client. */
export function heldScopes(user: GoogleUser, clientId: string, store: IdentityStore): string[] {
  return store.consents.get(consentKey(user.sub, clientId))?.scopes ?? [];
}

function needsConsent(user: GoogleUser, request: AuthoriseRequest, store: IdentityStore): boolean {
  if (request.prompts.has('consent')) return true;
  const consent = store.consents.get(consentKey(user.sub, request.client.clientId));
  if (!consent || (request.isOffline && !consent.isOffline)) return true;
  return !request.scopes.every((scope) => consent.scopes.includes(scope));
}

/** The pages that stop a user for good; `refusedByPolicy` is asked again at each refresh. */
function accessBlock(
  user: GoogleUser,
  request: AuthoriseRequest,
  project: GoogleProject,
  store: IdentityStore,
  language: 'en' | 'fr',
): PageError | null {
  if (user.isSuspended) {
    return pageError('account_disabled', language, { account: user.email });
  }
  const isOnlySignIn = request.scopes.every(isSignInScope);
  const appName = project.branding?.appName ?? request.client.name;
  if (project.audience === 'internal' && user.hostedDomain !== project.organisationDomain) {
    return pageError('org_internal', language, { appName });
  }
  if (!isOnlySignIn && refusedByPolicy(user, request.client.clientId, store)) {
    const account = user.hostedDomain ?? user.email;
    return pageError('admin_policy_enforced', language, { account });
  }
  const isTesting = project.audience === 'external' && project.publishingStatus === 'testing';
  if (isTesting && !isOnlySignIn && !project.testUsers.has(user.email)) {
    const contact = project.branding?.contactEmail;
    return pageError('access_denied', language, contact ? { contact } : {});
  }
  const isNew = !project.newUsers.has(user.sub);
  if (isNew && isCapped(project, request.scopes) && project.newUsers.size >= project.userCap) {
    return pageError('rate_limit_exceeded', language, { appName });
  }
  return null;
}

/** Unverified projects in production may win so many users with scopes that need verification. */
function isCapped(project: GoogleProject, scopes: readonly string[]): boolean {
  const { audience, publishingStatus, isVerified } = project;
  const isPublic = audience === 'external' && publishingStatus === 'production';
  return isPublic && !isVerified && scopes.some(needsVerification);
}

/**
 * Counts an account against the cap of an unverified project, for the project's lifetime.
 *
 * @see https://support.google.com/cloud/answer/7454865 "User cap"
 */
export function countNewUser(
  project: GoogleProject,
  user: GoogleUser,
  granted: readonly string[],
): void {
  if (isCapped(project, granted)) project.newUsers.add(user.sub);
}

/**
 * Whether a Workspace administrator keeps this account from the application. An app under "App
 * access control" as trusted passes whatever holds for the others.
 *
 * @see https://support.google.com/a/answer/7281227
 */
export function refusedByPolicy(user: GoogleUser, clientId: string, store: IdentityStore): boolean {
  if (store.blockedEmails.has(user.email)) return true;
  if (user.hostedDomain === null) return false;
  const workspace = store.workspaces.get(user.hostedDomain);
  if (workspace?.trustedClients.includes(clientId)) return false;
  return store.blockedDomains.has(user.hostedDomain) || workspace?.unlistedApps === 'blocked';
}
