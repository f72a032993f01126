import { Button, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useHost, useT } from '../host/host.tsx';
import { shortDateTime } from '../ui/format.ts';
import type { AccountView } from '../views.ts';
import { useTimelinePage } from './data.ts';
import { formatRelative } from './format-duration.ts';
import { describeEntry } from './timeline-words.ts';

/** What synchronisation did for one account, newest first, and when it goes on. */
export function TimelineDialog(props: { account: AccountView; onClose(): void }) {
  const t = useT();
  const { locale } = useHost();
  const { account } = props;
  const [pages, setPages] = useState<(number | undefined)[]>([undefined]);
  return (
    <Modal
      open
      title={t('timeline.title', { email: account.email })}
      onCancel={props.onClose}
      footer={<Button onClick={props.onClose}>{t('settings.close')}</Button>}
      width={600}
    >
      {account.nextSyncAt && account.status === 'active' && (
        <p className="mr-hint">
          {t('timeline.next', { when: formatRelative(locale, account.nextSyncAt) })}
        </p>
      )}
      <ul className="mr-timeline">
        {pages.map((before, index) => (
          <TimelinePage
            key={before ?? 'first'}
            accountId={account.id}
            before={before}
            isLast={index === pages.length - 1}
            onOlder={(id) => setPages((known) => [...known, id])}
          />
        ))}
      </ul>
    </Modal>
  );
}

function TimelinePage(props: {
  accountId: number;
  before: number | undefined;
  isLast: boolean;
  onOlder(id: number): void;
}) {
  const t = useT();
  const { locale } = useHost();
  const page = useTimelinePage(props.accountId, props.before);
  if (page.isPending) return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (page.error) return <li role="alert">{errorText(t, page.error)}</li>;
  if (page.data.length === 0 && props.before === undefined) return <li>{t('timeline.empty')}</li>;
  const last = page.data.at(-1);
  return (
    <>
      {page.data.map((entry) => (
        <li key={entry.id} data-kind={entry.kind}>
          <time dateTime={entry.at}>{shortDateTime(entry.at, locale)}</time>
          <span>
            {t.optional(`timeline.kind.${entry.kind}`) ?? entry.kind}
            <small>{describeEntry(t, locale, entry)}</small>
          </span>
        </li>
      ))}
      {props.isLast && last && page.data.length >= 50 && (
        <li>
          <Button type="link" onClick={() => props.onOlder(last.id)}>
            {t('timeline.older')}
          </Button>
        </li>
      )}
    </>
  );
}
