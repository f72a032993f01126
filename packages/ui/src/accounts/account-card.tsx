import { Alert, Button, Progress } from 'antd';
import { errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import { ActionMenu } from '../ui/action-menu.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { AccountView } from '../views.ts';
import { isBusy, useAccountActions } from './data.ts';
import { formatDuration, formatRelative } from './format-duration.ts';
import { GrantNotice, hasEnded } from './grant-notice.tsx';

/** `renew`: reconnect at once, the provider's window opens with the click. */
export type AccountDialog = 'confirm' | 'reconnect' | 'renew' | 'start' | 'timeline' | 'unlink';

/** One linked mailbox: its state, what synchronisation does just now, and what can be done. */
export function AccountCard(props: { account: AccountView; onOpen(dialog: AccountDialog): void }) {
  const t = useT();
  const { locale } = useHost();
  const { account, onOpen } = props;
  return (
    <article className="mr-card mr-account" aria-label={account.email}>
      <header className="mr-account-head">
        <Avatar name={account.displayName} email={account.email} size={40} />
        <div className="mr-account-name">
          <h2 dir="auto">
            {account.email}
            {account.isSimulated && (
              <ToneTag tone="warning" title={t('accounts.simulatedHint')}>
                {t('accounts.simulated')}
              </ToneTag>
            )}
          </h2>
          <p className="mr-hint">{facts()}</p>
        </div>
        <AccountStatusTag account={account} />
        <AccountMenu account={account} onOpen={onOpen} />
      </header>
      <AccountProblem account={account} onOpen={onOpen} />
      {isBusy(account) && account.status === 'active' && !account.problem && (
        <SyncProgress account={account} />
      )}
      <GrantNotice account={account} onRenew={() => onOpen('renew')} />
    </article>
  );

  function facts(): string {
    const since = account.syncFrom
      ? t('accounts.since', {
          date: new Date(account.syncFrom).toLocaleDateString(locale, { dateStyle: 'medium' }),
        })
      : t('accounts.everything');
    const synced = account.lastSyncedAt
      ? t('accounts.lastSynced', { when: formatRelative(locale, account.lastSyncedAt) })
      : t('accounts.neverSynced');
    return [t('accounts.messages', { count: account.messageCount }), since, synced].join(' · ');
  }
}

function AccountStatusTag({ account }: { account: AccountView }) {
  const t = useT();
  const [key, tone] = statusOf(account);
  return <ToneTag tone={tone}>{t(`accounts.status.${key}`)}</ToneTag>;
}

function statusOf(account: AccountView) {
  if (account.status === 'needs_reconnect') return ['needs_reconnect', 'danger'] as const;
  if (account.status !== 'active') return [account.status, 'neutral'] as const;
  if (account.problem) return ['trouble', 'warning'] as const;
  // Originals are kept behind: all mail is here and readable already.
  if (isBusy(account) && account.sync.phase !== 'originals') {
    return ['syncing', 'info'] as const;
  }
  return ['active', 'success'] as const;
}

function AccountProblem(props: { account: AccountView; onOpen(dialog: AccountDialog): void }) {
  const t = useT();
  const { locale } = useHost();
  const { account, onOpen } = props;
  if (account.status === 'confirming') {
    return (
      <Alert
        type="info"
        showIcon
        className="mr-notice"
        title={t('confirm.title')}
        action={
          <Button type="primary" size="small" onClick={() => onOpen('confirm')}>
            {t('accounts.continue')}
          </Button>
        }
      />
    );
  }
  const needsReconnect = account.status === 'needs_reconnect';
  if (!account.problem && !needsReconnect) return null;
  // Why it stopped is known better than the provider's refusal says.
  if (hasEnded(account)) return null;
  const code = account.problem?.code ?? 'token_revoked';
  const again =
    account.nextSyncAt && !needsReconnect
      ? ` ${t('timeline.next', { when: formatRelative(locale, account.nextSyncAt) })}`
      : '';
  return (
    <Alert
      type={needsReconnect ? 'error' : 'warning'}
      showIcon
      className="mr-notice"
      title={`${t.optional(`error.${code}`) ?? account.problem?.message ?? code}${again}`}
      action={
        needsReconnect ? (
          <Button type="primary" size="small" onClick={() => onOpen('renew')}>
            {t('accounts.reconnect')}
          </Button>
        ) : undefined
      }
    />
  );
}

function SyncProgress({ account }: { account: AccountView }) {
  const t = useT();
  const { navigation } = useHost();
  const { phase, done, total, quotaWaitMs, remainingMs } = account.sync;
  const words = [
    t(`accounts.phase.${phase}`),
    total
      ? t('accounts.progress', { done, total })
      : done > 0
        ? t('accounts.progressOpen', { done })
        : '',
    remainingMs ? t('accounts.timeLeft', { time: formatDuration(t, remainingMs) }) : '',
  ];
  return (
    <div className="mr-progress">
      <Progress
        percent={total ? Math.min(100, Math.floor((done / total) * 100)) : 0}
        status="active"
        showInfo={Boolean(total)}
        aria-label={t(`accounts.phase.${phase}`)}
      />
      <p>{words.filter(Boolean).join(' · ')}</p>
      {quotaWaitMs > 2_000 && (
        <p className="mr-hint">
          {t('accounts.quotaWait', { time: formatDuration(t, quotaWaitMs) })}
        </p>
      )}
      {account.messageCount > 0 && (
        <p className="mr-hint">
          {t('accounts.readable')}{' '}
          <Button type="link" size="small" onClick={() => navigation.go('/mail/inbox')}>
            {t('accounts.readMail')}
          </Button>
        </p>
      )}
    </div>
  );
}

function AccountMenu(props: { account: AccountView; onOpen(dialog: AccountDialog): void }) {
  const t = useT();
  const { account, onOpen } = props;
  const { pause, resume, syncNow } = useAccountActions();
  const say = (key: 'accounts.paused' | 'accounts.resumed') => ({
    onSuccess: () => showToast({ key: 'account', text: t(key, { email: account.email }) }),
    onError: (error: unknown) =>
      showToast({ key: 'account', text: errorText(t, error), tone: 'danger' as const }),
  });
  const isActive = account.status === 'active';
  const items = [
    isActive && {
      key: 'sync',
      label: t('accounts.syncNow'),
      onClick: () => syncNow.mutate(account.id),
    },
    isActive && {
      key: 'pause',
      label: t('accounts.pause'),
      onClick: () => pause.mutate(account.id, say('accounts.paused')),
    },
    account.status === 'paused' && {
      key: 'resume',
      label: t('accounts.resume'),
      onClick: () => resume.mutate(account.id, say('accounts.resumed')),
    },
    isActive && {
      key: 'start',
      label: t('accounts.changeStart'),
      onClick: () => onOpen('start'),
    },
    account.status !== 'confirming' && {
      key: 'reconnect',
      label: t('accounts.reconnect'),
      onClick: () => onOpen('reconnect'),
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
