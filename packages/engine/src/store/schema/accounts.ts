import { boolean, index, integer, jsonb, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Cursor } from '../../providers/provider.ts';
import type { Locale } from '../../views.ts';
import { id, mailroom, now, ref, type StoredProblem, time } from './columns.ts';

/** Linked mailboxes with their grants. */

/** One mailbox as one user linked it: with the user's own grant, state and copy of the mail. */
export const accounts = mailroom.table(
  'accounts',
  {
    id: id(),
    userId: text('user_id').notNull(),
    provider: text('provider').notNull(),
    issuer: text('issuer').notNull(),
    /** The identity at the issuer; the e-mail address is only shown. */
    subject: text('subject').notNull(),
    email: text('email').notNull(),
    displayName: text('display_name'),
    /** The user's own choice of a sender's name; null: the provider's. */
    senderName: text('sender_name'),
    status: text('status')
      .$type<'confirming' | 'active' | 'paused' | 'needs_reconnect' | 'unlinking'>()
      .notNull(),
    problem: jsonb('problem').$type<StoredProblem>(),
    /** Null: everything. */
    syncFrom: time('sync_from'),
    /** Null until the first synchronisation has begun. */
    cursor: jsonb('cursor').$type<Cursor>(),
    /** What still has to be listed and fetched; null when nothing is. See sync/backfill.ts. */
    backfill: jsonb('backfill').$type<Record<string, unknown>>(),
    phase: text('phase').notNull().default('waiting'),
    phaseStartedAt: time('phase_started_at'),
    phaseDone: integer('phase_done').notNull().default(0),
    phaseTotal: integer('phase_total'),
    messageCount: integer('message_count').notNull().default(0),
    /** Consecutive failures, for the back-off. */
    failures: integer('failures').notNull().default(0),
    lastSyncedAt: time('last_synced_at'),
    nextSyncAt: time('next_sync_at'),
    /** When the copy was last compared with the whole mailbox. See sync/self-check.ts. */
    checkedAt: time('checked_at'),
    watchExpiresAt: time('watch_expires_at'),
    /** When the addresses to send from were last asked for. See sync/identities.ts. */
    identitiesAt: time('identities_at'),
    grantExpiresAt: time('grant_expires_at'),
    /** The last warning of that day that was given: days before it; null when none was. */
    grantWarnedDays: integer('grant_warned_days'),
    /** Language of the user when the mailbox was linked, for letters; null: unknown. */
    locale: text('locale').$type<Locale>(),
    createdAt: time('created_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('accounts_identity').on(table.userId, table.provider, table.issuer, table.subject),
    index('accounts_email').on(table.email),
  ],
);

/** A started authorisation: used once, for ten minutes, by the user and browser that started it. */
export const linkTransactions = mailroom.table('link_transactions', {
  id: text('id').primaryKey(),
  /** SHA-256 of `state`, hex. */
  stateHash: text('state_hash').notNull().unique(),
  userId: text('user_id').notNull(),
  /** SHA-256 of the secret that the browser keeps (a cookie of the host), hex. */
  browserHash: text('browser_hash').notNull(),
  provider: text('provider').notNull(),
  verifierSealed: text('verifier_sealed').notNull(),
  nonce: text('nonce').notNull(),
  /** The account to reconnect; null for a new link. */
  accountId: ref('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
  returnTo: text('return_to'),
  /** The mailbox that it must be; of an attempt that ended for want of a permission, the one it was. */
  mailbox: jsonb('mailbox').$type<{ issuer: string; subject: string; email: string }>(),
  /** Permissions that were left unticked: another attempt may ask for these alone. */
  missingScopes: jsonb('missing_scopes').$type<string[]>(),
  locale: text('locale').$type<Locale>(),
  createdAt: time('created_at').notNull().default(now),
  expiresAt: time('expires_at').notNull(),
  consumedAt: time('consumed_at'),
});

/** Tokens, sealed with the account id as associated data. */
export const credentials = mailroom.table('credentials', {
  accountId: ref('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** `delegated`: a service account asks for tokens in the user's name, without a refresh token. */
  kind: text('kind').$type<'consent' | 'delegated'>().notNull().default('consent'),
  /** Empty when delegated. */
  refreshTokenSealed: text('refresh_token_sealed').notNull(),
  accessTokenSealed: text('access_token_sealed'),
  accessExpiresAt: time('access_expires_at'),
  scope: text('scope').notNull(),
  /** Counts up with each change: compare and set. */
  version: integer('version').notNull().default(1),
  /** When the user, or the Workspace administrator, gave the permission. */
  grantedAt: time('granted_at').notNull().default(now),
  updatedAt: time('updated_at').notNull().default(now),
});

export const identities = mailroom.table(
  'identities',
  {
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    name: text('name'),
    isPrimary: boolean('is_primary').notNull().default(false),
    isDefault: boolean('is_default').notNull().default(false),
    isVerified: boolean('is_verified').notNull().default(true),
    replyTo: text('reply_to'),
    signatureHtml: text('signature_html'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.email] })],
);

/** What synchronisation did, for people to read. */
export const timeline = mailroom.table(
  'timeline',
  {
    id: id(),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    at: time('at').notNull().default(now),
    kind: text('kind').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index('timeline_account').on(table.accountId, table.id.desc())],
);
