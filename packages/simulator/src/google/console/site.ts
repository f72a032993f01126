import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { NodeBindings } from '../../connection-faults.ts';
import { InvalidInputError } from '../../invalid-input.ts';
import type { Markup } from '../identity/page-frame.ts';
import type { IdentityStore } from '../identity/store.ts';
import type { GoogleProject, World } from '../world.ts';
import { consoleHeaders, consolePage, type NavigationGroup } from './frame.ts';

/** What the console's pages work on. */
export interface ConsoleContext {
  world: World;
  store: IdentityStore;
  /** Base address of this server. */
  issuer: () => string;
  /** Whether the first project is shown; an empty console hides it. */
  hidesFirstProject: boolean;
  controlToken: string | null;
  /** Keeps a file for a few minutes. @returns the address that hands it out */
  offer(name: string, content: string): string;
}

/** What a page gets to show itself. */
export interface PageRequest<Subject> {
  subject: Subject;
  /** The last part of the path, where the page is about one thing. */
  id: string;
  query: URLSearchParams;
  /** What was entered, when it was refused or wants another look. */
  entered: URLSearchParams | null;
}

/** What came of a form: somewhere else with a notice, or a page to show at once. */
export type ActResult =
  | { goTo?: string; notice: string }
  | { title: string; content: Markup; notice?: string }
  /** The page once more, with what was entered. */
  | { isAgain: true };

/** One page with what its forms do. */
export interface ConsolePage<Subject> {
  path: string;
  title: string;
  show(request: PageRequest<Subject>): Markup;
  acts?: Record<
    string,
    (request: PageRequest<Subject>, form: URLSearchParams) => ActResult | Promise<ActResult>
  >;
}

/**
 * Serves pages of one kind: each is shown on GET, each form is a POST to its page's own address
 * that ends in a redirect, or in the page again with what was wrong.
 *
 * @param find the subject of a request; a response when the page cannot be shown
 */
export function servePages<Subject>(
  app: Hono<{ Bindings: NodeBindings }>,
  pages: readonly ConsolePage<Subject>[],
  options: {
    world: World;
    site: 'console' | 'admin-console';
    find(c: Context): { subject: Subject } | Response | Promise<Response>;
    projectOf(subject: Subject): GoogleProject | null;
    navigation(subject: Subject): readonly NavigationGroup[];
  },
): void {
  const { world, site, find } = options;
  // Notices outlive a redirect by a key: an address cannot put words onto the page.
  const notices = new Map<string, string>();
  for (const page of pages) {
    const answer = async (c: Context): Promise<Response> => {
      const found = await find(c);
      if (found instanceof Response) return found;
      const { subject } = found;
      const query = new URL(c.req.url).searchParams;
      const request = { subject, id: c.req.param('id') ?? '', query, entered: null };
      const key = query.get('notice') ?? '';
      if (c.req.method === 'GET') return show(c, request, { notice: notices.get(key) ?? null });
      const form = new URLSearchParams((await c.req.text()).slice(0, 100_000));
      const act = page.acts?.[form.getAll('action').at(-1) ?? ''];
      if (!act) return show(c, request, { problem: 'This form is not known.' }, 400);
      try {
        const result = await act(request, form);
        world.touch();
        if ('isAgain' in result) return show(c, { ...request, entered: form }, {});
        if ('content' in result) return whole(c, subject, result);
        return redirect(c, result);
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        return show(c, { ...request, entered: form }, { problem: error.message }, 400);
      }
    };
    const show = (
      c: Context,
      request: PageRequest<Subject>,
      said: { notice?: string | null; problem?: string },
      status: 200 | 400 = 200,
    ) => {
      const view = { title: page.title, content: page.show(request), ...said };
      return whole(c, request.subject, view, status);
    };
    app.get(page.path, answer);
    if (page.acts) app.post(page.path, answer);
  }

  async function whole(
    c: Context,
    subject: Subject,
    view: { title: string; content: Markup; notice?: string | null; problem?: string },
    status: 200 | 400 = 200,
  ): Promise<Response> {
    const project = options.projectOf(subject);
    const navigation = options.navigation(subject);
    const markup = consolePage({ ...view, project, navigation, site });
    return c.html(await markup, status, consoleHeaders);
  }

  function redirect(c: Context, { goTo, notice }: { goTo?: string; notice: string }): Response {
    const url = new URL(goTo ?? c.req.url, c.req.url);
    const key = randomBytes(9).toString('base64url');
    notices.set(key, notice);
    for (const old of notices.keys()) if (notices.size > 100) notices.delete(old);
    url.searchParams.set('notice', key);
    return c.redirect(`${url.pathname}${url.search}`, 303);
  }
}

/** Hands out files for ten minutes: secrets and keys are shown once and kept nowhere else. */
export function createFileCounter(app: Hono<{ Bindings: NodeBindings }>, now: () => number) {
  const files = new Map<string, { name: string; content: string; until: number }>();
  app.get('/download/:ticket', (c) => {
    const file = files.get(c.req.param('ticket'));
    if (!file || file.until < now()) return c.text('No longer on offer.', 404);
    return c.body(file.content, 200, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${file.name.replace(/[^\w.@-]/g, '_')}"`,
      'cache-control': 'no-store',
    });
  });
  return (name: string, content: string): string => {
    const ticket = randomBytes(18).toString('base64url');
    files.set(ticket, { name, content, until: now() + 600_000 });
    for (const old of files.keys()) if (files.size > 100) files.delete(old);
    return `/console/download/${ticket}`;
  };
}

/** An empty router for pages, with the bindings of the server. */
export function newSite(): Hono<{ Bindings: NodeBindings }> {
  return new Hono<{ Bindings: NodeBindings }>();
}
