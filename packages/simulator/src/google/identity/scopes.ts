/** How strictly Google reviews applications that ask for a scope. */
export type ScopeClass = 'basic' | 'sensitive' | 'restricted';

/** One scope that the simulated project knows. */
export interface ScopeInfo {
  scope: string;
  class: ScopeClass;
  /** Shown on the consent page. */
  label: { en: string; fr: string };
}

const root = 'https://www.googleapis.com/auth/';
export const emailScope = `${root}userinfo.email`;
export const profileScope = `${root}userinfo.profile`;

const table: ScopeInfo[] = [
  basic('openid', 'Associate you with your personal info', 'Vous associer à vos données'),
  basic(emailScope, 'See your email address', 'Voir votre adresse e-mail'),
  basic(profileScope, 'See your name and picture', 'Voir votre nom et votre photo'),
  restricted(
    'https://mail.google.com/',
    'Read, compose, send and permanently delete all your email',
    'Lire, rédiger, envoyer et supprimer définitivement tous vos e-mails',
  ),
  restricted(
    `${root}gmail.modify`,
    'Read, compose and send emails from your account',
    'Lire, rédiger et envoyer des e-mails depuis votre compte',
  ),
  restricted(
    `${root}gmail.readonly`,
    'View your email messages and settings',
    'Voir vos e-mails et vos paramètres',
  ),
  restricted(
    `${root}gmail.compose`,
    'Manage drafts and send emails',
    'Gérer les brouillons et envoyer des e-mails',
  ),
  restricted(
    `${root}gmail.insert`,
    'Add emails into your mailbox',
    'Ajouter des e-mails à votre boîte',
  ),
  restricted(
    `${root}gmail.metadata`,
    'View message headers and labels, but not the body',
    'Voir les en-têtes et libellés, mais pas le contenu',
  ),
  restricted(
    `${root}gmail.settings.basic`,
    'See and change your email settings and filters',
    'Voir et modifier vos paramètres et filtres de messagerie',
  ),
  restricted(
    `${root}gmail.settings.sharing`,
    'Manage sensitive mail settings, including who can manage your mail',
    'Gérer les paramètres sensibles, dont qui peut gérer votre messagerie',
  ),
  {
    scope: `${root}gmail.send`,
    class: 'sensitive',
    label: { en: 'Send email on your behalf', fr: 'Envoyer des e-mails en votre nom' },
  },
  {
    scope: `${root}gmail.labels`,
    class: 'basic',
    label: { en: 'See and edit your email labels', fr: 'Voir et modifier vos libellés' },
  },
  {
    scope: `${root}contacts.readonly`,
    class: 'sensitive',
    label: { en: 'See your contacts', fr: 'Voir vos contacts' },
  },
];

const known = new Map(table.map((info) => [info.scope, info]));

/** What is known of a scope; undefined for a scope that Google would call invalid. */
export function scopeInfo(scope: string): ScopeInfo | undefined {
  return known.get(scope);
}

/**
 * Reads the `scope` parameter. The short names `email` and `profile` become the long ones, as
 * they do in Google's token replies: a client that compares them literally breaks here too.
 *
 * @returns each scope once, in order, and the ones that do not exist
 */
export function parseScopes(value: string): { valid: string[]; invalid: string[] } {
  const valid = new Set<string>();
  const invalid = new Set<string>();
  for (const word of value.split(/\s+/).filter(Boolean).slice(0, 200)) {
    const scope = word === 'email' ? emailScope : word === 'profile' ? profileScope : word;
    if (known.has(scope)) valid.add(scope);
    else invalid.add(word);
  }
  return { valid: [...valid], invalid: [...invalid] };
}

/** Sign-in scopes: granted together, without a tick box of their own. */
export function isSignInScope(scope: string): boolean {
  return scope === 'openid' || scope === emailScope || scope === profileScope;
}

/** Scopes that open mail: a password change ends tokens that hold one. */
export function isGmailScope(scope: string): boolean {
  return scope === 'https://mail.google.com/' || scope.startsWith(`${root}gmail.`);
}

/** Whether an unverified application that asks for this scope gets the warning page. */
export function needsVerification(scope: string): boolean {
  const info = known.get(scope);
  return info !== undefined && info.class !== 'basic';
}

function basic(scope: string, en: string, fr: string): ScopeInfo {
  return { scope, class: 'basic', label: { en, fr } };
}

function restricted(scope: string, en: string, fr: string): ScopeInfo {
  return { scope, class: 'restricted', label: { en, fr } };
}
