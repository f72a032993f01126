import { zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from '@hono/zod-openapi';
import { views } from '@mailroom/engine';

/** Names under which the engine's views stand in the OpenAPI document. */
const names = {
  addressView: 'Address',
  providerId: 'Provider',
  problemView: 'AccountProblem',
  syncView: 'SyncState',
  accountStatus: 'AccountStatus',
  accountView: 'Account',
  identityView: 'Identity',
  folderRole: 'FolderRole',
  folderView: 'Folder',
  senderView: 'Sender',
  threadRowView: 'ThreadRow',
  threadPageView: 'ThreadPage',
  attachmentView: 'Attachment',
  messageView: 'Message',
  threadView: 'Thread',
  messageBodyView: 'MessageBody',
  messageHeadersView: 'MessageHeaders',
  actionKind: 'ActionKind',
  actionInput: 'ActionInput',
  actionView: 'Action',
  uploadView: 'Upload',
  outboxState: 'OutboxState',
  submissionInput: 'SubmissionInput',
  outboxView: 'OutboxEntry',
  composeDraftView: 'ComposeDraft',
  timelineEntryView: 'TimelineEntry',
  providerClientView: 'ProviderClient',
  setupView: 'Setup',
  clientInput: 'ProviderClientInput',
  clientFileInput: 'ProviderClientFile',
  linkStartView: 'LinkStart',
  linkResultView: 'LinkResult',
  changeEventView: 'ChangeEvent',
} as const satisfies Partial<Record<keyof typeof views, string>>;

/** RFC 9457 problem details, as every error answer carries them. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** One of the engine's error codes: what programs branch on. */
  code: z.string(),
  detail: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

export type ProblemDetails = z.infer<typeof problemDetails>;

for (const [key, name] of Object.entries(names)) {
  nameComponent(views[key as keyof typeof names], name);
}

/**
 * Makes `schema` a named component of the OpenAPI document, wherever it is used. Its own
 * `.openapi(name)` would name a copy, which the views that contain the original do not know.
 */
export function nameComponent(schema: z.ZodType, name: string): void {
  if (!zodToOpenAPIRegistry.has(schema)) {
    zodToOpenAPIRegistry.add(schema, { _internal: { refId: name } });
  }
}
