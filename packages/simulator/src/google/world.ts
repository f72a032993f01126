import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Random } from '../random.ts';
import type { Mailbox } from './mailbox.ts';

/** One Google account of the simulated world. */
export interface GoogleUser {
  /** OpenID subject: decimal digits, stable for ever. */
  sub: string;
  /** Lower-case primary address. */
  email: string;
  name: string;
  /** Workspace domain (`hd` claim), null for consumer accounts. */
  hostedDomain: string | null;
  /** Null: a Google account without Gmail (`failedPrecondition` from the API). */
  mailbox: Mailbox | null;
}

/** What a valid access token opens. */
export interface AccessGrant {
  user: GoogleUser;
  clientId: string;
  scopes: ReadonlySet<string>;
}

/**
 * The state that the identity half and the Gmail half share. One world holds one Google Cloud
 * project, its OAuth clients, and any number of accounts that can send mail to each other.
 */
export interface World {
  clock: Clock;
  faults: Faults;
  project: GoogleProject;
  users: Map<string, GoogleUser>;
  /** Null when the bearer token is unknown, expired or revoked. */
  authenticate(accessToken: string): AccessGrant | null;
  /** Ends every token of the account, as the `revoked_token` fault and a password change do. */
  revokeTokens(email: string): void;
  /** Signs the JWT that Pub/Sub puts on a push; see `identity/keys.ts`. */
  signPushToken(options: { audience: string; email: string }): Promise<string>;
  /** Where pushes go, until a test or the control API says otherwise. */
  push: PushSettings;
  /** What every API call cost and how it ended. */
  usage: Usage;
  /** Seeded: the same options give the same world. Not for secrets. */
  random: Random;
  /** Called after anything changed that a state file should keep; cheap, may be called often. */
  touch(): void;
}

/** The Pub/Sub push subscription that the project's topics share. */
export interface PushSettings {
  /** Null: notifications are published to nobody. */
  endpoint: string | null;
  /** `aud` of the push JWT; null uses the endpoint, as Pub/Sub does. */
  audience: string | null;
  /** `email` of the push JWT. */
  serviceAccount: string;
}

/** Counts of one account's API calls. */
export interface UsageCounts {
  /** Quota units charged, rejected calls not included. */
  units: number;
  requests: number;
  /** Calls answered 429 or 403 for a quota, rate or concurrency limit. */
  rejected: number;
  byMethod: Record<string, number>;
}

/** The log that `GET /control/usage` shows. */
export interface Usage {
  record(call: { email: string; method: string; units: number; isRejected: boolean }): void;
  read(): Record<string, UsageCounts>;
  reset(): void;
}

/** The simulated Google Cloud project. */
export interface GoogleProject {
  projectId: string;
  projectNumber: string;
  publishingStatus: 'testing' | 'production';
  audience: 'internal' | 'external';
  /** Workspace domain that owns the project; used by `internal`. */
  organisationDomain: string | null;
  testUsers: Set<string>;
  isVerified: boolean;
  isGmailApiEnabled: boolean;
  /** Quota profile: the published limits before and after 1 May 2026, or figures of one's own. */
  quota: QuotaProfile;
}

/** Limits in Gmail quota units. */
export interface QuotaProfile {
  name: string;
  unitsPerUserPerMinute: number;
  unitsPerProjectPerMinute: number;
  maxConcurrentPerUser: number;
  /** Cost per API method in units, e.g. `{ 'messages.get': 20 }`. */
  costs: Record<string, number>;
}
