import { errorText, StatePage, useT } from '@mailroom/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';

/** A list that loads, fails, is empty or has rows: each shown for what it is. */
export function SettingsList<T>(props: {
  query: UseQueryResult<T[], Error>;
  empty: string;
  row(item: T): ReactNode;
}) {
  const t = useT();
  const { query } = props;
  if (query.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  if (query.error) {
    return (
      <StatePage
        icon="warning"
        title={t('settings.loadFailed')}
        text={errorText(t, query.error)}
        isAlert
      >
        <Button onClick={() => query.refetch()}>{t('settings.retry')}</Button>
      </StatePage>
    );
  }
  if (query.data.length === 0) return <p className="mr-hint">{props.empty}</p>;
  return <ul className="mr-settings-rows">{query.data.map(props.row)}</ul>;
}

/** Title, lead and the main action of a settings page. */
export function PageHead(props: { title: string; lead?: string; children?: ReactNode }) {
  return (
    <header className="mr-page-head">
      <div>
        <h1 className="mr-title">{props.title}</h1>
        {props.lead && <p className="mr-lead">{props.lead}</p>}
      </div>
      {props.children}
    </header>
  );
}
