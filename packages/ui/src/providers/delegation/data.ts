import { answerOf } from '@mailroom/api/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endedBy } from '../../host/api.ts';
import { useApi } from '../../host/host.tsx';
import type { DelegatedLinkView, DelegationView } from '../../views.ts';

const KEY = ['setup', 'delegation', 'google'] as const;
/** How often the progress is looked at, beside the live events. */
const PROGRESS_MS = 1_500;
const param = { provider: 'google' } as const;

/** Delegation and the mailboxes linked by it; looked at again while any is being linked. */
export function useDelegation() {
  const { client } = useApi();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      answerOf(client.setup.delegation[':provider'].$get({ param }, endedBy(signal))),
    refetchInterval: (query) => (query.state.data?.links.some(isBusy) ? PROGRESS_MS : false),
  });
}

/** Everything that changes it. Each answers with how it stands then. */
export function useDelegationActions() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const delegation = client.setup.delegation[':provider'];
  const onSuccess = (view: DelegationView) => queryClient.setQueryData(KEY, view);
  const onSettled = () => {
    for (const key of ['setup', 'accounts', 'folders', 'threads']) {
      void queryClient.invalidateQueries({ queryKey: [key] });
    }
  };
  return {
    saveKey: useMutation({
      mutationFn: (file: string) => answerOf(delegation.$put({ param, json: { file } })),
      onSuccess,
      onSettled,
    }),
    link: useMutation({
      mutationFn: (json: { emails: string[]; syncFrom: string | null }) =>
        answerOf(delegation.links.$post({ param, json })),
      onSuccess,
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (withAccounts: boolean) =>
        answerOf(
          delegation.$delete({
            param,
            query: { withAccounts: withAccounts ? 'true' : 'false' },
          }),
        ),
      onSuccess,
      onSettled,
    }),
  };
}

/** Whether nothing has come of it yet. */
export function isBusy({ state }: DelegatedLinkView): boolean {
  return state === 'waiting' || state === 'linking';
}
