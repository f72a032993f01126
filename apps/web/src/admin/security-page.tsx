import {
  ApiError,
  errorText,
  FocusReturn,
  formatRelative,
  showToast,
  ToneTag,
  useHost,
  useT,
} from '@mailroom/ui';
import { Alert, Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { type HostStateView, useHostSend, useSessions } from '../auth/data.ts';
import { TextField } from '../auth/text-field.tsx';
import { PageHead, SettingsList } from './settings-list.tsx';
import { TotpDialog } from './totp-dialog.tsx';

/** Password, second factor, sessions. */
export function SecurityPage(props: { user: NonNullable<HostStateView['user']> }) {
  const t = useT();
  return (
    <section className="mr-settings-page">
      <PageHead title={t('security.title')} />
      <ChangePassword email={props.user.email} />
      <TwoFactor hasTotp={props.user.hasTotp} />
      <Sessions />
    </section>
  );
}

function ChangePassword(props: { email: string }) {
  const t = useT();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useHostSend(({ signIn }) => signIn.changePassword(currentPassword, newPassword));
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(undefined, {
      onSuccess: () => {
        setCurrent('');
        setNew('');
        showToast({ key: 'password', text: t('security.passwordChanged'), tone: 'success' });
      },
    });
  };
  return (
    <form className="mr-card mr-form" onSubmit={handleSubmit}>
      <h2>{t('security.password')}</h2>
      <input type="hidden" autoComplete="username" value={props.email} readOnly />
      <TextField
        label={t('security.currentPassword')}
        type="password"
        autoComplete="current-password"
        value={currentPassword}
        onChange={setCurrent}
      />
      <TextField
        label={t('security.newPassword')}
        type="password"
        hint={t('auth.passwordHint')}
        autoComplete="new-password"
        maxLength={128}
        value={newPassword}
        onChange={setNew}
      />
      {change.error && <Alert type="error" showIcon title={passwordError(change.error)} />}
      <Button
        type="primary"
        htmlType="submit"
        disabled={newPassword.length < 10 || currentPassword === ''}
        loading={change.isPending}
      >
        {t('security.changePassword')}
      </Button>
    </form>
  );

  function passwordError(error: Error): string {
    const isWrong = error instanceof ApiError && (error.status === 400 || error.status === 401);
    return isWrong ? t('auth.wrong') : errorText(t, error);
  }
}

function TwoFactor({ hasTotp }: { hasTotp: boolean }) {
  const t = useT();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="mr-card">
      <div className="mr-card-row">
        <div>
          <h2>{t('security.totp')}</h2>
          <p className="mr-hint">{t(hasTotp ? 'security.totpOn' : 'security.totpOff')}</p>
        </div>
        <Button danger={hasTotp} onClick={() => setIsOpen(true)}>
          {t(hasTotp ? 'security.totpDisable' : 'security.totpEnable')}
        </Button>
      </div>
      {isOpen && (
        <FocusReturn>
          <TotpDialog hasTotp={hasTotp} onClose={() => setIsOpen(false)} />
        </FocusReturn>
      )}
    </div>
  );
}

function Sessions() {
  const t = useT();
  const { locale } = useHost();
  const sessions = useSessions();
  const end = useHostSend(({ host }, id: string | null) =>
    id === null ? host.sessions.$delete() : host.sessions[':id'].$delete({ param: { id } }),
  );
  const hasOthers = sessions.data?.some((session) => !session.isCurrent);
  return (
    <div className="mr-card">
      <div className="mr-card-row">
        <div>
          <h2>{t('security.sessions')}</h2>
          <p className="mr-hint">{t('security.sessionsLead')}</p>
        </div>
        {hasOthers && (
          <Button size="small" onClick={() => end.mutate(null)}>
            {t('security.revokeOthers')}
          </Button>
        )}
      </div>
      {end.error && <Alert type="error" showIcon title={errorText(t, end.error)} />}
      <SettingsList
        query={sessions}
        empty=""
        row={(session) => (
          <li key={session.id}>
            <div className="mr-row-main">
              <strong>{browserName(session.userAgent) ?? t('security.unknownDevice')}</strong>{' '}
              {session.isCurrent && <ToneTag tone="success">{t('security.current')}</ToneTag>}
              <p className="mr-hint">
                {[
                  session.ipAddress,
                  t('security.used', { when: formatRelative(locale, session.usedAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {!session.isCurrent && (
              <Button size="small" onClick={() => end.mutate(session.id)}>
                {t('security.revoke')}
              </Button>
            )}
          </li>
        )}
      />
    </div>
  );
}

/** `Firefox, Linux` out of a User-Agent: enough to recognise one's own. */
function browserName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const browser = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(userAgent)
        ? 'Chrome'
        : /Safari\//.test(userAgent)
          ? 'Safari'
          : null;
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1];
  return [browser, system].filter(Boolean).join(', ') || null;
}
