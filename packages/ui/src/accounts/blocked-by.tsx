import { Alert, Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useHost, useT } from '../host/host.tsx';
import type { Translate } from '../i18n/translate.ts';
import { CopyButton, CopyField } from '../settings/copy-field.tsx';
import type { AvailableProviderView, BlockPage } from '../views.ts';
import { useReportBlocked } from './data.ts';
import { ADMINISTRATORS_PAGES, BLOCK_PAGES } from './link-errors.ts';
import './linking.css';

/**
 * Error pages of the provider never come back here: asks which one it was, says the mend, and tells
 * the server, so that administrators and the doctor learn of it.
 *
 * @param props.providersPath where administrators set up providers; null for everybody else
 */
export function BlockedBy(props: {
  provider: AvailableProviderView;
  providersPath: string | null;
}) {
  const t = useT();
  const id = useId();
  const report = useReportBlocked();
  const [page, setPage] = useState<BlockPage | null>(null);
  const { provider } = props;
  const handleChange = (chosen: BlockPage) => {
    setPage(chosen);
    report.mutate({ provider: provider.provider, page: chosen });
  };
  return (
    <div className="mr-link-part">
      <div className="mr-field">
        <label className="mr-field-label" htmlFor={id}>
          {t('link.blockedBy')}
        </label>
        <Select
          id={id}
          value={page}
          placeholder={t('link.blockedByNone')}
          onChange={handleChange}
          classNames={{ popup: { root: 'mr-block-pages' } }}
          options={BLOCK_PAGES.map((value) => ({ value, label: t(`link.page.${value}`) }))}
        />
      </div>
      {page && <Mend {...props} page={page} isReported={report.isSuccess} />}
    </div>
  );
}

function Mend(props: {
  provider: AvailableProviderView;
  providersPath: string | null;
  page: BlockPage;
  isReported: boolean;
}) {
  const t = useT();
  const { navigation } = useHost();
  const { provider, providersPath, page } = props;
  const isWorkspaces = page === 'admin_policy_enforced';
  const isTheirs = ADMINISTRATORS_PAGES.has(page);
  return (
    <>
      <Alert
        type="info"
        showIcon
        className="mr-notice"
        title={t(`linkError.page.${page}`)}
        description={
          <>
            {t(`linkError.page.${page}.mend`)}
            {isWorkspaces && (
              <p className="mr-notice-link">
                <a href={adminPage(provider)} target="_blank" rel="noopener noreferrer">
                  {t('link.openAdminConsole')}
                </a>
              </p>
            )}
          </>
        }
      />
      {isWorkspaces && <CopyField label={t('link.clientId')} value={provider.clientId} />}
      {isTheirs && providersPath && (
        <Button onClick={() => navigation.go(providersPath)}>{t('link.openProviders')}</Button>
      )}
      {/* The Workspace's administrator may be somebody else than Mailroom's. */}
      {isTheirs && (!providersPath || isWorkspaces) && (
        <Letter text={letterOf(t, provider, page)} />
      )}
      {props.isReported && !providersPath && <p className="mr-hint">{t('link.reported')}</p>}
    </>
  );
}

/** A text to send to an administrator. */
function Letter({ text }: { text: string }) {
  const t = useT();
  return (
    <div className="mr-letter">
      <div className="mr-card-row">
        <span className="mr-field-label">{t('link.message')}</span>
        <CopyButton label={t('link.copyMessage')} value={text} />
      </div>
      <p dir="auto">{text}</p>
    </div>
  );
}

function letterOf(t: Translate, provider: AvailableProviderView, page: BlockPage): string {
  return t('link.message.admin', {
    address: window.location.origin,
    page: t(`link.page.${page}`),
    title: t(`linkError.page.${page}`),
    mend: t(`linkError.page.${page}.mend`),
    clientId: provider.clientId,
    adminUrl: page === 'admin_policy_enforced' ? adminPage(provider) : '',
  }).trim();
}

/** App access control in the Workspace admin console. */
function adminPage({ adminUrl }: AvailableProviderView): string {
  return `${adminUrl}/ac/owl`;
}
