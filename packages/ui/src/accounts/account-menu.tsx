import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { ActionMenu } from '../ui/action-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView } from '../views.ts';
import { useAccountActions } from './data.ts';
import { useResume } from './use-resume.ts';

/** `renew`: reconnect at once, the provider's window opens with the click. */
export type AccountDialog =
  | 'addresses'
  | 'confirm'
  | 'reconnect'
  | 'renew'
  | 'start'
  | 'timeline'
  | 'unlink';

/** What can be done with a linked mailbox, as its state allows. */
export function AccountMenu(props: { account: AccountView; onOpen(dialog: AccountDialog): void }) {
  const t = useT();
  const { account, onOpen } = props;
  const { pause, syncNow } = useAccountActions();
  const { resume } = useResume(account);
  const isActive = account.status === 'active';
  const isDelegated = account.grantKind === 'delegated';
  const told = {
    onSuccess: () =>
      showToast({ key: 'account', text: t('accounts.paused', { email: account.email }) }),
    onError: (error: unknown) =>
      showToast({ key: 'account', text: errorText(t, error), tone: 'danger' as const }),
  };
  const items = [
    isActive && {
      key: 'sync',
      label: t('accounts.syncNow'),
      onClick: () => syncNow.mutate(account.id),
    },
    isActive && {
      key: 'pause',
      label: t('accounts.pause'),
      onClick: () => pause.mutate(account.id, told),
    },
    account.status === 'paused' && {
      key: 'resume',
      label: t('accounts.resume'),
      onClick: resume,
    },
    isActive && {
      key: 'start',
      label: t('accounts.changeStart'),
      onClick: () => onOpen('start'),
    },
    isActive && {
      key: 'addresses',
      label: t('accounts.addresses'),
      onClick: () => onOpen('addresses'),
    },
    canReconnect(account) && {
      key: 'reconnect',
      label: t('accounts.reconnect'),
      onClick: isDelegated ? resume : () => onOpen('reconnect'),
    },
    { key: 'timeline', label: t('accounts.history'), onClick: () => onOpen('timeline') },
    { type: 'divider' as const },
    {
      key: 'unlink',
      danger: true,
      label: t('accounts.unlink'),
      disabled: account.status === 'unlinking',
      onClick: () => onOpen('unlink'),
    },
  ].filter((item) => item !== false);
  return (
    <ActionMenu items={items}>
      <IconButton
        isPlain
        icon="more"
        label={t('accounts.more', { email: account.email })}
        aria-haspopup="menu"
      />
    </ActionMenu>
  );
}

/** A delegated mailbox has no consent to be given again: only one that has stopped can be connected. */
function canReconnect({ grantKind, status }: AccountView): boolean {
  return grantKind === 'delegated' ? status === 'needs_reconnect' : status !== 'confirming';
}
