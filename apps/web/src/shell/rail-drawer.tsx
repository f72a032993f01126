import { FolderRail, IconButton, useT } from '@mailroom/ui';
import { useEffect, useRef } from 'react';

/** The folder rail on narrow screens: a native modal dialog, which keeps the focus and closes with Escape. */
export function RailDrawer({ onClose }: { onClose(): void }) {
  const t = useT();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it natively
    <dialog
      ref={ref}
      className="mr-drawer"
      aria-label={t('app.menu')}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="mr-drawer-head">
        <strong>Mailroom</strong>
        <IconButton isPlain icon="close" label={t('common.dismiss')} onClick={onClose} />
      </div>
      <FolderRail onNavigate={onClose} />
    </dialog>
  );
}
