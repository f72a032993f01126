import { quotaProfiles } from './quota-profiles.ts';
import type { GoogleProject } from './world.ts';

/** A project as most self-hosters have it: external, in production, not verified. */
export function defaultProject(): GoogleProject {
  return {
    projectId: 'simulated-mailroom',
    projectNumber: '104857600000',
    publishingStatus: 'production',
    audience: 'external',
    organisationDomain: null,
    testUsers: new Set(),
    isVerified: false,
    isGmailApiEnabled: true,
    quota: quotaProfiles['2026'],
  };
}
