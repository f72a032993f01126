import { answerOf } from '@mailroom/api/client';
import { useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endedBy } from '../../host/api.ts';
import { ApiError } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import type { GuideAnswers, GuideView, SetupView } from '../../views.ts';
import { type GuideWords, loadWords } from './words.ts';

const KEY = ['setup', 'guide'];
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
 * @returns `change` stores; `isOffline` while it waits for a connection; `error` of the last try
 * that was given up, with `retry`
 */
export function useGuide(setup: SetupView) {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const [failed, setFailed] = useState<GuideChange[]>([]);
  const mutation = useMutation({
    mutationKey: KEY,
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
    onSuccess: (guide) =>
      queryClient.setQueryData<SetupView>(['setup'], (old) => old && { ...old, guide }),
    onError: (_, change) => setFailed((old) => [...old, change]),
  });
  const pending = useMutationState({
    filters: { mutationKey: KEY, status: 'pending' },
    select: ({ state }) => ({
      change: state.variables as GuideChange,
      isPaused: state.isPaused && !navigator.onLine,
    }),
  });
  const { mutate } = mutation;
  return {
    guide: [...failed, ...pending.map(({ change }) => change)].reduce(changed, setup.guide),
    change: mutate,
    isOffline: pending.some(({ isPaused }) => isPaused),
    error: failed.length > 0 ? mutation.error : null,
    retry: () => {
      setFailed([]);
      for (const change of failed) mutate(change);
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
