import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useT } from '../../host/host.tsx';
import { CopyButton } from '../../settings/copy-field.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import type { DoctorCheckView, SetupView } from '../../views.ts';
import { pageOf, wordsOf } from './report-parts.ts';
import type { useActivation } from './use-doctor.ts';

const ICONS: Record<DoctorCheckView['status'], IconName> = {
  pass: 'check',
  fail: 'warning',
  unknown: 'help',
  skipped: 'minus',
};

/** A check that wants attention: what was found, the provider's own words, and the mend. */
export function ProblemLine(props: {
  check: DoctorCheckView;
  setup: SetupView;
  isRunning: boolean;
  activation: ReturnType<typeof useActivation>;
}) {
  const t = useT();
  const { check, isRunning } = props;
  const words = wordsOf(t, check);
  const facts = [
    words.name,
    check.account?.email,
    check.isAdvisory && t('doctorPanel.advisory'),
  ].filter(Boolean);
  return (
    <li className="mr-check" data-tone={isRunning ? 'running' : toneOf(check)}>
      <Mark status={check.status} isRunning={isRunning} />
      <div className="mr-check-main">
        <p className="mr-check-title">{words.title}</p>
        {facts.length > 0 && <p className="mr-check-facts">{facts.join(' · ')}</p>}
        {check.seen && (
          <blockquote className="mr-check-seen" lang="en" dir="auto">
            <span className="mr-visually-hidden">{`${t('doctorPanel.seenBy')} `}</span>
            {check.seen}
          </blockquote>
        )}
        {words.mend && <p className="mr-check-mend">{words.mend}</p>}
        <Actions {...props} />
      </div>
    </li>
  );
}

/** A check in one line: passed, or left out with the reason. */
export function QuietLine(props: { check: DoctorCheckView; isRunning: boolean }) {
  const t = useT();
  const { check, isRunning } = props;
  const { title, name } = wordsOf(t, check);
  return (
    <li className="mr-check mr-check-quiet" data-tone={isRunning ? 'running' : toneOf(check)}>
      <Mark status={check.status} isRunning={isRunning} />
      <div className="mr-check-main">
        <p>
          {name ?? title}
          {name && <span className="mr-hint"> {title}</span>}
        </p>
      </div>
    </li>
  );
}

/** The state as a sign and as a word: colour alone tells nobody anything. */
function Mark(props: { status: DoctorCheckView['status']; isRunning: boolean }) {
  const t = useT();
  const { status, isRunning } = props;
  return (
    <span className="mr-check-mark">
      <Icon
        name={isRunning ? 'sync' : ICONS[status]}
        size={16}
        className={isRunning ? 'mr-spin' : ''}
      />
      <span>{t(isRunning ? 'doctorPanel.runningLine' : `doctorPanel.status.${status}`)}</span>
    </span>
  );
}

function Actions(props: Parameters<typeof ProblemLine>[0]) {
  const t = useT();
  const { check, setup, activation } = props;
  const page = pageOf(check, setup);
  const clientId = setup.clients.find(({ provider }) => provider === 'google')?.clientId;
  const isActivation = check.id === 'api_enabled' && check.status === 'fail';
  const buttons: ReactNode[] = [];
  if (page) {
    buttons.push(
      <Button
        key="open"
        size="small"
        type={isActivation ? 'primary' : 'default'}
        href={page}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={t('doctorPanel.openAt', { check: t(`doctor.${check.id}.title`) })}
        onClick={isActivation ? activation.begin : undefined}
      >
        {t('doctorPanel.open')}
      </Button>,
    );
  }
  if (check.id === 'redirect_uri' || check.id === 'redirect_registered') {
    const label = t('doctorPanel.copyRedirect');
    buttons.push(<CopyButton key="redirect" label={label} value={setup.redirectUri} />);
  }
  if (clientId && (check.id === 'client' || check.id === 'redirect_registered')) {
    const label = t('doctorPanel.copyClientId');
    buttons.push(<CopyButton key="client" label={label} value={clientId} />);
  }
  if (page && isActivation) {
    buttons.push(<CopyButton key="link" label={t('doctorPanel.copyLink')} value={page} />);
  }
  if (buttons.length === 0) return null;
  return (
    <>
      <div className="mr-check-actions">{buttons}</div>
      {isActivation && <Activation activation={activation} />}
    </>
  );
}

function Activation({ activation }: { activation: ReturnType<typeof useActivation> }) {
  const t = useT();
  return (
    <div role="status">
      {activation.state === 'waiting' && (
        <p className="mr-check-waiting">
          <Icon name="sync" size={16} className="mr-spin" />
          <span>
            <strong>{t('doctorPanel.waiting')}</strong> {t('doctorPanel.waitingText')}
          </span>
          <Button size="small" type="text" onClick={activation.stop}>
            {t('doctorPanel.waitingStop')}
          </Button>
        </p>
      )}
      {activation.state === 'over' && <p className="mr-hint">{t('doctorPanel.waitingOver')}</p>}
    </div>
  );
}

function toneOf({ status, isAdvisory }: DoctorCheckView) {
  if (status === 'fail') return isAdvisory ? 'warning' : 'danger';
  return { pass: 'success', unknown: 'warning', skipped: 'neutral' }[status];
}
