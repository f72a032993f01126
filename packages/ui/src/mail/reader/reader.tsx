import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiError, errorText } from '../../host/api-error.ts';
import { useHost } from '../../host/host.tsx';
import { Icon } from '../../ui/icons.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import type { ActionKind, ThreadView } from '../../views.ts';
import { useMailActions } from '../actions/actions-context.tsx';
import { LabelPicker } from '../actions/label-picker.tsx';
import { type ReplyKind, useCompose } from '../compose/use-compose.ts';
import { useCommands } from '../keyboard/commands.tsx';
import { formatPlace, type MailPlace } from '../place.ts';
import { useAccounts, useFolders, useIdentities, useThread } from '../queries.ts';
import { foldRuns, initiallyOpen } from './folding.ts';
import { LabelChip } from './label-chip.tsx';
import { MessageCard } from './message-card.tsx';
import { ReaderToolbar } from './reader-toolbar.tsx';
import { usePrint } from './use-print.ts';

/** An open conversation. Mount it with the thread's id as key. */
export function Reader({ place, threadId }: { place: MailPlace; threadId: number }) {
  const { t, navigation } = useHost();
  const thread = useThread(threadId);
  const handleClose = () => navigation.go(formatPlace({ ...place, threadId: null }));
  useCommands({ back: handleClose, escape: handleClose });
  if (thread.isPending) return <ReaderSkeleton onClose={handleClose} />;
  if (!thread.data) {
    const isGone = thread.error instanceof ApiError && thread.error.status === 404;
    return (
      <div className="mr-reader-page">
        <StatePage
          icon="warning"
          isAlert
          title={isGone ? t('reader.gone') : errorText(t, thread.error)}
        >
          <button
            type="button"
            className="mr-button"
            onClick={isGone ? handleClose : () => void thread.refetch()}
          >
            {isGone ? t('reader.backToList') : t('common.retry')}
          </button>
        </StatePage>
      </div>
    );
  }
  return <Conversation place={place} thread={thread.data} onClose={handleClose} />;
}

