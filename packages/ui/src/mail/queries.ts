import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { useApi } from '../host/host.tsx';
import type { FolderView, ThreadPageView, ThreadRowView } from '../views.ts';
import { mergeRows, type RowChanges } from './list/merge-rows.ts';
import { belongsTo, boxKey, type MailBox } from './place.ts';

export const FOLDERS = ['folders'] as const;
export const ACCOUNTS = ['accounts'] as const;
export const IDENTITIES = ['identities'] as const;
export const OUTBOX = ['outbox'] as const;
export const threadKey = (threadId: number) => ['thread', threadId] as const;

type Pages = InfiniteData<ThreadPageView, string | null>;

export function useFolders() {
  const api = useApi();
  return useQuery({ queryKey: FOLDERS, queryFn: ({ signal }) => api.folders(signal) });
}

export function useAccounts() {
  const api = useApi();
  return useQuery({ queryKey: ACCOUNTS, queryFn: ({ signal }) => api.accounts(signal) });
}

/** What may be attached to a message of an account; null while that is not known. */
export function useSizeLimits(accountId: number) {
  const accounts = useAccounts();
  return accounts.data?.find((account) => account.id === accountId)?.limits ?? null;
}

export function useIdentities() {
  const api = useApi();
  return useQuery({ queryKey: IDENTITIES, queryFn: ({ signal }) => api.identities(signal) });
}

export function useOutbox() {
  const api = useApi();
  return useQuery({ queryKey: OUTBOX, queryFn: ({ signal }) => api.outbox(signal) });
}

export function useThread(threadId: number) {
  const api = useApi();
  return useQuery({
    queryKey: threadKey(threadId),
    queryFn: ({ signal }) => api.thread(threadId, signal),
  });
}

/** The conversations of a box, page after page; search keeps showing the last results meanwhile. */
export function useThreadList(box: MailBox, isUnreadOnly: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['threads', box, isUnreadOnly],
    enabled: box.kind !== 'outbox' && (box.kind !== 'search' || box.text.trim() !== ''),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      if (box.kind === 'search') {
        const account = box.accountId === null ? {} : { accountId: box.accountId };
        return api.search({ q: box.text, ...account, ...cursor }, signal);
      }
      return api.threads({ ...boxQuery(box), unreadOnly: isUnreadOnly, ...cursor }, signal);
    },
    getNextPageParam: (last) => last.nextCursor,
    ...(box.kind === 'search'
      ? {
          placeholderData: (old: Pages | undefined, query?: { queryKey: readonly unknown[] }) =>
            (query?.queryKey[1] as MailBox | undefined)?.kind === 'search' ? old : undefined,
        }
      : {}),
  });
}

/** Merges changed rows into every list in the cache. */
export function mergeIntoLists(client: QueryClient, changes: RowChanges): void {
  const folders = client.getQueryData<FolderView[]>(FOLDERS) ?? [];
  for (const [key, data] of client.getQueriesData<Pages>({ queryKey: ['threads'] })) {
    if (!data) continue;
    const [, box, isUnreadOnly] = key as unknown as ['threads', MailBox, boolean];
    const pages = mergeRows(data.pages, changes, (row, isPresent) => {
      const belongs = belongsTo(row, box, folders);
      // What was read while the unread ones are listed stays until the list is left.
      if (belongs && isUnreadOnly && !isPresent) return row.unreadCount > 0;
      return belongs;
    });
    if (pages.some((page, i) => page !== data.pages[i])) {
      client.setQueryData<Pages>(key, { ...data, pages });
    }
  }
}

/** The rows with these ids, from whichever list holds them. */
export function rowsInLists(client: QueryClient, ids: readonly number[]): ThreadRowView[] {
  const wanted = new Set(ids);
  const found = new Map<number, ThreadRowView>();
  for (const [, data] of client.getQueriesData<Pages>({ queryKey: ['threads'] })) {
    for (const page of data?.pages ?? []) {
      for (const row of page.threads) if (wanted.has(row.id)) found.set(row.id, row);
    }
  }
  return [...found.values()];
}

function boxQuery(box: MailBox) {
  if (box.kind === 'folder') return { folderId: box.folderId };
  if (box.kind !== 'role') throw new Error(`no query for ${boxKey(box)}`);
  return box.accountId === null ? { role: box.role } : { role: box.role, accountId: box.accountId };
}
