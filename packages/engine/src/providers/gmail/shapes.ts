import { z } from 'zod';

/**
 * What the adapter reads of Gmail's answers. Loose on purpose: only what cannot be done without is
 * required, a field of a wrong type counts as absent, so that a novelty of Google's, or an emulator
 * that leaves something out, costs a detail and never the mailbox.
 *
 * @see https://developers.google.com/workspace/gmail/api/reference/rest
 */
const text = z.string().optional().catch(undefined);
const strings = z.array(z.string()).catch([]);
const pageToken = z.string().min(1).optional().catch(undefined);
/** Google writes 64-bit numbers as strings; emulators write numbers. */
const integer = z.coerce.number().int().nonnegative().optional().catch(undefined);
/** Kept as text: history ids exceed what a number holds. */
const historyId = z.union([z.string().regex(/^\d{1,30}$/), z.number().int().transform(String)]);

export const profileShape = z.object({
  emailAddress: z.string().min(3),
  messagesTotal: integer,
  threadsTotal: integer,
  historyId,
});

export const labelShape = z.object({
  id: z.string().min(1),
  name: z.string().catch(''),
  type: text,
  labelListVisibility: text,
  color: z.object({ backgroundColor: text }).optional().catch(undefined),
});

export const labelListShape = z.object({ labels: z.array(labelShape).default([]) });

const refShape = z.object({ id: z.string().min(1), threadId: text });

export const messageListShape = z.object({
  messages: z.array(refShape).default([]),
  nextPageToken: pageToken,
  resultSizeEstimate: integer,
});

export const headerShape = z.object({ name: z.string().catch(''), value: z.string().catch('') });

export interface PayloadPart {
  partId?: string | undefined;
  mimeType: string;
  filename?: string | undefined;
  headers: { name: string; value: string }[];
  body: { attachmentId?: string | undefined; size?: number | undefined; data?: string | undefined };
  parts: PayloadPart[];
}

const partShape: z.ZodType<PayloadPart> = z.lazy(() =>
  z.object({
    partId: text,
    mimeType: z.string().catch('application/octet-stream'),
    filename: text,
    headers: z.array(headerShape).catch([]),
    body: z.object({ attachmentId: text, size: integer, data: text }).catch({}),
    parts: z.array(partShape).catch([]),
  }),
);

export const messageShape = z.object({
  id: z.string().min(1),
  threadId: text,
  labelIds: strings,
  snippet: text,
  historyId: historyId.optional().catch(undefined),
  internalDate: integer,
  sizeEstimate: integer,
  raw: text,
  payload: partShape.optional().catch(undefined),
});

export const threadShape = z.object({ messages: z.array(messageShape).default([]) });

const changedMessage = z.object({ message: refShape.extend({ labelIds: strings }) });
const relabelled = z.object({ message: refShape, labelIds: strings });

export const historyShape = z.object({
  history: z
    .array(
      z.object({
        id: historyId,
        messagesAdded: z.array(changedMessage).default([]),
        messagesDeleted: z.array(changedMessage).default([]),
        labelsAdded: z.array(relabelled).default([]),
        labelsRemoved: z.array(relabelled).default([]),
      }),
    )
    .default([]),
  nextPageToken: pageToken,
  historyId: historyId.optional().catch(undefined),
});

export const draftShape = z.object({
  id: z.string().min(1),
  message: refShape.optional().catch(undefined),
});

export const draftListShape = z.object({
  drafts: z.array(draftShape).default([]),
  nextPageToken: pageToken,
});

export const sendAsListShape = z.object({
  sendAs: z
    .array(
      z.object({
        sendAsEmail: z.string().min(3),
        displayName: text,
        replyToAddress: text,
        signature: text,
        isPrimary: z.boolean().catch(false),
        isDefault: z.boolean().catch(false),
        verificationStatus: text,
      }),
    )
    .default([]),
});

export const watchShape = z.object({ historyId: historyId.optional(), expiration: integer });

export type GmailLabel = z.infer<typeof labelShape>;
export type GmailMessage = z.infer<typeof messageShape>;
export type GmailHistory = z.infer<typeof historyShape>;
