import { z } from '@hono/zod-openapi';
import { nameComponent } from '@mailroom/api';

/** The shapes that the standalone server shows beside the engine's. */

const time = z.iso.datetime();

export const role = z.enum(['administrator', 'member']);

export const userView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  isDisabled: z.boolean(),
  hasTotp: z.boolean(),
  createdAt: time,
  lastSeenAt: time.nullable(),
});

export const signedInUserView = userView.pick({
  id: true,
  name: true,
  email: true,
  role: true,
  hasTotp: true,
});

export const simulatorView = z.object({
  /** Only where nobody beyond this machine reaches the server. */
  isAvailable: z.boolean(),
  isEnabled: z.boolean(),
  /** Where its consent page is, null while off. */
  url: z.string().nullable(),
  /** Mailboxes to link. */
  accounts: z.array(z.object({ email: z.string(), name: z.string() })),
});

export const hostStateView = z.object({
  /** Nobody administers this installation yet: show the first-run page. */
  needsFirstAdministrator: z.boolean(),
  /** The first-run page must ask for the token that the terminal shows. */
  needsToken: z.boolean(),
  /** Null: signed out. */
  user: signedInUserView.nullable(),
  publicUrl: z.string(),
  /** Null while signed out. */
  version: z.string().nullable(),
  /** For administrators: `embedded_database` recommends PostgreSQL. */
  notices: z.array(z.enum(['embedded_database'])),
  simulator: simulatorView,
});

export const sessionView = z.object({
  id: z.string(),
  createdAt: time,
  usedAt: time,
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
});

export const invitationView = z.object({
  id: z.string(),
  email: z.string(),
  role,
  createdAt: time,
  expiresAt: time,
});

export const newInvitationView = invitationView.extend({
  /** To pass on; it cannot be shown again. */
  link: z.string(),
});

export const apiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(['read', 'write']),
  createdAt: time,
  lastUsedAt: time.nullable(),
});

export const newApiKeyView = apiKeyView.extend({
  /** For `Authorization: Bearer`; it cannot be shown again. */
  key: z.string(),
});

export const auditPageView = z.object({
  /** Newest first. */
  entries: z.array(
    z.object({
      id: z.number(),
      at: time,
      /** Null: nobody who is known. */
      userId: z.string().nullable(),
      /** What was done, e.g. `signed_in`, `user_changed`. */
      action: z.string(),
      accountId: z.number().nullable(),
      outcome: z.enum(['done', 'refused']),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Null: there are no older ones. */
  nextBefore: z.number().nullable(),
});

const email = z.string().trim().toLowerCase().pipe(z.email().max(320));
const personName = z.string().trim().min(1).max(200);
const password = z.string().min(10).max(128);

export const firstAdministratorInput = z.object({
  name: personName,
  email,
  password,
  token: z.string().max(200).optional(),
});

export const invitationInput = z.object({ email, role });
export const invitationToken = z.object({ token: z.string().min(1).max(200) });
export const acceptInput = invitationToken.extend({ name: personName, password });
export const userChange = z
  .object({ role: role.optional(), isDisabled: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'nothing to change');
export const apiKeyInput = z.object({
  name: z.string().trim().min(1).max(100),
  scope: z.enum(['read', 'write']),
});
export const simulatorInput = z.object({ enabled: z.boolean() });

nameComponent(userView, 'User');
nameComponent(signedInUserView, 'SignedInUser');
nameComponent(simulatorView, 'Simulator');
nameComponent(hostStateView, 'HostState');
nameComponent(sessionView, 'Session');
nameComponent(invitationView, 'Invitation');
nameComponent(newInvitationView, 'NewInvitation');
nameComponent(apiKeyView, 'ApiKey');
nameComponent(newApiKeyView, 'NewApiKey');
nameComponent(auditPageView, 'AuditPage');

export type HostStateView = z.infer<typeof hostStateView>;
export type SimulatorView = z.infer<typeof simulatorView>;
export type UserView = z.infer<typeof userView>;
export type SignedInUserView = z.infer<typeof signedInUserView>;
export type SessionView = z.infer<typeof sessionView>;
export type InvitationView = z.infer<typeof invitationView>;
export type ApiKeyView = z.infer<typeof apiKeyView>;
