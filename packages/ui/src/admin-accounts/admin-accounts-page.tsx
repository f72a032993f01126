import { answerOf } from '@mailroom/api/client';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Select, Skeleton } from 'antd';
import { useId, useMemo, useState, useSyncExternalStore } from 'react';
import { endedBy } from '../host/api.ts';
import { errorText } from '../host/api-error.ts';
import { useApi, useT } from '../host/host.tsx';
import { StatePage } from '../ui/state-page.tsx';
import type { AccountOverviewView } from '../views.ts';
import { AccountCards, AccountTable } from './account-rows.tsx';
import {
  FILTERS,
  isIn,
  type People,
  type Selection,
  SORTS,
  type Sort,
  selectRows,
} from './select-rows.ts';
import '../settings/settings.css';
import './admin-accounts.css';

const REFRESH_MS = 30_000;
/** Rows shown at first, and more with each press: thousands at once would be slow. */
const PAGE = 100;
const FIRST: Selection = { text: '', filter: 'all', sort: 'email', isDescending: false };

/**
 * Every linked mailbox of the installation and how it fares, for administrators. Nothing leads from
 * here to anybody's mail.
 *
 * @param props.people who owns them: users belong to the host
 */
export function AdminAccountsPage({ people }: { people: People }) {
  const t = useT();
  const { client } = useApi();
  const accounts = useQuery({
    queryKey: ['accounts', 'overview'],
    queryFn: ({ signal }) => answerOf(client.accounts.overview.$get({}, endedBy(signal))),
    refetchInterval: REFRESH_MS,
  });
  const [selection, setSelection] = useState(FIRST);
  return (
    <section className="mr-settings-page mr-overview">
      <header className="mr-page-head">
        <div>
          <h1 className="mr-title">{t('overview.title')}</h1>
          <p className="mr-lead">{t('overview.lead')}</p>
        </div>
      </header>
      {content()}
    </section>
  );

  function content() {
    if (accounts.isPending) {
      return (
        <div className="mr-card">
          <Skeleton active title={false} paragraph={{ rows: 5 }} />
        </div>
      );
    }
    if (accounts.error) {
      return (
        <StatePage
          icon="warning"
          title={t('settings.loadFailed')}
          text={errorText(t, accounts.error)}
          isAlert
        >
          <Button onClick={() => accounts.refetch()}>{t('settings.retry')}</Button>
        </StatePage>
      );
    }
    if (accounts.data.length === 0) {
      return (
        <div className="mr-card">
          <StatePage icon="inbox" title={t('overview.empty')} text={t('overview.emptyText')} />
        </div>
      );
    }
    return (
      <>
        <EndingNotice
          accounts={accounts.data}
          onShow={() => setSelection({ ...FIRST, filter: 'ending', sort: 'grant' })}
        />
        <Listing
          accounts={accounts.data}
          people={people}
          selection={selection}
          onSelect={setSelection}
        />
      </>
    );
  }
}

/** The permissions that end by themselves, with what ends that for good. */
function EndingNotice(props: { accounts: readonly AccountOverviewView[]; onShow(): void }) {
  const t = useT();
  const { client } = useApi();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => answerOf(client.setup.$get({}, endedBy(signal))),
  });
  const count = props.accounts.filter((account) => isIn('ending', account)).length;
  if (count === 0) return null;
  const projectId =
    setup.data?.guide.answers.projectId ??
    setup.data?.clients.find(({ isSimulated }) => !isSimulated)?.projectId;
  const query = projectId ? `?project=${encodeURIComponent(projectId)}` : '';
  return (
    <Alert
      type="warning"
      showIcon
      className="mr-notice"
      title={t('overview.ending', { count })}
      description={
        <>
          <p>{t('overview.endingText')}</p>
          <div className="mr-overview-actions">
            <Button size="small" onClick={props.onShow}>
              {t('overview.showEnding')}
            </Button>
            {setup.data && (
              <a
                href={`${setup.data.googleConsoleUrl}/auth/audience${query}`}
                target="_blank"
                rel="noopener noreferrer"
              >
                {t('overview.openAudience')}
              </a>
            )}
          </div>
        </>
      }
    />
  );
}

function Listing(props: {
  accounts: readonly AccountOverviewView[];
  people: People;
  selection: Selection;
  onSelect(selection: Selection): void;
}) {
  const t = useT();
  const { accounts, people, selection, onSelect } = props;
  const [shown, setShown] = useState(PAGE);
  const isWide = useSyncExternalStore(subscribe, () => wide().matches);
  const rows = useMemo(
    () => selectRows(accounts, people, selection),
    [accounts, people, selection],
  );
  const visible = rows.slice(0, shown);
  const handleSort = (sort: Sort) =>
    onSelect({
      ...selection,
      sort,
      isDescending: selection.sort === sort && !selection.isDescending,
    });
  return (
    <div className="mr-card">
      <Controls selection={selection} isSortShown={!isWide} onSelect={onSelect} />
      <p className="mr-hint" role="status">
        {t('overview.count', { count: rows.length })}
      </p>
      {rows.length === 0 && (
        <StatePage icon="search" title={t('overview.none')}>
          <Button onClick={() => onSelect(FIRST)}>{t('overview.reset')}</Button>
        </StatePage>
      )}
      {rows.length > 0 &&
        (isWide ? (
          <AccountTable
            accounts={visible}
            people={people}
            selection={selection}
            onSort={handleSort}
          />
        ) : (
          <AccountCards accounts={visible} people={people} />
        ))}
      {visible.length < rows.length && (
        <Button onClick={() => setShown(shown + PAGE)}>{t('overview.more')}</Button>
      )}
    </div>
  );
}

function Controls(props: {
  selection: Selection;
  isSortShown: boolean;
  onSelect(selection: Selection): void;
}) {
  const t = useT();
  const id = useId();
  const { selection, onSelect } = props;
  return (
    <div className="mr-overview-controls">
      <Input
        type="search"
        allowClear
        aria-label={t('overview.search')}
        placeholder={t('overview.search')}
        value={selection.text}
        onChange={(event) => onSelect({ ...selection, text: event.target.value })}
      />
      <div className="mr-overview-choice">
        <label htmlFor={`${id}state`}>{t('overview.state')}</label>
        <Select
          id={`${id}state`}
          value={selection.filter}
          onChange={(filter) => onSelect({ ...selection, filter })}
          popupMatchSelectWidth={false}
          options={FILTERS.map((value) => ({ value, label: t(`overview.filter.${value}`) }))}
        />
      </div>
      {props.isSortShown && (
        <div className="mr-overview-choice">
          <label htmlFor={`${id}sort`}>{t('overview.sort')}</label>
          <Select
            id={`${id}sort`}
            value={selection.sort}
            onChange={(sort) => onSelect({ ...selection, sort, isDescending: false })}
            popupMatchSelectWidth={false}
            options={SORTS.map((value) => ({ value, label: t(`overview.column.${value}`) }))}
          />
        </div>
      )}
    </div>
  );
}

function wide(): MediaQueryList {
  return window.matchMedia('(min-width: 1200px)');
}

function subscribe(listener: () => void): () => void {
  const query = wide();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
