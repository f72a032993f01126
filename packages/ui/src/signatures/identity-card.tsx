import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView, IdentityInput, IdentityView } from '../views.ts';
import { useSignatureActions, useSignatures } from './data.ts';

/** How messages of one mailbox are sent: its sender's name, and per address signatures and Reply-To. */
export function IdentityCard(props: { account: AccountView; identities: readonly IdentityView[] }) {
  const t = useT();
  const { account, identities } = props;
  const { saveSenderName } = useSignatureActions();
  const [name, setName] = useState<string | null>(null);
  const id = useId();
  const kept = identities[0]?.senderName ?? '';
  const handleSave = () =>
    saveSenderName.mutate(
      { accountId: account.id, senderName: name },
      {
        onSuccess: () => {
          setName(null);
          showToast({ key: 'sender', text: t('signatures.senderSaved') });
        },
        onError: (error) => showToast({ key: 'sender', tone: 'danger', text: errorText(t, error) }),
      },
    );
  return (
    <article className="mr-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        <bdi>{account.email}</bdi>
      </h2>
      <div className="mr-field">
        <label className="mr-field-label" htmlFor={`${id}-name`}>
          {t('signatures.senderName')}
        </label>
        <div className="mr-signature-actions">
          <Input
            id={`${id}-name`}
            style={{ flex: '1 1 200px', maxWidth: 360 }}
            value={name ?? kept}
            maxLength={200}
            placeholder={identities[0]?.name ?? account.displayName ?? ''}
            onChange={(event) => setName(event.target.value)}
          />
          <Button
            disabled={name === null || name === kept}
            loading={saveSenderName.isPending}
            onClick={handleSave}
          >
            {t('signatures.senderSave')}
          </Button>
        </div>
        <p className="mr-hint">{t('signatures.senderNameText')}</p>
      </div>
      <ul className="mr-signature-rows">
        {identities.map((identity) => (
          <IdentityRow key={identity.email} identity={identity} />
        ))}
      </ul>
    </article>
  );
}

function IdentityRow({ identity }: { identity: IdentityView }) {
  const t = useT();
  const id = useId();
  const signatures = useSignatures();
  const { saveIdentity, takeOver } = useSignatureActions();
  const [replyTo, setReplyTo] = useState<string | null>(null);
  const fail = (error: Error) =>
    showToast({ key: 'identity', tone: 'danger', text: errorText(t, error) });
  const save = (change: Partial<IdentityInput>) => {
    const { accountId, email, newSignatureId, replySignatureId } = identity;
    const now = { accountId, email, newSignatureId, replySignatureId, replyTo: identity.replyTo };
    saveIdentity.mutate(
      { ...now, ...change },
      {
        onSuccess: () => {
          setReplyTo(null);
          showToast({ key: 'identity', text: t('signatures.identitySaved') });
        },
        onError: fail,
      },
    );
  };
  const handleTake = () => {
    const { accountId, email } = identity;
    takeOver.mutate(
      { accountId, email },
      {
        onSuccess: ({ lostImages: count }) =>
          showToast({
            key: 'identity',
            text: count > 0 ? t('signatures.takenLost', { count }) : t('signatures.taken'),
          }),
        onError: fail,
      },
    );
  };
  const options = [
    { value: 0, label: t('signatures.none') },
    ...(signatures.data ?? [])
      .filter(({ isLocked }) => !isLocked)
      .map((one) => ({ value: one.id, label: one.isShared ? t('signatures.shared') : one.name })),
  ];
  const choice = (key: 'newSignatureId' | 'replySignatureId') => (
    <div className="mr-field">
      <label className="mr-field-label" htmlFor={`${id}-${key}`}>
        {t(`signatures.${key}`)}
      </label>
      <Select
        id={`${id}-${key}`}
        aria-label={`${t(`signatures.${key}`)}, ${identity.email}`}
        value={identity[key] ?? 0}
        options={options}
        disabled={saveIdentity.isPending}
        onChange={(value: number) => save({ [key]: value || null })}
      />
    </div>
  );
  return (
    <li className="mr-signature-row">
      <div className="mr-card-head">
        <strong>
          <bdi>{identity.email}</bdi>
        </strong>
        {identity.hasProviderSignature && (
          <Button size="small" loading={takeOver.isPending} onClick={handleTake}>
            {t('signatures.take')}
          </Button>
        )}
      </div>
      <div className="mr-signature-fields">
        {choice('newSignatureId')}
        {choice('replySignatureId')}
        <div className="mr-field">
          <label className="mr-field-label" htmlFor={`${id}-reply-to`}>
            {t('signatures.replyTo')}
          </label>
          <Input
            id={`${id}-reply-to`}
            type="email"
            value={replyTo ?? identity.replyTo ?? ''}
            maxLength={254}
            placeholder={identity.providerReplyTo ?? identity.email}
            onChange={(event) => setReplyTo(event.target.value)}
          />
        </div>
      </div>
      {replyTo !== null && replyTo !== (identity.replyTo ?? '') && (
        <div className="mr-signature-actions">
          <Button loading={saveIdentity.isPending} onClick={() => save({ replyTo })}>
            {t('signatures.replyToSave')}
          </Button>
        </div>
      )}
    </li>
  );
}
