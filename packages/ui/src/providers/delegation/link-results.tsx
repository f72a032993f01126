import { Alert, Button, Progress, Radio } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useT } from '../../host/host.tsx';
import { announce } from '../../ui/announcer.tsx';
import { HostLink } from '../../ui/host-link.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import type { DelegatedLinkView } from '../../views.ts';
import { MAX_ADDRESSES } from './address-list.ts';
import { isBusy, useDelegationActions } from './data.ts';
import { failuresOf, problemWords, resultsCsv } from './link-words.ts';

const STEP = 20;
const ICONS: Record<DelegatedLinkView['state'], IconName> = {
  waiting: 'clock',
  linking: 'sync',
  linked: 'check',
  failed: 'warning',
};

/** How linking goes on: progress, why mailboxes failed, and a line for each address. */
export function LinkResults(props: {
  links: readonly DelegatedLinkView[];
  /** First moment of the mail for those tried again, null: everything; undefined: they cannot be. */
  retryFrom: string | null | undefined;
  membersPath: string;
}) {
  const t = useT();
  const titleId = useId();
  const { links, retryFrom } = props;
  const { link } = useDelegationActions();
  const failed = links.filter(({ state }) => state === 'failed');
  const linked = links.filter(({ state }) => state === 'linked').length;
  const done = failed.length + linked;
  useFinishedSaid(links.some(isBusy), linked, failed.length);
  const handleRetry = () => {
    if (retryFrom === undefined) return;
    const emails = failed.slice(0, MAX_ADDRESSES).map(({ email }) => email);
    link.mutate({ emails, syncFrom: retryFrom });
  };
  return (
    <section className="mr-step" aria-labelledby={titleId}>
      <div className="mr-card-row">
        <h4 id={titleId}>{t('delegation.results')}</h4>
        <span className="mr-actions">
          {failed.length > 0 && retryFrom !== undefined && (
            <Button size="small" loading={link.isPending} onClick={handleRetry}>
              {t('delegation.retry', { count: failed.length })}
            </Button>
          )}
          <Button size="small" onClick={() => download(resultsCsv(t, links))}>
            {t('delegation.export')}
          </Button>
        </span>
      </div>
      <Progress
        percent={Math.floor((done / links.length) * 100)}
        success={{ percent: Math.floor((linked / links.length) * 100) }}
        showInfo={false}
        status={done < links.length ? 'active' : 'normal'}
        aria-label={t('delegation.results')}
      />
      <p className="mr-hint mr-count">
        {t('delegation.progress', { done, total: links.length })}
        {linked > 0 && ` · ${t('delegation.linkedCount', { count: linked })}`}
        {failed.length > 0 && ` · ${t('delegation.state.failed', { count: failed.length })}`}
      </p>
      {link.error && (
        <Alert type="error" showIcon className="mr-notice" title={errorText(t, link.error)} />
      )}
      <Failures links={links} membersPath={props.membersPath} />
      <Addresses links={links} failed={failed} />
    </section>
  );
}

/** The same failure of many is explained once. */
function Failures(props: { links: readonly DelegatedLinkView[]; membersPath: string }) {
  const t = useT();
  return (
    <ul className="mr-checks">
      {failuresOf(props.links).map(({ problem, emails }) => {
        const words = problemWords(t, problem);
        return (
          <li key={problem.code} className="mr-check" data-tone="danger">
            <span className="mr-check-mark">
              <Icon name="warning" size={16} />
              <span className="mr-count">
                {t('delegation.state.failed', { count: emails.length })}
              </span>
            </span>
            <div className="mr-check-main">
              <p className="mr-check-title">{words.title}</p>
              <p className="mr-check-mend">{words.mend}</p>
              {problem.code === 'no_member' && (
                <p>
                  <HostLink to={props.membersPath}>{t('delegation.openMembers')}</HostLink>
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Addresses(props: {
  links: readonly DelegatedLinkView[];
  failed: readonly DelegatedLinkView[];
}) {
  const t = useT();
  const [filter, setFilter] = useState<'all' | 'failed'>('all');
  const [limit, setLimit] = useState(STEP);
  const { links, failed } = props;
  const shown = filter === 'failed' && failed.length > 0 ? failed : links;
  const more = Math.min(STEP, shown.length - limit);
  return (
    <>
      {failed.length > 0 && failed.length < links.length && (
        <Radio.Group
          size="small"
          optionType="button"
          aria-label={t('delegation.filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value as 'all' | 'failed')}
          options={[
            { value: 'all', label: t('delegation.filter.all', { count: links.length }) },
            { value: 'failed', label: t('delegation.filter.failed', { count: failed.length }) },
          ]}
        />
      )}
      <ul className="mr-links">
        {shown.slice(0, limit).map((entry) => (
          <li key={entry.id} data-state={entry.state}>
            <span className="mr-check-mark">
              <Icon
                name={ICONS[entry.state]}
                size={16}
                className={entry.state === 'linking' ? 'mr-spin' : ''}
              />
              <span>{t(`delegation.status.${entry.state}`)}</span>
            </span>
            <span className="mr-links-email">{entry.email}</span>
            {entry.state === 'failed' && entry.problem && (
              <span className="mr-hint">{problemWords(t, entry.problem).title}</span>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p>
          <Button size="small" onClick={() => setLimit((now) => now + STEP)}>
            {t('delegation.showMore', { count: more })}
          </Button>
        </p>
      )}
    </>
  );
}

function useFinishedSaid(isWorking: boolean, linked: number, failed: number) {
  const t = useT();
  const wasWorking = useRef(isWorking);
  useEffect(() => {
    if (wasWorking.current && !isWorking) announce(t('delegation.finished', { linked, failed }));
    wasWorking.current = isWorking;
  }, [isWorking, linked, failed, t]);
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = 'mailroom-delegation.csv';
  anchor.click();
  // The browser takes the data after the click has ended.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
