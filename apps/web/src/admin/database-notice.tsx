import { setPreferences, usePreferences, useT } from '@mailroom/ui';
import { Alert, Button } from 'antd';
import { useHostState } from '../auth/data.ts';

const NOTICE = 'embedded_database';

/**
 * Recommends PostgreSQL to administrators of a server that runs on its embedded database. Whoever
 * has read it does not see it again in this browser.
 */
export function DatabaseNotice() {
  const t = useT();
  const { readNotices } = usePreferences();
  const notices = useHostState().data?.notices ?? [];
  if (!notices.includes(NOTICE) || readNotices.includes(NOTICE)) return null;
  return (
    <Alert
      type="info"
      showIcon
      className="mr-notice mr-settings-notice"
      title={t('notice.embeddedDatabase')}
      description={t('notice.embeddedDatabaseText')}
      action={
        <Button
          size="small"
          onClick={() => setPreferences({ readNotices: [...readNotices, NOTICE] })}
        >
          {t('notice.understood')}
        </Button>
      }
    />
  );
}
