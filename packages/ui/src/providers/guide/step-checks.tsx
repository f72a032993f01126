import { Alert, Button } from 'antd';
import { errorText } from '../../host/api-error.ts';
import { useT } from '../../host/host.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import type { DoctorCheckId, DoctorCheckView, SetupView } from '../../views.ts';
import { useDoctor } from '../doctor/use-doctor.ts';
import { checkOf } from './facts.ts';

const ICONS: Record<DoctorCheckView['status'], IconName> = {
  pass: 'check',
  fail: 'warning',
  unknown: 'help',
  skipped: 'minus',
};

/** The few checks that belong to a step; the whole report is on the Google card. */
export function StepChecks(props: { checks: readonly DoctorCheckId[]; setup: SetupView }) {
  const t = useT();
  const { setup } = props;
  const doctor = useDoctor(setup);
  const hasClient = setup.clients.some(({ provider }) => provider === 'google');
  return (
    <div className="mr-guide-checks">
      <p>{t('guide.checks')}</p>
      <ul>
        {props.checks.map((id) => {
          const check = checkOf(setup, id);
          return (
            <li key={id} data-status={check?.status ?? 'none'}>
              <Icon name={check ? ICONS[check.status] : 'help'} size={16} />
              <span>
                {t(`doctor.${id}.title`)}
                <small>
                  {check ? t(`doctorPanel.status.${check.status}`) : t('guide.notChecked')}
                </small>
              </span>
            </li>
          );
        })}
      </ul>
      {doctor.error && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={t('doctorPanel.failed')}
          description={errorText(t, doctor.error)}
        />
      )}
      <Button disabled={!hasClient} loading={doctor.isRunning} onClick={() => doctor.run()}>
        {t(setup.report ? 'doctorPanel.again' : 'doctorPanel.run')}
      </Button>
    </div>
  );
}
