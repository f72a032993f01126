import { Button, Select } from 'antd';
import { useState } from 'react';
import { useAccounts } from '../../accounts/data.ts';
import { useT } from '../../host/host.tsx';
import { HostLink } from '../../ui/host-link.tsx';
import type { DoctorCheckView } from '../../views.ts';
import type { Doctor } from './use-doctor.ts';

/** Sends a mail to oneself through a linked mailbox, and says how long it took. */
export function TestMail(props: { doctor: Doctor; accountsPath: string }) {
  const t = useT();
  const { doctor } = props;
  const accounts = useAccounts();
  const [chosen, setChosen] = useState<number | null>(null);
  const options = (accounts.data ?? [])
    .filter(({ provider, status }) => provider === 'google' && status === 'active')
    .map(({ id, email }) => ({ value: id, label: email }));
  const accountId = chosen ?? options[0]?.value;
  if (!accounts.data) return null;
  if (accountId === undefined) {
    return (
      <p className="mr-hint">
        {t('doctorPanel.testMailNone')}{' '}
        <HostLink to={props.accountsPath}>{t('doctorPanel.testMailLink')}</HostLink>
      </p>
    );
  }
  const isSending = doctor.testMailAccountId !== null;
  const arrived = doctor.report?.checks.find(
    ({ id, status }) => id === 'test_mail' && status === 'pass',
  );
  return (
    <div className="mr-test-mail">
      <div className="mr-test-mail-row">
        <Select
          aria-label={t('doctorPanel.testMailAccount')}
          value={accountId}
          options={options}
          onChange={setChosen}
          disabled={doctor.isRunning}
        />
        <Button
          loading={isSending}
          disabled={doctor.isRunning}
          onClick={() => doctor.run({ testMailAccountId: accountId })}
        >
          {t('doctorPanel.testMail')}
        </Button>
      </div>
      <p className="mr-hint" role="status">
        {isSending
          ? t('doctorPanel.testMailSending')
          : arrived
            ? t('doctorPanel.testMailArrived', { seconds: secondsOf(arrived) })
            : t('doctorPanel.testMailHint')}
      </p>
    </div>
  );
}

/** From sending to arriving; the check itself takes a little longer. */
function secondsOf({ data, durationMs }: DoctorCheckView): number {
  return typeof data.seconds === 'number' ? data.seconds : Math.ceil(durationMs / 100) / 10;
}
