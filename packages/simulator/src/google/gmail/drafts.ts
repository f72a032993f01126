import type { Draft, Mailbox, StoredMessage } from '../mailbox.ts';
import { parseMime } from '../mime.ts';
import { invalidArgument, notFound } from './errors.ts';
import { formatMessage } from './format.ts';
import { estimateOf, matchingMessages, readListRequest, takePage } from './list.ts';
import { readFormat, readRaw } from './messages.ts';
import type { Method, MethodCall } from './method.ts';
import { hexId, optionalObject, optionalString } from './parameters.ts';
import { completeHead, isUndelivered, sendRaw } from './send.ts';
import { threadFor } from './threading.ts';

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts */
export const draftMethods: Method[] = [
  { id: 'drafts.list', verb: 'GET', path: 'drafts', handle: listDrafts },
  { id: 'drafts.send', verb: 'POST', path: 'drafts/send', acceptsUpload: true, handle: sendDraft },
  { id: 'drafts.create', verb: 'POST', path: 'drafts', acceptsUpload: true, handle: createDraft },
  { id: 'drafts.get', verb: 'GET', path: 'drafts/:id', handle: getDraft },
  {
    id: 'drafts.update',
    verb: 'PUT',
    path: 'drafts/:id',
    acceptsUpload: true,
    handle: updateDraft,
  },
  { id: 'drafts.delete', verb: 'DELETE', path: 'drafts/:id', handle: deleteDraft },
];

function listDrafts(call: MethodCall) {
  const { mailbox } = call;
  const listed = readListRequest(call);
  const request = { ...listed, labelIds: ['DRAFT'] };
  const { items, nextPageToken } = takePage(matchingMessages(request), request.pageSize);
  const draftOf = new Map([...mailbox.drafts.values()].map((draft) => [draft.messageId, draft]));
  const drafts = items.flatMap((message) => {
    const draft = draftOf.get(message.id);
    return draft ? [summary(draft, message)] : [];
  });
  return {
    ...(drafts.length > 0 ? { drafts } : {}),
    ...(nextPageToken ? { nextPageToken } : {}),
    resultSizeEstimate: estimateOf(request, drafts.length, nextPageToken !== null),
  };
}

function getDraft(call: MethodCall) {
  const { draft, message } = existing(call.mailbox, call.params.id);
  return { id: draft.id, message: formatMessage(call.mailbox, message, readFormat(call)) };
}

function createDraft(call: MethodCall) {
  const message = insertDraft(call, null);
  const id = `r${Math.floor(call.world.random() * 2 ** 52)}${call.mailbox.drafts.size}`;
  const draft = { id, messageId: message.id };
  call.mailbox.drafts.set(id, draft);
  return summary(draft, message);
}

/** The draft keeps its id; its message is a new one. */
function updateDraft(call: MethodCall) {
  const { draft, message: before } = existing(call.mailbox, call.params.id);
  const message = insertDraft(call, before.threadId);
  draft.messageId = message.id;
  call.mailbox.remove(before.id);
  return summary(draft, message);
}

function deleteDraft({ mailbox, params }: MethodCall): void {
  const { draft, message } = existing(mailbox, params.id);
  mailbox.drafts.delete(draft.id);
  mailbox.remove(message.id);
}

/**
 * Sends a draft: it disappears, and a new message with a new id is in SENT.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/drafts#send_drafts
 */
function sendDraft(call: MethodCall) {
  const { world, user, mailbox, body, media } = call;
  const given = optionalObject(body, 'message');
  const id = optionalString(body, 'id');
  if (id === undefined) {
    const sent = sendRaw(world, user, mailbox, readRaw(given ?? body, media), threadOf(given), {
      isUndelivered: isUndelivered(call.faults),
    });
    return { id: sent.id, threadId: sent.threadId, labelIds: sent.labelIds };
  }
  const { draft, message } = existing(mailbox, id);
  const isReplaced = media !== null || typeof given?.raw === 'string';
  const raw = isReplaced ? readRaw(given ?? {}, media) : mailbox.raw(message);
  const sent = sendRaw(world, user, mailbox, raw, null, {
    keepThreadId: message.threadId,
    isUndelivered: isUndelivered(call.faults),
  });
  mailbox.drafts.delete(draft.id);
  mailbox.remove(message.id);
  return { id: sent.id, threadId: sent.threadId, labelIds: sent.labelIds };
}

function insertDraft(call: MethodCall, keepThreadId: string | null): StoredMessage {
  const { mailbox, body, media, user, world } = call;
  const given = optionalObject(body, 'message') ?? {};
  const wanted = threadOf(given);
  if (wanted !== null && mailbox.thread(wanted).length === 0) throw notFound();
  const raw = completeHead(world, user, mailbox, readRaw(given, media), { isDraft: true });
  const joined = wanted === null ? null : threadFor(mailbox, parseMime(raw), wanted);
  return mailbox.insert(raw, { labelIds: ['DRAFT'], threadId: joined ?? keepThreadId });
}

function existing(
  mailbox: Mailbox,
  id: string | undefined,
): { draft: Draft; message: StoredMessage } {
  if (!id || !/^[\w-]{1,100}$/.test(id)) throw invalidArgument('Invalid draft id');
  const draft = mailbox.drafts.get(id);
  const message = draft && mailbox.get(draft.messageId);
  if (!message) throw notFound();
  return { draft, message };
}

function threadOf(message: Record<string, unknown> | undefined): string | null {
  const threadId = message ? optionalString(message, 'threadId') : undefined;
  return threadId === undefined || threadId === '' ? null : hexId(threadId);
}

function summary(draft: Draft, { id, threadId, labelIds }: StoredMessage) {
  return { id: draft.id, message: { id, threadId, labelIds } };
}
