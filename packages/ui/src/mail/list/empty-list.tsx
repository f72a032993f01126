import { useHost } from '../../host/host.tsx';
import type { IconName } from '../../ui/icons.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import { ROLE_ICONS } from '../folders/folder-tree.ts';
import { formatPlace, type MailPlace } from '../place.ts';
import { useAccounts } from '../queries.ts';
import { SyncProgress } from './sync-progress.tsx';

/** Why a list is empty, and what to do about it. */
export function EmptyList({ place }: { place: MailPlace }) {
  const { t, navigation } = useHost();
  const accounts = useAccounts();
  const { box } = place;
  if (accounts.data?.length === 0) {
    return (
      <StatePage icon="inbox" title={t('empty.noAccount')} text={t('empty.noAccountText')}>
        <button
          type="button"
          className="mr-button mr-button-primary"
          onClick={() => navigation.go('/settings/accounts')}
        >
          {t('empty.linkAccount')}
        </button>
      </StatePage>
    );
  }
  const syncing = (accounts.data ?? []).find(
    (account) =>
      account.status === 'active' &&
      account.sync.phase !== 'idle' &&
      account.sync.phase !== 'incremental' &&
      account.lastSyncedAt === null,
  );
  if (syncing && box.kind !== 'search') {
    return (
      <StatePage icon="sync" title={t('empty.firstSync')} text={t('empty.firstSyncText')}>
        <SyncProgress account={syncing} />
      </StatePage>
    );
  }
  if (box.kind === 'search') {
    return box.text.trim() === '' ? (
      <StatePage icon="search" title={t('empty.searchStart')} text={t('empty.searchStartText')} />
    ) : (
      <StatePage icon="search" title={t('empty.search')} text={t('empty.searchText')} />
    );
  }
  if (place.isUnreadOnly) {
    return (
      <StatePage icon="check" title={t('empty.unread')}>
        <button
          type="button"
          className="mr-button"
          onClick={() => navigation.go(formatPlace({ ...place, isUnreadOnly: false }))}
        >
          {t('list.showAll')}
        </button>
      </StatePage>
    );
  }
  const role = box.kind === 'role' ? box.role : 'label';
  const icon: IconName = role === 'inbox' ? 'check' : (ROLE_ICONS[role] ?? 'label');
  const text = t.optional(`empty.${role}Text`) ?? undefined;
  return (
    <StatePage icon={icon} title={t.optional(`empty.${role}`) ?? t('empty.label')} text={text} />
  );
}
