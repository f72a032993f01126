import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useApi, useHost, useT } from '../host/host.tsx';
import { Icon } from '../ui/icons.tsx';
import type { LinkResultView } from '../views.ts';
import { useFinishLink, useStartLink } from './data.ts';
import { FailureNotice } from './failure-notice.tsx';
import { attemptOf, sendLinkMessage } from './link-channel.ts';
import { failureOf, type LinkFailure, missingOf } from './link-errors.ts';
import '../settings/settings.css';

type Outcome = { ok: true; result: LinkResultView } | { ok: false; failure: LinkFailure };

/** One attempt an address: React may mount a page twice, the provider's code works once. */
const attempts = new Map<string, Promise<Outcome>>();

/**
 * The page that the provider sends the browser back to. In a pop-up it tells the page that opened
 * it and closes; as a whole page it goes on to the accounts. When nobody is signed in any more, the
 * host is made to notice: it asks to sign in and shows this page again, which then carries on.
 */
export function OAuthReturn(props: { accountsPath: string }) {
  const t = useT();
  const { navigation } = useHost();
  const api = useApi();
  const queryClient = useQueryClient();
  const finish = useFinishLink();
  const [failure, setFailure] = useState<LinkFailure | null>(null);
  const [isDone, setIsDone] = useState(false);
  const { accountsPath } = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once an address, see attempts
  useEffect(() => {
    const url = window.location.href;
    const attempt = attempts.get(url) ?? run(() => finish(url), t);
    attempts.set(url, attempt);
    let isGone = false;
    attempt.then((outcome) => {
      const isSignedOut = !outcome.ok && outcome.failure.code === 'unauthenticated';
      // The attempt was not used up: whoever signs in tries it again.
      if (isSignedOut) attempts.delete(url);
      if (isGone) return;
      if (isSignedOut) {
        queryClient
          .fetchQuery({ queryKey: ['accounts'], queryFn: () => api.accounts(), staleTime: 0 })
          .catch(() => undefined);
        return;
      }
      const told = sendLinkMessage(
        attemptOf(url),
        outcome.ok
          ? { kind: 'done', result: outcome.result }
          : { kind: 'failed', ...outcome.failure },
      );
      if (!outcome.ok) {
        setFailure(outcome.failure);
        told.then(closePopup);
        return;
      }
      setIsDone(true);
      const { account, needsConfirmation } = outcome.result;
      const query = needsConfirmation ? `confirm=${account.id}` : `reconnected=${account.id}`;
      told.then((isHeard) => {
        closePopup(isHeard);
        if (!isGone) navigation.go(`${accountsPath}?${query}`, { replace: true });
      });
    });
    return () => {
      isGone = true;
    };
  }, []);

  return (
    <div className="mr-return-page">
      <div className="mr-card mr-return-card">
        {failure ? (
          <>
            <h1 className="mr-title">{t('link.failedTitle')}</h1>
            <FailureNotice failure={failure} />
            <div className="mr-dialog-actions">
              <Button
                type={missingOf(failure) ? 'default' : 'primary'}
                onClick={() => navigation.go(accountsPath, { replace: true })}
              >
                {t('link.backToAccounts')}
              </Button>
              <GiveMissing failure={failure} returnTo={accountsPath} onFailed={setFailure} />
            </div>
          </>
        ) : (
          <p className="mr-waiting-line" role="status">
            <Icon name={isDone ? 'check' : 'sync'} className={isDone ? '' : 'mr-spin'} />
            <span>{t(isDone ? 'link.doneClose' : 'link.finishing')}</span>
          </p>
        )}
      </div>
    </div>
  );
}

/** Asks for what was left unticked, in this window. */
function GiveMissing(props: {
  failure: LinkFailure;
  returnTo: string;
  onFailed(failure: LinkFailure): void;
}) {
  const t = useT();
  const startLink = useStartLink();
  const missing = missingOf(props.failure);
  const provider = props.failure.data.provider;
  if (!missing || (provider !== 'google' && provider !== 'google-simulated')) return null;
  return (
    <Button
      type="primary"
      loading={startLink.isPending}
      onClick={() =>
        startLink.mutate(
          { provider, continueTransactionId: missing.attempt, returnTo: props.returnTo },
          {
            onSuccess: (link) => window.location.assign(link.authorizationUrl),
            onError: (error) => props.onFailed(failureOf(t, error)),
          },
        )
      }
    >
      {t('link.giveMissing')}
    </Button>
  );
}

/** Only when the page that opened it has taken over, and browsers do it for pop-ups alone. */
function closePopup(isHeard: boolean): void {
  if (isHeard) window.close();
}

async function run(
  finish: () => Promise<LinkResultView>,
  t: ReturnType<typeof useT>,
): Promise<Outcome> {
  try {
    return { ok: true, result: await finish() };
  } catch (error) {
    return { ok: false, failure: failureOf(t, error) };
  }
}
