import type { CallOptions, SendReceipt } from '../provider.ts';
import type { GmailClient } from './client.ts';
import { draftListShape, messageListShape, messageShape } from './shapes.ts';
import type { CreatedDraft } from './upload.ts';

/** How far back a look goes: what was just made is among the newest. */
const maxLooks = 25;
const metadataHeaders = ['Message-ID', 'X-Mailroom-Submission'];

/** Headers of a message that was sent. */
export interface SentHeaders {
  remoteThreadId: string | null;
  messageId: string | null;
  mark: string | null;
  isSent: boolean;
}

/** The value of a header among the first bytes of a message, null when absent. */
export function readMark(bytes: Uint8Array, header: string): string | null {
  const text = Buffer.from(bytes.subarray(0, 65_536)).toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const block = `\n${end < 0 ? text : text.slice(0, end)}`;
  return (
    new RegExp(`\\n${header}:[ \\t]*([\\w.@-]{4,200})[ \\t]*\\r?(?:\\n|$)`, 'i').exec(block)?.[1] ??
    null
  );
}

/** Finds the draft that carries `mark`: first by our Message-ID, then among the newest. */
export async function findMarkedDraft(
  client: GmailClient,
  messageId: string | null,
  mark: string,
  options: CallOptions,
): Promise<CreatedDraft | null> {
  const queries = messageId ? [searchFor(messageId), undefined] : [undefined];
  for (const q of queries) {
    const { drafts } = await client.call(draftListShape, {
      ...options,
      method: 'drafts.list',
      path: 'drafts',
      query: { maxResults: maxLooks, q, fields: 'drafts(id,message(id,threadId))' },
    });
    for (const { id, message } of drafts.slice(0, maxLooks)) {
      if (!message) continue;
      const headers = await readSentHeaders(client, message.id, options).catch(() => null);
      if (headers?.mark === mark)
        return { draftId: id, remoteThreadId: message.threadId ?? headers.remoteThreadId };
    }
  }
  return null;
}

/** Finds the sent message that carries `mark`, by Message-ID, then among the newest in Sent. */
export async function searchSent(
  client: GmailClient,
  wanted: { messageId: string; mark: string; startedAt: Date; remoteThreadId: string | null },
  options: CallOptions,
): Promise<SendReceipt | null> {
  // Clocks differ, and a minute more costs nothing.
  const since = Math.max(0, Math.floor(wanted.startedAt.getTime() / 1_000) - 120);
  const seen = new Set<string>();
  for (const q of [searchFor(wanted.messageId), `after:${since}`]) {
    const { messages } = await client.call(messageListShape, {
      ...options,
      method: 'messages.list',
      path: 'messages',
      query: { labelIds: 'SENT', q, maxResults: maxLooks, includeSpamTrash: true },
    });
    // Those of the draft's own conversation first: nearly always it is there.
    const likely = (message: { threadId?: string | undefined }) =>
      Number(message.threadId !== undefined && message.threadId === wanted.remoteThreadId);
    for (const ref of messages.toSorted((a, b) => likely(b) - likely(a))) {
      if (seen.has(ref.id)) continue;
      seen.add(ref.id);
      const headers = await readSentHeaders(client, ref.id, options);
      if (!headers.isSent || headers.mark !== wanted.mark) continue;
      return {
        remoteId: ref.id,
        remoteThreadId: ref.threadId ?? headers.remoteThreadId,
        messageId: headers.messageId,
      };
    }
  }
  return null;
}

/** Reads the headers that tell a message of ours. @throws MailError `remote_gone` */
export async function readSentHeaders(
  client: GmailClient,
  remoteId: string,
  options: CallOptions,
): Promise<SentHeaders> {
  const message = await client.call(messageShape, {
    ...options,
    method: 'messages.get',
    path: `messages/${encodeURIComponent(remoteId)}`,
    query: { format: 'metadata', metadataHeaders, fields: 'id,threadId,labelIds,payload(headers)' },
  });
  const value = (name: string) =>
    message.payload?.headers.find((header) => header.name.toLowerCase() === name)?.value.trim() ||
    null;
  return {
    remoteThreadId: message.threadId ?? null,
    messageId: value('message-id'),
    mark: value('x-mailroom-submission'),
    isSent: message.labelIds.includes('SENT'),
  };
}

function searchFor(messageId: string): string {
  return `rfc822msgid:${messageId.replace(/^<|>$/g, '')}`;
}
