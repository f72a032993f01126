import { z } from 'zod';
import { id, problemView, providerId, time } from './common.ts';

/** Linked mailboxes, and linking them. */

export const syncPhase = z.enum([
  'waiting',
  'listing',
  'first_screen',
  'backfill',
  'incremental',
  'reconcile',
  'originals',
  'idle',
]);

export const syncView = z.object({
  phase: syncPhase,
  /** Messages here, of `total` in this phase. */
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Milliseconds until the provider's quota lets us go on; 0 when it does not hold us up. */
  quotaWaitMs: z.number().int(),
  /** Estimate of the rest of the phase. */
  remainingMs: z.number().int().nullable(),
});

export const accountStatus = z.enum([
  /** Consent came back; the user has yet to confirm mailbox and start date. */
  'confirming',
  'active',
  'paused',
  'needs_reconnect',
  'unlinking',
]);

/** What may be attached to a message of an account: bytes of files as they are, before encoding. */
export const sizeLimitsView = z.object({
  /** All files of a message together. */
  attachedBytes: z.number().int(),
  /** One of them. */
  fileBytes: z.number().int(),
});

export const accountView = z.object({
  id,
  provider: providerId,
  isSimulated: z.boolean(),
  email: z.string(),
  displayName: z.string().nullable(),
  status: accountStatus,
  problem: problemView.nullable(),
  /** Mail from this moment on is synchronised; null: everything. */
  syncFrom: time.nullable(),
  sync: syncView,
  messageCount: z.number().int(),
  createdAt: time,
  lastSyncedAt: time.nullable(),
  nextSyncAt: time.nullable(),
  /** The day the provider's grant dies by itself (Google's Testing mode), null when it does not. */
  grantExpiresAt: time.nullable(),
  /** `delegated`: an administrator linked it, and the user was not asked to consent. */
  grantKind: z.enum(['consent', 'delegated']),
  /** Unread conversations in the inbox. */
  unreadInbox: z.number().int(),
  limits: sizeLimitsView,
});

export const identityView = z.object({
  accountId: id,
  email: z.string(),
  /** What recipients see: the user's choice, else the provider's. */
  name: z.string().nullable(),
  /** The user's own choice for all addresses of the account; null: the provider's. */
  senderName: z.string().nullable(),
  isDefault: z.boolean(),
  isVerified: z.boolean(),
  /** Signature of new messages; null: none. */
  newSignatureId: id.nullable(),
  /** Signature of answers and forwards; null: none. */
  replySignatureId: id.nullable(),
  /** The user's choice of where answers go; null: `providerReplyTo`, else the address itself. */
  replyTo: z.string().nullable(),
  providerReplyTo: z.string().nullable(),
  /** The provider keeps a signature for this address that can be taken over. */
  hasProviderSignature: z.boolean(),
});

export const timelineEntryView = z.object({
  id,
  at: time,
  /** `linked`, `first_screen`, `backfill_done`, `synced`, `quota_wait`, `error`, `reconnected`, … */
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export const linkStartView = z.object({
  /** Open it in a pop-up or the page. */
  authorizationUrl: z.string(),
  transactionId: z.string(),
  expiresAt: time,
});

export const linkResultView = z.object({
  account: accountView,
  /** False for a reconnect: there is nothing to confirm. */
  needsConfirmation: z.boolean(),
});

/**
 * Pages on which Google keeps the browser instead of sending it back, by the word that stands on
 * them; `user_cap`, `policy` and `something_wrong` are known by their sentence.
 */
export const blockPage = z.enum([
  'access_denied',
  'admin_policy_enforced',
  'org_internal',
  'redirect_uri_mismatch',
  'invalid_client',
  'disabled_client',
  'disallowed_useragent',
  'policy',
  'user_cap',
  'something_wrong',
]);

/** Every linked mailbox as administrators see it: its state, nothing of its mail. */
export const accountOverviewView = z.object({
  id,
  userId: z.string(),
  provider: providerId,
  isSimulated: z.boolean(),
  email: z.string(),
  status: accountStatus,
  problem: problemView.nullable(),
  grantKind: z.enum(['consent', 'delegated']),
  grantedAt: time.nullable(),
  grantExpiresAt: time.nullable(),
  messageCount: z.number().int(),
  createdAt: time,
  lastSyncedAt: time.nullable(),
});

export type SyncPhase = z.infer<typeof syncPhase>;
export type SyncView = z.infer<typeof syncView>;
export type AccountStatus = z.infer<typeof accountStatus>;
export type AccountView = z.infer<typeof accountView>;
export type SizeLimitsView = z.infer<typeof sizeLimitsView>;
export type IdentityView = z.infer<typeof identityView>;
export type TimelineEntryView = z.infer<typeof timelineEntryView>;
export type LinkStartView = z.infer<typeof linkStartView>;
export type LinkResultView = z.infer<typeof linkResultView>;
export type BlockPage = z.infer<typeof blockPage>;
export type AccountOverviewView = z.infer<typeof accountOverviewView>;
