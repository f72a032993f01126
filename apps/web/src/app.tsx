import {
  applyTheme,
  chooseLocale,
  createTranslate,
  ErrorBoundary,
  errorText,
  type Locale,
  type MailroomHost,
  MailroomProvider,
  Screens,
  StatePage,
  ThemedScreens,
  type Translate,
  usePreferences,
  useResolvedTheme,
  useT,
} from '@mailroom/ui';
import type { QueryClient } from '@tanstack/react-query';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { AuthGate } from './auth-gate.tsx';
import { Shell } from './shell/shell.tsx';

/** The host of the screens: language, theme, navigation, requests; then who is signed in. */
export function App({ basePath, queryClient }: { basePath: string; queryClient: QueryClient }) {
  const preferences = usePreferences();
  const theme = useResolvedTheme(preferences.theme);
  const locale = preferences.locale ?? chooseLocale(navigator.languages);
  const t = useTranslate(locale);
  const navigation = useNavigation(basePath);
  const { density } = preferences;

  useLayoutEffect(() => applyTheme(theme, density), [theme, density]);
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);

  const request = useCallback(
    (path: string, init: RequestInit = {}) =>
      fetch(`${basePath}/api${path}`, { ...init, credentials: 'same-origin' }),
    [basePath],
  );
  const url = useCallback((path: string) => `${basePath}/api${path}`, [basePath]);
  const host = useMemo<MailroomHost | null>(
    () => t && { request, url, navigation, t, locale: dateLocale(locale), theme, density },
    [request, url, navigation, t, locale, theme, density],
  );
  if (!host) return null;
  return (
    <MailroomProvider host={host} queryClient={queryClient}>
      <div className="mr-app">
        <ThemedScreens>
          <AuthGate>
            {(state) => (
              <Screens userId={state.user.id}>
                <Shell state={state}>
                  <Page />
                </Shell>
              </Screens>
            )}
          </AuthGate>
        </ThemedScreens>
      </div>
    </MailroomProvider>
  );
}

function Page() {
  const t = useT();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <ErrorBoundary
      resetKey={path}
      fallback={(error, retry) => (
        <StatePage icon="warning" isAlert title={t('error.screen')} text={errorText(t, error)}>
          <button type="button" className="mr-button" onClick={retry}>
            {t('common.retry')}
          </button>{' '}
          <button type="button" className="mr-button" onClick={() => window.location.reload()}>
            {t('app.reload')}
          </button>
        </StatePage>
      )}
    >
      <Outlet />
    </ErrorBoundary>
  );
}

function useNavigation(basePath: string): MailroomHost['navigation'] {
  const router = useRouter();
  const path = useRouterState({
    select: (state) => state.location.pathname + state.location.searchStr,
  });
  return useMemo(
    () => ({
      path,
      href: (to) => basePath + to,
      go: (to, options) => {
        if (options?.replace) router.history.replace(basePath + to);
        else router.history.push(basePath + to);
      },
    }),
    [basePath, path, router],
  );
}

/** Null until the first language is there; then the old one stays while another loads. */
function useTranslate(locale: Locale): Translate | null {
  const [translate, setTranslate] = useState<Translate | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void createTranslate(locale).then((made) => {
      if (isCurrent) setTranslate(() => made);
    });
    return () => {
      isCurrent = false;
    };
  }, [locale]);
  return translate;
}

/** The browser's own region where it speaks the language: `en-GB` writes dates otherwise than `en-US`. */
function dateLocale(locale: Locale): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(locale)) ?? locale;
}
