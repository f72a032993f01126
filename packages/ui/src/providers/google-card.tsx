import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import { shortDateTime } from '../ui/format.ts';
import { showToast } from '../ui/toasts.tsx';
import type { ProviderClientView, SetupView } from '../views.ts';
import { ClientForm } from './client-form.tsx';
import { useClientActions } from './data.ts';

const TONES = { untested: 'warning', working: 'success', broken: 'danger' } as const;

/** Google: its state, the redirect URI to register, and the client. */
export function GoogleCard({ setup }: { setup: SetupView }) {
  const t = useT();
  const client = setup.clients.find((entry) => entry.provider === 'google') ?? null;
  return (
    <article className="mr-card" aria-labelledby="google-card-title">
      <header className="mr-card-head">
        <div>
          <h2 id="google-card-title">{t('providers.google')}</h2>
          <p className="mr-hint">{t('providers.googleText')}</p>
        </div>
        <ToneTag tone={client ? TONES[client.status] : 'neutral'}>
          {t(`providers.status.${client?.status ?? 'none'}`)}
        </ToneTag>
      </header>
      {client && <ClientState client={client} />}
      <RedirectUri setup={setup} />
      <ClientForm client={client} webhookUrl={setup.webhookUrl} />
    </article>
  );
}

function ClientState({ client }: { client: ProviderClientView }) {
  const t = useT();
  const { locale } = useHost();
  const { test } = useClientActions('google');
  const problem = client.problem;
  const facts = [
    t('providers.accounts', { count: client.accountCount }),
    client.testedAt && t('providers.testedAt', { when: shortDateTime(client.testedAt, locale) }),
  ];
  return (
    <>
      {problem && (
        <Alert
          type={client.status === 'broken' ? 'error' : 'warning'}
          showIcon
          className="mr-notice"
          title={
            t.optional(`providers.problem.${problem.code}`) ??
            t.optional(`error.${problem.code}`) ??
            problem.message
          }
        />
      )}
      <div className="mr-card-row">
        <span className="mr-hint">{facts.filter(Boolean).join(' · ')}</span>
        <span>
          <Button size="small" loading={test.isPending} onClick={() => test.mutate()}>
            {t('providers.test')}
          </Button>
          <RemoveClient client={client} />
        </span>
      </div>
      {test.error && <Alert type="error" showIcon title={errorText(t, test.error)} />}
    </>
  );
}

function RemoveClient({ client }: { client: ProviderClientView }) {
  const t = useT();
  const { remove } = useClientActions(client.provider);
  const [isOpen, setIsOpen] = useState(false);
  const hasAccounts = client.accountCount > 0;
  return (
    <>
      <Button size="small" type="text" danger onClick={() => setIsOpen(true)}>
        {t('providers.remove')}
      </Button>
      <Modal
        open={isOpen}
        title={t('providers.removeTitle')}
        onCancel={() => setIsOpen(false)}
        cancelText={t('settings.cancel')}
        okText={t('providers.removeConfirm')}
        okButtonProps={{ danger: true, loading: remove.isPending }}
        onOk={() =>
          remove.mutate(hasAccounts, {
            onSuccess: () => {
              setIsOpen(false);
              showToast({ key: 'client', text: t('providers.removed') });
            },
          })
        }
      >
        <p>
          {hasAccounts
            ? t('providers.removeWithAccounts', { count: client.accountCount })
            : t('providers.removeText')}
        </p>
        {remove.error && <Alert type="error" showIcon title={errorText(t, remove.error)} />}
      </Modal>
    </>
  );
}

function RedirectUri({ setup }: { setup: SetupView }) {
  const t = useT();
  const publicOrigin = new URL(setup.redirectUri).origin;
  const isElsewhere = publicOrigin !== window.location.origin;
  return (
    <>
      <CopyField
        label={t('providers.redirectUri')}
        value={setup.redirectUri}
        hint={t('providers.redirectUriHint')}
      />
      {setup.redirectUriProblems.map((problem) => (
        <Alert
          key={problem}
          type="error"
          showIcon
          className="mr-notice"
          title={t.optional(`redirectUri.${problem}`) ?? problem}
        />
      ))}
      {isElsewhere && (
        <Alert
          type="warning"
          showIcon
          className="mr-notice"
          title={t('providers.originMismatch', {
            origin: window.location.origin,
            publicUrl: publicOrigin,
          })}
        />
      )}
    </>
  );
}
