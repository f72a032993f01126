import { lazy, Suspense, useState } from 'react';
import { useHost, useT } from '../host/host.tsx';
import { FocusReturn } from '../ui/focus-return.tsx';
import { HostLink } from '../ui/host-link.tsx';
import { Icon } from '../ui/icons.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView, LinkResultView } from '../views.ts';
import { useAccounts } from './data.ts';
import { formatRelative } from './format-duration.ts';
import { endingSoon } from './grant-time.ts';
import { openLinkWindow } from './link-channel.ts';
import type { OpenedWindow } from './use-linking.ts';

/** The dialogue comes when it is asked for: the banner stands on every page. */
const RenewDialog = lazy(() => import('./renew-dialog.tsx'));

/**
 * Tells the owner of a permission that ends within three days, wherever they are, and renews it
 * with one click.
 *
 * @param props.accountsPath the host's page of linked accounts
 */
export function GrantBanner(props: { accountsPath: string; className: string }) {
  const t = useT();
  const { locale } = useHost();
  const accounts = useAccounts();
  const [renewing, setRenewing] = useState<{ account: AccountView; opened: OpenedWindow } | null>(
    null,
  );
  const ending = endingSoon(accounts.data ?? []);
  const first = ending[0];
  const handleDone = ({ account }: LinkResultView) => {
    setRenewing(null);
    void accounts.refetch();
    const text = t('link.done', { email: account.email });
    showToast({ key: 'linked', text, tone: 'success' });
  };
  const when = first ? formatRelative(locale, first.grantExpiresAt) : '';
  return (
    <>
      {first && (
        <div className={props.className} role="status">
          <Icon name="warning" size={16} />
          <span>
            {ending.length === 1
              ? t('accounts.grantBanner', { email: first.email, when })
              : t('accounts.grantBannerMany', { count: ending.length, when })}{' '}
            {ending.length === 1 ? (
              <button
                type="button"
                className="mr-banner-action"
                onClick={() => setRenewing({ account: first, opened: { popup: openLinkWindow() } })}
              >
                {t('accounts.renew')}
              </button>
            ) : (
              <HostLink to={props.accountsPath}>{t('accounts.grantBannerShow')}</HostLink>
            )}
          </span>
        </div>
      )}
      {renewing && (
        <FocusReturn>
          <Suspense>
            <RenewDialog {...renewing} onDone={handleDone} onClose={() => setRenewing(null)} />
          </Suspense>
        </FocusReturn>
      )}
    </>
  );
}
