import { Alert, Button, Input } from 'antd';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { ApiError, errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import type { Translate } from '../i18n/translate.ts';
import { CopyField } from '../settings/copy-field.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { ProviderClientView } from '../views.ts';
import { useClientActions } from './data.ts';

/** As Google writes them: a typing error is told before it is sent. */
const TOPIC = /^projects\/[a-z0-9:.-]{2,100}\/topics\/[\w.~+%-]{3,255}$/i;
const SERVICE = /^[^\s@]{1,100}@[a-z0-9.-]{3,200}$/i;

/** Client ID and secret by hand or from Google's file, and the optional push. Saving tests the pair. */
export function ClientForm(props: { client: ProviderClientView | null; webhookUrl: string }) {
  const t = useT();
  const { client } = props;
  const { save, saveFile } = useClientActions('google');
  const [clientId, setClientId] = useState(client?.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [topic, setTopic] = useState(client?.pushTopic ?? '');
  const [serviceAccount, setServiceAccount] = useState('');
  const savedId = client?.clientId ?? '';
  // Saved from a file, or removed: the field follows.
  useEffect(() => setClientId(savedId), [savedId]);
  const isOther = client !== null && clientId.trim() !== savedId;
  const needsSecret = !client?.hasSecret || isOther;
  const isTopicWrong = topic.trim() !== '' && !TOPIC.test(topic.trim());
  const isServiceWrong = serviceAccount.trim() !== '' && !SERVICE.test(serviceAccount.trim());
  const canSave =
    clientId.trim() !== '' &&
    (!needsSecret || secret.trim() !== '') &&
    !isTopicWrong &&
    !isServiceWrong;

  const handleSaved = (saved: ProviderClientView) => {
    setClientId(saved.clientId);
    setSecret('');
    showToast({
      key: 'client',
      text: t(`providers.saved.${saved.status}`),
      tone: saved.status === 'working' ? 'success' : 'danger',
    });
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      {
        clientId: clientId.trim(),
        ...(secret.trim() ? { clientSecret: secret.trim() } : {}),
        pushTopic: topic.trim() || null,
        ...(serviceAccount.trim() ? { pushServiceAccount: serviceAccount.trim() } : {}),
      },
      { onSuccess: handleSaved },
    );
  };

  return (
    <form className="mr-form" onSubmit={handleSubmit} autoComplete="off">
      <FileDrop
        isBusy={saveFile.isPending}
        error={saveFile.error}
        onFile={(file) => saveFile.mutate(file, { onSuccess: handleSaved })}
      />
      <p className="mr-or" aria-hidden="true">
        {t('providers.or')}
      </p>
      <Field label={t('providers.clientId')} hint={t('providers.clientIdHint')}>
        {(id) => (
          <Input
            id={id}
            value={clientId}
            spellCheck={false}
            onChange={(event) => setClientId(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('providers.clientSecret')}
        hint={t(
          isOther
            ? 'providers.secretOther'
            : needsSecret
              ? 'providers.secretHint'
              : 'providers.secretStored',
        )}
      >
        {(id) => (
          <Input.Password
            id={id}
            value={secret}
            autoComplete="new-password"
            placeholder={needsSecret ? '' : '••••••••••••'}
            onChange={(event) => setSecret(event.target.value)}
          />
        )}
      </Field>
      <details className="mr-details" open={Boolean(client?.pushTopic)}>
        <summary>{t('providers.advanced')}</summary>
        <p className="mr-hint">{t('providers.advancedHint')}</p>
        <Field label={t('providers.pushTopic')} hint={t('providers.pushTopicHint')}>
          {(id) => (
            <Input
              id={id}
              value={topic}
              status={isTopicWrong ? 'error' : ''}
              aria-invalid={isTopicWrong}
              onChange={(event) => setTopic(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('providers.pushServiceAccount')}
          hint={t('providers.pushServiceAccountHint')}
        >
          {(id) => (
            <Input
              id={id}
              value={serviceAccount}
              status={isServiceWrong ? 'error' : ''}
              aria-invalid={isServiceWrong}
              onChange={(event) => setServiceAccount(event.target.value)}
            />
          )}
        </Field>
        <CopyField label={t('providers.webhookUrl')} value={props.webhookUrl} />
      </details>
      {save.error && (
        <Alert type="error" showIcon className="mr-notice" title={saveProblem(t, save.error)} />
      )}
      <Button type="primary" htmlType="submit" disabled={!canSave} loading={save.isPending}>
        {t('providers.save')}
      </Button>
    </form>
  );
}

function Field(props: { label: string; hint?: string; children(id: string): React.ReactNode }) {
  const id = useId();
  return (
    <div className="mr-field">
      <label className="mr-field-label" htmlFor={id}>
        {props.label}
      </label>
      {props.children(id)}
      {props.hint && <p className="mr-hint">{props.hint}</p>}
    </div>
  );
}

/** Takes the downloaded client file, dropped or chosen. */
function FileDrop(props: { isBusy: boolean; error: Error | null; onFile(file: File): void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) props.onFile(file);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the second way; the button inside is the first */}
      <div
        className="mr-drop"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <button type="button" disabled={props.isBusy} onClick={() => input.current?.click()}>
          <Icon name={props.isBusy ? 'sync' : 'file'} className={props.isBusy ? 'mr-spin' : ''} />
          <span>
            <strong>{t('providers.dropFile')}</strong>
            <small>{t('providers.dropFileHint')}</small>
          </span>
        </button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={t('providers.dropFile')}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = '';
          }}
        />
      </div>
      {props.error && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={t('providers.fileInvalid')}
          description={fileProblem(props.error)}
        />
      )}
    </>
  );

  function fileProblem(error: Error): string {
    if (!(error instanceof ApiError)) return errorText(t, error);
    const reason = String(error.data.reason ?? '');
    const words = t.optional(`providers.file.${reason}`, {
      redirectUri: String(error.data.redirectUri ?? ''),
    });
    return words ?? saveProblem(t, error);
  }
}

/** A pair that Google refuses is not saved: what is wrong with it, and that nothing changed. */
function saveProblem(t: Translate, error: Error): string {
  const code = error instanceof ApiError ? error.code : '';
  return t.optional(`providers.problem.${code}`) ?? errorText(t, error);
}
