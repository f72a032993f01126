import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { SenderProfileView } from '../views.ts';
import { useSenderProfile, useSignatureActions } from './data.ts';

/** Title and phone, for the fields of signatures. */
export function ProfileCard() {
  const t = useT();
  const id = useId();
  const { data } = useSenderProfile();
  const { saveProfile } = useSignatureActions();
  const [changed, setChanged] = useState<Partial<SenderProfileView>>({});
  const profile = { title: '', phone: '', ...data, ...changed };
  const handleSave = () =>
    saveProfile.mutate(profile, {
      onSuccess: () => {
        setChanged({});
        showToast({ key: 'profile', text: t('signatures.profileSaved') });
      },
      onError: (error) => showToast({ key: 'profile', tone: 'danger', text: errorText(t, error) }),
    });
  return (
    <article className="mr-card" aria-labelledby="mr-sender-profile">
      <h2 id="mr-sender-profile">{t('signatures.profile')}</h2>
      <p className="mr-hint">{t('signatures.profileText')}</p>
      <div className="mr-signature-fields">
        <div className="mr-field">
          <label className="mr-field-label" htmlFor={`${id}-title`}>
            {t('signatures.profileTitle')}
          </label>
          <Input
            id={`${id}-title`}
            value={profile.title}
            maxLength={200}
            autoComplete="organization-title"
            onChange={(event) => setChanged({ ...changed, title: event.target.value })}
          />
        </div>
        <div className="mr-field">
          <label className="mr-field-label" htmlFor={`${id}-phone`}>
            {t('signatures.profilePhone')}
          </label>
          <Input
            id={`${id}-phone`}
            type="tel"
            value={profile.phone}
            maxLength={100}
            autoComplete="tel"
            onChange={(event) => setChanged({ ...changed, phone: event.target.value })}
          />
        </div>
      </div>
      <div className="mr-signature-actions">
        <Button
          loading={saveProfile.isPending}
          disabled={Object.keys(changed).length === 0}
          onClick={handleSave}
        >
          {t('signatures.profileSave')}
        </Button>
      </div>
    </article>
  );
}
