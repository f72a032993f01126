import { Button, Skeleton } from 'antd';
import { ApiError, errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { StatePage } from '../ui/state-page.tsx';
import { useSetup } from './data.ts';
import { GoogleCard } from './google-card.tsx';
import { SimulatedCard, type SimulatedGoogle } from './simulated-card.tsx';
import '../settings/settings.css';

const CONSOLE = 'https://console.cloud.google.com/projectselector2/auth/overview';

/** Where an administrator connects Mailroom to the providers: a card each. */
export function ProvidersPage(props: { simulated: SimulatedGoogle | null; accountsPath: string }) {
  const t = useT();
  const setup = useSetup();
  return (
    <section className="mr-settings-page">
      <header className="mr-page-head">
        <div>
          <h1 className="mr-title">{t('providers.title')}</h1>
          <p className="mr-lead">{t('providers.lead')}</p>
        </div>
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
            <GoogleCard setup={setup.data} />
            {props.simulated && (
              <SimulatedCard simulated={props.simulated} accountsPath={props.accountsPath} />
            )}
          </div>
          <GoogleSteps />
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

/** The way through Google's console, in short. */
function GoogleSteps() {
  const t = useT();
  const steps = [1, 2, 3, 4, 5, 6] as const;
  return (
    <aside className="mr-card mr-guide" aria-labelledby="google-guide-title">
      <h2 id="google-guide-title">{t('providers.guide')}</h2>
      <ol className="mr-steps">
        {steps.map((step) => (
          <li key={step}>{t(`providers.guide${step}`)}</li>
        ))}
      </ol>
      <a href={CONSOLE} target="_blank" rel="noopener noreferrer">
        {t('providers.guideLink')}
      </a>
    </aside>
  );
}
