import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost } from '../../host/host.tsx';
import { announce } from '../../ui/announcer.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import type { ActionKind, FolderView, ThreadRowView } from '../../views.ts';
import { useMailActions } from '../actions/actions-context.tsx';
import { LabelPicker } from '../actions/label-picker.tsx';
import { useCommands } from '../keyboard/commands.tsx';
import { boxKey, formatPlace, type MailPlace } from '../place.ts';
import { useAccounts, useFolders, useThreadList } from '../queries.ts';
import { EmptyList } from './empty-list.tsx';
import { ListHeader } from './list-header.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { focusRow, useKeepPosition } from './row-position.ts';
import { keepPresent, NO_SELECTION, type Selection, toggle } from './selection.ts';
import { ThreadRow } from './thread-row.tsx';

const HEIGHT = { comfortable: 82, compact: 62 } as const;
const LOAD_AHEAD = 20;

/** The conversations of one box: virtual, live, with selection, keys and bulk actions. */
export function ThreadList({ place }: { place: MailPlace }) {
  const { t, navigation, density } = useHost();
  const list = useThreadList(place.box, place.isUnreadOnly);
  const folders = useFolders();
  const accounts = useAccounts();
  const actions = useMailActions();
  const [selection, setSelection] = useState<Selection>(NO_SELECTION);
  const [cursorId, setCursorId] = useState<number | null>(null);
  const [picker, setPicker] = useState<'label' | 'move' | null>(null);
  const scrollRef = useRef<HTMLDivElement>(null);
  const rowHeight = HEIGHT[density];

  const rows = useMemo(() => {
    // A page fetched after an insertion can repeat a row: the first one counts.
    const seen = new Map<number, ThreadRowView>();
    for (const page of list.data?.pages ?? []) {
      for (const row of page.threads) if (!seen.has(row.id)) seen.set(row.id, row);
    }
    return [...seen.values()];
  }, [list.data]);
  const order = useMemo(() => rows.map((row) => row.id), [rows]);
  const folderMap = useMemo(
    () => new Map((folders.data ?? []).map((folder): [number, FolderView] => [folder.id, folder])),
    [folders.data],
  );
  const selected = keepPresent(selection, order);
  const cursorIndex = Math.max(
    0,
    order.indexOf(place.threadId !== null && cursorId === null ? place.threadId : (cursorId ?? -1)),
  );
  const cursorRow = rows[cursorIndex];
  const isInTrash = place.box.kind === 'role' && place.box.role === 'trash';
  const isInSpam = place.box.kind === 'role' && place.box.role === 'spam';
  const currentFolderId = place.box.kind === 'folder' ? place.box.folderId : null;

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: (index) => order[index] ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are cached by the virtualiser
  useEffect(() => virtualizer.measure(), [rowHeight]);

  useKeepPosition(scrollRef, order, rowHeight);

  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = list;
  useEffect(() => {
    const isNear = lastIndex >= rows.length - LOAD_AHEAD;
    if (isNear && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [lastIndex, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage, isError]);

  const pathOf = useCallback((threadId: number) => formatPlace({ ...place, threadId }), [place]);
  const moveCursor = (by: number, isOpening: boolean) => {
    const at = cursorId === null && place.threadId === null ? (by > 0 ? 0 : 0) : cursorIndex + by;
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
    if (!row) return false;
    setCursorId(row.id);
    virtualizer.scrollToIndex(order.indexOf(row.id), { align: 'auto' });
    if (isOpening) navigation.go(pathOf(row.id), { replace: true });
    else focusRow(scrollRef.current, row.id);
    return true;
  };
  const targets = (): ThreadRowView[] => {
    if (selected.ids.size > 0) return rows.filter((row) => selected.ids.has(row.id));
    return cursorRow && place.threadId === null ? [cursorRow] : [];
  };
  const act = useCallback(
    (kind: ActionKind, meant: readonly ThreadRowView[], folderId?: number) => {
      if (meant.length === 0) return false;
      const isLeaving = LEAVING.has(kind);
      if (isLeaving) {
        const ids = new Set(meant.map((row) => row.id));
        const first = order.findIndex((id) => ids.has(id));
        const next = order.slice(first).find((id) => !ids.has(id)) ?? order[first - 1] ?? null;
        const hadFocus = scrollRef.current?.contains(document.activeElement);
        setCursorId(next);
        if (hadFocus && next !== null) focusRow(scrollRef.current, next);
        setSelection(NO_SELECTION);
      }
      actions.run({
        kind,
        threadIds: meant.map((row) => row.id),
        ...(folderId === undefined ? {} : { folderId }),
        ...(kind === 'move' && currentFolderId !== null ? { fromFolderId: currentFolderId } : {}),
      });
      return true;
    },
    [actions, order, currentFolderId],
  );
  const handleSelect = useCallback(
    (id: number, isRange: boolean) => {
      setSelection((old) => {
        const next = toggle(keepPresent(old, order), id, isRange, order);
        announce(t('list.selected', { count: next.ids.size }));
        return next;
      });
      setCursorId(id);
    },
    [order, t],
  );
  const handleAct = useCallback(
    (kind: ActionKind, row: ThreadRowView) => void act(kind, [row]),
    [act],
  );
  const handleFocus = useCallback((index: number) => setCursorId(order[index] ?? null), [order]);
  const selectAll = () => setSelection({ ids: new Set(order), anchor: null });

  const starTargets = () => {
    const meant = targets();
    return act(meant.every((row) => row.isStarred) ? 'unstar' : 'star', meant);
  };
  const pick = (kind: 'label' | 'move') => {
    if (targets().length === 0) return false;
    setPicker(kind);
    return true;
  };
  useCommands({
    next: () => moveCursor(1, place.threadId !== null),
    previous: () => moveCursor(-1, place.threadId !== null),
    open: () => {
      if (!cursorRow || place.threadId !== null) return false;
      navigation.go(pathOf(cursorRow.id));
      return true;
    },
    select: () => {
      if (cursorRow) handleSelect(cursorRow.id, false);
    },
    selectAll,
    selectNone: () => setSelection(NO_SELECTION),
    escape: () => {
      if (selected.ids.size === 0) return false;
      setSelection(NO_SELECTION);
      return true;
    },
    archive: () => act('archive', targets()),
    trash: () => act('trash', targets()),
    spam: () => act(isInSpam ? 'not_spam' : 'spam', targets()),
    star: starTargets,
    markRead: () => act('mark_read', targets()),
    markUnread: () => act('mark_unread', targets()),
    label: () => pick('label'),
    move: () => pick('move'),
  });

  const manyAccounts = (accounts.data ?? []).length > 1;
  const isMixed = place.box.kind !== 'folder' && !('accountId' in place.box && place.box.accountId);
  const accountNames = new Map((accounts.data ?? []).slice(1).map((a) => [a.id, a.email]));
  return (
    <section className="mr-list" aria-label={t('list.label')} data-key={boxKey(place.box)}>
      <ListHeader
        place={place}
        folders={folderMap}
        selectedRows={rows.filter((row) => selected.ids.has(row.id))}
        loadedCount={rows.length}
        isFetching={list.isFetching && !list.isFetchingNextPage}
        problems={list.data?.pages[0]?.problems ?? []}
        onSelectAll={selectAll}
        onSelectNone={() => setSelection(NO_SELECTION)}
        onAct={(kind) => act(kind, targets())}
        onPick={setPicker}
      />
      <div className="mr-list-scroll" ref={scrollRef}>
        {list.isPending && list.fetchStatus !== 'idle' && <ListSkeleton rowHeight={rowHeight} />}
        {list.isError && rows.length === 0 && (
          <StatePage icon="warning" isAlert title={errorText(t, list.error)}>
            <button type="button" className="mr-button" onClick={() => void list.refetch()}>
              {t('common.retry')}
            </button>
          </StatePage>
        )}
        {list.isSuccess && rows.length === 0 && <EmptyList place={place} />}
        {list.fetchStatus === 'idle' && list.isPending && <EmptyList place={place} />}
        {rows.length > 0 && (
          <ul
            className="mr-rows"
            aria-label={t('list.label')}
            style={{ height: virtualizer.getTotalSize() }}
          >
            {items.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <ThreadRow
                  key={row.id}
                  row={row}
                  to={pathOf(row.id)}
                  folders={folderMap}
                  currentFolderId={currentFolderId}
                  isInTrash={isInTrash}
                  isArchivable={row.folderIds.some((id) => folderMap.get(id)?.role === 'inbox')}
                  isSelected={selected.ids.has(row.id)}
                  isSelecting={selected.ids.size > 0}
                  isCursor={item.index === cursorIndex}
                  isOpen={row.id === place.threadId}
                  index={item.index}
                  total={hasNextPage ? null : rows.length}
                  top={item.start}
                  height={rowHeight}
                  accountName={
                    manyAccounts && isMixed ? (accountNames.get(row.accountId) ?? null) : null
                  }
                  onSelect={handleSelect}
                  onAct={handleAct}
                  onFocus={handleFocus}
                />
              );
            })}
          </ul>
        )}
        {isFetchingNextPage && <p className="mr-list-more">{t('list.loadingMore')}</p>}
        {isError && rows.length > 0 && (
          <p className="mr-list-more" role="alert">
            {errorText(t, list.error)}{' '}
            <button
              type="button"
              className="mr-link"
              onClick={() => void (hasNextPage ? fetchNextPage() : list.refetch())}
            >
              {t('common.retry')}
            </button>
          </p>
        )}
      </div>
      {picker && (
        <LabelPicker
          mode={picker}
          rows={targets()}
          onClose={() => setPicker(null)}
          onPick={(kind, folderId) => {
            setPicker(null);
            act(kind, targets(), folderId);
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
  'delete_forever',
  'move_to_inbox',
]);
