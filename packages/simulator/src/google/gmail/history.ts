import type { HistoryRecord, HistoryType } from '../mailbox.ts';
import { invalidArgument, notFound } from './errors.ts';
import type { Method, MethodCall } from './method.ts';
import { decodePageToken, encodePageToken, pageSize } from './parameters.ts';

const types: readonly HistoryType[] = [
  'messageAdded',
  'messageDeleted',
  'labelAdded',
  'labelRemoved',
];

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.history/list */
export const historyMethods: Method[] = [
  { id: 'history.list', verb: 'GET', path: 'history', handle: listHistory },
];

/**
 * A page is so many records of the log, of which the filters may leave none: then the page is
 * empty and still has a `nextPageToken`, as Gmail's may.
 */
function listHistory({ mailbox, query, faults }: MethodCall) {
  const start = query.get('startHistoryId');
  if (start === null || !/^\d{1,18}$/.test(start)) throw invalidArgument('Invalid startHistoryId');
  const wanted = readTypes(query);
  const labelId = query.get('labelId');
  const size = pageSize(query);
  const token = decodePageToken(query, 1);
  if (faults.some((fault) => fault.kind.type === 'expired_history')) throw notFound();
  if (mailbox.historySince(Number(start)) === null) throw notFound();
  const records = mailbox.historySince(Number(token?.[0] ?? start));
  if (records === null) throw notFound();
  const page = records.slice(0, size);
  const history = page.filter(
    (record) =>
      wanted.has(record.type) &&
      (labelId === null ||
        record.labelsAfter.includes(labelId) ||
        record.labelIds.includes(labelId)),
  );
  const last = page.at(-1);
  return {
    ...(history.length > 0 ? { history: history.map(formatRecord) } : {}),
    ...(last && records.length > size ? { nextPageToken: encodePageToken([last.id]) } : {}),
    historyId: String(mailbox.historyId),
  };
}

function readTypes(query: URLSearchParams): ReadonlySet<HistoryType> {
  const given = query.getAll('historyTypes');
  for (const type of given)
    if (!types.includes(type as HistoryType))
      throw invalidArgument('Invalid value at history_types');
  return new Set(given.length > 0 ? (given as HistoryType[]) : types);
}

function formatRecord(record: HistoryRecord) {
  const { messageId: id, threadId, labelIds, labelsAfter } = record;
  const message = { id, threadId, ...(labelsAfter.length > 0 ? { labelIds: labelsAfter } : {}) };
  const base = { id: String(record.id), messages: [{ id, threadId }] };
  switch (record.type) {
    case 'messageAdded':
      return { ...base, messagesAdded: [{ message }] };
    case 'messageDeleted':
      return { ...base, messagesDeleted: [{ message }] };
    case 'labelAdded':
      return { ...base, labelsAdded: [{ message, labelIds }] };
    case 'labelRemoved':
      return { ...base, labelsRemoved: [{ message, labelIds }] };
  }
}
