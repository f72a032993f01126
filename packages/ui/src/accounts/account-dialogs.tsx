import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView } from '../views.ts';
import { useAccountActions } from './data.ts';
import { StartDateChoice, startMoment, startOf } from './start-date.tsx';

interface Props {
  account: AccountView;
  onClose(): void;
}

/** Changes from when on mail is synchronised. */
export function StartDialog({ account, onClose }: Props) {
  const t = useT();
  const { changeStart } = useAccountActions();
  const [choice, setChoice] = useState(() => startOf(account.syncFrom));
  const syncFrom = startMoment(choice);
  return (
    <Modal
      open
      title={t('start.changeTitle', { email: account.email })}
      onCancel={onClose}
      width={460}
      okText={t('settings.save')}
      cancelText={t('settings.cancel')}
      okButtonProps={{ disabled: syncFrom === undefined, loading: changeStart.isPending }}
      onOk={() =>
        syncFrom !== undefined &&
        changeStart.mutate(
          { id: account.id, syncFrom },
          {
            onSuccess: () => {
              showToast({ key: 'start', text: t('start.changed') });
              onClose();
            },
          },
        )
      }
    >
      <p className="mr-hint">{t('start.changeText')}</p>
      <StartDateChoice value={choice} onChange={setChoice} />
      {changeStart.error && <Alert type="error" showIcon title={errorText(t, changeStart.error)} />}
    </Modal>
  );
}

/** Asks before the account and its mail go. */
export function UnlinkDialog({ account, onClose }: Props) {
  const t = useT();
  const { unlink } = useAccountActions();
  return (
    <Modal
      open
      title={t('accounts.unlinkTitle', { email: account.email })}
      onCancel={onClose}
      width={460}
      footer={
        <div className="mr-dialog-actions">
          <Button onClick={onClose} autoFocus>
            {t('settings.cancel')}
          </Button>
          <Button
            danger
            type="primary"
            loading={unlink.isPending}
            onClick={() =>
              // A promise: the change feed may take this dialogue away before its answer is here.
              void unlink.mutateAsync(account.id).then(
                () => {
                  showToast({
                    key: 'unlinked',
                    text: t('accounts.unlinked', { email: account.email }),
                  });
                  onClose();
                },
                () => undefined,
              )
            }
          >
            {t('accounts.unlinkConfirm')}
          </Button>
        </div>
      }
    >
      <p>
        {t(account.grantKind === 'delegated' ? 'accounts.unlinkDelegated' : 'accounts.unlinkText', {
          count: account.messageCount,
        })}
      </p>
      {unlink.error && <Alert type="error" showIcon title={errorText(t, unlink.error)} />}
    </Modal>
  );
}
