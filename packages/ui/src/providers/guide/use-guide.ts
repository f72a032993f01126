import { answerOf } from '@mailroom/api/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endedBy } from '../../host/api.ts';
import { ApiError } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import type { GuideAnswers, GuideView, SetupView } from '../../views.ts';
import { type GuideWords, loadWords } from './words.ts';

const RETRIES = 3;

/** What somebody said: a tick made or taken away, or an answer. */
export interface GuideChange {
  tick?: { id: string; isDone: boolean };
  /** `undefined` takes an answer back. */
  answers?: { [Key in keyof GuideAnswers]?: GuideAnswers[Key] | undefined };
}

/** The guide's words in the language of the page. */
export function useGuideWords() {
  const { locale } = useHost();
  const language = locale.startsWith('fr') ? 'fr' : 'en';
  return useQuery<GuideWords>({
    queryKey: ['guide-words', language],
    queryFn: () => loadWords(language),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The service account as far as it is set up; administrators only. */
export function useDelegationView() {
  const { client } = useApi();
  return useQuery({
    queryKey: ['setup', 'delegation', 'google'],
    queryFn: ({ signal }) =>
      answerOf(
        client.setup.delegation[':provider'].$get(
          { param: { provider: 'google' } },
          endedBy(signal),
        ),
      ),
  });
}

/**
 * The guide with what was said on this page laid over it, until it is stored.
 *
 * @returns `change` stores; `isOffline` while that waits for a connection; `error` when it was
 * given up, with `retry`
 */
export function useGuide(setup: SetupView) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [said, setSaid] = useState<{ change: GuideChange; hasFailed: boolean }[]>([]);
  const mutation = useMutation({
    // One after the other: each writes the whole guide.
    scope: { id: 'guide' },
    mutationFn: async (change: GuideChange) => {
      // Read right before: another administrator may have ticked something meanwhile.
      const { guide } = await answerOf(client.setup.$get({}));
      const json = changed(guide, change);
      const param = { provider: 'google' } as const;
      return answerOf(client.setup.guide[':provider'].$put({ param, json }));
    },
    retry: (count, error) => count < RETRIES && (!(error instanceof ApiError) || isPassing(error)),
    onSuccess: (guide, change) => {
      queryClient.setQueryData<SetupView>(['setup'], (old) => old && { ...old, guide });
      setSaid((old) => old.filter((entry) => entry.change !== change));
    },
    onError: (_, change) =>
      setSaid((old) =>
        old.map((entry) => (entry.change === change ? { ...entry, hasFailed: true } : entry)),
      ),
  });
  const failed = said.filter(({ hasFailed }) => hasFailed);
  const store = (change: GuideChange) => {
    setSaid((old) => [
      ...old.filter((entry) => entry.change !== change),
      { change, hasFailed: false },
    ]);
    mutation.mutate(change);
  };
  return {
    guide: said.map(({ change }) => change).reduce(changed, setup.guide),
    change: store,
    isOffline: mutation.isPaused && !navigator.onLine,
    error: failed.length > 0 ? mutation.error : null,
    retry: () => {
      for (const { change } of failed) store(change);
    },
  };
}

/** Lays one change over a guide. */
export function changed(guide: GuideView, change: GuideChange): GuideView {
  const others = guide.done.filter((id) => id !== change.tick?.id);
  return {
    answers: { ...guide.answers, ...change.answers } as GuideAnswers,
    done: change.tick?.isDone ? [...others, change.tick.id] : others,
  };
}

/** Whether the same call may succeed in a moment. */
function isPassing(error: ApiError): boolean {
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
