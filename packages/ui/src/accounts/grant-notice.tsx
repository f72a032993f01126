import { Alert, Button } from 'antd';
import { useHost, useT } from '../host/host.tsx';
import { shortDateTime } from '../ui/format.ts';
import type { AccountView } from '../views.ts';
import { formatRelative } from './format-duration.ts';
import { daysLeft } from './grant-time.ts';

/** The day on which the provider's permission ends by itself, counted down; nothing without one. */
export function GrantNotice(props: { account: AccountView; onRenew(): void }) {
  const t = useT();
  const { locale } = useHost();
  const { account } = props;
  const { grantExpiresAt } = account;
  if (!grantExpiresAt || account.status === 'unlinking') return null;
  const date = shortDateTime(grantExpiresAt, locale);
  const left = daysLeft(grantExpiresAt);
  return (
    <Alert
      type={left <= 1 ? 'error' : left <= 3 ? 'warning' : 'info'}
      showIcon
      className="mr-notice"
      title={
        left <= 0
          ? t('accounts.grantEnded', { date })
          : t('accounts.grantDies', { date, when: formatRelative(locale, grantExpiresAt) })
      }
      action={
        account.status !== 'confirming' && (
          <Button type={left <= 3 ? 'primary' : 'default'} size="small" onClick={props.onRenew}>
            {t('accounts.renew')}
          </Button>
        )
      }
    />
  );
}

/** Whether an account stopped because its permission came to its end. */
export function hasEnded({ status, grantExpiresAt }: AccountView): boolean {
  return status === 'needs_reconnect' && grantExpiresAt !== null && daysLeft(grantExpiresAt) <= 0;
}
