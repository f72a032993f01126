import { Alert, Button, Input } from 'antd';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import type { Translate } from '../i18n/translate.ts';
import { showToast } from '../ui/toasts.tsx';
import type { ProviderClientView } from '../views.ts';
import { useClientActions } from './data.ts';
import { Field } from './field.tsx';
import { FileDrop } from './file-drop.tsx';

/** Client ID and secret by hand or from Google's file. Saving tests the pair. */
export function ClientForm(props: {
  client: ProviderClientView | null;
  onSaved(client: ProviderClientView): void;
}) {
  const t = useT();
  const { client } = props;
  const { save, saveFile } = useClientActions('google');
  const [clientId, setClientId] = useState(client?.clientId ?? '');
  const [secret, setSecret] = useState('');
  const savedId = client?.clientId ?? '';
  // Saved from a file, or removed: the field follows.
  useEffect(() => setClientId(savedId), [savedId]);
  const isOther = client !== null && clientId.trim() !== savedId;
  const needsSecret = !client?.hasSecret || isOther;
  const canSave = clientId.trim() !== '' && (!needsSecret || secret.trim() !== '');

  const handleSaved = (saved: ProviderClientView) => {
    setClientId(saved.clientId);
    setSecret('');
    props.onSaved(saved);
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
      },
      { onSuccess: handleSaved },
    );
  };

  return (
    <form className="mr-form" onSubmit={handleSubmit} autoComplete="off">
      <FileDrop
        title={t('providers.dropFile')}
        hint={t('providers.dropFileHint')}
        accept=".json,application/json"
        isBusy={saveFile.isPending}
        onFile={(file) => saveFile.mutate(file, { onSuccess: handleSaved })}
      />
      {saveFile.error && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={t('providers.fileInvalid')}
          description={fileProblem(t, saveFile.error)}
        />
      )}
      <p className="mr-or" aria-hidden="true">
        {t('providers.or')}
      </p>
      <Field label={t('providers.clientId')} hint={t('providers.clientIdHint')}>
        {(ids) => (
          <Input
            {...ids}
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
        {(ids) => (
          <Input.Password
            {...ids}
            value={secret}
            autoComplete="new-password"
            placeholder={needsSecret ? '' : '••••••••••••'}
            onChange={(event) => setSecret(event.target.value)}
          />
        )}
      </Field>
      {save.error && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={saveProblem(t, save.error)}
          description={[
            saveMend(t, save.error),
            client?.status === 'working' ? t('providers.kept') : null,
          ]
            .filter(Boolean)
            .join(' ')}
        />
      )}
      <Button type="primary" htmlType="submit" disabled={!canSave} loading={save.isPending}>
        {t('providers.save')}
      </Button>
    </form>
  );
}

/** Why a file was refused. */
function fileProblem(t: Translate, error: Error): string {
  if (!(error instanceof ApiError)) return errorText(t, error);
  const reason = String(error.data.reason ?? '');
  const words = t.optional(`providers.file.${reason}`, {
    redirectUri: String(error.data.redirectUri ?? ''),
  });
  return words ?? saveProblem(t, error);
}

/** A pair that Google refuses is not saved: what is wrong with it, and that nothing changed. */
function saveProblem(t: Translate, error: Error): string {
  const code = error instanceof ApiError ? error.code : '';
  return (
    t.optional(`doctor.client.${moreOf(error)}`) ??
    t.optional(`providers.problem.${code}`) ??
    errorText(t, error)
  );
}

/** What mends it, where the problem itself does not say so. */
function saveMend(t: Translate, error: Error): string | null {
  return t.optional(`doctor.client.${moreOf(error)}.mend`);
}

/** What Google says beyond which half of the pair is wrong: `client_deleted`, for one. */
function moreOf(error: Error): string {
  const known = error instanceof ApiError ? error : null;
  const reason = String(known?.data.reason ?? '');
  return reason === known?.code ? '' : reason;
}
