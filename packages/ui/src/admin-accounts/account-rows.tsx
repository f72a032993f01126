import { formatRelative } from '../accounts/format-duration.ts';
import { daysLeft } from '../accounts/grant-time.ts';
import { useHost, useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import { shortDateTime } from '../ui/format.ts';
import type { AccountOverviewView } from '../views.ts';
import { type People, type Selection, SORTS, type Sort } from './select-rows.ts';

interface Rows {
  accounts: readonly AccountOverviewView[];
  people: People;
}

/** The list as a table, for wide windows; a click on a column's name sorts by it. */
export function AccountTable(props: Rows & { selection: Selection; onSort(sort: Sort): void }) {
  const t = useT();
  const { selection } = props;
  return (
    <table className="mr-overview-table">
      <caption className="mr-visually-hidden">{t('overview.title')}</caption>
      <thead>
        <tr>
          {SORTS.map((sort) => {
            const isSorted = selection.sort === sort;
            const direction = selection.isDescending ? 'descending' : 'ascending';
            const name = t(`overview.column.${sort}`);
            return (
              <th key={sort} scope="col" aria-sort={isSorted ? direction : undefined}>
                <button
                  type="button"
                  title={t('overview.sortedBy', { name })}
                  onClick={() => props.onSort(sort)}
                >
                  {name}
                  <span aria-hidden="true">
                    {isSorted ? (selection.isDescending ? ' ↓' : ' ↑') : ''}
                  </span>
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {props.accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row">
              <Address account={account} />
            </th>
            <td>
              <Owner account={account} people={props.people} />
            </td>
            <td>
              <State account={account} />
            </td>
            <td>
              <Synced account={account} />
            </td>
            <td>
              <Grant account={account} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same as cards, for narrow windows. */
export function AccountCards({ accounts, people }: Rows) {
  const t = useT();
  return (
    <ul className="mr-overview-cards">
      {accounts.map((account) => (
        <li key={account.id}>
          <h2>
            <Address account={account} />
          </h2>
          <dl>
            <dt>{t('overview.column.owner')}</dt>
            <dd>
              <Owner account={account} people={people} />
            </dd>
            <dt>{t('overview.column.state')}</dt>
            <dd>
              <State account={account} />
            </dd>
            <dt>{t('overview.column.lastSynced')}</dt>
            <dd>
              <Synced account={account} />
            </dd>
            <dt>{t('overview.column.grant')}</dt>
            <dd>
              <Grant account={account} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Address({ account }: { account: AccountOverviewView }) {
  const t = useT();
  return (
    <>
      <span dir="auto">{account.email}</span>
      <small>{t(`link.${account.provider}`)}</small>
    </>
  );
}

function Owner({ account, people }: { account: AccountOverviewView; people: People }) {
  const t = useT();
  const owner = people.get(account.userId);
  if (!owner) return <>{t('overview.unknownOwner', { id: account.userId })}</>;
  return (
    <>
      <span dir="auto">{owner.name}</span>
      {owner.email !== account.email && <small>{owner.email}</small>}
    </>
  );
}

function State({ account }: { account: AccountOverviewView }) {
  const t = useT();
  const { status, problem } = account;
  const [word, tone] =
    status === 'needs_reconnect'
      ? ([t('accounts.status.needs_reconnect'), 'danger'] as const)
      : status !== 'active'
        ? ([t(`accounts.status.${status}`), 'neutral'] as const)
        : problem
          ? ([t('accounts.status.trouble'), 'warning'] as const)
          : ([t('overview.status.working'), 'success'] as const);
  return (
    <>
      <ToneTag tone={tone}>{word}</ToneTag>
      {problem && (
        <small>
          {t.optional(`error.${problem.code}`) ??
            t.optional(`linkError.${problem.code}`) ??
            problem.message}{' '}
          {t(`overview.mend.${mendOf(account)}`)}
        </small>
      )}
    </>
  );
}

/** Whose move it is. */
function mendOf({ status, problem }: AccountOverviewView) {
  const code = problem?.code ?? '';
  if (WAITS.has(code) && status === 'active') return 'wait';
  if (ADMINISTRATORS.has(code) || code.startsWith('delegation') || code.startsWith('service_')) {
    return 'administrator';
  }
  return status === 'needs_reconnect' ? 'reconnect' : 'other';
}

const WAITS = new Set(['network', 'provider_unavailable', 'rate_limited', 'cursor_expired']);
const ADMINISTRATORS = new Set([
  'api_disabled',
  'client_invalid',
  'client_unknown',
  'client_secret_wrong',
  'provider_not_configured',
  'storage_full',
]);

function Synced({ account }: { account: AccountOverviewView }) {
  const t = useT();
  const { locale } = useHost();
  const at = account.lastSyncedAt;
  if (!at) return <>{t('overview.never')}</>;
  return <time dateTime={at}>{formatRelative(locale, at)}</time>;
}

function Grant({ account }: { account: AccountOverviewView }) {
  const t = useT();
  const { locale } = useHost();
  const { grantExpiresAt, grantedAt } = account;
  return (
    <>
      <span>{t(`overview.grant.${account.grantKind}`)}</span>
      {grantedAt && (
        <small>{t('overview.grantedAt', { when: formatRelative(locale, grantedAt) })}</small>
      )}
      {grantExpiresAt && <GrantEnd endsAt={grantExpiresAt} />}
    </>
  );
}

function GrantEnd({ endsAt }: { endsAt: string }) {
  const t = useT();
  const { locale } = useHost();
  const left = daysLeft(endsAt);
  const date = shortDateTime(endsAt, locale);
  return (
    <small className="mr-overview-end" data-tone={left <= 1 ? 'danger' : 'warning'}>
      {left <= 0
        ? t('overview.endedAt', { date })
        : t('overview.endsAt', { date, when: formatRelative(locale, endsAt) })}
    </small>
  );
}
