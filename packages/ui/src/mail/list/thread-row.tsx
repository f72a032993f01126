import { memo } from 'react';
import { useHost } from '../../host/host.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { fullDate, listDate } from '../../ui/format.ts';
import { HostLink } from '../../ui/host-link.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { ActionKind, FolderView, ThreadRowView } from '../../views.ts';
import { LabelChip } from '../reader/label-chip.tsx';
import { rowLabels, senderNames } from './row-text.ts';

interface Props {
  row: ThreadRowView;
  to: string;
  folders: ReadonlyMap<number, FolderView>;
  currentFolderId: number | null;
  isInTrash: boolean;
  isArchivable: boolean;
  isSelected: boolean;
  isSelecting: boolean;
  /** The row that j and k stand on: the one in the tab order. */
  isCursor: boolean;
  isOpen: boolean;
  index: number;
  total: number | null;
  top: number;
  height: number;
  accountName: string | null;
  onSelect(id: number, isRange: boolean): void;
  onAct(kind: ActionKind, row: ThreadRowView): void;
  onFocus(index: number): void;
}

/** One conversation of the list. */
export const ThreadRow = memo(function ThreadRow(props: Props) {
  const { row, isCursor, isSelected } = props;
  const { t, locale } = useHost();
  const isUnread = row.unreadCount > 0;
  const names = senderNames(row, t);
  const last = row.senders.findLast((sender) => !sender.isMe) ?? row.senders.at(-1);
  const labels = rowLabels(row, props.folders, props.currentFolderId);
  const tabIndex = isCursor ? 0 : -1;
  return (
    <li
      className="mr-row"
      data-unread={isUnread || undefined}
      data-selected={isSelected || undefined}
      data-open={props.isOpen || undefined}
      data-thread={row.id}
      aria-posinset={props.index + 1}
      aria-setsize={props.total ?? -1}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
    >
      <HostLink
        to={props.to}
        className="mr-row-link"
        tabIndex={tabIndex}
        aria-current={props.isOpen ? 'true' : undefined}
        onFocus={() => props.onFocus(props.index)}
      >
        <span className="mr-row-line">
          {isUnread && <span className="mr-visually-hidden">{t('list.unread')}</span>}
          <span className="mr-row-senders" dir="auto">
            {names.map((name, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity
              <span key={i} className={name.isUnread ? 'is-unread' : undefined}>
                {i > 0 && ', '}
                <bdi>{name.text}</bdi>
              </span>
            ))}
            {names.length === 0 && t('list.noSender')}
            {row.hasDraft && <span className="mr-row-draft"> {t('list.draft')}</span>}
          </span>
          {row.messageCount > 1 && (
            <span className="mr-row-count">
              {row.messageCount}
              <span className="mr-visually-hidden">
                {t('list.messages', { count: row.messageCount })}
              </span>
            </span>
          )}
          <span className="mr-row-spacer" />
          {row.hasAttachments && (
            <span className="mr-row-clip" title={t('list.hasAttachments')}>
              <Icon name="attach" size={14} />
              <span className="mr-visually-hidden">{t('list.hasAttachments')}</span>
            </span>
          )}
          <time
            className="mr-row-date"
            dateTime={row.latestAt}
            title={fullDate(row.latestAt, locale)}
          >
            {listDate(row.latestAt, locale)}
          </time>
        </span>
        <span className="mr-row-line">
          <span className="mr-row-subject" dir="auto">
            {row.subject || t('list.noSubject')}
          </span>
        </span>
        <span className="mr-row-line mr-row-last">
          {labels.slice(0, 2).map((label) => (
            <LabelChip key={label.id} label={label} />
          ))}
          {labels.length > 2 && <span className="mr-chip">+{labels.length - 2}</span>}
          <span className="mr-row-snippet" dir="auto">
            {row.snippet}
          </span>
          {props.accountName && <span className="mr-row-account">{props.accountName}</span>}
        </span>
      </HostLink>
      <label className="mr-row-check" data-shown={props.isSelecting || undefined}>
        <input
          type="checkbox"
          checked={isSelected}
          tabIndex={tabIndex}
          aria-label={t('list.select', { subject: row.subject || t('list.noSubject') })}
          onClick={(event) => props.onSelect(row.id, event.shiftKey)}
          onChange={() => {}}
        />
        <Avatar name={last?.name ?? null} email={last?.email ?? '?'} size={34} />
      </label>
      <IconButton
        isPlain
        icon="star"
        className="mr-row-star"
        label={row.isStarred ? t('action.unstar') : t('action.star')}
        isPressed={row.isStarred}
        isFilled={row.isStarred}
        size={17}
        tabIndex={tabIndex}
        onClick={() => props.onAct(row.isStarred ? 'unstar' : 'star', row)}
      />
      <div className="mr-row-actions">
        {props.isArchivable && (
          <IconButton
            isPlain
            icon="archive"
            label={t('action.archive')}
            shortcut="e"
            tabIndex={tabIndex}
            onClick={() => props.onAct('archive', row)}
          />
        )}
        <IconButton
          isPlain
          icon={props.isInTrash ? 'inbox' : 'trash'}
          label={props.isInTrash ? t('action.untrash') : t('action.trash')}
          shortcut={props.isInTrash ? '' : '#'}
          tabIndex={tabIndex}
          onClick={() => props.onAct(props.isInTrash ? 'untrash' : 'trash', row)}
        />
        <IconButton
          isPlain
          icon={isUnread ? 'read' : 'unread'}
          label={isUnread ? t('action.markRead') : t('action.markUnread')}
          tabIndex={tabIndex}
          onClick={() => props.onAct(isUnread ? 'mark_read' : 'mark_unread', row)}
        />
      </div>
    </li>
  );
});
