import { ApiError, errorText, ToneTag, useT } from '@mailroom/ui';
import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { AuthFrame } from './auth-frame.tsx';
import { type HostStateView, useHostSend, useSimulatorSwitch } from './data.ts';
import { TextField } from './text-field.tsx';

/**
 * The first page of a new installation: makes the first administrator, then asks how to begin.
 *
 * @param props.onDone where to go: the path that was chosen
 */
export function FirstRunPage(props: { state: HostStateView; onDone(path: string): void }) {
  const [isCreated, setIsCreated] = useState(false);
  if (isCreated || !props.state.needsFirstAdministrator) {
    return <ChooseBeginning state={props.state} onDone={props.onDone} />;
  }
  return (
    <CreateAdministrator needsToken={props.state.needsToken} onDone={() => setIsCreated(true)} />
  );
}

function CreateAdministrator(props: { needsToken: boolean; onDone(): void }) {
  const t = useT();
  const [person, setPerson] = useState({ name: '', email: '', password: '', token: '' });
  const set = (field: keyof typeof person) => (value: string) =>
    setPerson((now) => ({ ...now, [field]: value }));
  const create = useHostSend(({ host }) => {
    const { token, ...rest } = person;
    const json = { ...rest, email: rest.email.trim(), ...(token ? { token: token.trim() } : {}) };
    return host['first-administrator'].$post({ json });
  });
  const isShort = person.password.length > 0 && person.password.length < 10;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (person.password.length >= 10) create.mutate(undefined, { onSuccess: props.onDone });
  };
  return (
    <AuthFrame title={t('auth.firstRunTitle')} lead={t('auth.firstRunLead')}>
      <form className="mr-form" onSubmit={handleSubmit}>
        {props.needsToken && (
          <TextField
            label={t('auth.token')}
            hint={t('auth.tokenHint')}
            autoComplete="off"
            value={person.token}
            onChange={set('token')}
            hasFocus
          />
        )}
        <TextField
          label={t('auth.name')}
          autoComplete="name"
          maxLength={200}
          value={person.name}
          onChange={set('name')}
          hasFocus={!props.needsToken}
        />
        <TextField
          label={t('auth.email')}
          type="email"
          autoComplete="username"
          value={person.email}
          onChange={set('email')}
        />
        <TextField
          label={t('auth.password')}
          type="password"
          hint={t('auth.passwordHint')}
          autoComplete="new-password"
          maxLength={128}
          value={person.password}
          onChange={set('password')}
        />
        {create.error && <Alert type="error" showIcon title={firstRunError(create.error)} />}
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={isShort}
          loading={create.isPending}
        >
          {t('auth.createAdministrator')}
        </Button>
      </form>
    </AuthFrame>
  );

  function firstRunError(error: Error): string {
    if (!(error instanceof ApiError)) return errorText(t, error);
    if (error.status === 403 && props.needsToken) return t('auth.tokenWrong');
    return error.status === 410 ? t('auth.exists') : errorText(t, error);
  }
}

function ChooseBeginning(props: { state: HostStateView; onDone(path: string): void }) {
  const t = useT();
  const enableSimulator = useSimulatorSwitch();
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const handleSimulated = async () => {
    if (isStarting) return;
    setIsStarting(true);
    setError(null);
    try {
      await enableSimulator(true);
      props.onDone('/settings/accounts?link=1');
    } catch (failure) {
      setError(failure);
      setIsStarting(false);
    }
  };
  return (
    <AuthFrame title={t('auth.chooseTitle')} lead={t('auth.chooseLead')}>
      <div className="mr-choices">
        {props.state.simulator.isAvailable && (
          <button
            type="button"
            className="mr-choice"
            aria-disabled={isStarting}
            onClick={handleSimulated}
          >
            <strong>
              {t(isStarting ? 'providers.starting' : 'auth.chooseSimulated')}
              <ToneTag tone="warning">{t('accounts.simulated')}</ToneTag>
            </strong>
            <small>{t('auth.chooseSimulatedText')}</small>
          </button>
        )}
        <button
          type="button"
          className="mr-choice"
          onClick={() => props.onDone('/admin/settings/mail')}
        >
          <strong>{t('auth.chooseGoogle')}</strong>
          <small>{t('auth.chooseGoogleText')}</small>
        </button>
      </div>
      {error !== null && <Alert type="error" showIcon title={errorText(t, error)} />}
      <Button type="link" onClick={() => props.onDone('/')}>
        {t('auth.chooseLater')}
      </Button>
    </AuthFrame>
  );
}
