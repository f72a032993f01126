import { ApiError, errorText, useT } from '@mailroom/ui';
import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { AuthFrame } from './auth-frame.tsx';
import { useHostSend } from './data.ts';
import { TextField } from './text-field.tsx';

/**
 * Address and password, then the second factor where there is one. Afterwards the page that was
 * asked for shows by itself, so that a lost session carries on where it was.
 *
 * @param props.isInterrupted a page was being used: say that it carries on
 */
export function SignInPage(props: { isInterrupted: boolean; onSignedIn(): void }) {
  const t = useT();
  const [needsCode, setNeedsCode] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const enter = useHostSend(({ signIn }) => signIn.signIn(email.trim(), password));
  if (needsCode) return <SecondFactor onSignedIn={props.onSignedIn} />;

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate(undefined, {
      onSuccess: ({ needsTotp }) => (needsTotp ? setNeedsCode(true) : props.onSignedIn()),
    });
  };
  return (
    <AuthFrame
      title={t('auth.signInTitle')}
      lead={t(props.isInterrupted ? 'auth.continueLead' : 'auth.signInLead')}
    >
      <form className="mr-form" onSubmit={handleSubmit}>
        <TextField
          label={t('auth.email')}
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          hasFocus
        />
        <TextField
          label={t('auth.password')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        {enter.error && <Alert type="error" showIcon title={signInError(enter.error)} />}
        <Button type="primary" size="large" htmlType="submit" loading={enter.isPending}>
          {t('auth.signIn')}
        </Button>
        <p className="mr-hint">{t('auth.forgot')}</p>
      </form>
    </AuthFrame>
  );

  function signInError(error: Error): string {
    if (!(error instanceof ApiError)) return errorText(t, error);
    if (error.status === 429) return t('auth.tooMany');
    if (error.code.includes('banned') || error.code.includes('disabled')) return t('auth.disabled');
    return error.status === 401 || error.status === 400 ? t('auth.wrong') : errorText(t, error);
  }
}

function SecondFactor(props: { onSignedIn(): void }) {
  const t = useT();
  const [isBackup, setIsBackup] = useState(false);
  const [code, setCode] = useState('');
  const verify = useHostSend(({ signIn }) => {
    const digits = code.replace(/\s/g, '');
    return isBackup ? signIn.verifyBackupCode(digits) : signIn.verifyTotp(digits);
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    verify.mutate(undefined, { onSuccess: props.onSignedIn });
  };
  return (
    <AuthFrame title={t('auth.totpTitle')} lead={t('auth.totpLead')}>
      <form className="mr-form" onSubmit={handleSubmit}>
        <TextField
          key={String(isBackup)}
          label={t(isBackup ? 'auth.backupCode' : 'auth.totpCode')}
          autoComplete="one-time-code"
          inputMode={isBackup ? 'text' : 'numeric'}
          value={code}
          onChange={setCode}
          maxLength={40}
          hasFocus
        />
        {verify.error && <Alert type="error" showIcon title={codeError(verify.error)} />}
        <Button type="primary" size="large" htmlType="submit" loading={verify.isPending}>
          {t('auth.verify')}
        </Button>
        <Button type="link" onClick={() => setIsBackup(!isBackup)}>
          {t(isBackup ? 'auth.totpApp' : 'auth.totpBackup')}
        </Button>
      </form>
    </AuthFrame>
  );

  function codeError(error: Error): string {
    if (!(error instanceof ApiError) || error.status >= 500) return errorText(t, error);
    return error.status === 429 ? t('auth.tooMany') : t('auth.totpWrong');
  }
}
