import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import { shortDateTime } from '../ui/format.ts';
import { showToast } from '../ui/toasts.tsx';
import type { ProviderClientView, SetupView } from '../views.ts';
import { CardSection } from './card-section.tsx';
import { ClientForm } from './client-form.tsx';
import { useClientActions } from './data.ts';
import { DelegationSection } from './delegation/delegation-section.tsx';
import { DoctorPanel } from './doctor/doctor-panel.tsx';
import { useDoctor } from './doctor/use-doctor.ts';
import { PushSection } from './push/push-section.tsx';
import { RedirectProblems, RedirectUri } from './redirect-section.tsx';

const TONES = {
  none: 'neutral',
  untested: 'warning',
  working: 'success',
  attention: 'warning',
  broken: 'danger',
} as const;

/** Google: its state, what is wrong and its mend, the client, and the ways that not everybody needs. */
export function GoogleCard(props: { setup: SetupView; accountsPath: string; membersPath: string }) {
  const t = useT();
  const { setup } = props;
  const client = setup.clients.find((entry) => entry.provider === 'google') ?? null;
  const doctor = useDoctor(setup);
  const status = statusOf(client, setup);
  return (
    <article className="mr-card" aria-labelledby="google-card-title">
      <header className="mr-card-head">
        <div>
          <h2 id="google-card-title">{t('providers.google')}</h2>
          <p className="mr-hint">{t('providers.googleText')}</p>
        </div>
        <ToneTag tone={TONES[status]}>{t(`providers.status.${status}`)}</ToneTag>
      </header>
      {client && <ClientState client={client} />}
      <RedirectProblems setup={setup} />
      {client ? (
        <CardSection
          title={t('providers.clientSection')}
          note={shortId(client.clientId)}
          isOpen={client.status === 'broken'}
        >
          <RedirectUri setup={setup} />
          <ClientForm client={client} onSaved={(saved) => doctor.expect(saved.updatedAt)} />
        </CardSection>
      ) : (
        <>
          <RedirectUri setup={setup} />
          <ClientForm client={null} onSaved={(saved) => doctor.expect(saved.updatedAt)} />
        </>
      )}
      <DoctorPanel doctor={doctor} setup={setup} accountsPath={props.accountsPath} />
      <div className="mr-sections">
        <PushSection setup={setup} />
        <DelegationSection setup={setup} membersPath={props.membersPath} />
      </div>
    </article>
  );
}

function ClientState({ client }: { client: ProviderClientView }) {
  const t = useT();
  const { locale } = useHost();
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
        <RemoveClient client={client} />
      </div>
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

/** Google takes the client; but what else the last report found may keep people from linking. */
function statusOf(client: ProviderClientView | null, { report }: SetupView): keyof typeof TONES {
  if (!client) return 'none';
  return client.status === 'working' && report?.verdict === 'broken' ? 'attention' : client.status;
}

/** Enough of a client ID to recognise it: its end is the same for all. */
function shortId(clientId: string): string {
  return clientId.replace(/\.apps\.googleusercontent\.com$/, '');
}
