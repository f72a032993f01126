import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { hideToast, showToast } from '../../ui/toasts.tsx';
import type { OutboxView } from '../../views.ts';
import type { Draft } from '../compose/draft.ts';
import { OUTBOX, useOutbox } from '../queries.ts';

interface Watched {
  draft: Draft;
  state: OutboxView['state'];
}

/**
 * Follows what was just sent: ten seconds to undo, then sent, failed or unconfirmed. Undo and
 * failure give the text back.
 *
 * @param reopen opens a draft in the composer again
 */
export function useSendWatch(reopen: (draft: Draft) => void) {
  const api = useApi();
  const client = useQueryClient();
  const { t, navigation } = useHost();
  const outbox = useOutbox();
  const watched = useRef(new Map<number, Watched>());
  const [watchedCount, setWatchedCount] = useState(0);

  // The feed tells of changes; should it be cut just now, looking every few seconds does.
  useEffect(() => {
    if (watchedCount === 0) return;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: OUTBOX }), 3_000);
    return () => clearInterval(timer);
  }, [client, watchedCount]);

  useEffect(() => {
    for (const entry of outbox.data ?? []) {
      const known = watched.current.get(entry.id);
      if (!known || known.state === entry.state) continue;
      known.state = entry.state;
      const key = `send-${entry.id}`;
      const giveBack = {
        label: t('send.editAgain'),
        run: () => reopen({ ...known.draft, submissionId: crypto.randomUUID() }),
      };
      if (entry.state === 'sending') {
        showToast({ key, text: t('send.sending'), isSticky: true });
      } else if (entry.state === 'sent') {
        showToast({ key, tone: 'success', text: t('send.sent') });
      } else if (entry.state === 'failed') {
        const problem = entry.problem ? t.optional(`error.${entry.problem.code}`) : null;
        showToast({
          key,
          tone: 'danger',
          isSticky: true,
          text: `${t('send.failed')} ${problem ?? entry.problem?.message ?? ''}`,
          action: giveBack,
        });
      } else if (entry.state === 'unconfirmed') {
        showToast({
          key,
          isSticky: true,
          text: t('send.unconfirmed'),
          action: { label: t('send.openOutbox'), run: () => navigation.go('/mail/outbox') },
        });
      }
      if (['sent', 'failed', 'cancelled'].includes(entry.state)) {
        watched.current.delete(entry.id);
        setWatchedCount(watched.current.size);
      }
    }
  }, [navigation, outbox.data, reopen, t]);

  return useCallback(
    (entry: OutboxView, draft: Draft) => {
      watched.current.set(entry.id, { draft, state: entry.state });
      setWatchedCount(watched.current.size);
      const key = `send-${entry.id}`;
      const undo = async () => {
        try {
          await api.cancelSend(entry.id);
          hideToast(key);
          watched.current.delete(entry.id);
          setWatchedCount(watched.current.size);
          reopen({ ...draft, submissionId: crypto.randomUUID() });
        } catch (error) {
          showToast({ key, tone: 'danger', text: errorText(t, error) });
        }
        void client.invalidateQueries({ queryKey: OUTBOX });
      };
      showToast({
        key,
        text: t('send.queued'),
        until: Date.parse(entry.sendAt),
        action: { label: t('send.undo'), run: () => void undo() },
      });
    },
    [api, client, reopen, t],
  );
}
