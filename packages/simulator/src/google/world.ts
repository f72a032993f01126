import type { JWK } from 'jose';
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
  /** The Workspace administrator switched Gmail off: the mailbox is there, but out of reach. */
  isMailOff?: boolean;
  /** The Workspace administrator suspended the account, or Google disabled it. */
  isSuspended?: boolean;
  /** Stands for a service account that calls for itself. */
  isServiceAccount?: boolean;
}

/** What a valid access token opens. */
export interface AccessGrant {
  user: GoogleUser;
  clientId: string;
  scopes: ReadonlySet<string>;
}

/**
 * The state that the identity half and the Gmail half share. One world holds Google Cloud
 * projects, their OAuth clients, and any number of accounts that can send mail to each other.
 */
export interface World {
  clock: Clock;
  faults: Faults;
  /** The first project: what tests and the demo use without asking. */
  project: GoogleProject;
  /** Every project, that one first. */
  projects: GoogleProject[];
  users: Map<string, GoogleUser>;
  /** Null when the bearer token is unknown, expired or revoked. */
  authenticate(accessToken: string): AccessGrant | null;
  /** Ends every token of the account, as the `revoked_token` fault and a password change do. */
  revokeTokens(email: string): void;
  /** Base address of the console that error messages link to. */
  consoleUrl(): string;
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

/** A simulated Google Cloud project. */
export interface GoogleProject {
  projectId: string;
  projectNumber: string;
  name: string;
  publishingStatus: 'testing' | 'production';
  audience: 'internal' | 'external';
  /** Workspace domain that owns the project; used by `internal`. */
  organisationDomain: string | null;
  testUsers: Set<string>;
  isVerified: boolean;
  /** Submitted for verification. */
  isInReview: boolean;
  /** How many users may authorise sensitive scopes before the project is verified. */
  userCap: number;
  /** Subjects that count against `userCap`; the count never goes down. */
  newUsers: Set<string>;
  isGmailApiEnabled: boolean;
  isPubsubApiEnabled: boolean;
  /** Null until the Auth Platform is set up; the pages then show the client's own name. */
  branding: Branding | null;
  /** Scopes listed under Data Access. */
  scopes: string[];
  topics: Topic[];
  subscriptions: Subscription[];
  serviceAccounts: ServiceAccount[];
  /** Quota profile: the published limits before and after 1 May 2026, or figures of one's own. */
  quota: QuotaProfile;
}

/** What the consent pages show of a project. */
export interface Branding {
  appName: string;
  supportEmail: string;
  contactEmail: string;
}

/** A Pub/Sub topic. */
export interface Topic {
  /** `projects/<id>/topics/<name>` */
  name: string;
  /** Who may publish, e.g. `gmail-api-push@system.gserviceaccount.com`. */
  publishers: string[];
}

/** A Pub/Sub subscription. */
export interface Subscription {
  /** `projects/<id>/subscriptions/<name>` */
  name: string;
  topic: string;
  /** Empty: waits to be pulled. */
  pushEndpoint: string;
  /** Signs the pushes; null: they carry no token. */
  serviceAccount: string | null;
  /** `aud` of the token; null uses the endpoint. */
  audience: string | null;
  /** How long the endpoint may take to answer. */
  ackDeadlineS: number;
}

/** A service account with its keys. */
export interface ServiceAccount {
  email: string;
  displayName: string;
  /** Decimal digits: the client ID that a Workspace authorises. */
  uniqueId: string;
  isEnabled: boolean;
  keys: ServiceAccountKey[];
}

/** One key of a service account; the private half is given out once and not kept. */
export interface ServiceAccountKey {
  id: string;
  publicJwk: JWK;
  isEnabled: boolean;
  createdAt: number;
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
