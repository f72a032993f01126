import { Alert, Button, Modal, Switch } from 'antd';
import { useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';

/** The host's simulated Google, where it offers one. */
export interface SimulatedGoogle {
  /** False: the server can be reached from elsewhere, so it offers none. */
  isAvailable: boolean;
  isEnabled: boolean;
  /** Addresses that can be linked. */
  emails: readonly string[];
  setEnabled(isEnabled: boolean): Promise<void>;
}

/** Switches simulated Google accounts on and off; off deletes what they brought. */
export function SimulatedCard(props: { simulated: SimulatedGoogle; accountsPath: string }) {
  const t = useT();
  const { navigation } = useHost();
  const { simulated } = props;
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const change = async (isEnabled: boolean) => {
    setIsAsking(false);
    setIsBusy(true);
    setError(null);
    await simulated.setEnabled(isEnabled).catch(setError);
    setIsBusy(false);
  };
  return (
    <article className="mr-card mr-card-simulated" aria-labelledby="simulated-card-title">
      <header className="mr-card-head">
        <div>
          <h2 id="simulated-card-title">
            {t('providers.simulated')} <ToneTag tone="warning">{t('accounts.simulated')}</ToneTag>
          </h2>
          <p className="mr-hint">{t('providers.simulatedText')}</p>
        </div>
      </header>
      {simulated.isAvailable || simulated.isEnabled ? (
        <div className="mr-card-row">
          {/* biome-ignore lint/a11y/noLabelWithoutControl: antd's Switch is the control inside */}
          <label className="mr-switch">
            <Switch
              checked={simulated.isEnabled}
              loading={isBusy}
              onChange={(wanted) => (wanted ? change(true) : setIsAsking(true))}
            />
            <span>{t(isBusy ? 'providers.starting' : 'providers.simulatedOn')}</span>
          </label>
          {simulated.isEnabled && (
            <Button onClick={() => navigation.go(`${props.accountsPath}?link=1`)}>
              {t('providers.simulatedLink')}
            </Button>
          )}
        </div>
      ) : (
        <p>{t('providers.simulatedUnavailable')}</p>
      )}
      {simulated.isEnabled && simulated.emails.length > 0 && (
        <p className="mr-hint">
          {t('providers.simulatedAccounts', { emails: simulated.emails.join(', ') })}
        </p>
      )}
      {error !== null && <Alert type="error" showIcon title={errorText(t, error)} />}
      <Modal
        open={isAsking}
        title={t('providers.simulatedOffTitle')}
        onCancel={() => setIsAsking(false)}
        onOk={() => change(false)}
        okText={t('providers.simulatedOffConfirm')}
        cancelText={t('settings.cancel')}
        okButtonProps={{ danger: true }}
      >
        <p>{t('providers.simulatedOffText')}</p>
      </Modal>
    </article>
  );
}
