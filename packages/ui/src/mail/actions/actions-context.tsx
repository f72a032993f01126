import { Modal } from 'antd';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useT } from '../../host/host.tsx';
import { type ActionRequest, type Actions, useActions } from './use-actions.ts';

const ActionsContext = createContext<Actions | null>(null);

/** One undo for the whole screen, whoever acted; what cannot be undone is asked about first. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const actions = useActions();
  const [asked, setAsked] = useState<ActionRequest | null>(null);
  const careful = useMemo<Actions>(
    () => ({
      ...actions,
      run: (request) =>
        request.kind === 'delete_forever' ? setAsked(request) : actions.run(request),
    }),
    [actions],
  );
  return (
    <ActionsContext.Provider value={careful}>
      {children}
      {asked && (
        <Modal
          open
          width={420}
          title={t('action.deleteForever')}
          okText={t('action.deleteForever')}
          cancelText={t('common.cancel')}
          okButtonProps={{ danger: true }}
          onCancel={() => setAsked(null)}
          onOk={() => {
            setAsked(null);
            actions.run(asked);
          }}
        >
          <p>{t('action.deleteForeverText')}</p>
        </Modal>
      )}
    </ActionsContext.Provider>
  );
}

/** @throws Error outside of ActionsProvider */
export function useMailActions(): Actions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error('ActionsProvider is missing');
  return actions;
}
