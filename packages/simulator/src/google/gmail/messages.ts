import { headersOf, parseMime } from '../mime.ts';
import { maxUploadBytes, tooLarge } from './body.ts';
import { apiError, invalidArgument, notFound } from './errors.ts';
import { encodePadded, type Format, formatMessage, formats, readAttachment } from './format.ts';
import { estimateOf, matchingMessages, readListRequest, takePage } from './list.ts';
import type { Method, MethodCall } from './method.ts';
import { choice, decodeBase64Url, hexId, optionalString, stringArray } from './parameters.ts';
import { checkLabels, readLabelChange, relabelMessage } from './relabel.ts';
import { isMetadataOnly } from './scopes.ts';
import { isUndelivered, sendRaw } from './send.ts';
import { threadFor } from './threading.ts';

const maxBatchIds = 1_000;

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages */
export const messageMethods: Method[] = [
  { id: 'messages.list', verb: 'GET', path: 'messages', handle: listMessages },
  { id: 'messages.send', verb: 'POST', path: 'messages/send', acceptsUpload: true, handle: send },
  {
    id: 'messages.import',
    verb: 'POST',
    path: 'messages/import',
    acceptsUpload: true,
    handle: (call) => insertMessage(call, 'dateHeader'),
  },
  { id: 'messages.batchModify', verb: 'POST', path: 'messages/batchModify', handle: batchModify },
  { id: 'messages.batchDelete', verb: 'POST', path: 'messages/batchDelete', handle: batchDelete },
  {
    id: 'messages.insert',
    verb: 'POST',
    path: 'messages',
    acceptsUpload: true,
    handle: (call) => insertMessage(call, 'receivedTime'),
  },
  { id: 'messages.get', verb: 'GET', path: 'messages/:id', handle: getMessage },
  {
    id: 'messages.attachments.get',
    verb: 'GET',
    path: 'messages/:id/attachments/:attachmentId',
    handle: getAttachment,
  },
  {
    id: 'messages.modify',
    verb: 'POST',
    path: 'messages/:id/modify',
    handle: (call) => change(call, readLabelChange(call.mailbox, call.body)),
  },
  {
    id: 'messages.trash',
    verb: 'POST',
    path: 'messages/:id/trash',
    handle: (call) => change(call, { add: ['TRASH'], remove: [] }),
  },
  {
    id: 'messages.untrash',
    verb: 'POST',
    path: 'messages/:id/untrash',
    handle: (call) => change(call, { add: [], remove: ['TRASH'] }),
  },
  { id: 'messages.delete', verb: 'DELETE', path: 'messages/:id', handle: deleteMessage },
];

/** Reads `format`, which `gmail.metadata` limits. */
export function readFormat(call: MethodCall, allowed: readonly Format[] = formats): Format {
  const format = choice(call.query, 'format', allowed) ?? 'full';
  if (isMetadataOnly(call.grant.scopes) && (format === 'full' || format === 'raw'))
    throw apiError(403, 'forbidden', `Metadata scope doesn't allow format ${format.toUpperCase()}`);
  return format;
}

/** Raw MIME of a request: the upload's media part, or `raw` in the JSON. */
export function readRaw(message: Record<string, unknown>, media: Uint8Array | null): Uint8Array {
  if (media) return media;
  const raw = optionalString(message, 'raw');
  if (raw === undefined || raw === '')
    throw invalidArgument(
      "'raw' RFC822 payload message string or uploading message via /upload/* URL required",
    );
  const bytes = decodeBase64Url(raw);
  if (bytes.byteLength > maxUploadBytes) throw tooLarge();
  return bytes;
}

function listMessages(call: MethodCall) {
  const request = readListRequest(call);
  const { items, nextPageToken } = takePage(matchingMessages(request), request.pageSize);
  return {
    ...(items.length > 0 ? { messages: items.map(({ id, threadId }) => ({ id, threadId })) } : {}),
    ...(nextPageToken ? { nextPageToken } : {}),
    resultSizeEstimate: estimateOf(request, items.length, nextPageToken !== null),
  };
}

function getMessage(call: MethodCall) {
  const message = call.mailbox.get(hexId(call.params.id));
  const format = readFormat(call);
  if (!message) throw notFound();
  return formatMessage(call.mailbox, message, format, call.query.getAll('metadataHeaders'));
}

function getAttachment({ mailbox, params }: MethodCall) {
  const message = mailbox.get(hexId(params.id));
  if (!message) throw notFound();
  const bytes = readAttachment(mailbox, message, params.attachmentId ?? '');
  if (!bytes) throw invalidArgument('Invalid attachment token');
  return { size: bytes.byteLength, data: encodePadded(bytes) };
}

function change({ mailbox, params }: MethodCall, labels: { add: string[]; remove: string[] }) {
  const message = relabelMessage(mailbox, hexId(params.id), labels);
  if (!message) throw notFound();
  const { id, threadId, labelIds } = message;
  return { id, threadId, ...(labelIds.length > 0 ? { labelIds } : {}) };
}

function batchModify({ mailbox, body }: MethodCall) {
  const ids = readIds(body);
  const labels = readLabelChange(mailbox, body);
  for (const id of ids) relabelMessage(mailbox, id, labels);
}

function batchDelete({ mailbox, body }: MethodCall) {
  for (const id of readIds(body)) mailbox.remove(id);
}

function readIds(body: Record<string, unknown>): string[] {
  const ids = stringArray(body, 'ids');
  if (ids.length === 0) throw invalidArgument('No message ids specified');
  if (ids.length > maxBatchIds) throw invalidArgument('Too many message ids specified');
  return ids.map(hexId);
}

function deleteMessage({ mailbox, params }: MethodCall) {
  if (!mailbox.remove(hexId(params.id))) throw notFound();
}

function insertMessage(call: MethodCall, defaultSource: 'receivedTime' | 'dateHeader') {
  const { mailbox, body, media, query, world } = call;
  const raw = readRaw(body, media);
  const labelIds = stringArray(body, 'labelIds');
  checkLabels(
    mailbox,
    labelIds.filter((id) => id !== 'SENT'),
  );
  const threadId = optionalString(body, 'threadId') ?? null;
  if (threadId !== null && mailbox.thread(hexId(threadId)).length === 0) throw notFound();
  const source = choice(query, 'internalDateSource', ['receivedTime', 'dateHeader'] as const);
  const now = world.clock.now();
  const internalDate = (source ?? defaultSource) === 'dateHeader' ? dateOf(raw, now) : now;
  const root = parseMime(raw);
  const message = mailbox.insert(raw, {
    labelIds,
    threadId: threadFor(mailbox, root, threadId),
    internalDate,
  });
  return { id: message.id, threadId: message.threadId, labelIds: message.labelIds };
}

function send(call: MethodCall) {
  const { world, user, mailbox, body, media } = call;
  const threadId = optionalString(body, 'threadId') ?? null;
  const raw = readRaw(body, media);
  const message = sendRaw(world, user, mailbox, raw, threadId, {
    isUndelivered: isUndelivered(call.faults),
  });
  return { id: message.id, threadId: message.threadId, labelIds: message.labelIds };
}

/** The Date header; a missing or unreadable one gives the time of receipt. */
function dateOf(raw: Uint8Array, now: number): number {
  const date = Date.parse(headersOf(parseMime(raw), 'date')[0] ?? '');
  return Number.isNaN(date) || date < 0 ? now : date;
}
