import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView } from '../views.ts';
import { useAccountActions } from './data.ts';
import { defaultStart, StartDateChoice, startMoment } from './start-date.tsx';

/** Shows the mailbox that came back from the provider, asks for the start date, and begins. */
export function ConfirmDialog(props: { account: AccountView; onClose(): void }) {
  const t = useT();
  const { account, onClose } = props;
  const { confirm, unlink } = useAccountActions();
  const [choice, setChoice] = useState(() => defaultStart());
  const syncFrom = startMoment(choice);
  const error = confirm.error ?? unlink.error;
  return (
    <Modal
      open
      title={t('confirm.title')}
      onCancel={onClose}
      width={460}
      footer={
        <div className="mr-dialog-actions">
          <Button
            danger
            type="text"
            loading={unlink.isPending}
            onClick={() =>
              unlink.mutate(account.id, {
                onSuccess: () => {
                  showToast({ key: 'unlinked', text: t('confirm.undone') });
                  onClose();
                },
              })
            }
          >
            {t('confirm.wrong')}
          </Button>
          <Button
            type="primary"
            disabled={syncFrom === undefined}
            loading={confirm.isPending}
            onClick={() =>
              syncFrom !== undefined &&
              confirm.mutate({ id: account.id, syncFrom }, { onSuccess: onClose })
            }
          >
            {t('confirm.start')}
          </Button>
        </div>
      }
    >
      <p className="mr-hint">{t('confirm.text')}</p>
      <div className="mr-confirm-mailbox">
        <Avatar name={account.displayName} email={account.email} />
        <span>
          <strong dir="auto">{account.displayName ?? account.email}</strong>
          <span className="mr-ellipsis">{account.email}</span>
        </span>
      </div>
      <StartDateChoice value={choice} onChange={setChoice} />
      {error && <Alert type="error" showIcon title={errorText(t, error)} />}
    </Modal>
  );
}
