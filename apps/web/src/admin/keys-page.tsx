import { answerOf } from '@mailroom/api/client';
import {
  CopyField,
  errorText,
  FocusReturn,
  formatRelative,
  ToneTag,
  useHost,
  useT,
} from '@mailroom/ui';
import { Alert, Button, Modal, Radio } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { type ApiKeyView, useApiKeys, useHostSend } from '../auth/data.ts';
import { TextField } from '../auth/text-field.tsx';
import { PageHead, SettingsList } from './settings-list.tsx';

/** The user's keys for the API. */
export function KeysPage() {
  const t = useT();
  const { url } = useHost();
  const keys = useApiKeys();
  const [isCreating, setIsCreating] = useState(false);
  return (
    <section className="mr-settings-page">
      <PageHead title={t('keys.title')} lead={t('keys.lead')}>
        <Button type="primary" onClick={() => setIsCreating(true)}>
          {t('keys.create')}
        </Button>
      </PageHead>
      <div className="mr-card">
        <SettingsList
          query={keys}
          empty={t('keys.empty')}
          row={(entry) => <Key key={entry.id} entry={entry} />}
        />
        <a href={url('/docs')} target="_blank" rel="noopener">
          {t('keys.docs')}
        </a>
      </div>
      {isCreating && (
        <FocusReturn>
          <CreateDialog onClose={() => setIsCreating(false)} />
        </FocusReturn>
      )}
    </section>
  );
}

function Key({ entry }: { entry: ApiKeyView }) {
  const t = useT();
  const { locale } = useHost();
  const [isAsking, setIsAsking] = useState(false);
  const revoke = useHostSend(({ host }) =>
    host['api-keys'][':id'].$delete({ param: { id: entry.id } }),
  );
  return (
    <li>
      <div className="mr-row-main">
        <strong dir="auto">{entry.name}</strong>
        <p className="mr-hint">
          {entry.lastUsedAt
            ? t('keys.used', { when: formatRelative(locale, entry.lastUsedAt) })
            : t('keys.neverUsed')}
        </p>
      </div>
      <ToneTag>{t(`keys.scope.${entry.scope}`)}</ToneTag>
      <Button size="small" danger onClick={() => setIsAsking(true)}>
        {t('keys.revoke')}
      </Button>
      <Modal
        open={isAsking}
        title={t('keys.revokeTitle', { name: entry.name })}
        onCancel={() => setIsAsking(false)}
        onOk={() => revoke.mutate()}
        okText={t('keys.revokeConfirm')}
        cancelText={t('settings.cancel')}
        okButtonProps={{ danger: true, loading: revoke.isPending }}
      >
        <p>{t('keys.revokeText')}</p>
        {revoke.error && <Alert type="error" showIcon title={errorText(t, revoke.error)} />}
      </Modal>
    </li>
  );
}

function CreateDialog(props: { onClose(): void }) {
  const t = useT();
  const scopeId = useId();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<'read' | 'write'>('read');
  const create = useHostSend(({ host }) =>
    answerOf(host['api-keys'].$post({ json: { name: name.trim(), scope } })),
  );
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal open title={t('keys.create')} onCancel={props.onClose} footer={null} width={460}>
      {create.data ? (
        <>
          <CopyField label={t('keys.newKey')} value={create.data.key} hint={t('keys.newKeyHint')} />
          <div className="mr-dialog-actions">
            <Button type="primary" onClick={props.onClose}>
              {t('settings.close')}
            </Button>
          </div>
        </>
      ) : (
        <form className="mr-form" onSubmit={handleSubmit}>
          <TextField
            label={t('keys.name')}
            hint={t('keys.nameHint')}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={setName}
            hasFocus
          />
          <div className="mr-field">
            <span className="mr-field-label" id={scopeId}>
              {t('keys.scope')}
            </span>
            <Radio.Group
              aria-labelledby={scopeId}
              value={scope}
              onChange={(event) => setScope(event.target.value)}
              options={(['read', 'write'] as const).map((value) => ({
                value,
                label: t(`keys.scope.${value}`),
              }))}
            />
          </div>
          {create.error && <Alert type="error" showIcon title={errorText(t, create.error)} />}
          <Button
            type="primary"
            htmlType="submit"
            disabled={name.trim() === ''}
            loading={create.isPending}
          >
            {t('keys.create')}
          </Button>
        </form>
      )}
    </Modal>
  );
}
