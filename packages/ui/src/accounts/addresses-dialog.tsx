import { Alert, Button, Modal, Skeleton } from 'antd';
import { useEffect } from 'react';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import type { AccountView, IdentityView } from '../views.ts';
import { useAddresses } from './data.ts';
import './linking.css';

/** The addresses that a mailbox can send from; asks the provider for them as it opens. */
export function AddressesDialog(props: { account: AccountView; onClose(): void }) {
  const t = useT();
  const { account } = props;
  const { known, refresh } = useAddresses(account.id);
  const { mutate, isPending } = refresh;
  useEffect(() => mutate(), [mutate]);
  const failed = refresh.error ?? known.error;
  return (
    <Modal
      open
      title={t('addresses.title', { email: account.email })}
      onCancel={props.onClose}
      width={460}
      footer={
        <div className="mr-dialog-actions">
          <Button loading={isPending} onClick={() => mutate()}>
            {t('addresses.refresh')}
          </Button>
          <Button type="primary" onClick={props.onClose} autoFocus>
            {t('settings.close')}
          </Button>
        </div>
      }
    >
      <p className="mr-hint">{t('addresses.lead')}</p>
      {failed && <Alert type="error" showIcon title={errorText(t, failed)} />}
      {known.isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {known.data && <AddressList addresses={known.data} />}
      <p className="mr-visually-hidden" role="status">
        {isPending ? t('addresses.asking') : refresh.isSuccess && t('addresses.asked')}
      </p>
    </Modal>
  );
}

function AddressList({ addresses }: { addresses: readonly IdentityView[] }) {
  const t = useT();
  if (addresses.length === 0) return <p>{t('addresses.empty')}</p>;
  return (
    <>
      <ul className="mr-addresses" aria-label={t('addresses.list')}>
        {addresses.map(({ email, name, isDefault, isVerified }) => (
          <li key={email}>
            <span>
              <bdi>{email}</bdi>
              {name && <small dir="auto">{name}</small>}
            </span>
            {isDefault && <ToneTag>{t('addresses.default')}</ToneTag>}
            <ToneTag tone={isVerified ? 'success' : 'warning'}>
              {t(isVerified ? 'addresses.verified' : 'addresses.unverified')}
            </ToneTag>
          </li>
        ))}
      </ul>
      {addresses.some(({ isVerified }) => !isVerified) && (
        <p className="mr-hint">{t('addresses.unverifiedText')}</p>
      )}
    </>
  );
}
