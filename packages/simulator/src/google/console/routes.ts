import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { NodeBindings } from '../../connection-faults.ts';
import type { Workspace } from '../delegation/workspaces.ts';
import type { GoogleProject } from '../world.ts';
import { adminPages, workspacesOf } from './admin-pages.ts';
import { authPages } from './auth-pages.ts';
import { clientPages } from './client-pages.ts';
import { table } from './forms.ts';
import { consoleHeaders, consolePage, type NavigationGroup } from './frame.ts';
import { guardConsole } from './guard.ts';
import { iamPages } from './iam-pages.ts';
import { apiPages, listedProjects, selectorPages } from './project-pages.ts';
import { pubsubPages } from './pubsub-pages.ts';
import { type ConsoleContext, createFileCounter, newSite, servePages } from './site.ts';

/** Everything but `offer`, which the console makes itself. */
export type ConsoleOptions = Omit<ConsoleContext, 'offer'> & {
  switchUser: (email: string, states: { isMailOff?: boolean; isSuspended?: boolean }) => boolean;
};

/**
 * Stand-ins for Google's console, at `/console`, and for a Workspace's admin console, at
 * `/admin-console`, with the paths and words of 2025.
 */
export function consoleRoutes(options: ConsoleOptions): Hono<{ Bindings: NodeBindings }> {
  const app = newSite();
  const guard = guardConsole(options.controlToken, options.issuer);
  app.use('/console/*', guard);
  app.use('/admin-console/*', guard);
  const console = newSite();
  const context: ConsoleContext = {
    ...options,
    offer: createFileCounter(console, () => options.world.clock.now()),
  };
  const { world } = context;

  console.get('/', (c) => c.redirect('/console/projectselector2/welcome'));
  servePages(console, selectorPages(context), {
    world,
    site: 'console',
    find: () => ({ subject: null }),
    projectOf: () => null,
    navigation: () => [],
  });
  const projectPages = [
    ...apiPages(),
    ...authPages(context),
    ...clientPages(context),
    ...iamPages(context),
    ...pubsubPages,
  ];
  servePages<GoogleProject>(console, projectPages, {
    world,
    site: 'console',
    find: (c) => {
      const wanted = c.req.query('project') ?? '';
      const project = listedProjects(context).find(
        ({ projectId, projectNumber }) => projectId === wanted || projectNumber === wanted,
      );
      if (project) return { subject: project };
      const path = new URL(c.req.url).pathname.replace(/^\/console/, '');
      return c.redirect(`/console/projectselector2${path}`);
    },
    projectOf: (project) => project,
    navigation: consoleNavigation,
  });
  app.route('/console', console);

  const admin = newSite();
  admin.get('/', (c) => c.redirect('/admin-console/ac/owl/domainwidedelegation'));
  servePages<Workspace>(admin, adminPages(context, options.switchUser), {
    world,
    site: 'admin-console',
    find: (c) => findWorkspace(c, context),
    projectOf: () => null,
    navigation: adminNavigation,
  });
  app.route('/admin-console', admin);
  return app;
}

function findWorkspace(
  c: Context,
  context: ConsoleContext,
): { subject: Workspace } | Promise<Response> {
  const workspaces = workspacesOf(context);
  const wanted = c.req.query('domain');
  const [only, second] = workspaces;
  const chosen = wanted ? workspaces.find(({ domain }) => domain === wanted) : second ? null : only;
  if (chosen) return { subject: chosen };
  const path = new URL(c.req.url).pathname;
  const rows = workspaces.map(({ domain }) => [
    html`<a href="${path}?domain=${domain}">${domain}</a>`,
  ]);
  const markup = consolePage({
    title: 'Choose an organization',
    project: null,
    navigation: [],
    site: 'admin-console',
    content: html`<section>${table(['Domain'], rows, 'No account of this simulation belongs to a Google Workspace.')}</section>`,
  });
  return Promise.resolve(markup).then((text) => c.html(text, 200, consoleHeaders));
}

function consoleNavigation({ projectId }: GoogleProject): NavigationGroup[] {
  const link = (text: string, path: string) => ({ text, href: `${path}?project=${projectId}` });
  return [
    { title: 'APIs & Services', links: [link('Library', '/apis/library')] },
    {
      title: 'Google Auth Platform',
      links: [
        link('Overview', '/auth/overview'),
        link('Branding', '/auth/branding'),
        link('Audience', '/auth/audience'),
        link('Clients', '/auth/clients'),
        link('Data Access', '/auth/scopes'),
        link('Verification Center', '/auth/verification'),
      ],
    },
    {
      title: 'IAM & Admin',
      links: [link('Service Accounts', '/iam-admin/serviceaccounts')],
    },
    {
      title: 'Pub/Sub',
      links: [
        link('Topics', '/cloudpubsub/topic/list'),
        link('Subscriptions', '/cloudpubsub/subscription/list'),
      ],
    },
  ];
}

function adminNavigation({ domain }: Workspace): NavigationGroup[] {
  const link = (text: string, path: string) => ({ text, href: `${path}?domain=${domain}` });
  return [
    { title: 'Directory', links: [link('Users', '/ac/users')] },
    {
      title: 'Security › API controls',
      links: [
        link('Domain-wide delegation', '/ac/owl/domainwidedelegation'),
        link('App access control', '/ac/owl/list'),
      ],
    },
  ];
}
