import { ConfigProvider } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useHost } from './host/host.tsx';
import { LiveProvider } from './live/live-provider.tsx';
import { ActionsProvider, useMailActions } from './mail/actions/actions-context.tsx';
import { ComposeProvider } from './mail/compose/compose-provider.tsx';
import { CommandProvider, useCommands } from './mail/keyboard/commands.tsx';
import { HelpSheet } from './mail/keyboard/help-sheet.tsx';
import './theme/base.css';
import './theme/mail.css';
import './theme/reader.css';
import './theme/compose.css';
import { antdTheme } from './theme/antd-theme.ts';
import { useReducedMotion } from './theme/preferences.ts';
import { Announcer } from './ui/announcer.tsx';
import { Toasts } from './ui/toasts.tsx';

/** antd in our colours. The sign-in pages need no more than this. */
export function ThemedScreens({ children }: { children: ReactNode }) {
  const { theme, density, t, locale } = useHost();
  const isStill = useReducedMotion();
  const config = useMemo(
    () => antdTheme({ mode: theme, density, isStill }),
    [theme, density, isStill],
  );
  // antd names crosses of dialogues and eyes of passwords itself, in English unless told otherwise.
  const words = useMemo(() => {
    const [close, show, hide] = [t('settings.close'), t('settings.show'), t('settings.hide')];
    return { locale, global: { close, show, hide } };
  }, [t, locale]);
  return (
    <ConfigProvider theme={config} locale={words}>
      {children}
    </ConfigProvider>
  );
}

/**
 * What every screen of a signed-in user stands in: keys, undo, the composer, toasts, the live
 * region and the change feed. Place it once, inside MailroomProvider.
 *
 * @param props.userId whose drafts this browser keeps; another user gets screens of their own
 */
export function Screens({ userId, children }: { userId: string; children: ReactNode }) {
  return (
    <ThemedScreens>
      <CommandProvider>
        <ActionsProvider>
          <ComposeProvider key={userId} userId={userId}>
            <GlobalCommands />
            <LiveProvider>{children}</LiveProvider>
            <HelpSheet />
            <Toasts />
            <Announcer />
          </ComposeProvider>
        </ActionsProvider>
      </CommandProvider>
    </ThemedScreens>
  );
}

function GlobalCommands() {
  const { navigation } = useHost();
  const actions = useMailActions();
  useCommands({
    undo: () => actions.undoLast(),
    goInbox: () => navigation.go('/mail/inbox'),
    goStarred: () => navigation.go('/mail/starred'),
    goSent: () => navigation.go('/mail/sent'),
    goDrafts: () => navigation.go('/mail/drafts'),
    goAll: () => navigation.go('/mail/all'),
  });
  return null;
}