function Conversation(props: { place: MailPlace; thread: ThreadView; onClose(): void }) {
  const { place, thread, onClose } = props;
  const { t } = useHost();
  const actions = useMailActions();
  const folders = useFolders();
  const accounts = useAccounts();
  const identities = useIdentities();
  const { openReply } = useCompose();
  const print = usePrint();
  const [open, setOpen] = useState(() => initiallyOpen(thread.messages));
  const [picker, setPicker] = useState<'label' | 'move' | null>(null);
  const scrollRef = useRef<HTMLDivElement>(null);
  const headRef = useRef<HTMLHeadingElement>(null);
  const last = thread.messages.at(-1);
  const ownEmails = useMemo(
    () =>
      new Set(
        [...(accounts.data ?? []), ...(identities.data ?? [])].map((own) =>
          own.email.toLowerCase(),
        ),
      ),
    [accounts.data, identities.data],
  );
  const labels = thread.folderIds
    .map((id) => (folders.data ?? []).find((folder) => folder.id === id))
    .filter((folder) => folder !== undefined)
    .filter((folder) => folder.role === null && !folder.isHidden);

  useMarkRead(thread);
  useOpenNew(thread, setOpen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on opening
  useEffect(() => {
    headRef.current?.focus({ preventScroll: true });
    const first = thread.messages.find((message) => open.has(message.id));
    if (!first || first.id === thread.messages[0]?.id) return;
    requestAnimationFrame(() => {
      const card = scrollRef.current?.querySelector<HTMLElement>(`[data-message="${first.id}"]`);
      if (card && scrollRef.current) scrollRef.current.scrollTop = Math.max(0, card.offsetTop - 90);
    });
  }, []);

  const act = (kind: ActionKind, folderId?: number) => {
    if (LEAVING.has(kind)) onClose();
    actions.run({
      kind,
      threadIds: [thread.id],
      ...(folderId === undefined ? {} : { folderId }),
      ...(kind === 'move' && place.box.kind === 'folder'
        ? { fromFolderId: place.box.folderId }
        : {}),
    });
    return true;
  };
  const handleToggle = (messageId: number) =>
    setOpen((old) => {
      const next = new Set(old);
      if (!next.delete(messageId)) next.add(messageId);
      return next;
    });
  const handleMarkUnreadFrom = (messageId: number) => {
    const at = thread.messages.findIndex((message) => message.id === messageId);
    const messageIds = thread.messages.slice(at).map((message) => message.id);
    onClose();
    actions.run({ kind: 'mark_unread', threadIds: [thread.id], messageIds });
  };
  const reply = (kind: ReplyKind) => {
    if (last) openReply(last.id, kind);
    return last !== undefined;
  };
  const isStarred = thread.messages.some((message) => message.isStarred);
  const roles = new Set(
    thread.folderIds.map((id) => (folders.data ?? []).find((folder) => folder.id === id)?.role),
  );
  useCommands({
    archive: () => act('archive'),
    trash: () => act('trash'),
    spam: () => act(roles.has('spam') ? 'not_spam' : 'spam'),
    star: () => act(isStarred ? 'unstar' : 'star'),
    markRead: () => act('mark_read'),
    markUnread: () => act('mark_unread'),
    label: () => setPicker('label'),
    move: () => setPicker('move'),
    reply: () => reply('reply'),
    replyAll: () => reply('reply_all'),
    forward: () => reply('forward'),
    nextMessage: () => focusMessage(scrollRef.current, 1),
    previousMessage: () => focusMessage(scrollRef.current, -1),
  });

  return (
    <section className="mr-reader-page" aria-label={t('reader.label')}>
      <ReaderToolbar
        roles={roles}
        isStarred={isStarred}
        onClose={onClose}
        onAct={act}
        onPick={setPicker}
        onPrint={() => void print(thread.messages)}
      />
      <div className="mr-reader-scroll" ref={scrollRef}>
        <header className="mr-reader-head">
          <h1 tabIndex={-1} ref={headRef} dir="auto">
            {thread.subject || t('list.noSubject')}
          </h1>
          <div className="mr-reader-labels">
            {labels.map((label) => (
              <LabelChip
                key={label.id}
                label={label}
                onRemove={() => act('remove_label', label.id)}
              />
            ))}
          </div>
        </header>
        {foldRuns(thread.messages, open).map((part) =>
          part.kind === 'gap' ? (
            <button
              key={`gap-${part.messages[0]?.id}`}
              type="button"
              className="mr-message-gap"
              onClick={() => setOpen((old) => new Set([...old, ...part.messages.map((m) => m.id)]))}
            >
              <Icon name="down" size={14} />
              {t('reader.older', { count: part.messages.length })}
            </button>
          ) : (
            <MessageCard
              key={part.message.id}
              message={part.message}
              isOpen={open.has(part.message.id)}
              isLast={part.message.id === last?.id}
              ownEmails={ownEmails}
              onToggle={handleToggle}
              onMarkUnreadFrom={handleMarkUnreadFrom}
            />
          ),
        )}
        <footer className="mr-reader-foot">
          <button type="button" className="mr-button" onClick={() => reply('reply')}>
            <Icon name="reply" size={16} /> {t('action.reply')}
          </button>
          <button type="button" className="mr-button" onClick={() => reply('reply_all')}>
            <Icon name="replyAll" size={16} /> {t('action.replyAll')}
          </button>
          <button type="button" className="mr-button" onClick={() => reply('forward')}>
            <Icon name="forward" size={16} /> {t('action.forward')}
          </button>
        </footer>
      </div>
      {picker && (
        <LabelPicker
          mode={picker}
          rows={[thread]}
          onClose={() => setPicker(null)}
          onPick={(kind, folderId) => {
            setPicker(null);
            act(kind, folderId);
          }}
        />
      )}
    </section>
  );
}

const LEAVING = new Set<ActionKind>([
  'archive',
  'trash',
  'untrash',
  'spam',
  'not_spam',
  'move',
  'move_to_inbox',
  'delete_forever',
  'mark_unread',
]);

/** Opening is reading; once a visit, so that marking it unread again is not undone. */
function useMarkRead(thread: ThreadView): void {
  const actions = useMailActions();
  const known = useRef(new Set<number>());
  useEffect(() => {
    const unread = thread.messages.filter((m) => !m.isRead && !known.current.has(m.id));
    for (const message of thread.messages) known.current.add(message.id);
    if (unread.length === 0 || document.visibilityState === 'hidden') return;
    actions.run({
      kind: 'mark_read',
      threadIds: [thread.id],
      messageIds: unread.map((message) => message.id),
      isSilent: true,
    });
  }, [thread, actions]);
}

/** A message that arrives while the conversation is open opens too. */
function useOpenNew(
  thread: ThreadView,
  setOpen: (change: (old: Set<number>) => Set<number>) => void,
) {
  const known = useRef(new Set(thread.messages.map((message) => message.id)));
  useEffect(() => {
    const arrived = thread.messages.filter((message) => !known.current.has(message.id));
    if (arrived.length === 0) return;
    for (const message of arrived) known.current.add(message.id);
    setOpen((old) => new Set([...old, ...arrived.map((message) => message.id)]));
  }, [thread, setOpen]);
}

function focusMessage(container: HTMLElement | null, by: 1 | -1): boolean {
  const cards = [...(container?.querySelectorAll<HTMLElement>('[data-message]') ?? [])];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[Math.min(Math.max(at + by, 0), cards.length - 1)];
  next?.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

function ReaderSkeleton({ onClose }: { onClose(): void }) {
  return (
    <div className="mr-reader-page" aria-busy="true">
      <ReaderToolbar
        roles={new Set()}
        isStarred={false}
        onClose={onClose}
        onAct={() => false}
        onPick={() => {}}
        onPrint={() => {}}
      />
      <div className="mr-reader-scroll">
        <div className="mr-reader-head">
          <span className="mr-skeleton" style={{ width: '55%', height: 24 }} />
        </div>
        <div className="mr-message">
          <div className="mr-body-skeleton">
            {[30, 94, 88, 97, 60].map((width) => (
              <span key={width} className="mr-skeleton" style={{ width: `${width}%` }} />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
