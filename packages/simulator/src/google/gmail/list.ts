import type { ListPosition, Mailbox, StoredMessage } from '../mailbox.ts';
import { apiError, invalidArgument } from './errors.ts';
import type { MethodCall } from './method.ts';
import { decodePageToken, encodePageToken, flag, pageSize } from './parameters.ts';
import { compileQuery, type Query } from './query.ts';
import { isMetadataOnly } from './scopes.ts';

/** What a list request asks for. */
export interface ListRequest {
  mailbox: Mailbox;
  labelIds: string[];
  query: Query | null;
  includeSpamTrash: boolean;
  pageSize: number;
  position: ListPosition | null;
}

/** Reads the parameters that messages.list, threads.list and drafts.list share. */
export function readListRequest(call: MethodCall): ListRequest {
  const { mailbox, query, world, grant } = call;
  const labelIds = query.getAll('labelIds').filter((id) => id !== '');
  for (const id of labelIds)
    if (!mailbox.labels.has(id)) throw invalidArgument(`Invalid label: ${id.slice(0, 100)}`);
  const q = query.get('q') ?? '';
  if (q !== '' && isMetadataOnly(grant.scopes))
    throw apiError(403, 'forbidden', "Metadata scope does not support 'q' parameter");
  const token = decodePageToken(query, 2);
  const compiled = q === '' ? null : compileQuery(q, mailbox, world.clock.now());
  return {
    mailbox,
    labelIds,
    query: compiled,
    includeSpamTrash:
      flag(query, 'includeSpamTrash') ||
      compiled?.includesSpamTrash === true ||
      labelIds.some((id) => id === 'SPAM' || id === 'TRASH'),
    pageSize: pageSize(query),
    position: token ? { internalDate: Number(token[0]), id: token[1] ?? '' } : null,
  };
}

/** Matching messages, newest first; walks the shortest index and stops at the oldest date. */
export function* matchingMessages(request: ListRequest): Generator<StoredMessage> {
  const { mailbox, query, position } = request;
  const accepts = (message: StoredMessage) => isMatch(request, message);
  if (query?.messageId) {
    const found = mailbox.findByMessageId(query.messageId);
    if (found && (!position || found.internalDate < position.internalDate) && accepts(found))
      yield found;
    return;
  }
  const start = startOf(query, position);
  for (const message of mailbox.newestFirst(shortestIndex(request), start)) {
    if (query && message.internalDate < query.notBefore) return;
    if (accepts(message)) yield message;
  }
}

/** Whether a message belongs in the list. */
export function isMatch(request: ListRequest, message: StoredMessage): boolean {
  const { labelIds } = message;
  if (!request.includeSpamTrash && (labelIds.includes('SPAM') || labelIds.includes('TRASH')))
    return false;
  if (!request.labelIds.every((id) => labelIds.includes(id))) return false;
  return request.query?.matches(message) ?? true;
}

/** Cuts one page off a list; the token continues after its last item. */
export function takePage(
  found: Iterable<StoredMessage>,
  size: number,
): { items: StoredMessage[]; nextPageToken: string | null } {
  const items: StoredMessage[] = [];
  for (const message of found) {
    if (items.length === size) {
      const last = items.at(-1);
      const nextPageToken = last ? encodePageToken([last.internalDate, last.id]) : null;
      return { items, nextPageToken };
    }
    items.push(message);
  }
  return { items, nextPageToken: null };
}

/**
 * `resultSizeEstimate`: exact on a list's only page, and else as rough as Google's own, which
 * says 201 for most mailboxes. Nobody should show it, and nobody should rely on it.
 */
export function estimateOf(request: ListRequest, found: number, hasMore: boolean): number {
  if (!hasMore && request.position === null) return found;
  return hasMore ? Math.max(201, found + 1) : found;
}

function shortestIndex({ mailbox, labelIds, query }: ListRequest): string | null {
  const candidates = query?.labelId ? [...labelIds, query.labelId] : labelIds;
  const sizes = candidates.map((id) => ({ id, size: mailbox.labelSize(id) }));
  return sizes.sort((a, b) => a.size - b.size)[0]?.id ?? null;
}

function startOf(query: Query | null, position: ListPosition | null): ListPosition | null {
  if (!query || query.notAfter === Number.POSITIVE_INFINITY) return position;
  if (position && position.internalDate < query.notAfter) return position;
  return { internalDate: query.notAfter, id: '' };
}
