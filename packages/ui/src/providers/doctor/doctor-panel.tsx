import { Alert, Button } from 'antd';
import { useId } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost, useT } from '../../host/host.tsx';
import { CopyButton } from '../../settings/copy-field.tsx';
import { shortDateTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import type { DoctorReportView, SetupView } from '../../views.ts';
import { ProblemLine, QuietLine } from './check-line.tsx';
import { partsOf } from './report-parts.ts';
import { reportText } from './report-text.ts';
import { TestMail } from './test-mail.tsx';
import { type Doctor, useActivation, verdictText } from './use-doctor.ts';

/** What the doctor found about Google: problems first, each with its mend; what passed is folded. */
export function DoctorPanel(props: { doctor: Doctor; setup: SetupView; accountsPath: string }) {
  const t = useT();
  const titleId = useId();
  const { doctor, setup } = props;
  const { report, isRunning } = doctor;
  return (
    <section className="mr-doctor" aria-labelledby={titleId} aria-busy={isRunning}>
      <header className="mr-doctor-head">
        <div>
          <h3 id={titleId}>{t('doctorPanel.title')}</h3>
          <Summary doctor={doctor} />
        </div>
        <Button loading={isRunning} onClick={() => doctor.run()}>
          {t(report ? 'doctorPanel.again' : 'doctorPanel.run')}
        </Button>
      </header>
      {isRunning && <div className="mr-doctor-bar" aria-hidden="true" />}
      {doctor.error && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={t('doctorPanel.failed')}
          description={errorText(t, doctor.error)}
        />
      )}
      {report && <Report report={report} setup={setup} isRunning={isRunning} />}
      {setup.clients.some(({ provider }) => provider === 'google') && (
        <TestMail doctor={doctor} accountsPath={props.accountsPath} />
      )}
    </section>
  );
}

function Summary({ doctor }: { doctor: Doctor }) {
  const t = useT();
  const { locale } = useHost();
  const { report, isRunning } = doctor;
  if (isRunning) {
    return (
      <p className="mr-hint" role="status">
        {t('doctorPanel.running')} {report && t('doctorPanel.runningOld')}
      </p>
    );
  }
  if (!report) {
    return (
      <p className="mr-hint">
        {t('doctorPanel.none')} {t('doctorPanel.noneText')}
      </p>
    );
  }
  const when = shortDateTime(report.finishedAt, locale);
  return (
    <p className="mr-hint">
      <strong className="mr-doctor-verdict" data-verdict={report.verdict}>
        {verdictText(t, report)}
      </strong>{' '}
      {t('doctorPanel.checkedAt', { when })}
    </p>
  );
}

function Report(props: { report: DoctorReportView; setup: SetupView; isRunning: boolean }) {
  const t = useT();
  const { report, setup, isRunning } = props;
  const activation = useActivation();
  const { problems, passed, skipped } = partsOf(report);
  const folded = [
    passed.length > 0 && t('doctorPanel.passed', { count: passed.length }),
    skipped.length > 0 && t('doctorPanel.skipped', { count: skipped.length }),
  ];
  const keyOf = (check: (typeof problems)[number]) => `${check.id} ${check.account?.id ?? ''}`;
  return (
    <div className="mr-doctor-report" data-running={isRunning}>
      {problems.length > 0 && (
        <ul className="mr-checks">
          {problems.map((check) => (
            <ProblemLine
              key={keyOf(check)}
              check={check}
              setup={setup}
              isRunning={isRunning}
              activation={activation}
            />
          ))}
        </ul>
      )}
      {passed.length + skipped.length > 0 && (
        <details className="mr-doctor-passed">
          <summary>
            <Icon name="check" size={16} />
            {folded.filter(Boolean).join(' · ')}
            <Icon name="right" size={14} className="mr-section-arrow" />
          </summary>
          <ul className="mr-checks">
            {[...passed, ...skipped].map((check) => (
              <QuietLine key={keyOf(check)} check={check} isRunning={isRunning} />
            ))}
          </ul>
          <p className="mr-doctor-copy">
            <CopyButton
              label={t('doctorPanel.copyReport')}
              value={reportText(report, setup.redirectUri)}
            />
            <span className="mr-hint">{t('doctorPanel.copyReportHint')}</span>
          </p>
        </details>
      )}
    </div>
  );
}
