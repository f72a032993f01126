import { errorText, StatePage, useHost, useT } from '@mailroom/ui';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { type HostStateView, useHostState } from './auth/data.ts';
import { dropForeignQueries } from './auth/own-queries.ts';

const FirstRunPage = lazy(() =>
  import('./auth/first-run-page.tsx').then((m) => ({ default: m.FirstRunPage })),
);
const SignInPage = lazy(() =>
  import('./auth/sign-in-page.tsx').then((m) => ({ default: m.SignInPage })),
);
const InvitationPage = lazy(() =>
  import('./auth/invitation-page.tsx').then((m) => ({ default: m.InvitationPage })),
);

/** Who comes back from a provider signed out was in the middle of linking, and carries on. */
const RETURN_PATH = '/admin/settings/mail/oauth2';

/** What `children` get: somebody is signed in. */
export type SignedIn = HostStateView & { user: NonNullable<HostStateView['user']> };

/** First run, invitation, sign-in; then the application, where the address stands as it was asked for. */
export function AuthGate({ children }: { children(state: SignedIn): ReactNode }) {
  const t = useT();
  const { navigation } = useHost();
  const client = useQueryClient();
  const state = useHostState();
  const [isFirstRun, setFirstRun] = useState(false);
  const [wasSignedIn, setWasSignedIn] = useState(false);
  const { data } = state;
  const userId = data?.user?.id ?? null;
  // Whose answers the client holds: the screens wait until they are the signed-in user's.
  const [owner, setOwner] = useState<string | null>(null);
  useEffect(() => {
    if (userId === null || userId === owner) return;
    dropForeignQueries(client, owner, userId);
    setOwner(userId);
  }, [client, owner, userId]);
  // The page that creates the administrator goes on after there is one.
  useEffect(() => {
    if (data?.needsFirstAdministrator) setFirstRun(true);
    if (data?.user) setWasSignedIn(true);
  }, [data]);

  if (!data) {
    if (state.isPending)
      return <div className="mr-splash" role="status" aria-label={t('common.loading')} />;
    return (
      <StatePage icon="warning" isAlert title={errorText(t, state.error)}>
        <button type="button" className="mr-button" onClick={() => void state.refetch()}>
          {t('common.retry')}
        </button>
      </StatePage>
    );
  }
  // All but the invitation: it is used up, and asking again would only be refused.
  const handleSignedIn = () =>
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'invitation' });
  return (
    <Suspense fallback={<div className="mr-splash" />}>
      {navigation.path.startsWith('/invitation') ? (
        <InvitationPage
          onDone={() => {
            handleSignedIn();
            navigation.go('/mail/inbox', { replace: true });
          }}
        />
      ) : isFirstRun || data.needsFirstAdministrator ? (
        <FirstRunPage
          state={data}
          onDone={(path) => {
            setFirstRun(false);
            handleSignedIn();
            navigation.go(path, { replace: true });
          }}
        />
      ) : data.user ? (
        owner === data.user.id ? (
          children({ ...data, user: data.user })
        ) : (
          <div className="mr-splash" />
        )
      ) : (
        <SignInPage
          isInterrupted={wasSignedIn || navigation.path.startsWith(RETURN_PATH)}
          onSignedIn={handleSignedIn}
        />
      )}
    </Suspense>
  );
}
