import { useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost, useT } from '../../host/host.tsx';
import { HostLink } from '../../ui/host-link.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useCompose } from '../compose/use-compose.ts';
import { keysOf } from '../keyboard/keymap.ts';
import { boxKey, formatPlace, parsePlace } from '../place.ts';
import { useAccounts, useFolders, useOutbox } from '../queries.ts';
import { type FolderGroup, type FolderItem, folderGroups } from './folder-tree.ts';

const CLOSED_KEY = 'mailroom.closedAccounts';

/** Compose button, then every folder with its count. `onNavigate` lets a drawer close itself. */
export function FolderRail({ onNavigate }: { onNavigate?: () => void }) {
  const { t, navigation } = useHost();
  const accounts = useAccounts();
  const folders = useFolders();
  const outbox = useOutbox();
  const { openNew } = useCompose();
  const [closed, setClosed] = useState<readonly number[]>(readClosed);
  const isInMail = navigation.path.startsWith('/mail');
  const currentKey = isInMail ? boxKey(parsePlace(navigation.path).box) : '';
  const groups = folderGroups(accounts.data ?? [], folders.data ?? []);
  const waiting = (outbox.data ?? []).filter(
    (entry) => entry.state !== 'sent' && entry.state !== 'cancelled',
  );
  const hasTrouble = waiting.some(
    (entry) => entry.state === 'failed' || entry.state === 'unconfirmed',
  );

  const handleToggle = (accountId: number) => {
    const next = closed.includes(accountId)
      ? closed.filter((id) => id !== accountId)
      : [...closed, accountId];
    setClosed(next);
    try {
      localStorage.setItem(CLOSED_KEY, JSON.stringify(next));
    } catch {
      // Only this page remembers, then.
    }
  };

  return (
    <nav className="mr-rail" aria-label={t('rail.label')}>
      <button
        type="button"
        className="mr-compose-button"
        disabled={(accounts.data ?? []).length === 0}
        aria-keyshortcuts={keysOf('compose')}
        onClick={() => {
          openNew();
          onNavigate?.();
        }}
      >
        <Icon name="compose" />
        {t('rail.compose')}
      </button>
      {(accounts.isPending || folders.isPending) && <RailSkeleton />}
      {folders.isError && !folders.data && (
        <p className="mr-rail-error" role="alert">
          {errorText(t, folders.error)}
        </p>
      )}
      {!folders.isPending &&
        groups.map((group) => (
          <RailGroup
            key={group.account?.id ?? 'all'}
            group={group}
            isClosed={group.account !== null && closed.includes(group.account.id)}
            hasHeading={groups.length > 1}
            currentKey={currentKey}
            onToggle={handleToggle}
            onNavigate={onNavigate}
          />
        ))}
      {waiting.length > 0 && (
        <ul className="mr-rail-list mr-rail-outbox">
          <li>
            <HostLink
              to="/mail/outbox"
              className="mr-rail-item"
              aria-current={currentKey === '/mail/outbox' ? 'page' : undefined}
              onClick={onNavigate}
            >
              <Icon name={hasTrouble ? 'warning' : 'outbox'} />
              <span className="mr-rail-name">{t('role.outbox')}</span>
              <span className="mr-rail-count">{waiting.length}</span>
            </HostLink>
          </li>
        </ul>
      )}
    </nav>
  );
}

function RailGroup(props: {
  group: FolderGroup;
  isClosed: boolean;
  hasHeading: boolean;
  currentKey: string;
  onToggle(accountId: number): void;
  onNavigate?: (() => void) | undefined;
}) {
  const t = useT();
  const { account, items } = props.group;
  const listId = `mr-rail-${account?.id ?? 'all'}`;
  return (
    <section className="mr-rail-group">
      {props.hasHeading && account === null && (
        <h2 className="mr-rail-heading">{t('rail.allAccounts')}</h2>
      )}
      {account && (
        <h2 className="mr-rail-heading">
          <button
            type="button"
            aria-expanded={!props.isClosed}
            aria-controls={listId}
            onClick={() => props.onToggle(account.id)}
          >
            <Icon name={props.isClosed ? 'right' : 'down'} size={14} />
            <span className="mr-rail-account" dir="auto">
              {account.email}
            </span>
            {account.status === 'needs_reconnect' && (
              <span className="mr-rail-warning" title={t('rail.needsReconnect')}>
                <Icon name="warning" size={14} />
                <span className="mr-visually-hidden">{t('rail.needsReconnect')}</span>
              </span>
            )}
            {props.isClosed && account.unreadInbox > 0 && (
              <span className="mr-rail-count">{account.unreadInbox}</span>
            )}
          </button>
        </h2>
      )}
      <ul className="mr-rail-list" id={listId} hidden={props.isClosed}>
        {items.map((item) => (
          <RailItem
            key={item.key}
            item={item}
            isCurrent={boxKey(item.box) === props.currentKey}
            onNavigate={props.onNavigate}
          />
        ))}
      </ul>
    </section>
  );
}

function RailItem(props: {
  item: FolderItem;
  isCurrent: boolean;
  onNavigate?: (() => void) | undefined;
}) {
  const t = useT();
  const { item } = props;
  return (
    <li>
      <HostLink
        to={formatPlace({ box: item.box, threadId: null, isUnreadOnly: false })}
        className={`mr-rail-item ${item.count > 0 && !item.isQuiet ? 'is-unread' : ''}`}
        style={{ paddingInlineStart: 12 + item.depth * 16 }}
        aria-current={props.isCurrent ? 'page' : undefined}
        onClick={props.onNavigate}
      >
        <Icon name={item.icon} style={item.color ? { color: item.color } : undefined} />
        <span className="mr-rail-name" dir="auto">
          {item.role ? (t.optional(`role.${item.role}`) ?? item.name) : item.name}
        </span>
        {item.count > 0 && (
          <span className="mr-rail-count">
            {item.count > 9_999 ? '9999+' : item.count}
            <span className="mr-visually-hidden">
              {item.role === 'drafts'
                ? t('rail.draftCount', { count: item.count })
                : t('rail.unreadCount', { count: item.count })}
            </span>
          </span>
        )}
      </HostLink>
    </li>
  );
}

function RailSkeleton() {
  return (
    <div className="mr-rail-skeleton" aria-hidden="true">
      {[70, 50, 40, 60, 55, 45, 50].map((width, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <span key={i} className="mr-skeleton" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function readClosed(): readonly number[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(CLOSED_KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((id) => typeof id === 'number') : [];
  } catch {
    return [];
  }
}
