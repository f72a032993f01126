import { integer, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { DoctorReportView, GuideAnswers, LastLinkView } from '../../views.ts';
import { accounts } from './accounts.ts';
import { id, mailroom, now, ref, type StoredProblem, time } from './columns.ts';

/** What administrators set up about providers. */

/** The host's settings of one provider: an OAuth client. */
export const providerClients = mailroom.table('provider_clients', {
  /** `google` or `google-simulated`. */
  provider: text('provider').primaryKey(),
  clientId: text('client_id').notNull(),
  clientSecretSealed: text('client_secret_sealed').notNull(),
  projectId: text('project_id'),
  /** Overrides of the configured endpoints (`issuer`, `apiUrl`): the simulated provider's. */
  endpoints: jsonb('endpoints').$type<{ issuer?: string; apiUrl?: string }>().notNull().default({}),
  status: text('status').$type<'untested' | 'working' | 'broken'>().notNull().default('untested'),
  problem: jsonb('problem').$type<StoredProblem>(),
  testedAt: time('tested_at'),
  pushTopic: text('push_topic'),
  pushServiceAccount: text('push_service_account'),
  updatedAt: time('updated_at').notNull().default(now),
});

/** How far the set-up of a provider is, before and beside its client. One row a provider. */
export const providerGuides = mailroom.table('provider_guides', {
  provider: text('provider').primaryKey(),
  answers: jsonb('answers').$type<GuideAnswers>().notNull().default({}),
  /** Steps that somebody ticked by hand. */
  done: jsonb('done').$type<string[]>().notNull().default([]),
  /** The doctor's last report; null before the first. */
  report: jsonb('report').$type<DoctorReportView>(),
  /** What came of the last attempt to link a mailbox, whoever's; null before the first. */
  lastLink: jsonb('last_link').$type<LastLinkView>(),
  /** The last live test of push: waiting when neither time of the end is set. */
  pushTestStartedAt: time('push_test_started_at'),
  pushTestReceivedAt: time('push_test_received_at'),
  pushTestProblem: jsonb('push_test_problem').$type<StoredProblem>(),
  /** The mailbox whose push is awaited. */
  pushTestEmail: text('push_test_email'),
  /** Who asked: their screens are told. */
  pushTestBy: text('push_test_by'),
  updatedAt: time('updated_at').notNull().default(now),
});

/** The key of a service account with domain-wide delegation. */
export const serviceAccounts = mailroom.table('service_accounts', {
  provider: text('provider').primaryKey(),
  /** Numeric; what the Workspace administrator trusts. */
  clientId: text('client_id').notNull(),
  email: text('email').notNull(),
  projectId: text('project_id'),
  keyId: text('key_id').notNull(),
  privateKeySealed: text('private_key_sealed').notNull(),
  tokenUri: text('token_uri').notNull(),
  updatedAt: time('updated_at').notNull().default(now),
});

/** Mailboxes to link by delegation, one row an address, with what came of it. */
export const delegatedLinks = mailroom.table(
  'delegated_links',
  {
    id: id(),
    provider: text('provider').notNull(),
    email: text('email').notNull(),
    /** Whose mailbox it becomes; null while no user of the host has this address. */
    userId: text('user_id'),
    state: text('state').$type<'waiting' | 'linking' | 'linked' | 'failed'>().notNull(),
    problem: jsonb('problem').$type<StoredProblem>(),
    accountId: ref('account_id').references(() => accounts.id, { onDelete: 'set null' }),
    /** Mail from here on; null: everything. */
    syncFrom: time('sync_from'),
    requestedBy: text('requested_by').notNull(),
    /** Failures that are tried again by themselves, since it was last asked for. */
    attempts: integer('attempts').notNull().default(0),
    /** Null: at once. */
    nextAttemptAt: time('next_attempt_at'),
    updatedAt: time('updated_at').notNull().default(now),
  },
  (table) => [uniqueIndex('delegated_links_email').on(table.provider, table.email)],
);
