import { useHost } from '../../host/host.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { ActionKind, FolderView } from '../../views.ts';
import { useCommandRunner } from '../keyboard/commands.tsx';

interface Props {
  roles: ReadonlySet<FolderView['role'] | undefined>;
  isStarred: boolean;
  onClose(): void;
  onAct(kind: ActionKind): unknown;
  onPick(mode: 'label' | 'move'): void;
  onPrint(): void;
}

/** What can be done with the open conversation, and the way to its neighbours. */
export function ReaderToolbar({ roles, isStarred, onClose, onAct, onPick, onPrint }: Props) {
  const { t } = useHost();
  const { run } = useCommandRunner();
  const isInTrash = roles.has('trash');
  const isSpam = roles.has('spam');
  return (
    <div className="mr-reader-tools" role="toolbar" aria-label={t('reader.tools')}>
      <IconButton icon="back" label={t('reader.backToList')} shortcut="u" onClick={onClose} />
      <span className="mr-divider" />
      {roles.has('inbox') ? (
        <IconButton
          icon="archive"
          label={t('action.archive')}
          shortcut="e"
          onClick={() => onAct('archive')}
        />
      ) : (
        !isInTrash &&
        !isSpam && (
          <IconButton
            icon="inbox"
            label={t('action.moveToInbox')}
            onClick={() => onAct('move_to_inbox')}
          />
        )
      )}
      <IconButton
        icon={isSpam ? 'inbox' : 'spam'}
        label={isSpam ? t('action.notSpam') : t('action.spam')}
        shortcut="!"
        onClick={() => onAct(isSpam ? 'not_spam' : 'spam')}
      />
      {isInTrash ? (
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
      <span className="mr-divider mr-wide-only" />
      <IconButton
        icon="unread"
        label={t('action.markUnread')}
        shortcut="Shift+u"
        onClick={() => onAct('mark_unread')}
      />
      <IconButton
        icon="star"
        className="mr-row-star mr-wide-only"
        label={isStarred ? t('action.unstar') : t('action.star')}
        shortcut="s"
        isPressed={isStarred}
        isFilled={isStarred}
        onClick={() => onAct(isStarred ? 'unstar' : 'star')}
      />
      <IconButton
        icon="label"
        label={t('action.label')}
        shortcut="l"
        onClick={() => onPick('label')}
      />
      <IconButton
        icon="folder"
        label={t('action.move')}
        shortcut="v"
        className="mr-wide-only"
        onClick={() => onPick('move')}
      />
      <span className="mr-row-spacer" />
      <IconButton
        icon="print"
        className="mr-wide-only"
        label={t('reader.print')}
        onClick={onPrint}
      />
      <IconButton
        icon="up"
        label={t('reader.newer')}
        shortcut="k"
        onClick={() => run('previous')}
      />
      <IconButton
        icon="down"
        label={t('reader.olderThread')}
        shortcut="j"
        onClick={() => run('next')}
      />
    </div>
  );
}
