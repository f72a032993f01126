import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { appNameOf, projectOf } from '../project.ts';
import type { GoogleUser, World } from '../world.ts';
import {
  type AuthoriseRequest,
  type PageError,
  parseAuthoriseRequest,
} from './authorise-request.ts';
import {
  accountPage,
  consentPage,
  errorPage,
  expiredPage,
  type PageContext,
  warningPage,
} from './consent-pages.ts';
import { type AuthoriseFlow, countNewUser, heldScopes, type NextStep, nextStep } from './flow.ts';
import { packPageError, unpackPageError } from './page-error-code.ts';
import { pageError } from './page-errors.ts';
import { type Markup, pageHeaders } from './page-frame.ts';
import { pickLanguage } from './page-texts.ts';
import { isSignInScope } from './scopes.ts';
import { consentKey, type IdentityStore } from './store.ts';
import type { Tokens } from './tokens.ts';

const flowLifetimeMs = 30 * 60_000;
const maxFlows = 1_000;
const maxBrowsers = 10_000;
const browserCookie = 'simulated_google_browser';

/** What the identity routes work on. */
export interface IdentityContext {
  world: World;
  store: IdentityStore;
  tokens: Tokens;
  /** Base URL: `iss` of every token, and the host of every endpoint. */
  issuer: () => string;
}

/**
 * The authorisation endpoint and its pages.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server
 */
