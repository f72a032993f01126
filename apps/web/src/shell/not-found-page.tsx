import { HostLink, StatePage, useT } from '@mailroom/ui';
import { usePageTitle } from './page-title.ts';

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  const t = useT();
  usePageTitle(t('app.notFound'));
  return (
    <StatePage isPage icon="help" title={t('app.notFound')} text={t('app.notFoundText')}>
      <HostLink className="mr-button mr-button-primary" to="/mail/inbox">
        {t('app.toMail')}
      </HostLink>
    </StatePage>
  );
}
