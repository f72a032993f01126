import { useQueryClient } from '@tanstack/react-query';
import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { chooseLocale } from '../../i18n/translate.ts';
import { sendingQuery } from '../../signatures/data.ts';
import { signatureIdOf } from '../../signatures/signature-html.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.tsx';
import type { AccountView, IdentityView, OutboxView } from '../../views.ts';
import { useCommandRunner, useCommands } from '../keyboard/commands.tsx';
import { useSendWatch } from '../outbox/use-send-watch.ts';
import { ACCOUNTS, IDENTITIES, OUTBOX } from '../queries.ts';
import { type Draft, draftFrom, newDraft, toSubmission } from './draft.ts';
import { loadDrafts, saveDrafts } from './draft-store.ts';
import { type Compose, ComposeContext } from './use-compose.ts';
import { useNoStrayFiles } from './use-file-drop.ts';

const Composer = lazy(() => import('./composer.tsx'));

const MAX_OPEN = 3;
const SAVE_MS = 400;

/** Holds the messages that `userId` is writing, and shows them above everything else. */
export function ComposeProvider({ userId, children }: { userId: string; children: ReactNode }) {
  const api = useApi();
  const client = useQueryClient();
  const { t, locale } = useHost();
  const { pause, resume } = useCommandRunner();
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => loadDrafts(userId));
  // Those of an earlier visit stand there again, but the page that is loaded keeps its keys.
  const [restored] = useState(() => new Set(drafts.map((draft) => draft.id)));
  useSavedDrafts(userId, drafts);
  useNoStrayFiles();

  const open = useCallback(
    (draft: Draft) =>
      setDrafts((old) => {
        if (old.length >= MAX_OPEN) {
          showToast({ key: 'compose', text: t('compose.tooMany') });
          return old;
        }
        return [...old.map((other) => ({ ...other, isMinimized: true, isFull: false })), draft];
      }),
    [t],
  );
  const close = useCallback(
    (id: string) => setDrafts((old) => old.filter((draft) => draft.id !== id)),
    [],
  );
  const watch = useSendWatch(open);

  const compose = useMemo<Compose>(
    () => ({
      drafts,
      openNew() {
        const from = defaultSender(
          client.getQueryData<AccountView[]>(ACCOUNTS) ?? [],
          client.getQueryData<IdentityView[]>(IDENTITIES) ?? [],
        );
        if (!from) return;
        if (drafts.length < MAX_OPEN) pause();
        open(newDraft(from.accountId, from.email));
      },
      openReply(messageId, kind) {
        if (drafts.length < MAX_OPEN) pause();
        api
          .composeDraft(messageId, kind, chooseLocale([locale]))
          .then((view) => open(draftFrom(view, messageId, kind)))
          .catch((error: unknown) => {
            resume();
            showToast({ key: 'compose', tone: 'danger', text: errorText(t, error) });
          });
      },
      change(id, change) {
        restored.delete(id);
        setDrafts((old) =>
          old.map((draft) =>
            draft.id === id
              ? { ...draft, ...(typeof change === 'function' ? change(draft) : change) }
              : draft,
          ),
        );
      },
      close,
      async send(draft) {
        const { accountId, from } = draft;
        // What the composer shows; asked for here when the message leaves before it is there.
        const sending = await client.ensureQueryData(sendingQuery(api, accountId, from));
        const entry = await api.submit(toSubmission(draft, signatureIdOf(draft, sending)));
        client.setQueryData<OutboxView[]>(OUTBOX, (old) => [
          entry,
          ...(old ?? []).filter((other) => other.id !== entry.id),
        ]);
        close(draft.id);
        announce(t('send.queued'));
        watch(entry, draft);
      },
    }),
    [api, client, close, drafts, locale, open, pause, restored, resume, t, watch],
  );
  useCommands({ compose: () => compose.openNew() });

  return (
    <ComposeContext.Provider value={compose}>
      {children}
      {drafts.length > 0 && (
        <div className="mr-dock">
          <Suspense fallback={<div className="mr-composer is-loading" aria-busy="true" />}>
            {drafts.map((draft) => (
              <Composer key={draft.id} draft={draft} hasFocus={!restored.has(draft.id)} />
            ))}
          </Suspense>
        </div>
      )}
    </ComposeContext.Provider>
  );
}

function useSavedDrafts(userId: string, drafts: readonly Draft[]): void {
  const latest = useRef(drafts);
  latest.current = drafts;
  useEffect(() => {
    const timer = setTimeout(() => saveDrafts(userId, drafts), SAVE_MS);
    return () => clearTimeout(timer);
  }, [userId, drafts]);
  useEffect(() => {
    const handleLeave = () => saveDrafts(userId, latest.current);
    window.addEventListener('pagehide', handleLeave);
    return () => window.removeEventListener('pagehide', handleLeave);
  }, [userId]);
}

function defaultSender(
  accounts: readonly AccountView[],
  identities: readonly IdentityView[],
): { accountId: number; email: string } | null {
  const account = accounts.find((each) => each.status === 'active') ?? accounts[0];
  if (!account) return null;
  const identity = identities.find((each) => each.accountId === account.id && each.isDefault);
  return { accountId: account.id, email: identity?.email ?? account.email };
}
