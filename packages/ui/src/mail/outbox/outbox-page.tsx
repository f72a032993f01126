import { useQueryClient } from '@tanstack/react-query';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { shortDateTime } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import { showToast } from '../../ui/toasts.tsx';
import type { OutboxState, OutboxView } from '../../views.ts';
import { OUTBOX, useOutbox } from '../queries.ts';

const ICONS: Record<OutboxState, IconName> = {
  queued: 'clock',
  sending: 'send',
  sent: 'check',
  failed: 'warning',
  unconfirmed: 'help',
  cancelled: 'close',
};

/** Everything on its way, and what lately went, with its state and what can be done. */
export function OutboxPage() {
  const { t } = useHost();
  const outbox = useOutbox();
  return (
    <section className="mr-list" aria-label={t('role.outbox')}>
      <header className="mr-list-head">
        <div className="mr-list-tools">
          <h1 className="mr-list-title">{t('role.outbox')}</h1>
        </div>
      </header>
      <div className="mr-list-scroll">
        {outbox.isError && !outbox.data && (
          <StatePage icon="warning" isAlert title={errorText(t, outbox.error)}>
            <button type="button" className="mr-button" onClick={() => void outbox.refetch()}>
              {t('common.retry')}
            </button>
          </StatePage>
        )}
        {outbox.data?.length === 0 && (
          <StatePage icon="outbox" title={t('empty.outbox')} text={t('empty.outboxText')} />
        )}
        <ul className="mr-outbox">
          {(outbox.data ?? []).map((entry) => (
            <OutboxRow key={entry.id} entry={entry} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function OutboxRow({ entry }: { entry: OutboxView }) {
  const { t, locale } = useHost();
  const api = useApi();
  const client = useQueryClient();
  const run = async (call: (id: number) => Promise<OutboxView>) => {
    try {
      const changed = await call(entry.id);
      client.setQueryData<OutboxView[]>(OUTBOX, (old) =>
        (old ?? []).map((other) => (other.id === changed.id ? changed : other)),
      );
    } catch (error) {
      showToast({ key: 'outbox', tone: 'danger', text: errorText(t, error) });
      void client.invalidateQueries({ queryKey: OUTBOX });
    }
  };
  const problem = entry.problem
    ? (t.optional(`error.${entry.problem.code}`) ?? entry.problem.message)
    : null;
  return (
    <li className={`mr-outbox-row is-${entry.state}`}>
      <Icon name={ICONS[entry.state]} />
      <div className="mr-outbox-text">
        <span className="mr-outbox-to" dir="auto">
          {entry.to.map((person) => person.name || person.email).join(', ')}
        </span>
        <span className="mr-outbox-subject" dir="auto">
          {entry.subject || t('list.noSubject')}
        </span>
        <span className="mr-outbox-state">
          {t(`outbox.${entry.state}`)} · {shortDateTime(entry.createdAt, locale)}
        </span>
        {problem && <span className="mr-outbox-problem">{problem}</span>}
        {entry.state === 'unconfirmed' && (
          <span className="mr-outbox-problem">{t('outbox.unconfirmedText')}</span>
        )}
      </div>
      {entry.state === 'queued' && (
        <button type="button" className="mr-button" onClick={() => void run(api.cancelSend)}>
          {t('outbox.cancel')}
        </button>
      )}
      {(entry.state === 'failed' || entry.state === 'unconfirmed') && (
        <button type="button" className="mr-button" onClick={() => void run(api.retrySend)}>
          {t('outbox.sendAgain')}
        </button>
      )}
    </li>
  );
}
