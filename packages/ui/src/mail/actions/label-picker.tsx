import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type ComponentProps, type KeyboardEvent, useId, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useT } from '../../host/host.tsx';
import { FocusReturn } from '../../ui/focus-return.tsx';
import { Icon } from '../../ui/icons.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import type { ActionKind, FolderView, ThreadRowView } from '../../views.ts';
import { userLabels } from '../folders/folder-tree.ts';
import { FOLDERS, useFolders } from '../queries.ts';

interface Props {
  mode: 'label' | 'move';
  rows: readonly Pick<ThreadRowView, 'accountId' | 'folderIds'>[];
  onPick(kind: ActionKind, folderId: number): void;
  onClose(): void;
}

/** Chooses a label to put on, take off or move to; types to narrow down, makes new ones. */
export function LabelPicker({ mode, rows, onPick, onClose }: Props) {
  const t = useT();
  const api = useApi();
  const client = useQueryClient();
  const folders = useFolders();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const accountIds = [...new Set(rows.map((row) => row.accountId))];
  const accountId = accountIds.length === 1 ? accountIds[0] : undefined;
  const labels = userLabels(folders.data ?? []).filter((label) => label.accountId === accountId);
  const shown = labels.filter((label) =>
    label.name.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const canCreate =
    accountId !== undefined &&
    text.trim() !== '' &&
    !labels.some((label) => label.name.toLowerCase() === text.trim().toLowerCase());
  const count = shown.length + (canCreate ? 1 : 0);

  const pick = (label: FolderView) => {
    if (mode === 'move') return onPick('move', label.id);
    const isOn = rows.every((row) => row.folderIds.includes(label.id));
    onPick(isOn ? 'remove_label' : 'add_label', label.id);
  };
  const create = async () => {
    if (accountId === undefined) return;
    try {
      const label = await api.createLabel(accountId, text.trim());
      client.setQueryData<FolderView[]>(FOLDERS, (old) => [...(old ?? []), label]);
      onPick(mode === 'move' ? 'move' : 'add_label', label.id);
    } catch (error) {
      showToast({ key: 'label', tone: 'danger', text: errorText(t, error) });
    }
  };
  const choose = (index: number) => {
    const label = shown[index];
    if (label) pick(label);
    else if (canCreate) void create();
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, count));
    else if (event.key === 'ArrowUp') setActive((active - 1 + count) % Math.max(1, count));
    else if (event.key === 'Enter') choose(active);
    else return;
    event.preventDefault();
  };
  return (
    <FocusReturn>
      <Modal
        open
        width={380}
        footer={null}
        title={mode === 'move' ? t('label.moveTo') : t('label.title')}
        onCancel={onClose}
      >
        {accountId === undefined ? (
          <p>{t('label.oneAccount')}</p>
        ) : (
          <>
            <FilterField
              aria-label={t('label.filter')}
              aria-controls={listId}
              aria-activedescendant={count > 0 ? `${listId}-${active}` : undefined}
              placeholder={t('label.filter')}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setActive(0);
              }}
              onKeyDown={handleKey}
            />
            <div className="mr-options" role="listbox" id={listId} aria-label={t('label.title')}>
              {shown.map((label, index) => {
                const isOn =
                  mode === 'label' && rows.every((row) => row.folderIds.includes(label.id));
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
                  <div
                    key={label.id}
                    id={`${listId}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === active}
                    className="mr-option"
                    onClick={() => pick(label)}
                  >
                    <Icon name={isOn ? 'check' : 'label'} size={16} />
                    <span dir="auto">{label.name}</span>
                  </div>
                );
              })}
              {canCreate && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
                <div
                  id={`${listId}-${shown.length}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={active === shown.length}
                  className="mr-option"
                  onClick={() => void create()}
                >
                  <Icon name="compose" size={16} />
                  <span>{t('label.create', { name: text.trim() })}</span>
                </div>
              )}
            </div>
            {count === 0 && <p className="mr-hint">{t('label.none')}</p>}
          </>
        )}
      </Modal>
    </FocusReturn>
  );
}

/** The dialogue was opened to type here. */
function FilterField(props: ComponentProps<'input'>) {
  const field = useFirstFocus<HTMLInputElement>();
  return <input ref={field} className="mr-input" role="combobox" aria-expanded="true" {...props} />;
}
