import { useHost } from '../../host/host.tsx';
import type { AccountView } from '../../views.ts';

/** How far an account's synchronisation is: phase, counts, what it waits for, time left. */
export function SyncProgress({ account }: { account: AccountView }) {
  const { t, locale } = useHost();
  const { sync } = account;
  const number = new Intl.NumberFormat(locale);
  const counts =
    sync.total === null
      ? t('sync.count', { done: number.format(sync.done) })
      : t('sync.countOf', { done: number.format(sync.done), total: number.format(sync.total) });
  return (
    <div className="mr-sync">
      <p className="mr-sync-account">
        <bdi>{account.email}</bdi>
      </p>
      <progress
        aria-label={t('sync.progress', { email: account.email })}
        {...(sync.total ? { value: Math.min(sync.done, sync.total), max: sync.total } : {})}
      />
      <p className="mr-sync-text">
        {t.optional(`sync.phase.${sync.phase}`)} · {counts}
        {sync.remainingMs !== null && sync.remainingMs > 0 && (
          <>
            {' '}
            · {t('sync.minutesLeft', { count: Math.max(1, Math.ceil(sync.remainingMs / 60_000)) })}
          </>
        )}
      </p>
      {sync.quotaWaitMs > 0 && (
        <p className="mr-sync-text">
          {t('sync.quotaWait', { count: Math.ceil(sync.quotaWaitMs / 1000) })}
        </p>
      )}
    </div>
  );
}
