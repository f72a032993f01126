export { AccountsPage } from './accounts/accounts-page.tsx';
export { formatRelative } from './accounts/format-duration.ts';
export { GrantBanner } from './accounts/grant-banner.tsx';
export { OAuthReturn } from './accounts/oauth-return.tsx';
export { AdminAccountsPage } from './admin-accounts/admin-accounts-page.tsx';
export { type Api, createApi } from './host/api.ts';
export { ApiError, errorText } from './host/api-error.ts';
export {
  createQueryClient,
  type HostNavigation,
  type MailroomHost,
  MailroomProvider,
  useApi,
  useHost,
  useT,
} from './host/host.tsx';
export {
  chooseLocale,
  createTranslate,
  LOCALES,
  type Locale,
  type Translate,
} from './i18n/translate.ts';
export { useIsLive } from './live/live-provider.tsx';
export { forgetDrafts } from './mail/compose/draft-store.ts';
export { FolderRail } from './mail/folders/folder-rail.tsx';
export { useCommandRunner, useCommands } from './mail/keyboard/commands.tsx';
export { MailCentre } from './mail/mail-centre.tsx';
export { useAccounts, useFolders, useIdentities } from './mail/queries.ts';
export { SearchBox } from './mail/search/search-box.tsx';
export { useMailTitle } from './mail/use-mail-title.ts';
export { ProvidersPage } from './providers/providers-page.tsx';
export type { SimulatedGoogle } from './providers/simulated-card.tsx';
export { Screens, ThemedScreens } from './screens.tsx';
export { CopyField } from './settings/copy-field.tsx';
export { ToneTag } from './settings/tone-tag.tsx';
export { SignaturesPage } from './signatures/signatures-page.tsx';
export {
  applyTheme,
  type Density,
  readPreferences,
  setPreferences,
  type ThemeChoice,
  usePreferences,
  useResolvedTheme,
} from './theme/preferences.ts';
export { ActionMenu } from './ui/action-menu.tsx';
export { announce } from './ui/announcer.tsx';
export { Avatar } from './ui/avatar.tsx';
export { ErrorBoundary } from './ui/error-boundary.tsx';
export { FocusReturn } from './ui/focus-return.tsx';
export { HostLink } from './ui/host-link.tsx';
export { IconButton } from './ui/icon-button.tsx';
export { Icon, type IconName } from './ui/icons.tsx';
export { StatePage } from './ui/state-page.tsx';
export { hideToast, showToast } from './ui/toasts.tsx';
export { useUnreadBadge } from './ui/unread-badge.ts';
export { useFirstFocus } from './ui/use-first-focus.ts';
