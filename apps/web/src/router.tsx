import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router';
import { App } from './app.tsx';
import { MailPage } from './shell/mail-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';

/** Every address of the application. Settings and sign-in come as chunks of their own. */
export function createAppRouter(options: { basePath: string; queryClient: QueryClient }) {
  const root = createRootRoute({
    component: () => <App basePath={options.basePath} queryClient={options.queryClient} />,
    notFoundComponent: NotFoundPage,
  });
  const route = (path: string, component: RouteComponent) =>
    createRoute({ getParentRoute: () => root, path, component });
  const settings = () => import('./settings-routes.tsx');
  const home = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ href: `${options.basePath}/mail/inbox`, replace: true });
    },
  });
  const routes = [
    route('/mail', MailPage),
    route('/mail/$', MailPage),
    route('/settings', lazyRouteComponent(settings, 'AccountsRoute')),
    route('/settings/accounts', lazyRouteComponent(settings, 'AccountsRoute')),
    route('/settings/signatures', lazyRouteComponent(settings, 'SignaturesRoute')),
    route('/settings/appearance', lazyRouteComponent(settings, 'AppearanceRoute')),
    route('/settings/security', lazyRouteComponent(settings, 'SecurityRoute')),
    route('/settings/keys', lazyRouteComponent(settings, 'KeysRoute')),
    route('/admin/settings/mail', lazyRouteComponent(settings, 'ProvidersRoute')),
    route('/admin/settings/mail/oauth2', lazyRouteComponent(settings, 'OAuthReturnRoute')),
    route('/admin/accounts', lazyRouteComponent(settings, 'AdminAccountsRoute')),
    route('/admin/members', lazyRouteComponent(settings, 'MembersRoute')),
    // Shown by auth-gate.tsx, which needs nobody signed in.
    route('/invitation', () => null),
  ];
  return createRouter({
    routeTree: root.addChildren([home, ...routes]),
    basepath: options.basePath || '/',
    // Queries stay as they were written: the router's own way reads numbers and JSON into them.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(search as Record<string, string>).toString();
      return text ? `?${text}` : '';
    },
    defaultPendingMs: 300,
  });
}
