import { answerOf } from '@mailroom/api/client';
import {
  createHostClient,
  createSignInClient,
  type HostClient,
  type HostStateView,
  type SignInClient,
  type UserView,
} from '@mailroom/server/client';
import { forgetDrafts, showToast, useHost } from '@mailroom/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { endSession } from './end-session.ts';

export type {
  ApiKeyView,
  HostStateView,
  InvitationView,
  UserView,
} from '@mailroom/server/client';
export type Role = UserView['role'];

/** The standalone server's own routes, and its sign-in. */
interface Clients {
  host: HostClient['host'];
  signIn: SignInClient;
}

function useClients(): Clients {
  const { request } = useHost();
  return useMemo(() => {
    const send: typeof fetch = (path, init) => request(String(path), init);
    return { host: createHostClient('', send).host, signIn: createSignInClient('', send) };
  }, [request]);
}

/** What the page must know before it shows anything: first run, who is signed in, the simulator. */
export function useHostState() {
  const { host } = useClients();
  return useQuery<HostStateView>({
    queryKey: ['host', 'state'],
    queryFn: ({ signal }) => answerOf(host.state.$get({}, { init: { signal } })),
    staleTime: 5 * 60_000,
  });
}

/** Everybody who can sign in. */
export function useUsers() {
  return useHostList('users', (host) => answerOf(host.users.$get()));
}

/** Invitations that nobody has accepted yet. */
export function useInvitations() {
  return useHostList('invitations', (host) => answerOf(host.invitations.$get()));
}

/** Where the user is signed in. */
export function useSessions() {
  return useHostList('sessions', (host) => answerOf(host.sessions.$get()));
}

/** The user's API keys. */
export function useApiKeys() {
  return useHostList('api-keys', (host) => answerOf(host['api-keys'].$get()));
}

function useHostList<Row>(name: string, read: (host: Clients['host']) => Promise<Row[]>) {
  const { host } = useClients();
  return useQuery({ queryKey: ['host', name], queryFn: () => read(host) });
}

/** A write to the host's own routes; afterwards everything of the host is read again. */
export function useHostSend<Input = void, Output = unknown>(
  send: (clients: Clients, input: Input) => Promise<Output>,
) {
  const clients = useClients();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => send(clients, input),
    // Not awaited: the new state may take the page away before its own callbacks have run.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['host'] }),
  });
}

/** Whom an invitation is for. */
export function useInvitation(token: string) {
  const { host } = useClients();
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: () => answerOf(host.invitations.inspect.$post({ json: { token } })),
    retry: false,
    enabled: token !== '',
  });
}

export function useSimulatorSwitch() {
  const queryClient = useQueryClient();
  const change = useHostSend(({ host }, enabled: boolean) =>
    answerOf(host.simulator.$post({ json: { enabled } })),
  );
  return async (isEnabled: boolean) => {
    await change.mutateAsync(isEnabled);
    await queryClient.invalidateQueries();
  };
}

/** Ends the session and starts from a clean page: nothing of the last user stays in the browser. */
export function useSignOut(userId: string) {
  const { signIn } = useClients();
  const { navigation, t } = useHost();
  return () =>
    endSession({
      signOut: () => signIn.signOut(),
      leave() {
        forgetDrafts(userId);
        window.location.assign(navigation.href('/'));
      },
      fail: () => showToast({ key: 'sign-out', tone: 'danger', text: t('auth.signOutFailed') }),
    });
}
