import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { notFound } from './errors.ts';
import { formatMessage } from './format.ts';
import {
  estimateOf,
  isMatch,
  type ListRequest,
  matchingMessages,
  readListRequest,
  takePage,
} from './list.ts';
import { readFormat } from './messages.ts';
import type { Method, MethodCall } from './method.ts';
import { compareMessages } from './ordered-list.ts';
import { hexId } from './parameters.ts';
import { type LabelChange, readLabelChange, relabelMessage } from './relabel.ts';

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads */
export const threadMethods: Method[] = [
  { id: 'threads.list', verb: 'GET', path: 'threads', handle: listThreads },
  { id: 'threads.get', verb: 'GET', path: 'threads/:id', handle: getThread },
  {
    id: 'threads.modify',
    verb: 'POST',
    path: 'threads/:id/modify',
    handle: (call) => change(call, readLabelChange(call.mailbox, call.body)),
  },
  {
    id: 'threads.trash',
    verb: 'POST',
    path: 'threads/:id/trash',
    handle: (call) => change(call, { add: ['TRASH'], remove: [] }),
  },
  {
    id: 'threads.untrash',
    verb: 'POST',
    path: 'threads/:id/untrash',
    handle: (call) => change(call, { add: [], remove: ['TRASH'] }),
  },
  { id: 'threads.delete', verb: 'DELETE', path: 'threads/:id', handle: deleteThread },
];

function listThreads(call: MethodCall) {
  const { mailbox } = call;
  const request = readListRequest(call);
  const { items, nextPageToken } = takePage(newestOfThreads(request), request.pageSize);
  const threads = items.map((message) => {
    const thread = mailbox.thread(message.threadId);
    const latest = thread.at(-1) ?? message;
    return {
      id: message.threadId,
      snippet: formatMessage(mailbox, latest, 'minimal').snippet,
      historyId: historyIdOf(thread),
    };
  });
  return {
    ...(threads.length > 0 ? { threads } : {}),
    ...(nextPageToken ? { nextPageToken } : {}),
    resultSizeEstimate: estimateOf(request, threads.length, nextPageToken !== null),
  };
}

/** A thread stands where its newest matching message stands; the others are passed over. */
function* newestOfThreads(request: ListRequest): Generator<StoredMessage> {
  for (const message of matchingMessages(request)) {
    const isNewest = request.mailbox
      .thread(message.threadId)
      .every((other) => compareMessages(other, message) <= 0 || !isMatch(request, other));
    if (isNewest) yield message;
  }
}

function getThread(call: MethodCall) {
  const { mailbox, query } = call;
  // The reference allows full, metadata and minimal; raw is for single messages.
  const format = readFormat(call, ['full', 'metadata', 'minimal']);
  const thread = existing(call);
  const headers = query.getAll('metadataHeaders');
  return {
    id: thread[0]?.threadId,
    historyId: historyIdOf(thread),
    messages: thread.map((message) => formatMessage(mailbox, message, format, headers)),
  };
}

function change(call: MethodCall, labels: LabelChange) {
  const thread = existing(call);
  for (const message of [...thread]) relabelMessage(call.mailbox, message.id, labels);
  return {
    id: thread[0]?.threadId,
    messages: thread.map(({ id, threadId, labelIds }) => ({ id, threadId, labelIds })),
  };
}

function deleteThread(call: MethodCall) {
  for (const message of [...existing(call)]) call.mailbox.remove(message.id);
}

function existing({ mailbox, params }: MethodCall): readonly StoredMessage[] {
  const thread = mailbox.thread(hexId(params.id));
  if (thread.length === 0) throw notFound();
  return thread;
}

function historyIdOf(thread: ReturnType<Mailbox['thread']>): string {
  return String(thread.reduce((latest, { historyId }) => Math.max(latest, historyId), 0));
}
