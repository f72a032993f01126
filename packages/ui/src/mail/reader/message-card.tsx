import type { MenuProps } from 'antd';
import { lazy, memo, Suspense, useState } from 'react';
import { useHost } from '../../host/host.tsx';
import { ActionMenu } from '../../ui/action-menu.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { fullDate, listDate, shortDateTime } from '../../ui/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { MessageView } from '../../views.ts';
import { useMailActions } from '../actions/actions-context.tsx';
import { type ReplyKind, useCompose } from '../compose/use-compose.ts';
import { Attachments } from './attachments.tsx';
import { MessageBody } from './message-body.tsx';
import { SenderDetails } from './sender-details.tsx';
import { usePrint } from './use-print.ts';

const MessageSource = lazy(() => import('./message-source.tsx'));

interface Props {
  message: MessageView;
  isOpen: boolean;
  isLast: boolean;
  ownEmails: ReadonlySet<string>;
  onToggle(messageId: number): void;
  onMarkUnreadFrom(messageId: number): void;
}

/** One message of a conversation: one line while folded, else in full. */
export const MessageCard = memo(function MessageCard(props: Props) {
  const { message, isOpen } = props;
  const { t, locale } = useHost();
  const name = message.from?.name?.trim() || message.from?.email || t('list.noSender');
  if (!isOpen) {
    return (
      <article
        className="mr-message is-folded"
        data-message={message.id}
        data-unread={!message.isRead || undefined}
      >
        <button
          type="button"
          className="mr-message-folded"
          aria-expanded="false"
          onClick={() => props.onToggle(message.id)}
        >
          <Avatar name={message.from?.name ?? null} email={message.from?.email ?? '?'} size={28} />
          <bdi className="mr-message-name">{name}</bdi>
          <span className="mr-row-snippet" dir="auto">
            {message.snippet}
          </span>
          {message.attachments.some((file) => !file.isInline) && <Icon name="attach" size={14} />}
          <time dateTime={message.receivedAt}>{listDate(message.receivedAt, locale)}</time>
        </button>
      </article>
    );
  }
  return (
    <article
      className="mr-message"
      data-message={message.id}
      data-unread={!message.isRead || undefined}
      aria-label={t('reader.messageFrom', { name })}
    >
      <header className="mr-message-head">
        <Avatar name={message.from?.name ?? null} email={message.from?.email ?? '?'} size={38} />
        <div className="mr-message-who">
          <div className="mr-message-sender">
            <button
              type="button"
              className="mr-message-name mr-plain-button"
              aria-expanded="true"
              disabled={props.isLast}
              onClick={() => props.onToggle(message.id)}
            >
              <bdi>{name}</bdi>
            </button>
            {message.from?.name && <bdi className="mr-message-email">{message.from.email}</bdi>}
          </div>
          <SenderDetails message={message} ownEmails={props.ownEmails} />
        </div>
        <MessageTools {...props} />
        <time
          className="mr-message-date"
          dateTime={message.receivedAt}
          title={fullDate(message.receivedAt, locale)}
        >
          {shortDateTime(message.receivedAt, locale)}
        </time>
      </header>
      <div className="mr-message-body">
        <MessageBody message={message} />
        <Attachments message={message} />
      </div>
    </article>
  );
});

function MessageTools({ message, onMarkUnreadFrom }: Props) {
  const { t } = useHost();
  const actions = useMailActions();
  const { openReply } = useCompose();
  const print = usePrint();
  const [source, setSource] = useState<'headers' | 'original' | null>(null);
  const act = (kind: 'star' | 'unstar' | 'trash') =>
    actions.run({ kind, threadIds: [message.threadId], messageIds: [message.id] });
  const reply = (kind: ReplyKind) => openReply(message.id, kind);
  const items: MenuProps['items'] = [
    {
      key: 'reply',
      label: t('action.reply'),
      icon: <Icon name="reply" size={16} />,
      onClick: () => reply('reply'),
    },
    {
      key: 'replyAll',
      label: t('action.replyAll'),
      icon: <Icon name="replyAll" size={16} />,
      onClick: () => reply('reply_all'),
    },
    {
      key: 'forward',
      label: t('action.forward'),
      icon: <Icon name="forward" size={16} />,
      onClick: () => reply('forward'),
    },
    { type: 'divider' },
    {
      key: 'unread',
      label: t('action.markUnreadFrom'),
      icon: <Icon name="unread" size={16} />,
      onClick: () => onMarkUnreadFrom(message.id),
    },
    {
      key: 'trash',
      label: t('action.trashMessage'),
      icon: <Icon name="trash" size={16} />,
      onClick: () => act('trash'),
    },
    { type: 'divider' },
    {
      key: 'headers',
      label: t('action.headers'),
      icon: <Icon name="code" size={16} />,
      onClick: () => setSource('headers'),
    },
    {
      key: 'original',
      label: t('action.original'),
      icon: <Icon name="file" size={16} />,
      onClick: () => setSource('original'),
    },
    {
      key: 'print',
      label: t('action.print'),
      icon: <Icon name="print" size={16} />,
      onClick: () => void print([message]),
    },
  ];
  return (
    <div className="mr-message-tools">
      <IconButton
        icon="star"
        className="mr-row-star"
        label={message.isStarred ? t('action.unstar') : t('action.star')}
        isPressed={message.isStarred}
        isFilled={message.isStarred}
        onClick={() => act(message.isStarred ? 'unstar' : 'star')}
      />
      <IconButton
        icon="reply"
        label={t('action.reply')}
        shortcut="r"
        className="mr-wide-only"
        onClick={() => reply('reply')}
      />
      <ActionMenu items={items}>
        <button
          type="button"
          className="mr-icon-button"
          aria-label={t('reader.more')}
          aria-haspopup="menu"
        >
          <Icon name="more" />
        </button>
      </ActionMenu>
      {source && (
        <Suspense fallback={null}>
          <MessageSource message={message} view={source} onClose={() => setSource(null)} />
        </Suspense>
      )}
    </div>
  );
}
