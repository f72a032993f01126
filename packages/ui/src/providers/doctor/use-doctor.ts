import { answerOf } from '@mailroom/api/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi, useT } from '../../host/host.tsx';
import { announce } from '../../ui/announcer.tsx';
import type { DoctorCheckView, DoctorReportView, SetupView } from '../../views.ts';
import { useClientActions } from '../data.ts';
import { countBroken } from './report-parts.ts';

/** How often the report of a check that the server began by itself is looked for. */
const LOOK_MS = 1_500;
/** After this long without a report of its own, the page stops promising one. */
const PATIENCE_MS = 30_000;
/** Between two questions whether the provider has switched something on by now. */
const ACTIVATION_MS = 5_000;
const ACTIVATION_PATIENCE_MS = 5 * 60_000;

type Input = { testMailAccountId?: number; only?: DoctorCheckView['id'][] };
export type Doctor = ReturnType<typeof useDoctor>;

/** Runs the checks, and follows those that the server runs by itself after something was saved. */
export function useDoctor(setup: SetupView) {
  const t = useT();
  const queryClient = useQueryClient();
  const examine = useExamine();
  const { test } = useClientActions('google');
  const run = useMutation({ mutationFn: examine });
  // The server's own clock: of the save, and of the report that answers it.
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const { report } = setup;
  const isAwaited = savedAt !== null && (!report || report.startedAt < savedAt);

  useEffect(() => {
    if (!isAwaited) return;
    const look = setInterval(
      () => void queryClient.invalidateQueries({ queryKey: ['setup'], exact: true }),
      LOOK_MS,
    );
    const giveUp = setTimeout(() => setSavedAt(null), PATIENCE_MS);
    return () => {
      clearInterval(look);
      clearTimeout(giveUp);
    };
  }, [isAwaited, queryClient]);

  const finishedAt = report?.finishedAt ?? null;
  const heard = useRef(finishedAt);
  // Only what somebody waits for is said: questions asked in the background stay silent.
  const isExpected = useRef(false);
  useEffect(() => {
    if (!report || heard.current === finishedAt) return;
    heard.current = finishedAt;
    if (isExpected.current) announce(verdictText(t, report));
    isExpected.current = false;
  }, [report, finishedAt, t]);

  return {
    report,
    isRunning: run.isPending || isAwaited,
    error: run.error,
    /** Which mailbox a test mail is on its way to; null: none. */
    testMailAccountId: run.isPending ? (run.variables?.testMailAccountId ?? null) : null,
    /** Checks everything. The saved pair is tested too: the card's state follows from that alone. */
    run: (input: Input = {}) => {
      isExpected.current = true;
      if (setup.clients.some(({ provider }) => provider === 'google')) test.mutate();
      run.mutate(input);
    },
    /** The client was saved at this moment of the server's clock: its report comes by itself. */
    expect: (moment: string) => {
      isExpected.current = true;
      setSavedAt(moment);
    },
  };
}

/** The verdict in one sentence. */
export function verdictText(t: ReturnType<typeof useT>, report: DoctorReportView): string {
  if (report.verdict !== 'broken') return t(`doctorPanel.verdict.${report.verdict}`);
  return t('doctorPanel.verdict.broken', { count: countBroken(report) });
}

/**
 * Asks again and again whether the Gmail API is on by now, without touching what is on screen.
 *
 * @returns `state` `waiting` from `begin` until it is on, somebody stops it, or patience ends
 */
export function useActivation() {
  const t = useT();
  const examine = useExamine();
  const [state, setState] = useState<'off' | 'waiting' | 'over'>('off');
  useEffect(() => {
    if (state !== 'waiting') return;
    const until = Date.now() + ACTIVATION_PATIENCE_MS;
    let timer: ReturnType<typeof setTimeout>;
    let isStopped = false;
    const ask = async () => {
      // A refused or lost question is asked again: only time ends the waiting.
      const report = await examine({ only: ['api_enabled'] }).catch(() => null);
      if (isStopped) return;
      const isOn = report?.checks.every(
        ({ id, status }) => id !== 'api_enabled' || status === 'pass',
      );
      if (isOn) {
        announce(t('doctorPanel.activated'));
        setState('off');
      } else if (Date.now() > until) setState('over');
      else timer = setTimeout(ask, ACTIVATION_MS);
    };
    timer = setTimeout(ask, ACTIVATION_MS);
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }, [state, examine, t]);
  return { state, begin: () => setState('waiting'), stop: () => setState('off') };
}

function useExamine() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  return useCallback(
    async (input: Input): Promise<DoctorReportView> => {
      const report = await answerOf(
        client.setup.doctor[':provider'].$post({
          param: { provider: 'google' },
          json: { browserOrigin: window.location.origin, ...input },
        }),
      );
      queryClient.setQueryData<SetupView>(['setup'], (old) => old && { ...old, report });
      void queryClient.invalidateQueries({ queryKey: ['setup'], exact: true });
      return report;
    },
    [client, queryClient],
  );
}
