import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { useT } from '../host/host.tsx';
import { Icon } from '../ui/icons.tsx';
import type { AccountView, AvailableProviderView, LinkResultView, ProviderId } from '../views.ts';
import { BeforeGoing } from './before-going.tsx';
import { BlockedBy } from './blocked-by.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { type Linking, type LinkState, type OpenedWindow, useLinking } from './use-linking.ts';

/**
 * Takes the user through the provider's consent in a pop-up, with the whole page as the other way.
 *
 * @param props.reconnect the account to give permission for again; null for a new one
 * @param props.opened the provider's window, where the click that led here has opened it already
 * @param props.providersPath where administrators set up providers; null for everybody else
 */
export function LinkDialog(props: {
  providers: readonly AvailableProviderView[];
  reconnect: AccountView | null;
  opened?: OpenedWindow | null;
  providersPath: string | null;
  onDone(result: LinkResultView): void;
  onClose(): void;
}) {
  const t = useT();
  const { providers, reconnect, onDone, onClose } = props;
  const [chosen, setChosen] = useState(
    reconnect?.provider ?? providers[0]?.provider ?? ('google' as ProviderId),
  );
  const provider = providers.find((one) => one.provider === chosen) ?? null;
  const linking = useLinking(chosen, reconnect, onDone, props.opened ?? null);
  const { state } = linking;
  const isMissing = linking.giveMissing !== null;
  return (
    <Modal
      open
      title={reconnect ? t('link.reconnectTitle', { email: reconnect.email }) : t('link.title')}
      onCancel={onClose}
      footer={null}
      width={480}
      destroyOnHidden
    >
      {reconnect && <p className="mr-hint">{t('link.reconnectText')}</p>}
      {!reconnect && !isMissing && state.step !== 'waiting' && (
        <ProviderChoice
          value={chosen}
          options={providers.map((one) => one.provider)}
          onChange={setChosen}
        />
      )}
      {state.step === 'failed' && <FailureNotice failure={state.failure} />}
      {state.step === 'waiting' ? (
        <Waiting state={state} linking={linking}>
          {state.isClosed && provider && (
            <BlockedBy provider={provider} providersPath={props.providersPath} />
          )}
        </Waiting>
      ) : (
        <>
          {!isMissing && <BeforeGoing provider={provider} />}
          <Actions linking={linking} />
        </>
      )}
    </Modal>
  );
}

function Actions({ linking }: { linking: Linking }) {
  const t = useT();
  const { state, begin, openHere, giveMissing } = linking;
  return (
    <div className="mr-dialog-actions">
      {giveMissing ? (
        // With another account, say.
        <Button type="text" onClick={begin}>
          {t('settings.retry')}
        </Button>
      ) : (
        <Button type="text" onClick={openHere}>
          {t('link.openHere')}
        </Button>
      )}
      <Button type="primary" onClick={giveMissing ?? begin} autoFocus>
        {giveMissing
          ? t('link.giveMissing')
          : t(state.step === 'failed' ? 'settings.retry' : 'link.open')}
      </Button>
    </div>
  );
}

function ProviderChoice(props: {
  value: ProviderId;
  options: readonly ProviderId[];
  onChange(value: ProviderId): void;
}) {
  const t = useT();
  return (
    <div className="mr-provider-choice" role="radiogroup" aria-label={t('link.title')}>
      {props.options.map((option) => (
        <label key={option} className="mr-provider-option" data-checked={props.value === option}>
          <input
            type="radio"
            name="provider"
            value={option}
            checked={props.value === option}
            onChange={() => props.onChange(option)}
          />
          <span>
            <strong>{t(`link.${option}`)}</strong>
            <small>{t(`link.${option}Text`)}</small>
          </span>
        </label>
      ))}
    </div>
  );
}

function Waiting(props: {
  state: Extract<LinkState, { step: 'waiting' }>;
  linking: Linking;
  children: React.ReactNode;
}) {
  const t = useT();
  const { state, linking } = props;
  const notice = state.isBlocked ? 'blocked' : state.isClosed ? 'closed' : null;
  return (
    <>
      <div className="mr-waiting" role="status">
        {notice ? (
          <Alert
            type="warning"
            showIcon
            className="mr-notice"
            title={t(`link.${notice}`)}
            description={t(`link.${notice}Text`)}
          />
        ) : (
          <p className="mr-waiting-line">
            <Icon name="sync" className="mr-spin" />
            <span>
              <strong>{t('link.waiting')}</strong>
              <br />
              {t('link.waitingText')}
            </span>
          </p>
        )}
      </div>
      {props.children}
      <div className="mr-dialog-actions">
        <Button type="text" onClick={linking.openHere}>
          {t('link.openHere')}
        </Button>
        <Button onClick={linking.begin}>{t('settings.retry')}</Button>
      </div>
    </>
  );
}
