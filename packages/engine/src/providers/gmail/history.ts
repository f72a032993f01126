import { z } from 'zod';
import { MailError } from '../../errors.ts';
import type {
  CallOptions,
  ChangePage,
  Cursor,
  FetchFailure,
  RemoteChange,
  RemoteMessage,
  RemoteRef,
} from '../provider.ts';
import type { GmailClient } from './client.ts';
import { toRef } from './convert.ts';
import { fetchMessages } from './fetch.ts';
import { flagChanges, foldersFrom } from './labels.ts';
import type { GmailCosts } from './quota.ts';
import { type GmailHistory, historyShape, profileShape } from './shapes.ts';

const cursorShape = z.object({ historyId: z.string().regex(/^\d{1,30}$/) });
/** New messages in one page of ours: each is held in memory with its original. */
const maxAddedPerPage = 20;
const fields = [
  'history(id,messagesAdded(message(id,threadId,labelIds))',
  'messagesDeleted(message(id,threadId))',
  'labelsAdded(message(id,threadId),labelIds)',
  'labelsRemoved(message(id,threadId),labelIds))',
  'nextPageToken,historyId',
].join(',');

type HistoryRecord = GmailHistory['history'][number];

interface HistoryContext {
  client: GmailClient;
  costs: GmailCosts;
  concurrency: () => number;
  now: () => Date;
}

/** A cursor for "from now on". */
export async function readStartCursor(client: GmailClient, options: CallOptions): Promise<Cursor> {
  const profile = await client.call(profileShape, {
    ...options,
    method: 'getProfile',
    path: 'profile',
  });
  return { historyId: profile.historyId };
}

/**
 * Changes after `cursor`. A cursor is the id of the last record that was dealt with: any record's id
 * is a valid start, so a page can be cut where memory asks for it and no page token is ever stored
 * (tokens die with time).
 *
 * @throws MailError `cursor_expired` when Gmail no longer knows the id
 * @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.history/list
 */
export async function* listChanges(
  context: HistoryContext,
  cursor: Cursor,
  options: CallOptions,
): AsyncGenerator<ChangePage> {
  const parsed = cursorShape.safeParse(cursor);
  if (!parsed.success) throw new MailError('cursor_expired');
  const startHistoryId = parsed.data.historyId;
  let reached = startHistoryId;
  let pageToken: string | undefined;
  do {
    const asOf = context.now();
    const page = await listPage(context.client, startHistoryId, pageToken, options);
    const isLastOfList = page.nextPageToken === undefined || page.nextPageToken === pageToken;
    const parts = cutRecords(page.history);
    for (const [index, records] of parts.entries()) {
      const isLast = isLastOfList && index === parts.length - 1;
      reached = records.at(-1)?.id ?? reached;
      if (isLast) reached = newest(page.historyId, reached);
      const { changes, failed } = await toChanges(context, records, options);
      yield { asOf, changes, failed, cursor: { historyId: reached }, isLast };
    }
    if (isLastOfList) return;
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
}

async function listPage(
  client: GmailClient,
  startHistoryId: string,
  pageToken: string | undefined,
  options: CallOptions,
): Promise<GmailHistory> {
  try {
    return await client.call(historyShape, {
      ...options,
      method: 'history.list',
      path: 'history',
      query: { startHistoryId, maxResults: 500, pageToken, fields },
    });
  } catch (error) {
    // 404 says that the start is too old: documented, and never that history itself is missing.
    if (error instanceof MailError && error.code === 'remote_gone')
      throw new MailError('cursor_expired', { cause: error });
    throw error;
  }
}

/** Cuts a page so that no part brings too many new messages. At least one part. */
function cutRecords(records: HistoryRecord[]): HistoryRecord[][] {
  const parts: HistoryRecord[][] = [[]];
  let added = 0;
  for (const record of records) {
    const count = record.messagesAdded.length;
    if (added > 0 && added + count > maxAddedPerPage) {
      parts.push([]);
      added = 0;
    }
    added += count;
    parts.at(-1)?.push(record);
  }
  return parts;
}

async function toChanges(
  context: HistoryContext,
  records: HistoryRecord[],
  options: CallOptions,
): Promise<{ changes: RemoteChange[]; failed: FetchFailure[] }> {
  const { added, failed } = await fetchAdded(context, records, options);
  const changes: RemoteChange[] = [];
  const announced = new Set<string>();
  for (const record of records) {
    for (const { message } of record.messagesAdded) {
      const fetched = added.get(message.id);
      if (!fetched || announced.has(message.id)) continue;
      announced.add(message.id);
      changes.push({ kind: 'added', message: fetched });
    }
    for (const { message, labelIds } of record.labelsRemoved)
      if (!added.has(message.id)) changes.push(relabelled(message, labelIds, false));
    for (const { message, labelIds } of record.labelsAdded)
      if (!added.has(message.id)) changes.push(relabelled(message, labelIds, true));
    // Added in this part too, so we never had it? A backfill may have fetched it meanwhile.
    for (const { message } of record.messagesDeleted)
      changes.push({ kind: 'deleted', ref: toRef(message) });
  }
  return { changes, failed };
}

/**
 * The new messages, as they are now: label changes of the same part are in them already. Null: added
 * and gone again, or not to be had now.
 */
async function fetchAdded(
  context: HistoryContext,
  records: HistoryRecord[],
  options: CallOptions,
): Promise<{ added: Map<string, RemoteMessage | null>; failed: FetchFailure[] }> {
  const deleted = new Set(
    records.flatMap((record) => record.messagesDeleted.map(({ message }) => message.id)),
  );
  const added = new Map<string, RemoteMessage | null>();
  const wanted: RemoteRef[] = [];
  const threadIds = new Map<string, string | null>();
  for (const record of records)
    for (const { message } of record.messagesAdded) {
      if (added.has(message.id)) continue;
      added.set(message.id, null);
      threadIds.set(message.id, message.threadId ?? null);
      // Alone, not by thread: new messages are few, and their originals are wanted.
      if (!deleted.has(message.id)) wanted.push({ remoteId: message.id, remoteThreadId: null });
    }
  const failed: FetchFailure[] = [];
  for await (const result of fetchMessages(context, wanted, options)) {
    if (result.kind === 'message') added.set(result.message.remoteId, result.message);
    if (result.kind !== 'failed') continue;
    const { remoteId } = result.ref;
    failed.push({
      ref: { remoteId, remoteThreadId: threadIds.get(remoteId) ?? null },
      code: result.code,
    });
  }
  return { added, failed };
}

function relabelled(
  message: { id: string; threadId?: string | undefined },
  labelIds: string[],
  isAdded: boolean,
): RemoteChange {
  const folders = foldersFrom(labelIds);
  return {
    kind: 'updated',
    ref: toRef(message),
    foldersAdded: isAdded ? folders : [],
    foldersRemoved: isAdded ? [] : folders,
    flags: flagChanges(labelIds, isAdded),
  };
}

/** The mailbox's own id ends the list; it is never older than the last record. */
function newest(historyId: string | undefined, reached: string): string {
  if (historyId === undefined) return reached;
  return BigInt(historyId) > BigInt(reached) ? historyId : reached;
}
