import { z } from 'zod';

const email = z.string().min(3).max(254);
const shortText = z.string().max(500);

export const userBody = z.strictObject({
  email,
  name: shortText.optional(),
  hostedDomain: z.string().max(253).nullable().optional(),
  messages: z.int().min(0).max(200_000).optional(),
  emlFolder: z.string().max(4_096).optional(),
  hasMailbox: z.boolean().optional(),
});

/** A message to put into a mailbox: whole MIME, or the few fields of a plain one. */
export const deliveryBody = z.union([
  z.strictObject({
    /** Whole message, as text with CRLF or LF. */
    raw: z.string().min(1).max(50_000_000),
    labelIds: z.array(z.string().max(100)).max(100).optional(),
  }),
  z.strictObject({
    /** Whole message, base64. */
    rawBase64: z.base64().max(70_000_000),
    labelIds: z.array(z.string().max(100)).max(100).optional(),
  }),
  z.strictObject({
    from: shortText,
    subject: shortText,
    text: z.string().max(1_000_000),
    labelIds: z.array(z.string().max(100)).max(100).optional(),
  }),
]);

export const policyBody = z.strictObject({ isBlocked: z.boolean() });

export const clientBody = z.strictObject({
  type: z.enum(['web', 'installed']),
  redirectUris: z.array(z.string().max(2_048)).max(100).optional(),
  name: shortText.optional(),
  projectId: z.string().max(63).optional(),
});

export const userPatch = z.strictObject({
  isMailOff: z.boolean().optional(),
  isSuspended: z.boolean().optional(),
});

export const clientPatch = z.strictObject({
  redirectUris: z.array(z.string().max(2_048)).max(100).optional(),
  isEnabled: z.boolean().optional(),
  rotateSecret: z.boolean().optional(),
  addSecret: z.boolean().optional(),
  isSecretDisabled: z.boolean().optional(),
  isOlderSecretEnabled: z.boolean().optional(),
});

const units = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const quotaProfile = z.strictObject({
  name: shortText,
  unitsPerUserPerMinute: units,
  unitsPerProjectPerMinute: units,
  maxConcurrentPerUser: z.int().min(1).max(10_000),
  costs: z.record(z.string().max(100), z.int().min(0).max(1_000_000)),
});

export const projectPatch = z.strictObject({
  projectId: z.string().min(1).max(63).optional(),
  publishingStatus: z.enum(['testing', 'production']).optional(),
  audience: z.enum(['internal', 'external']).optional(),
  organisationDomain: z.string().max(253).nullable().optional(),
  testUsers: z.array(email).max(100).optional(),
  isVerified: z.boolean().optional(),
  isInReview: z.boolean().optional(),
  userCap: z.int().min(0).max(1_000_000).optional(),
  isGmailApiEnabled: z.boolean().optional(),
  isPubsubApiEnabled: z.boolean().optional(),
  branding: z
    .strictObject({ appName: shortText, supportEmail: email, contactEmail: email })
    .nullable()
    .optional(),
  scopes: z.array(shortText).max(200).optional(),
  quota: z.union([z.enum(['2026', 'legacy']), quotaProfile]).optional(),
});

export const projectBody = projectPatch.extend({ name: z.string().max(100) });

export const clockBody = z.strictObject({
  advanceMs: z
    .int()
    .min(0)
    .max(10 * 365 * 86_400_000)
    .optional(),
  /** How far Google's clock is ahead of everybody's; negative: behind. */
  apartMs: z.int().min(-86_400_000).max(86_400_000).optional(),
});

export const faultBody = z.strictObject({
  match: z.string().min(1).max(200),
  kind: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('latency'), ms: z.int().min(0).max(120_000) }),
    z.strictObject({
      type: z.literal('status'),
      status: z.union([
        z.literal(400),
        z.literal(403),
        z.literal(404),
        z.literal(429),
        z.literal(500),
        z.literal(502),
        z.literal(503),
      ]),
      reason: z.string().max(100).optional(),
      retryAfterS: z.int().min(0).max(86_400).optional(),
    }),
    z.strictObject({ type: z.literal('answer'), body: z.record(z.string(), z.unknown()) }),
    z.strictObject({ type: z.literal('cut_body'), afterBytes: z.int().min(0) }),
    z.strictObject({ type: z.literal('lost_answer') }),
    z.strictObject({ type: z.literal('expired_history') }),
    z.strictObject({ type: z.literal('revoked_token') }),
    z.strictObject({ type: z.literal('undelivered') }),
    z.strictObject({ type: z.literal('no_refresh_token') }),
    z.strictObject({ type: z.literal('unreachable') }),
    z.strictObject({ type: z.literal('silent') }),
    z.strictObject({
      type: z.literal('proxy_page'),
      status: z.union([z.literal(200), z.literal(403), z.literal(502)]),
    }),
  ]),
  remaining: z.int().min(1).nullable().optional(),
  email: email.nullable().optional(),
  entity: z.string().min(1).max(200).nullable().optional(),
  probability: z.number().min(0).max(1).optional(),
});

export const pushPatch = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  audience: z.string().max(2_048).nullable().optional(),
  serviceAccount: email.optional(),
});
