import { answerOf } from '@mailroom/api/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endedBy } from '../host/api.ts';
import { useApi } from '../host/host.tsx';
import type { ClientInput, ProviderId } from '../views.ts';

/**
 * How often the settings are looked at again while the page is in front: other administrators tick
 * steps, and the change feed tells people of their own mail only.
 */
const WATCH_MS = 10_000;

/** The providers' settings, kept up to date; administrators only. */
export function useSetup() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => answerOf(client.setup.$get({}, endedBy(signal))),
    refetchInterval: WATCH_MS,
    // Back from Google's console: something is likely to have changed.
    refetchOnWindowFocus: 'always',
  });
}

/** Everything that changes a provider's client. */
export function useClientActions(provider: ProviderId) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  // Not awaited: what is read again may take the form away before its own callbacks have run.
  const onSettled = () => {
    for (const key of ['setup', 'accounts', 'folders', 'threads']) {
      void queryClient.invalidateQueries({ queryKey: [key] });
    }
  };
  const clientOf = client.setup.clients[':provider'];
  const param = { provider };
  return {
    save: useMutation({
      mutationFn: (json: ClientInput) => answerOf(clientOf.$put({ param, json })),
      onSettled,
    }),
    saveFile: useMutation({
      mutationFn: async (file: File) =>
        answerOf(clientOf.file.$post({ param, json: { file: await file.text() } })),
      onSettled,
    }),
    test: useMutation({
      mutationFn: () => answerOf(clientOf.test.$post({ param })),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (withAccounts: boolean) =>
        clientOf.$delete({ param, query: { withAccounts: withAccounts ? 'true' : 'false' } }),
      onSettled,
    }),
  };
}
