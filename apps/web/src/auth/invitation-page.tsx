import { ApiError, errorText, useT } from '@mailroom/ui';
import { Alert, Button, Skeleton } from 'antd';
import { type FormEvent, useState } from 'react';
import { AuthFrame } from './auth-frame.tsx';
import { useHostSend, useInvitation } from './data.ts';
import { TextField } from './text-field.tsx';

/** Where an invited person chooses a name and a password. The token stands behind the `#`. */
export function InvitationPage(props: { onDone(): void }) {
  const t = useT();
  const [token] = useState(() => window.location.hash.slice(1));
  const invitation = useInvitation(token);
  if (token === '' || invitation.error) {
    const isGone = token === '' || invitation.error instanceof ApiError;
    return (
      <AuthFrame title={t('auth.invitationInvalid')}>
        <p>{isGone ? t('auth.invitationInvalidText') : errorText(t, invitation.error)}</p>
      </AuthFrame>
    );
  }
  if (invitation.isPending) {
    return (
      <AuthFrame title={t('auth.invitationTitle')}>
        <Skeleton active title={false} />
      </AuthFrame>
    );
  }
  return <Join token={token} email={invitation.data.email} onDone={props.onDone} />;
}

function Join(props: { token: string; email: string; onDone(): void }) {
  const t = useT();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useHostSend(({ host }) =>
    host.invitations.accept.$post({ json: { token: props.token, name, password } }),
  );
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate(undefined, { onSuccess: props.onDone });
  };
  return (
    <AuthFrame
      title={t('auth.invitationTitle')}
      lead={t('auth.invitationLead', { email: props.email })}
    >
      <form className="mr-form" onSubmit={handleSubmit}>
        {/* For password managers, which keep it with the address. */}
        <input type="hidden" autoComplete="username" value={props.email} readOnly />
        <TextField
          label={t('auth.name')}
          autoComplete="name"
          maxLength={200}
          value={name}
          onChange={setName}
          hasFocus
        />
        <TextField
          label={t('auth.password')}
          type="password"
          hint={t('auth.passwordHint')}
          autoComplete="new-password"
          maxLength={128}
          value={password}
          onChange={setPassword}
        />
        {accept.error && <Alert type="error" showIcon title={errorText(t, accept.error)} />}
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={password.length < 10 || name.trim() === ''}
          loading={accept.isPending}
        >
          {t('auth.join')}
        </Button>
      </form>
    </AuthFrame>
  );
}
