import { ActionMenu, Avatar, Icon, setPreferences, useHost, usePreferences } from '@mailroom/ui';
import type { MenuProps } from 'antd';
import { useSignOut } from '../auth/data.ts';
import type { SignedIn } from '../auth-gate.tsx';

/** Who is signed in, the settings, the theme, the way out. */
export function AccountMenu({ state }: { state: SignedIn }) {
  const { t, navigation } = useHost();
  const signOut = useSignOut(state.user.id);
  const { theme } = usePreferences();
  const { user } = state;
  const go = (to: string) => () => navigation.go(to);
  const icon = (name: Parameters<typeof Icon>[0]['name']) => <Icon name={name} size={16} />;
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <span className="mr-menu-who">
          <bdi>{user.name}</bdi>
          <bdi>{user.email}</bdi>
        </span>
      ),
    },
    { type: 'divider' },
    {
      key: 'accounts',
      label: t('app.accounts'),
      icon: icon('inbox'),
      onClick: go('/settings/accounts'),
    },
    {
      key: 'appearance',
      label: t('settings.nav.appearance'),
      icon: icon('settings'),
      onClick: go('/settings/appearance'),
    },
    {
      key: 'security',
      label: t('settings.nav.security'),
      icon: icon('user'),
      onClick: go('/settings/security'),
    },
    ...(user.role === 'administrator'
      ? [
          { type: 'divider' as const },
          {
            key: 'mail',
            label: t('settings.nav.mail'),
            icon: icon('link'),
            onClick: go('/admin/settings/mail'),
          },
          {
            key: 'members',
            label: t('settings.nav.members'),
            icon: icon('user'),
            onClick: go('/admin/members'),
          },
        ]
      : []),
    { type: 'divider' },
    ...(['light', 'dark', 'system'] as const).map((choice) => ({
      key: choice,
      label: t(`app.theme.${choice}`),
      icon: icon(
        choice === theme
          ? 'check'
          : choice === 'dark'
            ? 'moon'
            : choice === 'light'
              ? 'sun'
              : 'clock',
      ),
      onClick: () => setPreferences({ theme: choice }),
    })),
    { type: 'divider' },
    { key: 'out', label: t('auth.signOut'), icon: icon('forward'), onClick: () => void signOut() },
  ];
  return (
    <ActionMenu items={items}>
      <button
        type="button"
        className="mr-account-button"
        aria-label={t('app.account')}
        aria-haspopup="menu"
      >
        <Avatar name={user.name} email={user.email} size={32} />
      </button>
    </ActionMenu>
  );
}
