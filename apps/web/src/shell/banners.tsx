import { GrantBanner, Icon, useIsLive, useT } from '@mailroom/ui';
import { useSyncExternalStore } from 'react';

/** What must be known wherever one is: no network, no server, simulated accounts. */
export function Banners({ isSimulated }: { isSimulated: boolean }) {
  const t = useT();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  const isLive = useIsLive();
  return (
    <>
      {(!isOnline || !isLive) && (
        <p className="mr-banner mr-banner-offline" role="status">
          <Icon name="warning" size={16} /> {t(isOnline ? 'app.cut' : 'app.offline')}
        </p>
      )}
      <GrantBanner accountsPath="/settings/accounts" className="mr-banner" />
      {isSimulated && (
        <p className="mr-banner" role="status">
          <Icon name="warning" size={16} /> {t('app.simulated')}
        </p>
      )}
    </>
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
