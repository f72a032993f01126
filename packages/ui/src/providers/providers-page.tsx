import { Button, Skeleton } from 'antd';
import { ApiError, errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { StatePage } from '../ui/state-page.tsx';
import { useSetup } from './data.ts';
import { GoogleCard } from './google-card.tsx';
import { Guide, GuideJump } from './guide/guide.tsx';
import { SimulatedCard, type SimulatedGoogle } from './simulated-card.tsx';
import '../settings/settings.css';

/** Where an administrator connects Mailroom to the providers: a card each. */
export function ProvidersPage(props: {
  simulated: SimulatedGoogle | null;
  accountsPath: string;
  membersPath: string;
}) {
  const t = useT();
  const setup = useSetup();
  return (
    <section className="mr-settings-page">
      <header className="mr-page-head">
        <div>
          <h1 className="mr-title">{t('providers.title')}</h1>
          <p className="mr-lead">{t('providers.lead')}</p>
        </div>
        {setup.data && <GuideJump />}
      </header>
      {setup.isPending && (
        <div className="mr-card">
          <Skeleton active paragraph={{ rows: 6 }} />
        </div>
      )}
      {setup.error && <Failed error={setup.error} onRetry={() => setup.refetch()} />}
      {setup.data && (
        <div className="mr-provider-columns">
          <div className="mr-stack">
            <GoogleCard
              setup={setup.data}
              accountsPath={props.accountsPath}
              membersPath={props.membersPath}
            />
            {props.simulated && (
              <SimulatedCard simulated={props.simulated} accountsPath={props.accountsPath} />
            )}
          </div>
          <Guide setup={setup.data} accountsPath={props.accountsPath} />
        </div>
      )}
    </section>
  );
}

function Failed(props: { error: Error; onRetry(): void }) {
  const t = useT();
  if (props.error instanceof ApiError && props.error.status === 403) {
    return (
      <StatePage
        icon="user"
        title={t('settings.adminOnly')}
        text={t('settings.adminOnlyText')}
        isAlert
      />
    );
  }
  return (
    <StatePage
      icon="warning"
      title={t('settings.loadFailed')}
      text={errorText(t, props.error)}
      isAlert
    >
      <Button onClick={props.onRetry}>{t('settings.retry')}</Button>
    </StatePage>
  );
}
