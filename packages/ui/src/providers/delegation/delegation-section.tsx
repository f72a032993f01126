import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { defaultStart, startMoment } from '../../accounts/start-date.tsx';
import { errorText } from '../../host/api-error.ts';
import { useT } from '../../host/host.tsx';
import type { Translate } from '../../i18n/translate.ts';
import { CopyField } from '../../settings/copy-field.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { DelegationView, SetupView } from '../../views.ts';
import { CardSection } from '../card-section.tsx';
import { consoleLink } from '../guide/links.ts';
import { AddressForm } from './address-form.tsx';
import { isBusy, useDelegation } from './data.ts';
import { KeyForm } from './key-form.tsx';
import { LinkResults } from './link-results.tsx';

/** Linking everybody's mailbox through a service account: its key, the trust, the addresses, the results. */
export function DelegationSection(props: { setup: SetupView; membersPath: string }) {
  const t = useT();
  const delegation = useDelegation();
  return (
    <CardSection
      title={t('delegation.title')}
      state={delegation.data ? stateOf(t, delegation.data) : null}
    >
      <p className="mr-hint">{t('delegation.lead')}</p>
      {delegation.isPending && <Skeleton active paragraph={{ rows: 3 }} />}
      {delegation.error && !delegation.data && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={t('delegation.loadFailed')}
          description={errorText(t, delegation.error)}
          action={
            <Button size="small" onClick={() => delegation.refetch()}>
              {t('settings.retry')}
            </Button>
          }
        />
      )}
      {delegation.data && <Steps {...props} delegation={delegation.data} />}
    </CardSection>
  );
}

function Steps(props: { setup: SetupView; membersPath: string; delegation: DelegationView }) {
  const { setup, delegation } = props;
  const [start, setStart] = useState(() => defaultStart());
  const account = delegation.serviceAccount;
  return (
    <>
      <KeyForm account={account} delegation={delegation} setup={setup} />
      {account && (
        <>
          <Trust
            setup={setup}
            clientId={account.clientId}
            scopes={delegation.scopes}
            isProven={delegation.links.some(({ state }) => state === 'linked')}
          />
          <AddressForm start={start} onStart={setStart} />
        </>
      )}
      {delegation.links.length > 0 && (
        <LinkResults
          links={delegation.links}
          // Trying again takes the start date that stands in the form.
          retryFrom={account ? startMoment(start) : undefined}
          membersPath={props.membersPath}
        />
      )}
    </>
  );
}

function Trust(props: {
  setup: SetupView;
  clientId: string;
  scopes: readonly string[];
  /** A mailbox was linked: the trust is there, and folded away. */
  isProven: boolean;
}) {
  const t = useT();
  const admin = consoleLink(
    { to: 'admin', path: '/ac/owl/domainwidedelegation' },
    props.setup,
    null,
  );
  return (
    <details className="mr-step mr-step-fold" open={!props.isProven}>
      <summary>
        <Icon name="right" size={14} className="mr-section-arrow" />
        <h4>{t('delegation.step2')}</h4>
      </summary>
      <p className="mr-hint">{t('delegation.step2Text')}</p>
      <CopyField label={t('delegation.clientId')} value={props.clientId} />
      <CopyField label={t('delegation.scopes')} value={props.scopes.join(',')} />
      {admin && (
        <p>
          <Button size="small" href={admin} target="_blank" rel="noopener noreferrer">
            {t('delegation.openAdmin')}
          </Button>
        </p>
      )}
    </details>
  );
}

function stateOf(t: Translate, { serviceAccount, links }: DelegationView) {
  const failed = links.filter(({ state }) => state === 'failed').length;
  const linked = links.filter(({ state }) => state === 'linked').length;
  if (links.some(isBusy)) return { tone: 'info', text: t('delegation.state.working') } as const;
  if (failed > 0) {
    return { tone: 'warning', text: t('delegation.state.failed', { count: failed }) } as const;
  }
  if (linked > 0) {
    return { tone: 'success', text: t('delegation.state.linked', { count: linked }) } as const;
  }
  const key = serviceAccount ? 'delegation.state.ready' : 'delegation.state.none';
  return { tone: 'neutral', text: t(key) } as const;
}
