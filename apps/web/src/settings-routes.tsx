import {
  AccountsPage,
  AdminAccountsPage,
  OAuthReturn,
  ProvidersPage,
  SignaturesPage,
  StatePage,
  useT,
} from '@mailroom/ui';
import { type ReactNode, useMemo } from 'react';
import { AppearancePage } from './admin/appearance-page.tsx';
import { KeysPage } from './admin/keys-page.tsx';
import { MembersPage } from './admin/members-page.tsx';
import { SecurityPage } from './admin/security-page.tsx';
import { SettingsShell } from './admin/settings-shell.tsx';
import { useHostState, useSimulatorSwitch, useUsers } from './auth/data.ts';
import { usePageTitle } from './shell/page-title.ts';

/** The settings' pages, each in its frame. One chunk: whoever opens one opens others. */

const ACCOUNTS = '/settings/accounts';
const PROVIDERS = '/admin/settings/mail';
const MEMBERS = '/admin/members';

export function AccountsRoute() {
  const user = useUser();
  return (
    <Settings titleKey="settings.nav.accounts">
      <AccountsPage providersPath={user?.role === 'administrator' ? PROVIDERS : null} />
    </Settings>
  );
}

export function SignaturesRoute() {
  const user = useUser();
  return (
    <Settings titleKey="settings.nav.signatures">
      <SignaturesPage isAdministrator={user?.role === 'administrator'} />
    </Settings>
  );
}

export function AppearanceRoute() {
  return (
    <Settings titleKey="settings.nav.appearance">
      <AppearancePage />
    </Settings>
  );
}

export function SecurityRoute() {
  const user = useUser();
  return (
    <Settings titleKey="settings.nav.security">{user && <SecurityPage user={user} />}</Settings>
  );
}

export function KeysRoute() {
  return (
    <Settings titleKey="settings.nav.keys">
      <KeysPage />
    </Settings>
  );
}

export function ProvidersRoute() {
  const state = useHostState();
  const setEnabled = useSimulatorSwitch();
  const simulator = state.data?.simulator;
  return (
    <Settings titleKey="settings.nav.mail">
      <ProvidersPage
        accountsPath={ACCOUNTS}
        membersPath={MEMBERS}
        simulated={
          simulator
            ? {
                isAvailable: simulator.isAvailable,
                isEnabled: simulator.isEnabled,
                emails: simulator.accounts.map((account) => account.email),
                setEnabled,
              }
            : null
        }
      />
    </Settings>
  );
}

export function MembersRoute() {
  const t = useT();
  const user = useUser();
  return (
    <Settings titleKey="settings.nav.members">
      {user?.role === 'administrator' ? (
        <MembersPage userId={user.id} />
      ) : (
        <StatePage
          isPage
          icon="warning"
          title={t('settings.adminOnly')}
          text={t('settings.adminOnlyText')}
        />
      )}
    </Settings>
  );
}

export function AdminAccountsRoute() {
  const t = useT();
  const user = useUser();
  return (
    <Settings titleKey="settings.nav.allAccounts">
      {user?.role === 'administrator' ? (
        <AllAccounts />
      ) : (
        <StatePage
          isPage
          icon="warning"
          title={t('settings.adminOnly')}
          text={t('settings.adminOnlyText')}
        />
      )}
    </Settings>
  );
}

/** The engine knows owners by their ids alone. */
function AllAccounts() {
  const users = useUsers();
  const people = useMemo(
    () => new Map((users.data ?? []).map(({ id, name, email }) => [id, { name, email }])),
    [users.data],
  );
  return <AdminAccountsPage people={people} />;
}

export function OAuthReturnRoute() {
  return <OAuthReturn accountsPath={ACCOUNTS} />;
}

function Settings(props: {
  titleKey: Parameters<ReturnType<typeof useT>>[0];
  children: ReactNode;
}) {
  const t = useT();
  const user = useUser();
  usePageTitle(t(props.titleKey));
  return (
    <SettingsShell isAdministrator={user?.role === 'administrator'}>{props.children}</SettingsShell>
  );
}

function useUser() {
  return useHostState().data?.user ?? null;
}
