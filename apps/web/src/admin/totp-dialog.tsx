import { CopyField, errorText, showToast, useT } from '@mailroom/ui';
import { Alert, Button, Modal } from 'antd';
import QRCode from 'qrcode';
import { type FormEvent, useEffect, useState } from 'react';
import { useHostSend } from '../auth/data.ts';
import { TextField } from '../auth/text-field.tsx';

interface Enrolment {
  totpURI: string;
  backupCodes: string[];
}

/** Switches the second factor on (password, QR code, first code) or off (password). */
export function TotpDialog(props: { hasTotp: boolean; onClose(): void }) {
  const t = useT();
  const [password, setPassword] = useState('');
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [wasOn] = useState(props.hasTotp);
  const enable = useHostSend(({ signIn }) => signIn.enableTotp(password));
  const disable = useHostSend(({ signIn }) => signIn.disableTotp(password));
  const change = wasOn ? disable : enable;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!wasOn) return enable.mutate(undefined, { onSuccess: setEnrolment });
    disable.mutate(undefined, {
      onSuccess: () => {
        showToast({ key: 'totp', text: t('security.totpIsOff') });
        props.onClose();
      },
    });
  };
  return (
    <Modal open title={t('security.totp')} onCancel={props.onClose} footer={null} width={460}>
      {enrolment ? (
        <Enrol enrolment={enrolment} onDone={props.onClose} />
      ) : (
        <form className="mr-form" onSubmit={handleSubmit}>
          <p className="mr-hint">{t('security.totpPassword')}</p>
          <TextField
            label={t('auth.password')}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            hasFocus
          />
          {change.error && <Alert type="error" showIcon title={t('auth.wrong')} />}
          <Button type="primary" danger={wasOn} htmlType="submit" loading={change.isPending}>
            {t(wasOn ? 'security.totpDisable' : 'auth.verify')}
          </Button>
        </form>
      )}
    </Modal>
  );
}

function Enrol(props: { enrolment: Enrolment; onDone(): void }) {
  const t = useT();
  const [image, setImage] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const verify = useHostSend(({ signIn }) => signIn.verifyTotp(code.replace(/\s/g, '')));
  const { totpURI, backupCodes } = props.enrolment;
  useEffect(() => {
    QRCode.toDataURL(totpURI, { margin: 1, width: 200 }).then(setImage, () => setImage(null));
  }, [totpURI]);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    verify.mutate(undefined, {
      onSuccess: () => {
        showToast({ key: 'totp', text: t('security.totpDone'), tone: 'success' });
        props.onDone();
      },
    });
  };
  return (
    <form className="mr-form" onSubmit={handleSubmit}>
      <p className="mr-hint">{t('security.totpScan')}</p>
      {image && (
        <img className="mr-qr" src={image} width={200} height={200} alt={t('security.totpQr')} />
      )}
      <CopyField
        label={t('security.totpKey')}
        value={new URL(totpURI).searchParams.get('secret') ?? ''}
      />
      <p className="mr-hint">{t('security.totpBackup')}</p>
      <ul className="mr-codes">
        {backupCodes.map((backup) => (
          <li key={backup}>{backup}</li>
        ))}
      </ul>
      <TextField
        label={t('auth.totpCode')}
        hint={t('security.totpConfirm')}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
        value={code}
        onChange={setCode}
      />
      {verify.error && <Alert type="error" showIcon title={codeError(verify.error)} />}
      <Button type="primary" htmlType="submit" loading={verify.isPending}>
        {t('auth.verify')}
      </Button>
    </form>
  );

  function codeError(error: Error & { status?: number }): string {
    return (error.status ?? 500) < 500 && error.status !== 0
      ? t('auth.totpWrong')
      : errorText(t, error);
  }
}
