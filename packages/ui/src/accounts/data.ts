import { answerOf } from '@mailroom/api/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endedBy, idOf } from '../host/api.ts';
import { useApi, useHost } from '../host/host.tsx';
import { chooseLocale } from '../i18n/translate.ts';
import type { AccountView, BlockPage, ProviderId } from '../views.ts';

/** How often a synchronising account is looked at again, beside the live events. */
const PROGRESS_MS = 1_500;

/** The user's accounts; refreshed while any of them is busy. */
export function useAccounts() {
  const api = useApi();
  return useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => api.accounts(signal),
    refetchInterval: (query) => (query.state.data?.some(isBusy) ? PROGRESS_MS : false),
  });
}

/** Providers that can be linked just now. */
export function useAvailableProviders() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['setup', 'available'],
    queryFn: ({ signal }) => answerOf(client.setup.available.$get({}, endedBy(signal))),
  });
}

/** One page of what synchronisation did, newest first. */
export function useTimelinePage(accountId: number, before: number | undefined) {
  const { client } = useApi();
  const query = before === undefined ? {} : { before: String(before) };
  return useQuery({
    queryKey: ['accounts', accountId, 'timeline', before ?? null],
    queryFn: ({ signal }) =>
      answerOf(
        client.accounts[':id'].timeline.$get({ param: idOf(accountId), query }, endedBy(signal)),
      ),
  });
}

/** The addresses that an account can send from: as they are known, and asked of the provider again. */
export function useAddresses(accountId: number) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const queryKey = ['identities', accountId];
  const known = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      answerOf(
        client.identities.$get({ query: { accountId: String(accountId) } }, endedBy(signal)),
      ),
  });
  const refresh = useMutation({
    mutationFn: () =>
      answerOf(client.accounts[':id'].identities.sync.$post({ param: idOf(accountId) })),
    onSuccess: async (addresses) => {
      // A first reading still on its way knows the old ones, and asking anew would wait for it.
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, addresses);
      void queryClient.invalidateQueries({ queryKey: ['identities'] });
    },
  });
  return { known, refresh };
}

/** Everything that changes an account. Each refreshes what the change shows up in. */
export function useAccountActions() {
  const { client } = useApi();
  const account = client.accounts[':id'];
  const queryClient = useQueryClient();
  // Not awaited: what is read again may end the dialogue before its own callbacks have run.
  const onSettled = () => {
    for (const key of ['accounts', 'folders', 'threads', 'identities']) {
      void queryClient.invalidateQueries({ queryKey: [key] });
    }
  };
  return {
    confirm: useMutation({
      mutationFn: ({ id, ...json }: { id: number; syncFrom: string | null }) =>
        answerOf(account.confirm.$post({ param: idOf(id), json })),
      onSettled,
    }),
    changeStart: useMutation({
      mutationFn: ({ id, ...json }: { id: number; syncFrom: string | null }) =>
        answerOf(account.$patch({ param: idOf(id), json })),
      onSettled,
    }),
    pause: useMutation({
      mutationFn: (id: number) => answerOf(account.pause.$post({ param: idOf(id) })),
      onSettled,
    }),
    resume: useMutation({
      mutationFn: (id: number) => answerOf(account.resume.$post({ param: idOf(id) })),
      onSettled,
    }),
    syncNow: useMutation({
      mutationFn: (accountId: number) => client.sync.$post({ json: { accountId } }),
      onSettled,
    }),
    unlink: useMutation({
      mutationFn: (id: number) => account.$delete({ param: idOf(id) }),
      onSettled,
    }),
  };
}

/** Begins an authorisation. */
export function useStartLink() {
  const { client } = useApi();
  const { locale } = useHost();
  return useMutation({
    mutationFn: (json: LinkStart) =>
      answerOf(client.accounts.link.$post({ json: { ...json, locale: chooseLocale([locale]) } })),
  });
}

interface LinkStart {
  provider: ProviderId;
  reconnectAccountId?: number;
  /** From `scope_missing`; see missingOf in link-errors.ts. */
  continueTransactionId?: string;
  returnTo?: string;
}

/** Tells the server which page of the provider stopped the user: it cannot know. */
export function useReportBlocked() {
  const { client } = useApi();
  return useMutation({
    mutationFn: (json: { provider: ProviderId; page: BlockPage }) =>
      client.accounts.link.blocked.$post({ json }),
  });
}

/** Ends it: hands over the address that the provider sent the browser to. */
export function useFinishLink() {
  const { client } = useApi();
  return (callbackUrl: string) =>
    answerOf(client.accounts.link.finish.$post({ json: { callbackUrl } }));
}

/** Whether synchronisation works on it just now, so that progress is worth watching. */
export function isBusy(account: AccountView): boolean {
  if (account.status === 'unlinking') return true;
  if (account.status !== 'active') return false;
  return account.sync.phase !== 'idle' && account.sync.phase !== 'incremental';
}
