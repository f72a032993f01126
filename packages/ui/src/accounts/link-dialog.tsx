import { Alert, Button, Modal, Select } from 'antd';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { ApiError, errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { Icon } from '../ui/icons.tsx';
import type { AccountView, LinkResultView, ProviderId } from '../views.ts';
import { useStartLink } from './data.ts';
import { attemptOf, onLinkMessage, openLinkWindow } from './link-channel.ts';
import { BLOCK_PAGES, type BlockPage, type LinkFailure, linkFailureText } from './link-errors.ts';

type State =
  | { step: 'ready' }
  | { step: 'waiting'; url: string; isClosed: boolean; isBlocked: boolean }
  | { step: 'failed'; failure: LinkFailure };

/**
 * Takes the user through the provider's consent in a pop-up, with the whole page as the other way.
 *
 * @param props.reconnect the account to give permission for again; null for a new one
 */
export function LinkDialog(props: {
  providers: readonly ProviderId[];
  reconnect: AccountView | null;
  onDone(result: LinkResultView): void;
  onClose(): void;
}) {
  const t = useT();
  const { reconnect, onDone, onClose } = props;
  const [provider, setProvider] = useState(reconnect?.provider ?? props.providers[0] ?? 'google');
  const { state, begin, openHere } = useLinking(provider, reconnect, onDone);
  return (
    <Modal
      open
      title={reconnect ? t('link.reconnectTitle', { email: reconnect.email }) : t('link.title')}
      onCancel={onClose}
      footer={null}
      width={480}
      destroyOnHidden
    >
      {reconnect ? (
        <p className="mr-hint">{t('link.reconnectText')}</p>
      ) : (
        <ProviderChoice value={provider} options={props.providers} onChange={setProvider} />
      )}
      {state.step === 'failed' && <FailureNotice failure={state.failure} />}
      {state.step === 'waiting' ? (
        <Waiting state={state} onAgain={begin} onHere={openHere} />
      ) : (
        <>
          <h2 className="mr-subtitle">{t('link.what')}</h2>
          <ol className="mr-steps">
            <li>{t('link.step1')}</li>
            <li>{t('link.step2')}</li>
            <li>{t('link.step3')}</li>
          </ol>
          <div className="mr-dialog-actions">
            <Button type="text" onClick={openHere}>
              {t('link.openHere')}
            </Button>
            <Button type="primary" onClick={begin} autoFocus>
              {state.step === 'failed' ? t('settings.retry') : t('link.open')}
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}

/** What went wrong and the mend, in one notice. */
export function FailureNotice({ failure }: { failure: LinkFailure }) {
  const t = useT();
  const text = linkFailureText(t, failure);
  return (
    <Alert
      type="error"
      showIcon
      className="mr-notice"
      title={text.title}
      description={
        <>
          {text.mend}
          {text.action && (
            <>
              {' '}
              <a href={text.action.href} target="_blank" rel="noopener noreferrer">
                {text.action.label}
              </a>
            </>
          )}
        </>
      }
    />
  );
}

function useLinking(
  provider: ProviderId,
  reconnect: AccountView | null,
  onDone: (result: LinkResultView) => void,
) {
  const t = useT();
  const { navigation } = useHost();
  const startLink = useStartLink();
  const [state, setState] = useState<State>({ step: 'ready' });
  const popup = useRef<Window | null>(null);

  const start = useCallback(
    (returnTo: string) =>
      startLink.mutateAsync({
        provider,
        returnTo,
        ...(reconnect ? { reconnectAccountId: reconnect.id } : {}),
      }),
    [startLink.mutateAsync, provider, reconnect],
  );
  const fail = (error: unknown) =>
    setState({
      step: 'failed',
      failure: {
        code: error instanceof ApiError ? error.code : 'internal',
        detail: errorText(t, error),
        data: error instanceof ApiError ? error.data : {},
      },
    });

  const begin = () => {
    popup.current?.close();
    const opened = openLinkWindow();
    popup.current = opened;
    start(navigation.path)
      .then((link) => {
        if (opened) opened.location.href = link.authorizationUrl;
        setState({
          step: 'waiting',
          url: link.authorizationUrl,
          isClosed: false,
          isBlocked: opened === null,
        });
      })
      .catch((error: unknown) => {
        opened?.close();
        fail(error);
      });
  };
  const openHere = () => {
    popup.current?.close();
    start(navigation.path)
      .then((link) => window.location.assign(link.authorizationUrl))
      .catch(fail);
  };

  const awaited = state.step === 'waiting' ? state.url : null;
  useEffect(() => {
    if (awaited === null) return;
    const stop = onLinkMessage(attemptOf(awaited), (message) => {
      popup.current?.close();
      if (message.kind === 'done') onDone(message.result);
      else setState({ step: 'failed', failure: message });
    });
    // A closed window may still be about to answer: the notice appears, listening goes on.
    const timer = setInterval(() => {
      if (!popup.current?.closed) return;
      setState((now) =>
        now.step === 'waiting' && !now.isClosed ? { ...now, isClosed: true } : now,
      );
    }, 700);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [awaited, onDone]);
  return { state, begin, openHere };
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
  state: Extract<State, { step: 'waiting' }>;
  onAgain(): void;
  onHere(): void;
}) {
  const t = useT();
  const { state } = props;
  const notice = state.isBlocked ? 'blocked' : state.isClosed ? 'closed' : null;
  return (
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
      {state.isClosed && <BlockedBy />}
      <div className="mr-dialog-actions">
        <Button type="text" onClick={props.onHere}>
          {t('link.openHere')}
        </Button>
        <Button onClick={props.onAgain}>{t('settings.retry')}</Button>
      </div>
    </div>
  );
}

/** Error pages of the provider never come back here: asks which one it was, and says the mend. */
function BlockedBy() {
  const t = useT();
  const id = useId();
  const [page, setPage] = useState<BlockPage | null>(null);
  return (
    <div className="mr-field">
      <label className="mr-field-label" htmlFor={id}>
        {t('link.blockedBy')}
      </label>
      <Select
        id={id}
        value={page}
        placeholder={t('link.blockedByNone')}
        onChange={setPage}
        options={BLOCK_PAGES.map((value) => ({ value, label: t(`link.page.${value}`) }))}
      />
      {page && (
        <Alert
          type="info"
          showIcon
          className="mr-notice"
          title={t(`linkError.page.${page}`)}
          description={t(`linkError.page.${page}.mend`)}
        />
      )}
    </div>
  );
}
