import { Icon, useT } from '@mailroom/ui';
import { useSyncExternalStore } from 'react';

/** What must be known wherever one is: no connection, simulated accounts. */
export function Banners({ isSimulated }: { isSimulated: boolean }) {
  const t = useT();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <>
      {!isOnline && (
        <p className="mr-banner mr-banner-offline" role="status">
          <Icon name="warning" size={16} /> {t('app.offline')}
        </p>
      )}
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
