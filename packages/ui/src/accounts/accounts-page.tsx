import { Button, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { FocusReturn } from '../ui/focus-return.tsx';
import { StatePage } from '../ui/state-page.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView, AvailableProviderView, LinkResultView } from '../views.ts';
import { AccountCard } from './account-card.tsx';
import { StartDialog, UnlinkDialog } from './account-dialogs.tsx';
import type { AccountDialog } from './account-menu.tsx';
import { AddressesDialog } from './addresses-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useAccounts, useAvailableProviders } from './data.ts';
import { openLinkWindow } from './link-channel.ts';
import { LinkDialog } from './link-dialog.tsx';
import { TimelineDialog } from './timeline-dialog.tsx';
import type { OpenedWindow } from './use-linking.ts';
import '../settings/settings.css';

type OpenDialog =
  | { kind: 'link' }
  | { kind: AccountDialog; accountId: number; opened?: OpenedWindow }
  | null;

/**
 * The user's linked mailboxes. `?confirm=ID` opens the confirmation of a mailbox that has just come
 * back from the provider, `?link=1` the dialogue to link one, `?reconnect=ID` the one to authorise a
 * mailbox again (letters lead there), `?reconnected=ID` says that it worked.
 *
 * @param props.providersPath where administrators set up providers; null for everybody else
 */
export function AccountsPage(props: { providersPath: string | null }) {
  const t = useT();
  const { navigation } = useHost();
  const accounts = useAccounts();
  const providers = useAvailableProviders();
  const [dialog, setDialog] = useState<OpenDialog>(() => fromQuery(navigation.path));
  const path = navigation.path;
  useReconnectedToast(path, accounts.data);
  // What the address asked for is open: going back or reloading must not open it again.
  const isAsking = path.includes('?');
  useEffect(() => {
    if (isAsking && accounts.data) navigation.go(path.split('?')[0] ?? path, { replace: true });
  }, [isAsking, accounts.data, navigation, path]);
  const canLink = (providers.data?.length ?? 0) > 0;

  const handleLinked = (result: LinkResultView) => {
    accounts.refetch();
    if (result.needsConfirmation) {
      return setDialog({ kind: 'confirm', accountId: result.account.id });
    }
    setDialog(null);
    showToast({
      key: 'linked',
      text: t('link.done', { email: result.account.email }),
      tone: 'success',
    });
  };

  return (
    <section className="mr-settings-page">
      <header className="mr-page-head">
        <div>
          <h1 className="mr-title">{t('accounts.title')}</h1>
          <p className="mr-lead">{t('accounts.lead')}</p>
        </div>
        {canLink && (
          <Button type="primary" onClick={() => setDialog({ kind: 'link' })}>
            {t('accounts.link')}
          </Button>
        )}
      </header>
      {accountList()}
      {dialog && <FocusReturn>{openDialog(dialog)}</FocusReturn>}
    </section>
  );

  function accountList() {
    if (accounts.isPending || providers.isPending) {
      return (
        <div className="mr-card">
          <Skeleton active avatar paragraph={{ rows: 1 }} />
        </div>
      );
    }
    const failed = accounts.error ?? providers.error;
    if (failed) {
      return (
        <StatePage
          icon="warning"
          title={t('settings.loadFailed')}
          text={errorText(t, failed)}
          isAlert
        >
          <Button
            onClick={() => {
              accounts.refetch();
              providers.refetch();
            }}
          >
            {t('settings.retry')}
          </Button>
        </StatePage>
      );
    }
    if (accounts.data?.length) {
      return (
        <div className="mr-stack">
          {accounts.data.map((account) => (
            <AccountCard
              key={account.id}
              account={account}
              onOpen={(kind) =>
                setDialog({
                  kind,
                  accountId: account.id,
                  ...(kind === 'renew' ? { opened: { popup: openLinkWindow() } } : {}),
                })
              }
            />
          ))}
        </div>
      );
    }
    return canLink ? (
      <NoAccount onLink={() => setDialog({ kind: 'link' })} />
    ) : (
      <NoProvider {...props} />
    );
  }

  function openDialog(dialog: NonNullable<OpenDialog>) {
    const close = () => setDialog(null);
    const linkable = { providers: providers.data ?? [], providersPath: props.providersPath };
    if (dialog.kind === 'link') {
      if (!canLink) return null;
      return <LinkDialog {...linkable} reconnect={null} onDone={handleLinked} onClose={close} />;
    }
    const account = accounts.data?.find((entry) => entry.id === dialog.accountId);
    if (!account) return null;
    return (
      <DialogFor
        {...linkable}
        kind={dialog.kind}
        account={account}
        opened={dialog.opened ?? null}
        onLinked={handleLinked}
        onClose={close}
      />
    );
  }
}

function DialogFor(props: {
  kind: AccountDialog;
  account: AccountView;
  providers: readonly AvailableProviderView[];
  providersPath: string | null;
  opened: OpenedWindow | null;
  onLinked(result: LinkResultView): void;
  onClose(): void;
}) {
  const { kind, account, onClose } = props;
  if (kind === 'confirm') {
    if (account.status !== 'confirming') return null;
    return <ConfirmDialog account={account} onClose={onClose} />;
  }
  if (kind === 'start') return <StartDialog account={account} onClose={onClose} />;
  if (kind === 'unlink') return <UnlinkDialog account={account} onClose={onClose} />;
  if (kind === 'timeline') return <TimelineDialog account={account} onClose={onClose} />;
  if (kind === 'addresses') return <AddressesDialog account={account} onClose={onClose} />;
  // An address may ask for it; the card has the button that connects it.
  if (account.grantKind === 'delegated') return null;
  return (
    <LinkDialog
      providers={props.providers}
      providersPath={props.providersPath}
      reconnect={account}
      opened={props.opened}
      onDone={props.onLinked}
      onClose={onClose}
    />
  );
}

function NoAccount(props: { onLink(): void }) {
  const t = useT();
  return (
    <div className="mr-card">
      <StatePage icon="inbox" title={t('accounts.empty')} text={t('accounts.emptyText')}>
        <Button type="primary" onClick={props.onLink}>
          {t('accounts.link')}
        </Button>
      </StatePage>
    </div>
  );
}

function NoProvider({ providersPath }: { providersPath: string | null }) {
  const t = useT();
  const { navigation } = useHost();
  return (
    <div className="mr-card">
      <StatePage
        icon="settings"
        title={t('accounts.noProvider')}
        text={t(providersPath ? 'accounts.noProviderAdmin' : 'accounts.noProviderMember')}
      >
        {providersPath && (
          <Button type="primary" onClick={() => navigation.go(providersPath)}>
            {t('accounts.openProviders')}
          </Button>
        )}
      </StatePage>
    </div>
  );
}

function useReconnectedToast(path: string, accounts: readonly AccountView[] | undefined) {
  const t = useT();
  const id = Number(new URLSearchParams(path.split('?')[1] ?? '').get('reconnected'));
  const email = accounts?.find((account) => account.id === id)?.email;
  useEffect(() => {
    if (email) showToast({ key: 'linked', text: t('link.done', { email }), tone: 'success' });
  }, [email, t]);
}

function fromQuery(path: string): OpenDialog {
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  const confirm = Number(query.get('confirm'));
  if (confirm > 0) return { kind: 'confirm', accountId: confirm };
  const reconnect = Number(query.get('reconnect'));
  if (reconnect > 0) return { kind: 'reconnect', accountId: reconnect };
  return query.has('link') ? { kind: 'link' } : null;
}
