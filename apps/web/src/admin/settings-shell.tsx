import { useHost, useT } from '@mailroom/ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { DatabaseNotice } from './database-notice.tsx';
import './settings-shell.css';

/** The settings' navigation beside the page. */
export function SettingsShell(props: { isAdministrator: boolean; children: ReactNode }) {
  const t = useT();
  const mine = [
    ['/settings/accounts', t('settings.nav.accounts')],
    ['/settings/signatures', t('settings.nav.signatures')],
    ['/settings/appearance', t('settings.nav.appearance')],
    ['/settings/security', t('settings.nav.security')],
    ['/settings/keys', t('settings.nav.keys')],
  ] as const;
  const admin = [
    ['/admin/settings/mail', t('settings.nav.mail')],
    ['/admin/accounts', t('settings.nav.allAccounts')],
    ['/admin/members', t('settings.nav.members')],
  ] as const;
  return (
    <div className="mr-settings">
      <nav className="mr-settings-nav" aria-label={t('settings.title')}>
        <NavLink to="/mail/inbox" label={t('settings.back')} isBack />
        <p className="mr-settings-group">{t('settings.group.mine')}</p>
        {mine.map(([to, label]) => (
          <NavLink key={to} to={to} label={label} />
        ))}
        {props.isAdministrator && (
          <>
            <p className="mr-settings-group">{t('settings.group.admin')}</p>
            {admin.map(([to, label]) => (
              <NavLink key={to} to={to} label={label} />
            ))}
          </>
        )}
      </nav>
      <div className="mr-settings-content">
        {props.isAdministrator && <DatabaseNotice />}
        {props.children}
      </div>
    </div>
  );
}

function NavLink(props: { to: string; label: string; isBack?: boolean }) {
  const { navigation } = useHost();
  const isCurrent = navigation.path.split('?')[0] === props.to;
  const link = useRef<HTMLAnchorElement>(null);
  // On small screens the row of links scrolls sideways: the page shown must be in it.
  useEffect(() => {
    if (isCurrent) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isCurrent]);
  return (
    <a
      ref={link}
      href={navigation.href(props.to)}
      aria-current={isCurrent ? 'page' : undefined}
      className={props.isBack ? 'mr-settings-back' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigation.go(props.to);
      }}
    >
      {props.isBack ? '← ' : ''}
      {props.label}
    </a>
  );
}
