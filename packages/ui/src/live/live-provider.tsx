import { createContext, type ReactNode, useContext } from 'react';
import { useT } from '../host/host.tsx';
import { announce } from '../ui/announcer.tsx';
import { useLiveEvents } from './use-live-events.ts';

const LiveContext = createContext(true);

/** Keeps everything below it up to date, and says new mail to screen readers. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const isLive = useLiveEvents((threadIds) =>
    announce(t('live.newMail', { count: threadIds.length })),
  );
  return <LiveContext.Provider value={isLive}>{children}</LiveContext.Provider>;
}

/** Whether what is shown follows the server just now; false while it cannot be reached. */
export function useIsLive(): boolean {
  return useContext(LiveContext);
}
