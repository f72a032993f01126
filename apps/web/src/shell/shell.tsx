import {
  FolderRail,
  HostLink,
  IconButton,
  SearchBox,
  setPreferences,
  useAccounts,
  useCommandRunner,
  useHost,
  usePreferences,
} from '@mailroom/ui';
import { type ReactNode, useRef, useState, useSyncExternalStore } from 'react';
import type { SignedIn } from '../auth-gate.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Banners } from './banners.tsx';
import { RailDrawer } from './rail-drawer.tsx';
import './shell.css';

/** Top bar, folder rail, and the page between them. */
export function Shell({ state, children }: { state: SignedIn; children: ReactNode }) {
  const { t, navigation } = useHost();
  const { run } = useCommandRunner();
  const { isRailOpen } = usePreferences();
  const accounts = useAccounts();
  const isWide = useSyncExternalStore(subscribe, () => wide().matches);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const mainRef = useRef<HTMLElement>(null);
  const isMail = navigation.path.startsWith('/mail');
  const isReturn = navigation.path.startsWith('/admin/settings/mail/oauth2');
  const isSimulated = (accounts.data ?? []).some((account) => account.isSimulated);
  if (isReturn) return <main>{children}</main>;
  return (
    <div className="mr-shell">
      {/* biome-ignore lint/a11y/useValidAnchor: it goes to a place of this page; the base element would lead it elsewhere */}
      <a
        className="mr-skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          mainRef.current?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      <header className="mr-topbar">
        {(isMail || !isWide) && (
          <IconButton
            icon="menu"
            size={20}
            label={t('app.menu')}
            aria-expanded={isWide ? isRailOpen : isDrawerOpen}
            onClick={() =>
              isWide ? setPreferences({ isRailOpen: !isRailOpen }) : setDrawerOpen(true)
            }
          />
        )}
        <HostLink className="mr-logo" to="/mail/inbox" aria-label={t('app.home')}>
          <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
            <rect x="1" y="4" width="30" height="24" rx="6" fill="var(--mr-accent)" />
            <path
              d="M6 11l10 7.5L26 11"
              fill="none"
              stroke="var(--mr-on-accent)"
              strokeWidth="2.6"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          <span>Mailroom</span>
        </HostLink>
        <SearchBox />
        <span className="mr-topbar-end">
          <IconButton
            icon="help"
            size={20}
            className="mr-wide-only"
            label={t('help.title')}
            shortcut="?"
            onClick={() => run('help')}
          />
          <AccountMenu state={state} />
        </span>
      </header>
      <Banners isSimulated={isSimulated} />
      <div className="mr-app-body">
        {isWide && isMail && isRailOpen && (
          <div className="mr-side">
            <FolderRail />
          </div>
        )}
        <main
          className="mr-app-main"
          data-mail={isMail || undefined}
          id="main"
          tabIndex={-1}
          ref={mainRef}
        >
          {children}
        </main>
      </div>
      {isDrawerOpen && <RailDrawer onClose={() => setDrawerOpen(false)} />}
    </div>
  );
}

function wide(): MediaQueryList {
  return window.matchMedia('(min-width: 1024px)');
}

function subscribe(listener: () => void): () => void {
  const query = wide();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
