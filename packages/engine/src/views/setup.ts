import { z } from 'zod';
import { id, problemView, providerId, time } from './common.ts';

/** Providers' clients. */

export const providerClientView = z.object({
  provider: providerId,
  isSimulated: z.boolean(),
  clientId: z.string(),
  /** The secret never comes back; this only says that one is stored. */
  hasSecret: z.boolean(),
  projectId: z.string().nullable(),
  status: z.enum(['untested', 'working', 'broken']),
  problem: problemView.nullable(),
  testedAt: time.nullable(),
  /** Resource name of the Pub/Sub topic for push, null: polling only. */
  pushTopic: z.string().nullable(),
  /** The account that signs Google's pushes; null: none named, so pushes are refused. */
  pushServiceAccount: z.string().nullable(),
  accountCount: z.number().int(),
  updatedAt: time,
});

/** What the administrator told the guide; absent: not answered yet. */
export const guideAnswers = z.object({
  /** Whether every user belongs to one Google Workspace: decides the audience. */
  audience: z.enum(['internal', 'external']).optional(),
  /** What the console shows under Audience. */
  publishing: z.enum(['testing', 'production', 'verified']).optional(),
  /** Typed or read from the client file: it makes the deep links exact. */
  projectId: z
    .string()
    .trim()
    .regex(/^([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
    .optional(),
});

/** A provider that members can link, with what they should know before they go there. */
export const availableProviderView = z.object({
  provider: providerId,
  isSimulated: z.boolean(),
  /** No secret: it stands in every authorisation request. For a Workspace administrator to trust. */
  clientId: z.string(),
  /** As the administrator answered the guide; null: not answered. */
  audience: z.enum(['internal', 'external']).nullable(),
  publishing: z.enum(['testing', 'production', 'verified']).nullable(),
  /** The Workspace admin console. */
  adminUrl: z.string(),
});

/** Where the set-up of a provider stands. The steps and their words belong to the interface. */
export const guideView = z.object({
  answers: guideAnswers,
  /** Ids of steps that somebody ticked by hand. */
  done: z.array(z.string().max(60)).max(100),
});

export const guideInput = z.object({
  answers: guideAnswers.optional(),
  done: z.array(z.string().max(60)).max(100).optional(),
});

/** What the doctor looks at, in the order it is shown. See docs/spec/doctor.md. */
export const doctorCheckId = z.enum([
  /** The public URL as people reach it: scheme, name, origin of the asking browser, proxy headers. */
  'public_url',
  /** The redirect URI obeys the provider's rules. */
  'redirect_uri',
  'reach_identity',
  'reach_token',
  'reach_api',
  /** This machine's clock against the provider's. */
  'clock',
  /** ID and secret, by a token request with a dummy code. Advisory. */
  'client',
  /** The authorisation page accepts the redirect URI. Advisory. */
  'redirect_registered',
  /** The last authorisation brought every scope. From here on: after the first authorisation. */
  'scopes',
  'refresh_token',
  /** Testing mode: the grant dies after seven days. */
  'grant_lifetime',
  'api_enabled',
  'mailbox',
  'identities',
  /** A mail to oneself arrives; only when asked for. */
  'test_mail',
  'push',
  /** The service account may act for users of the domain. */
  'delegation',
]);

export const doctorCheckView = z.object({
  id: doctorCheckId,
  /** `skipped`: does not apply here, e.g. no push topic is set. */
  status: z.enum(['pass', 'fail', 'unknown', 'skipped']),
  /** Rests on what the provider does not document: never blocks anything. */
  isAdvisory: z.boolean(),
  /**
   * Names what was found, null when it passed with nothing to say: the interface has the words of
   * `doctor.ID.REASON` and its mend.
   */
  reason: z.string().nullable(),
  /** The provider's or the system's own words, untranslated; null when there are none. */
  seen: z.string().nullable(),
  /** Facts for the words, e.g. `host`, `skewSeconds`, `expected`, `actual`. */
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  /** A page that mends it, https or on this machine; null: the interface knows it, or there is none. */
  link: z.string().nullable(),
  /** The mailbox that showed it; null for checks of the installation. */
  account: z.object({ id, email: z.string() }).nullable(),
  durationMs: z.number().int(),
});

export const doctorReportView = z.object({
  provider: providerId,
  startedAt: time,
  finishedAt: time,
  /** `broken`: a check that is not advisory failed; `doubtful`: an advisory one did; else `healthy`. */
  verdict: z.enum(['healthy', 'doubtful', 'broken']),
  checks: z.array(doctorCheckView),
});

export const doctorInput = z.object({
  /** The browser's own address, to compare with the public URL. */
  browserOrigin: z.string().max(500).optional(),
  /** Sends a mail to oneself through this account and waits for it. */
  testMailAccountId: id.optional(),
  /** Looks at these alone, and puts them into the last report: cheap enough to ask every few seconds. */
  only: z.array(doctorCheckId).min(1).max(20).optional(),
});

export const pushTestView = z.object({
  state: z.enum(['none', 'waiting', 'received', 'failed']),
  startedAt: time.nullable(),
  /** From the request to the arrival of the push; while waiting, until now. */
  elapsedMs: z.number().int().nullable(),
  problem: problemView.nullable(),
});

/** A service account with domain-wide delegation. The key never comes back. */
export const serviceAccountView = z.object({
  /** Numeric; to paste into the Workspace admin console. */
  clientId: z.string(),
  email: z.string(),
  projectId: z.string().nullable(),
  keyId: z.string(),
  updatedAt: time,
  /** Why the provider refuses it just now, e.g. `delegation_missing`; null: nothing is known. */
  problem: problemView.nullable(),
});

export const delegatedLinkView = z.object({
  id,
  email: z.string(),
  userId: z.string().nullable(),
  state: z.enum(['waiting', 'linking', 'linked', 'failed']),
  problem: problemView.nullable(),
  accountId: id.nullable(),
});

export const delegationView = z.object({
  /** Null: no key is saved. */
  serviceAccount: serviceAccountView.nullable(),
  /** To paste into the Workspace admin console beside the client ID. */
  scopes: z.array(z.string()),
  links: z.array(delegatedLinkView),
});

export const serviceAccountInput = z.object({ file: z.string().max(20_000) });

export const delegatedLinksInput = z.object({
  emails: z.array(z.email().max(320)).min(1).max(2_000),
  /** Null: everything. */
  syncFrom: time.nullable(),
});

/** What came of the last attempt to link a mailbox, whoever's: the doctor reads it too. */
export const lastLinkView = z.object({
  /** `linked`, `reconnected`, a code of errors.ts, or `blocked` where the provider kept the browser. */
  code: z.string(),
  /** Facts such as `page`, `email`, `missing`; never tokens, never anybody else's address. */
  data: z.record(z.string(), z.unknown()),
  at: time,
});

export const setupView = z.object({
  redirectUri: z.string(),
  /** Codes of what providers refuse about the redirect URI, e.g. `plain_http`; empty when nothing. */
  redirectUriProblems: z.array(z.string()),
  webhookUrl: z.string(),
  /** Where the guide's deep links begin, e.g. https://console.cloud.google.com. */
  googleConsoleUrl: z.string(),
  /** The Workspace admin console, e.g. https://admin.google.com. */
  googleAdminUrl: z.string(),
  clients: z.array(providerClientView),
  guide: guideView,
  /** The doctor's last report on Google; null before the first. */
  report: doctorReportView.nullable(),
  pushTest: pushTestView,
});

export const clientInput = z.object({
  clientId: z.string().trim().min(1).max(500),
  /** Absent: keep the stored one. */
  clientSecret: z.string().trim().min(1).max(500).optional(),
  pushTopic: z.string().trim().max(300).nullable().optional(),
  /** Service account that signs Google's pushes; checked against the `email` claim. */
  pushServiceAccount: z.string().trim().max(300).nullable().optional(),
});

/** The words of the downloaded `client_secret_*.json`, as text. */
export const clientFileInput = z.object({ file: z.string().max(20_000) });

export type AvailableProviderView = z.infer<typeof availableProviderView>;
export type ProviderClientView = z.infer<typeof providerClientView>;
export type SetupView = z.infer<typeof setupView>;
export type ClientInput = z.infer<typeof clientInput>;
export type LastLinkView = z.infer<typeof lastLinkView>;
export type GuideAnswers = z.infer<typeof guideAnswers>;
export type GuideView = z.infer<typeof guideView>;
export type GuideInput = z.infer<typeof guideInput>;
export type DoctorCheckId = z.infer<typeof doctorCheckId>;
export type DoctorCheckView = z.infer<typeof doctorCheckView>;
export type DoctorReportView = z.infer<typeof doctorReportView>;
export type DoctorInput = z.infer<typeof doctorInput>;
export type PushTestView = z.infer<typeof pushTestView>;
export type ServiceAccountView = z.infer<typeof serviceAccountView>;
export type DelegatedLinkView = z.infer<typeof delegatedLinkView>;
export type DelegationView = z.infer<typeof delegationView>;
export type ServiceAccountInput = z.infer<typeof serviceAccountInput>;
export type DelegatedLinksInput = z.infer<typeof delegatedLinksInput>;
