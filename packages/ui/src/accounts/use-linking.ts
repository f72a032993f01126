import { useCallback, useEffect, useRef, useState } from 'react';
import { useHost, useT } from '../host/host.tsx';
import type { AccountView, LinkResultView, ProviderId } from '../views.ts';
import { useStartLink } from './data.ts';
import { attemptOf, onLinkMessage, openLinkWindow } from './link-channel.ts';
import { failureOf, type LinkFailure, missingOf } from './link-errors.ts';

export type LinkState =
  | { step: 'ready' }
  | {
      step: 'waiting';
      url: string;
      /** The attempt that this one goes on from. */
      continues: string | null;
      isClosed: boolean;
      isBlocked: boolean;
    }
  | { step: 'failed'; failure: LinkFailure };

/** A window that a click opened before the dialogue was there; null: the browser blocked it. */
export interface OpenedWindow {
  popup: Window | null;
}

export interface Linking {
  state: LinkState;
  /** Opens the provider's window. Call it within a click, or browsers block the window. */
  begin(): void;
  /** The same in this window. */
  openHere(): void;
  /** Asks for what was left unticked alone; null when that is not what failed. */
  giveMissing: (() => void) | null;
}

/**
 * One attempt after the other to link with a provider, each in a pop-up or in this window.
 *
 * @param reconnect the account to authorise again; null for a new one
 * @param opened begins at once, in this window
 */
export function useLinking(
  provider: ProviderId,
  reconnect: AccountView | null,
  onDone: (result: LinkResultView) => void,
  opened: OpenedWindow | null,
): Linking {
  const t = useT();
  const { navigation } = useHost();
  const startLink = useStartLink();
  const [state, setState] = useState<LinkState>({ step: 'ready' });
  const missing = state.step === 'failed' ? missingOf(state.failure) : null;
  const waitingFor = state.step === 'waiting' ? state.continues : null;
  const popup = useRef<Window | null>(opened?.popup ?? null);

  const start = useCallback(
    (continueTransactionId: string | null) =>
      startLink.mutateAsync({
        provider,
        returnTo: navigation.path,
        ...(reconnect ? { reconnectAccountId: reconnect.id } : {}),
        ...(continueTransactionId ? { continueTransactionId } : {}),
      }),
    [startLink.mutateAsync, provider, reconnect, navigation.path],
  );
  const fail = (error: unknown) => setState({ step: 'failed', failure: failureOf(t, error) });

  const beginIn = (target: Window | null, continueTransactionId: string | null) => {
    popup.current = target;
    start(continueTransactionId)
      .then(({ authorizationUrl: url }) => {
        if (target) target.location.href = url;
        const isBlocked = target === null;
        const continues = continueTransactionId;
        setState({ step: 'waiting', url, continues, isClosed: false, isBlocked });
      })
      .catch((error: unknown) => {
        target?.close();
        fail(error);
      });
  };
  const openAnew = (continueTransactionId: string | null) => {
    popup.current?.close();
    beginIn(openLinkWindow(), continueTransactionId);
  };
  const openHere = () => {
    popup.current?.close();
    start(missing?.attempt ?? waitingFor)
      .then((link) => window.location.assign(link.authorizationUrl))
      .catch(fail);
  };

  const hasBegun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the window of the click
  useEffect(() => {
    if (!opened || hasBegun.current) return;
    hasBegun.current = true;
    beginIn(opened.popup, null);
  }, []);

  const awaited = state.step === 'waiting' ? state.url : null;
  useEffect(() => {
    if (awaited === null) return;
    const stop = onLinkMessage(attemptOf(awaited), (message) => {
      popup.current?.close();
      if (message.kind === 'done') onDone(message.result);
      else setState({ step: 'failed', failure: message });
    });
    // A closed window may still be about to answer: the notice appears, listening goes on.
    const timer = setInterval(() => {
      if (!popup.current?.closed) return;
      setState((now) =>
        now.step === 'waiting' && !now.isClosed ? { ...now, isClosed: true } : now,
      );
    }, 700);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [awaited, onDone]);

  return {
    state,
    begin: () => openAnew(waitingFor),
    openHere,
    giveMissing: missing ? () => openAnew(missing.attempt) : null,
  };
}
