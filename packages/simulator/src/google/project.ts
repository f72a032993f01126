import { randomInt } from 'node:crypto';
import { InvalidInputError } from '../invalid-input.ts';
import type { OAuthClient } from './identity/clients.ts';
import { quotaProfiles } from './quota-profiles.ts';
import type { GoogleProject, World } from './world.ts';

/** A project as a state file keeps it. */
export type SavedProject = Omit<GoogleProject, 'testUsers' | 'newUsers'> & {
  testUsers: string[];
  newUsers?: string[];
};

/** A project as most self-hosters have it: external, in production, not verified. */
export function defaultProject(): GoogleProject {
  return {
    ...bareProject('simulated-mailroom', '104857600000', 'Simulated Mailroom'),
    publishingStatus: 'production',
    isGmailApiEnabled: true,
    isPubsubApiEnabled: true,
  };
}

/**
 * A project as the console creates it: no API enabled, nothing configured, in testing.
 *
 * @param name what the form said, 4 to 30 characters
 * @throws InvalidInputError in the console's words
 * @see https://cloud.google.com/resource-manager/docs/creating-managing-projects
 */
export function newProject(
  name: string,
  options: { projectId?: string; organisationDomain?: string | null } = {},
): GoogleProject {
  if (!/^[\p{L}\p{N} '"!-]{4,30}$/u.test(name.trim())) {
    throw new InvalidInputError(
      'Project name must be between 4 and 30 characters: letters, numbers, spaces, quotes, hyphens and exclamation marks',
    );
  }
  const projectId = options.projectId ?? suggestedId(name);
  if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(projectId)) {
    throw new InvalidInputError(
      'Project ID must be 6 to 30 lowercase letters, digits or hyphens, and start with a letter',
    );
  }
  const number = String(randomInt(100_000_000_000, 999_999_999_999));
  const organisationDomain = options.organisationDomain ?? null;
  return { ...bareProject(projectId, number, name.trim()), organisationDomain };
}

/** The project that an OAuth client or a service account belongs to; the first one for strangers. */
export function projectOf(world: World, clientId: string): GoogleProject {
  const number = /^(\d+)-/.exec(clientId)?.[1];
  const found = world.projects.find(
    (project) =>
      project.projectNumber === number ||
      project.serviceAccounts.some((account) => account.uniqueId === clientId),
  );
  return found ?? world.project;
}

/** The name that the consent pages show. */
export function appNameOf(world: World, client: OAuthClient): string {
  return projectOf(world, client.clientId).branding?.appName ?? client.name;
}

/** The project as plain data. */
export function savedProject(project: GoogleProject): SavedProject {
  return { ...project, testUsers: [...project.testUsers], newUsers: [...project.newUsers] };
}

/** A project as it was saved, by this version or an earlier one. */
export function restoredProject(saved: SavedProject): GoogleProject {
  return {
    ...defaultProject(),
    ...saved,
    testUsers: new Set(saved.testUsers),
    newUsers: new Set(saved.newUsers),
  };
}

function bareProject(projectId: string, projectNumber: string, name: string): GoogleProject {
  return {
    projectId,
    projectNumber,
    name,
    publishingStatus: 'testing',
    audience: 'external',
    organisationDomain: null,
    testUsers: new Set(),
    isVerified: false,
    isInReview: false,
    userCap: 100,
    newUsers: new Set(),
    isGmailApiEnabled: false,
    isPubsubApiEnabled: false,
    branding: null,
    scopes: [],
    topics: [],
    subscriptions: [],
    serviceAccounts: [],
    quota: quotaProfiles['2026'],
  };
}

function suggestedId(name: string): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const base = words.replace(/^[^a-z]+|-+$/g, '').slice(0, 20);
  return `${base || 'project'}-${randomInt(100_000, 999_999)}`;
}
