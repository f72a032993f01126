import { html } from 'hono/html';
import type { GoogleUser } from '../world.ts';
import type { PageError } from './authorise-request.ts';
import { type Markup, page } from './page-frame.ts';
import { type PageLanguage, pageTexts } from './page-texts.ts';
import { isSignInScope, scopeInfo } from './scopes.ts';

/** What every page of one authorisation shows. */
export interface PageContext {
  language: PageLanguage;
  /** Id of the authorisation under way; goes back with each form. */
  flow: string;
  appName: string;
}

/** The list of accounts; choosing one signs it in. */
export function accountPage(
  context: PageContext,
  users: readonly GoogleUser[],
  notice: 'unknown_hint' | null,
): Markup {
  const t = pageTexts(context.language);
  const rows = users.map(
    (user) => html`<li><button class="account" name="email" value="${user.email}">
<span class="dot" aria-hidden="true">${[...user.name][0] ?? '?'}</span>
<span><b>${user.name}</b><span class="soft">${user.email}</span></span></button></li>`,
  );
  return page(
    context.language,
    t.chooseAccount,
    html`<h1>${t.chooseAccount}</h1>
<p class="soft">${t.toContinue(context.appName)}</p>
${notice ? html`<p role="alert">${t.accountBlocked}</p>` : ''}
<form method="post" action="/signin/oauth/select"><input type="hidden" name="flow" value="${context.flow}">
<ul>${rows}</ul></form>
${users.length === 0 ? html`<p>${t.noAccounts}</p>` : ''}`,
  );
}

/** The page before consent for an application that is not verified, or is being tested. */
export function warningPage(
  context: PageContext,
  user: GoogleUser,
  kind: 'unverified' | 'testing',
): Markup {
  const t = pageTexts(context.language);
  const { appName } = context;
  const onward =
    kind === 'testing'
      ? html`<div class="row">${button('continue', t.continue, true)}${button('back', t.backToSafety, false)}</div>`
      : html`<details><summary>${t.advanced}</summary>
<p class="soft">${t.unsafeHint}</p>
<button class="link" name="action" value="continue">${t.goTo(appName)}</button></details>
<div class="row">${button('back', t.backToSafety, false)}</div>`;
  return page(
    context.language,
    t.unverifiedTitle,
    html`<h1>${t.unverifiedTitle}</h1>
${who(context, user)}
<p>${kind === 'testing' ? t.testingText(appName) : t.unverifiedText(appName)}</p>
<form method="post" action="/signin/oauth/warning"><input type="hidden" name="flow" value="${context.flow}">
${onward}</form>`,
  );
}

/** The scopes, each with a box that can be unticked, and the decision. */
export function consentPage(
  context: PageContext,
  user: GoogleUser,
  scopes: { asked: readonly string[]; held: readonly string[] },
): Markup {
  const { language, appName } = context;
  const t = pageTexts(language);
  const label = (scope: string) => scopeInfo(scope)?.label[language] ?? scope;
  const choices = scopes.asked.filter((scope) => !isSignInScope(scope));
  const shared = scopes.asked.filter(isSignInScope);
  const boxes = choices.map(
    (
      scope,
    ) => html`<li><label class="scope"><input type="checkbox" name="scope" value="${scope}" checked>
<span>${label(scope)}</span></label></li>`,
  );
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? '' : html`<p class="soft">${title}<br>${items.map(label).join(' · ')}</p>`;
  return page(
    language,
    t.consentTitle(appName),
    html`<h1>${t.consentTitle(appName)}</h1>
${who(context, user)}
<form method="post" action="/signin/oauth/consent"><input type="hidden" name="flow" value="${context.flow}">
${list(t.signInScopes, shared)}
${list(t.alreadyHas, scopes.held)}
${choices.length > 0 ? html`<p>${t.selectScopes(appName)}</p><ul>${boxes}</ul>` : ''}
<p class="soft">${t.consentHint}</p>
<div class="row">${button('deny', t.deny, false)}${button('allow', t.continue, true)}</div></form>`,
  );
}

/** A page from which nothing returns to the application. */
export function errorPage(
  language: PageLanguage,
  error: PageError,
  details: { appName: string | null; email: string | null },
): Markup {
  const t = pageTexts(language);
  const text = t.errors[error.code] ?? t.errors.other ?? '';
  return page(
    language,
    t.blockedTitle,
    html`<h1>${details.appName ? `${t.blockedTitle} · ${details.appName}` : t.blockedTitle}</h1>
${details.email ? html`<p class="who">${details.email}</p>` : ''}
<p>${text}</p>
<p class="code">${t.errorLine(error.status, error.code)}</p>
<details><summary>${t.details}</summary><p class="soft">${error.message}</p>
${Object.entries(error.parameters ?? {}).map(([name, value]) => html`<p class="soft">${name}=${value}</p>`)}
<p class="soft">flowName=GeneralOAuthFlow</p>
${error.helpUrl ? html`<p class="soft">${error.helpUrl}</p>` : ''}</details>
<p class="soft">${t.closeHint}</p>`,
  );
}

/** For a form whose authorisation is no longer known. */
export function expiredPage(language: PageLanguage): Markup {
  const t = pageTexts(language);
  return page(language, t.pageExpired, html`<h1>${t.pageExpired}</h1><p>${t.pageExpiredText}</p>`);
}

function who(context: PageContext, user: GoogleUser): Markup {
  const t = pageTexts(context.language);
  return html`<p class="who">${t.signedInAs} ${user.email}</p>
<p><a class="soft" href="/signin/oauth/select?flow=${context.flow}">${t.switchAccount}</a></p>`;
}

function button(value: string, label: string, isMain: boolean): Markup {
  return html`<button class="${isMain ? 'act' : 'act plain'}" name="action" value="${value}">${label}</button>`;
}
