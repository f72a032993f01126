import { Alert, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useT } from '../../host/host.tsx';
import type { Translate } from '../../i18n/translate.ts';
import { CopyField } from '../../settings/copy-field.tsx';
import { showToast } from '../../ui/toasts.tsx';
import type { ProviderClientView, SetupView } from '../../views.ts';
import { CardSection } from '../card-section.tsx';
import { useClientActions } from '../data.ts';
import { Field } from '../field.tsx';
import { PUBLISHER } from './push-problem.tsx';
import { PushTest } from './push-test.tsx';

/** As Google writes them: a typing error is told before it is sent. */
const TOPIC = /^projects\/[a-z0-9:.-]{2,100}\/topics\/[\w.~+%-]{3,255}$/i;
const SERVICE = /^[^\s@]{1,100}@[a-z0-9.-]{3,200}$/i;

/** Push through Pub/Sub: what to set up in the console, the two values from there, and a live test. */
export function PushSection({ setup }: { setup: SetupView }) {
  const t = useT();
  const client = setup.clients.find(({ provider }) => provider === 'google') ?? null;
  return (
    <CardSection title={t('push.title')} state={stateOf(t, setup, client)}>
      <p className="mr-hint">{t('push.lead')}</p>
      {client ? (
        <PushForm key={client.updatedAt} client={client} setup={setup} />
      ) : (
        <p>{t('push.noClient')}</p>
      )}
    </CardSection>
  );
}

function PushForm({ client, setup }: { client: ProviderClientView; setup: SetupView }) {
  const t = useT();
  const { save } = useClientActions('google');
  const [topic, setTopic] = useState(client.pushTopic ?? '');
  const [account, setAccount] = useState(client.pushServiceAccount ?? '');
  const isTopicWrong = topic.trim() !== '' && !TOPIC.test(topic.trim());
  const isAccountWrong = account.trim() !== '' && !SERVICE.test(account.trim());
  const isChanged =
    topic.trim() !== (client.pushTopic ?? '') ||
    account.trim() !== (client.pushServiceAccount ?? '');
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      {
        clientId: client.clientId,
        pushTopic: topic.trim() || null,
        pushServiceAccount: account.trim() || null,
      },
      { onSuccess: () => showToast({ key: 'client', text: t('push.saved'), tone: 'success' }) },
    );
  };
  return (
    <form className="mr-form" onSubmit={handleSubmit} autoComplete="off">
      <Field
        label={t('push.topic')}
        hint={t('push.topicHint')}
        fault={isTopicWrong ? t('push.topicWrong') : null}
      >
        {(ids) => (
          <Input
            {...ids}
            value={topic}
            spellCheck={false}
            status={isTopicWrong ? 'error' : ''}
            aria-invalid={isTopicWrong}
            onChange={(event) => setTopic(event.target.value)}
          />
        )}
      </Field>
      <CopyField label={t('push.publisher')} value={PUBLISHER} hint={t('push.publisherHint')} />
      <CopyField label={t('push.webhook')} value={setup.webhookUrl} hint={t('push.webhookHint')} />
      <Field
        label={t('push.account')}
        hint={t('push.accountHint')}
        fault={isAccountWrong ? t('push.accountWrong') : null}
      >
        {(ids) => (
          <Input
            {...ids}
            value={account}
            spellCheck={false}
            status={isAccountWrong ? 'error' : ''}
            aria-invalid={isAccountWrong}
            onChange={(event) => setAccount(event.target.value)}
          />
        )}
      </Field>
      {save.error && (
        <Alert type="error" showIcon className="mr-notice" title={errorText(t, save.error)} />
      )}
      <PushTest setup={setup} client={client} isChanged={isChanged}>
        <Button
          htmlType="submit"
          disabled={!isChanged || isTopicWrong || isAccountWrong}
          loading={save.isPending}
        >
          {t('push.save')}
        </Button>
      </PushTest>
    </form>
  );
}

function stateOf(t: Translate, setup: SetupView, client: ProviderClientView | null) {
  if (!client?.pushTopic) return { tone: 'neutral', text: t('push.state.off') } as const;
  const { state } = setup.pushTest;
  if (state === 'none' && !client.pushServiceAccount) {
    return { tone: 'warning', text: t('push.state.incomplete') } as const;
  }
  if (state === 'none') return { tone: 'neutral', text: t('push.state.untested') } as const;
  const tones = { waiting: 'info', received: 'success', failed: 'danger' } as const;
  return { tone: tones[state], text: t(`push.state.${state}`) };
}
