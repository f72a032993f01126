import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Translate } from '../i18n/translate.ts';
import { type Api, createApi } from './api.ts';
import { ApiError } from './api-error.ts';

/** Moves between screens. Paths are the application's own, without the base under which it is mounted. */
export interface HostNavigation {
  /** Path and query now, e.g. `/mail/inbox/t/7`. */
  path: string;
  go(path: string, options?: { replace?: boolean }): void;
  /** What to put into `href`, so that links open in new tabs. */
  href(path: string): string;
}

/** Everything that the screens need from whoever shows them: Mailroom's own client, or another product. */
export interface MailroomHost {
  /** `fetch` for a path below the API's base, e.g. `/folders`; adds what the host's sign-in needs. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Address of an API path for links, images, uploads and events. */
  url(path: string): string;
  /** Headers that uploads need besides cookies. */
  uploadHeaders?(): Record<string, string>;
  navigation: HostNavigation;
  t: Translate;
  /** BCP 47 tag for dates and numbers, and for the few words in message documents. */
  locale: string;
  /** What is shown just now: message documents follow. */
  theme: 'light' | 'dark';
  density: 'comfortable' | 'compact';
}

const HostContext = createContext<MailroomHost | null>(null);
const ApiContext = createContext<Api | null>(null);

/**
 * A query client that retries what may come back and nothing else.
 *
 * @param options.onSignedOut a read was refused because nobody is signed in any more
 */
export function createQueryClient(options: { onSignedOut?: () => void } = {}): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) options.onSignedOut?.();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status >= 500),
      },
      mutations: { retry: false },
    },
  });
}

/** Gives the screens below it their host. `host` may change at any time (language, theme, path). */
export function MailroomProvider(props: {
  host: MailroomHost;
  queryClient: QueryClient;
  children: ReactNode;
}) {
  const { request } = props.host;
  const api = useMemo(() => createApi(request), [request]);
  return (
    <QueryClientProvider client={props.queryClient}>
      <ApiContext.Provider value={api}>
        <HostContext.Provider value={props.host}>{props.children}</HostContext.Provider>
      </ApiContext.Provider>
    </QueryClientProvider>
  );
}

/** @throws Error outside of MailroomProvider */
export function useHost(): MailroomHost {
  const host = useContext(HostContext);
  if (!host) throw new Error('MailroomProvider is missing');
  return host;
}

/** The typed API over the host's `request`. @throws Error outside of MailroomProvider */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('MailroomProvider is missing');
  return api;
}

/** Translates a message key; changes identity with the language only. */
export function useT(): Translate {
  return useHost().t;
}
