import { Alert, Button, Progress } from 'antd';
import { useHost, useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import { Avatar } from '../ui/avatar.tsx';
import type { AccountView } from '../views.ts';
import { type AccountDialog, AccountMenu } from './account-menu.tsx';
import { isBusy } from './data.ts';
import { formatDuration, formatRelative } from './format-duration.ts';
import { GrantNotice, hasEnded } from './grant-notice.tsx';
import { useResume } from './use-resume.ts';

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
          {account.grantKind === 'delegated' && (
            <p className="mr-hint">{t('accounts.delegated')}</p>
          )}
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
          <ReconnectButton account={account} onRenew={() => onOpen('renew')} />
        ) : undefined
      }
    />
  );
}

function ReconnectButton(props: { account: AccountView; onRenew(): void }) {
  const t = useT();
  const { resume, isPending } = useResume(props.account);
  // Nobody consents to a delegated mailbox: the server asks for a token anew.
  const isDelegated = props.account.grantKind === 'delegated';
  return (
    <Button
      type="primary"
      size="small"
      loading={isPending}
      onClick={isDelegated ? resume : props.onRenew}
    >
      {t('accounts.reconnect')}
    </Button>
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