export function authoriseRoutes(context: IdentityContext): Hono {
  const { world, store } = context;
  const flows = new Map<string, AuthoriseFlow>();
  const app = new Hono();

  const start = (c: Context): Response | Promise<Response> => {
    if (isEmbeddedView(c.req.header('user-agent') ?? '')) {
      return toError(c, pageError('disallowed_useragent', language(c)), null);
    }
    const parsed = parseAuthoriseRequest(new URL(c.req.url).searchParams, store, language(c));
    if (parsed.kind === 'page_error') return toError(c, parsed.error, null);
    const { request } = parsed;
    const signedIn = signedInUsers(c);
    const user = userWithoutAsking(request, signedIn);
    const flow: AuthoriseFlow = {
      id: randomBytes(24).toString('base64url'),
      request,
      user,
      hasPassedWarning: false,
      startedAt: world.clock.now(),
    };
    if (request.prompts.has('none')) return answerSilently(c, flow, signedIn);
    if (user) rememberSignIn(c, user);
    remember(flow);
    return onward(c, flow);
  };

  app.get('/o/oauth2/v2/auth', start);
  app.get('/o/oauth2/auth', start);

  app.get('/signin/oauth/select', (c) => {
    const flow = flowOf(c.req.query('flow'));
    if (!flow) return expired(c);
    const { loginHint, hostedDomain } = flow.request;
    const users = [...world.users.values()].filter(
      (user) => !hostedDomain || hostedDomain === '*' || user.hostedDomain === hostedDomain,
    );
    const isUnknown = loginHint !== null && userByHint(loginHint) === null;
    return show(
      c,
      accountPage(
        pageContext(c, flow, appNameOf(world, flow.request.client)),
        users,
        isUnknown ? 'unknown_hint' : null,
      ),
    );
  });

  app.post('/signin/oauth/select', async (c) => {
    const { flow, form } = await readForm(c);
    const user = world.users.get(String(form.get('email') ?? '').toLowerCase());
    if (!flow || !user) return expired(c);
    flow.user = user;
    flow.hasPassedWarning = false;
    rememberSignIn(c, user);
    return onward(c, flow);
  });

  app.get('/signin/oauth/warning', (c) => {
    const flow = flowOf(c.req.query('flow'));
    const step = flow && next(c, flow);
    if (!flow?.user || step?.step !== 'warning') return flow ? onward(c, flow) : expired(c);
    return show(
      c,
      warningPage(
        pageContext(c, flow, appNameOf(world, flow.request.client)),
        flow.user,
        step.kind,
      ),
    );
  });

  app.post('/signin/oauth/warning', async (c) => {
    const { flow, form } = await readForm(c);
    if (!flow) return expired(c);
    if (form.get('action') !== 'continue') return answerError(c, flow, 'access_denied');
    flow.hasPassedWarning = true;
    return onward(c, flow);
  });

  app.get('/signin/oauth/consent', (c) => {
    const flow = flowOf(c.req.query('flow'));
    if (!flow?.user) return expired(c);
    if (next(c, flow).step !== 'consent') return onward(c, flow);
    const { request, user } = flow;
    const held = request.includesGranted
      ? heldScopes(user, request.client.clientId, store).filter(
          (scope) => !request.scopes.includes(scope),
        )
      : [];
    return show(
      c,
      consentPage(pageContext(c, flow, appNameOf(world, flow.request.client)), user, {
        asked: request.scopes,
        held,
      }),
    );
  });

  app.post('/signin/oauth/consent', async (c) => {
    const { flow, form } = await readForm(c);
    if (!flow?.user) return expired(c);
    // The pages may not be skipped by posting straight to the last one.
    if (next(c, flow).step !== 'consent') return onward(c, flow);
    if (form.get('action') !== 'allow') return answerError(c, flow, 'access_denied');
    const ticked = new Set(form.getAll('scope').map(String));
    const granted = flow.request.scopes.filter((s) => isSignInScope(s) || ticked.has(s));
    if (granted.length === 0) return answerError(c, flow, 'access_denied');
    return answerCode(c, flow, flow.user, granted, true);
  });

  const showError = (c: Context) => {
    const error = unpackPageError(c.req.query('authError') ?? '');
    if (!error) return expired(c);
    const client = store.clients.get(c.req.query('client_id') ?? '');
    const user = world.users.get(c.req.query('email') ?? '');
    const details = {
      appName: client ? appNameOf(world, client) : null,
      email: user?.email ?? null,
    };
    return show(c, errorPage(language(c), error, details), error.status);
  };
  app.get('/signin/oauth/error', showError);
  app.get('/signin/oauth/error/v2', showError);

  return app;

  function next(c: Context, flow: AuthoriseFlow): NextStep {
    const project = projectOf(world, flow.request.client.clientId);
    return nextStep(flow, project, store, language(c, flow.request.language));
  }

  function onward(c: Context, flow: AuthoriseFlow): Response | Promise<Response> {
    const coming = next(c, flow);
    if (coming.step === 'granted' && flow.user) {
      return answerCode(c, flow, flow.user, flow.request.scopes, false);
    }
    if (coming.step === 'blocked') {
      return toError(c, coming.error, flow.user, flow.request.client.clientId);
    }
    const query = new URLSearchParams({ flow: flow.id });
    if (flow.request.language) query.set('hl', flow.request.language.slice(0, 10));
    return c.redirect(`/signin/oauth/${coming.step}?${query}`, c.req.method === 'POST' ? 303 : 302);
  }

  /** `prompt=none`: an answer at once or an error, never a page. */
  function answerSilently(c: Context, flow: AuthoriseFlow, signedIn: GoogleUser[]) {
    if (signedIn.length === 0) return answerError(c, flow, 'login_required');
    if (!flow.user) return answerError(c, flow, 'account_selection_required');
    const { step } = next(c, flow);
    if (step !== 'granted') return answerError(c, flow, 'interaction_required');
    return answerCode(c, flow, flow.user, flow.request.scopes, false);
  }

  function answerCode(
    c: Context,
    flow: AuthoriseFlow,
    user: GoogleUser,
    granted: string[],
    hasAsked: boolean,
  ): Response {
    const { request } = flow;
    const { clientId } = request.client;
    const key = consentKey(user.sub, clientId);
    const before = store.consents.get(key);
    countNewUser(projectOf(world, clientId), user, granted);
    const held = before?.scopes ?? [];
    store.consents.set(key, {
      clientId,
      sub: user.sub,
      scopes: [...new Set([...held, ...granted])],
      isOffline: request.isOffline || (before?.isOffline ?? false),
    });
    const scopes = request.includesGranted ? [...new Set([...granted, ...held])] : granted;
    const { code } = context.tokens.issueCode({
      clientId,
      redirectUri: request.redirectUri,
      sub: user.sub,
      scopes,
      nonce: request.nonce,
      codeChallenge: request.codeChallenge,
      codeChallengeMethod: request.codeChallengeMethod,
      givesRefreshToken: request.isOffline && hasAsked,
    });
    flows.delete(flow.id);
    return answer(c, request, {
      code,
      scope: scopes.join(' '),
      authuser: '0',
      ...(user.hostedDomain ? { hd: user.hostedDomain } : {}),
      prompt: hasAsked ? 'consent' : 'none',
    });
  }

  function answerError(c: Context, flow: AuthoriseFlow, error: string): Response {
    flows.delete(flow.id);
    return answer(c, flow.request, { error });
  }

  /** Google names itself in every answer (RFC 9207), though discovery does not announce it. */
  function answer(c: Context, request: AuthoriseRequest, parameters: Record<string, string>) {
    const url = new URL(request.redirectUri);
    if (request.state !== null) url.searchParams.append('state', request.state);
    url.searchParams.append('iss', context.issuer());
    for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value);
    return c.redirect(url.href, c.req.method === 'POST' ? 303 : 302);
  }

  function toError(
    c: Context,
    error: PageError,
    user: GoogleUser | null,
    clientId = c.req.query('client_id') ?? '',
  ): Response {
    const query = new URLSearchParams({
      authError: packPageError(error),
      ...(clientId ? { client_id: clientId.slice(0, 200) } : {}),
      flowName: 'GeneralOAuthFlow',
    });
    const wish = c.req.query('hl');
    if (wish) query.set('hl', wish.slice(0, 10));
    if (user) query.set('email', user.email);
    return c.redirect(`/signin/oauth/error?${query}`, c.req.method === 'POST' ? 303 : 302);
  }

  function userWithoutAsking(request: AuthoriseRequest, signedIn: GoogleUser[]): GoogleUser | null {
    if (request.prompts.has('select_account')) return null;
    if (request.loginHint !== null) {
      const hinted = userByHint(request.loginHint);
      if (request.prompts.has('none')) return signedIn.find((user) => user === hinted) ?? null;
      return hinted;
    }
    const [only, second] = signedIn;
    if (!only || second) return null;
    if (request.prompts.has('none')) return only;
    // One account that has allowed everything before goes straight back, as at Google.
    const held = heldScopes(only, request.client.clientId, store);
    return request.scopes.every((scope) => held.includes(scope)) ? only : null;
  }

  function userByHint(hint: string): GoogleUser | null {
    const byEmail = world.users.get(hint.trim().toLowerCase());
    return byEmail ?? [...world.users.values()].find((user) => user.sub === hint) ?? null;
  }

  function signedInUsers(c: Context): GoogleUser[] {
    const subs = store.browsers.get(getCookie(c, browserCookie) ?? '');
    if (!subs) return [];
    return [...world.users.values()].filter((user) => subs.has(user.sub));
  }

  function rememberSignIn(c: Context, user: GoogleUser): void {
    let id = getCookie(c, browserCookie) ?? '';
    let subs = store.browsers.get(id);
    if (!subs) {
      id = randomBytes(24).toString('base64url');
      subs = new Set();
      store.browsers.set(id, subs);
      dropOldest(store.browsers, maxBrowsers);
      setCookie(c, browserCookie, id, { httpOnly: true, sameSite: 'Lax', path: '/' });
    }
    subs.add(user.sub);
    world.touch();
  }

  function remember(flow: AuthoriseFlow): void {
    flows.set(flow.id, flow);
    dropOldest(flows, maxFlows);
  }

  function flowOf(id: unknown): AuthoriseFlow | null {
    const flow = typeof id === 'string' ? flows.get(id) : undefined;
    if (!flow || flow.startedAt + flowLifetimeMs < world.clock.now()) return null;
    return flow;
  }

  async function readForm(c: Context) {
    const form = new URLSearchParams((await c.req.text()).slice(0, 65_536));
    return { form, flow: flowOf(form.get('flow')) };
  }
}

function pageContext(c: Context, flow: AuthoriseFlow, appName: string): PageContext {
  return { language: language(c, flow.request.language), flow: flow.id, appName };
}

function language(c: Context, wish: string | null = null) {
  return pickLanguage(c.req.query('hl') ?? wish, c.req.header('accept-language') ?? null);
}

async function show(c: Context, markup: Markup, status: 200 | 400 | 401 | 403 = 200) {
  return c.html(await markup, status, pageHeaders);
}

function expired(c: Context) {
  return show(c, expiredPage(language(c)), 400);
}

/** @see https://developers.googleblog.com/2016/08/modernizing-oauth-interactions-in-native-apps.html */
function isEmbeddedView(userAgent: string): boolean {
  return /; wv\)|FBAN|FBAV|Instagram|\bGSA\//.test(userAgent);
}

function dropOldest<K, V>(map: Map<K, V>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
}
