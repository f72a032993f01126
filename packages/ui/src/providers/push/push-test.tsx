import { answerOf } from '@mailroom/api/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ApiError, errorText } from '../../host/api-error.ts';
import { useApi, useHost, useT } from '../../host/host.tsx';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { ProviderClientView, PushTestView, SetupView } from '../../views.ts';
import { PushProblem } from './push-problem.tsx';

const LOOK_MS = 1_000;

/** Asks Google for a push and shows how it comes: waiting with the seconds, then the outcome. */
export function PushTest(props: {
  setup: SetupView;
  client: ProviderClientView;
  /** The fields hold something that is not saved: the test would be of something else. */
  isChanged: boolean;
  /** What stands beside the button: saving comes before testing. */
  children: ReactNode;
}) {
  const t = useT();
  const whyId = useId();
  const { setup, client } = props;
  const { start, test } = usePushTest(setup.pushTest);
  const why = whyNot();
  const isWaiting = test.state === 'waiting';
  return (
    <div className="mr-push-test">
      <div className="mr-push-test-row">
        {props.children}
        <Button
          type="primary"
          disabled={why !== null}
          loading={start.isPending || isWaiting}
          aria-describedby={why ? whyId : undefined}
          onClick={() => start.mutate()}
        >
          {t(test.state === 'none' ? 'push.test' : 'push.testAgain')}
        </Button>
        {why && (
          <p id={whyId} className="mr-hint">
            {why}
          </p>
        )}
      </div>
      {start.error && (
        <Alert type="error" showIcon className="mr-notice" title={refusal(start.error)} />
      )}
      <Outcome test={test} setup={setup} />
    </div>
  );

  function refusal(error: Error): string {
    const reason = error instanceof ApiError ? String(error.data.reason ?? '') : '';
    return t.optional(`push.why.${reason}`) ?? errorText(t, error);
  }

  function whyNot(): string | null {
    if (props.isChanged) return t('push.why.unsaved');
    if (!client.pushTopic) return t('push.why.no_topic');
    return client.accountCount === 0 ? t('push.why.no_account') : null;
  }
}

function Outcome({ test, setup }: { test: PushTestView; setup: SetupView }) {
  const t = useT();
  const { locale } = useHost();
  const elapsed = useElapsed(test);
  const said = useRef(test.state);
  const seconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
    Math.max(0.1, (test.elapsedMs ?? 0) / 1000),
  );
  useEffect(() => {
    if (said.current === test.state) return;
    said.current = test.state;
    if (test.state === 'waiting') announce(t('push.waitingSaid'));
    if (test.state === 'received') announce(t('push.received', { seconds }));
    if (test.state === 'failed') announce(t('push.failed'));
  }, [test.state, seconds, t]);
  if (test.state === 'waiting') {
    return (
      <p className="mr-check-waiting">
        <Icon name="sync" size={16} className="mr-spin" />
        <span>
          <strong className="mr-count">{t('push.waiting', { seconds: elapsed })}</strong>
          <br />
          {t('push.waitingText')}
        </span>
      </p>
    );
  }
  if (test.state === 'received') {
    return (
      <Alert
        type="success"
        showIcon
        className="mr-notice"
        title={t('push.received', { seconds })}
      />
    );
  }
  return test.problem ? <PushProblem problem={test.problem} setup={setup} /> : null;
}

function usePushTest(test: PushTestView) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const isWaiting = test.state === 'waiting';
  useEffect(() => {
    if (!isWaiting) return;
    const look = setInterval(
      () => void queryClient.invalidateQueries({ queryKey: ['setup'], exact: true }),
      LOOK_MS,
    );
    return () => clearInterval(look);
  }, [isWaiting, queryClient]);
  const start = useMutation({
    mutationFn: () =>
      answerOf(client.setup['push-test'][':provider'].$post({ param: { provider: 'google' } })),
    onSuccess: (pushTest) =>
      queryClient.setQueryData<SetupView>(['setup'], (old) => old && { ...old, pushTest }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['setup'], exact: true }),
  });
  return { start, test };
}

/** Whole seconds since the test began, counted here between two answers of the server. */
function useElapsed({ state, elapsedMs }: PushTestView): number {
  const [elapsed, setElapsed] = useState(elapsedMs ?? 0);
  useEffect(() => {
    if (state !== 'waiting') return;
    const from = Date.now() - (elapsedMs ?? 0);
    setElapsed(elapsedMs ?? 0);
    const timer = setInterval(() => setElapsed(Date.now() - from), 250);
    return () => clearInterval(timer);
  }, [state, elapsedMs]);
  return Math.floor(elapsed / 1000);
}
