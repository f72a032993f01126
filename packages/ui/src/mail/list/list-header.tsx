import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { showToast } from '../../ui/toasts.tsx';
import type { ActionKind, FolderView, ThreadRowView } from '../../views.ts';
import { formatPlace, type MailPlace } from '../place.ts';
import { useAccounts } from '../queries.ts';
import { SyncProgress } from './sync-progress.tsx';

interface Props {
  place: MailPlace;
  folders: ReadonlyMap<number, FolderView>;
  selectedRows: readonly ThreadRowView[];
  loadedCount: number;
  isFetching: boolean;
  problems: readonly string[];
  onSelectAll(): void;
  onSelectNone(): void;
  onAct(kind: ActionKind): void;
  onPick(mode: 'label' | 'move'): void;
}

/** The list's title and tools, or what can be done with the selection. Both are equally high. */
export function ListHeader(props: Props) {
  const { place, selectedRows, loadedCount } = props;
  const { t } = useHost();
  const accounts = useAccounts();
  const isSelecting = selectedRows.length > 0;
  const running = (accounts.data ?? []).find(
    (account) =>
      account.status === 'active' &&
      (account.sync.phase === 'backfill' || account.sync.phase === 'listing'),
  );
  return (
    <header className="mr-list-head">
      <div className="mr-list-tools" data-selecting={isSelecting || undefined}>
        <input
          type="checkbox"
          className="mr-checkbox"
          aria-label={t('list.selectAll')}
          checked={isSelecting && selectedRows.length === loadedCount}
          disabled={loadedCount === 0}
          ref={(element) => {
            if (element) element.indeterminate = isSelecting && selectedRows.length < loadedCount;
          }}
          onChange={() => (isSelecting ? props.onSelectNone() : props.onSelectAll())}
        />
        {isSelecting && <h1 className="mr-visually-hidden">{boxTitle(t, place, props.folders)}</h1>}
        {isSelecting ? <BulkActions {...props} /> : <Title {...props} />}
      </div>
      {props.problems.length > 0 && (
        <p className="mr-list-problem" role="status">
          {t('search.notUnderstood')} <bdi>{props.problems.join(', ')}</bdi>
        </p>
      )}
      {running && place.box.kind !== 'search' && loadedCount > 0 && (
        <div className="mr-list-sync">
          <SyncProgress account={running} />
        </div>
      )}
    </header>
  );
}

function Title({ place, folders, isFetching }: Props) {
  const { t, navigation } = useHost();
  const api = useApi();
  const handleSync = async () => {
    try {
      await api.syncNow();
      showToast({ key: 'sync', text: t('sync.started') });
    } catch (error) {
      showToast({ key: 'sync', tone: 'danger', text: errorText(t, error) });
    }
  };
  const path = formatPlace({ ...place, threadId: null, isUnreadOnly: !place.isUnreadOnly });
  return (
    <>
      <h1 className="mr-list-title" dir="auto">
        {boxTitle(t, place, folders)}
      </h1>
      <span className="mr-row-spacer" />
      {place.box.kind !== 'search' && (
        <IconButton
          icon="filter"
          label={place.isUnreadOnly ? t('list.showAll') : t('list.unreadOnly')}
          isPressed={place.isUnreadOnly}
          onClick={() => navigation.go(path, { replace: true })}
        />
      )}
      <IconButton
        icon="sync"
        className={isFetching ? 'is-spinning' : ''}
        label={t('list.syncNow')}
        onClick={() => void handleSync()}
      />
    </>
  );
}

function BulkActions({ place, selectedRows, onAct, onPick }: Props) {
  const { t, locale } = useHost();
  const role = place.box.kind === 'role' ? place.box.role : '';
  const isUnread = selectedRows.some((row) => row.unreadCount > 0);
  const isStarred = selectedRows.every((row) => row.isStarred);
  const isHidden = role === 'trash' || role === 'spam';
  return (
    <div className="mr-bulk" role="toolbar" aria-label={t('list.bulk')}>
      <span className="mr-bulk-count">
        {t('list.selectedShort', {
          count: selectedRows.length,
          shown: new Intl.NumberFormat(locale).format(selectedRows.length),
        })}
      </span>
      {!isHidden && (
        <IconButton
          icon="archive"
          label={t('action.archive')}
          shortcut="e"
          onClick={() => onAct('archive')}
        />
      )}
      {role === 'spam' ? (
        <IconButton icon="inbox" label={t('action.notSpam')} onClick={() => onAct('not_spam')} />
      ) : (
        role !== 'trash' && (
          <IconButton
            icon="spam"
            label={t('action.spam')}
            shortcut="!"
            onClick={() => onAct('spam')}
          />
        )
      )}
      {role === 'trash' ? (
        <>
          <IconButton icon="inbox" label={t('action.untrash')} onClick={() => onAct('untrash')} />
          <IconButton
            icon="trash"
            label={t('action.deleteForever')}
            onClick={() => onAct('delete_forever')}
          />
        </>
      ) : (
        <IconButton
          icon="trash"
          label={t('action.trash')}
          shortcut="#"
          onClick={() => onAct('trash')}
        />
      )}
      <IconButton
        icon={isUnread ? 'read' : 'unread'}
        label={isUnread ? t('action.markRead') : t('action.markUnread')}
        shortcut={isUnread ? 'Shift+i' : 'Shift+u'}
        onClick={() => onAct(isUnread ? 'mark_read' : 'mark_unread')}
      />
      <IconButton
        icon="star"
        className="mr-wide-only"
        label={isStarred ? t('action.unstar') : t('action.star')}
        shortcut="s"
        isFilled={isStarred}
        onClick={() => onAct(isStarred ? 'unstar' : 'star')}
      />
      <IconButton
        icon="label"
        label={t('action.label')}
        shortcut="l"
        onClick={() => onPick('label')}
      />
      {!isHidden && (
        <IconButton
          icon="folder"
          label={t('action.move')}
          shortcut="v"
          onClick={() => onPick('move')}
        />
      )}
    </div>
  );
}

/** The name of what the list shows. */
export function boxTitle(
  t: ReturnType<typeof useHost>['t'],
  place: MailPlace,
  folders: ReadonlyMap<number, FolderView>,
): string {
  const { box } = place;
  if (box.kind === 'folder') return folders.get(box.folderId)?.name ?? '';
  if (box.kind === 'search') return t('search.results');
  const role = box.kind === 'outbox' ? 'outbox' : box.role;
  return t.optional(`role.${role}`) ?? role;
}
