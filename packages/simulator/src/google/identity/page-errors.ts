import type { PageError } from './authorise-request.ts';

const protocolHelp = 'https://developers.google.com/identity/protocols/oauth2';

/** What a message may name. */
export interface PageErrorDetails {
  appName?: string;
  /** Address that the project gives for questions. */
  contact?: string;
  /** Where the account belongs: its Workspace domain, else its address. */
  account?: string;
  redirectUri?: string;
}

interface Entry {
  status: PageError['status'];
  en: (details: PageErrorDetails) => string;
  fr: (details: PageErrorDetails) => string;
  helpUrl?: string;
}

/**
 * The refusals that Google explains on its own page; `account_disabled` stands for the pages of
 * its own on which a disabled or suspended account ends. The message is in the browser's language,
 * as Google's is: only the code can be relied on. Codes and statuses are those of Google's pages:
 *
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors
 * @see https://support.google.com/accounts/answer/16668185
 */
const entries: Record<string, Entry> = {
  redirect_uri_mismatch: {
    status: 400,
    en: () =>
      'This app’s request does not comply with the OAuth 2.0 policy.\n\nIf you develop the app, register the redirect URI in the Google Cloud Console.',
    fr: () =>
      'La demande de cette application ne respecte pas les règles OAuth 2.0.\n\nSi vous développez cette application, enregistrez l’URI de redirection dans la console Google Cloud.',
    helpUrl: `${protocolHelp}/web-server#authorization-errors-redirect-uri-mismatch`,
  },
  insecure_redirect_uri: {
    status: 400,
    en: () =>
      'This app’s request does not comply with the OAuth 2.0 policy for keeping apps secure.\n\nTell the app’s developer that it breaks one or more of the validation rules.',
    fr: () =>
      'La demande de cette application ne respecte pas les règles OAuth 2.0 de sécurité des applications.\n\nSignalez à son développeur qu’elle enfreint une ou plusieurs règles de validation.',
    helpUrl: `${protocolHelp}/policies#secure-response-handling`,
  },
  disallowed_useragent: {
    status: 403,
    en: () => 'This app’s request does not comply with the policy on secure browsers.',
    fr: () =>
      'La demande de cette application ne respecte pas les règles sur les navigateurs sûrs.',
    helpUrl: `${protocolHelp}/native-app#authorization-errors-disallowed-useragent`,
  },
  access_denied: {
    status: 403,
    en: ({ contact }) =>
      `The developer has not given you access to this app. It is being tested and has not been verified.${contact ? ` If you should have access, contact the developer (${contact}).` : ''}`,
    fr: ({ contact }) =>
      `Le développeur ne vous a pas donné accès à cette application. Elle est en cours de test et n’a pas été validée.${contact ? ` Si vous devriez y avoir accès, contactez le développeur (${contact}).` : ''}`,
    helpUrl: 'https://support.google.com/accounts/answer/3466521?p=app_notverified',
  },
  rate_limit_exceeded: {
    status: 403,
    en: ({ appName }) =>
      `${appName ?? 'This app'} has not been verified and has reached its cap of new users.`,
    fr: ({ appName }) =>
      `${appName ?? 'Cette application'} n’a pas été validée et a atteint son plafond de nouveaux utilisateurs.`,
    helpUrl: 'https://support.google.com/cloud/answer/9028764',
  },
  account_disabled: {
    status: 403,
    en: ({ account }) => `The account ${account} has been disabled.`,
    fr: ({ account }) => `Le compte ${account} a été désactivé.`,
    helpUrl: 'https://support.google.com/accounts/answer/40695',
  },
  org_internal: {
    status: 403,
    en: ({ appName }) => `${appName ?? 'This app'} is restricted to users within its organisation.`,
    fr: ({ appName }) =>
      `${appName ?? 'Cette application'} est réservée aux utilisateurs de son organisation.`,
    helpUrl: 'https://support.google.com/cloud/answer/15549945',
  },
  admin_policy_enforced: {
    status: 400,
    en: ({ account }) => `The administrator of ${account} restricts the requested services.`,
    fr: ({ account }) => `L’administrateur de ${account} restreint les services demandés.`,
    helpUrl: 'https://support.google.com/a/answer/7281227',
  },
};

/** The refusal with a code of the table, in one language. */
export function pageError(
  code: keyof typeof entries & string,
  language: 'en' | 'fr',
  details: PageErrorDetails = {},
): PageError {
  const entry = entries[code];
  if (!entry) throw new Error(`no such page error: ${code}`);
  return {
    code: code === 'insecure_redirect_uri' ? 'invalid_request' : code,
    status: entry.status,
    message: entry[language](details),
    ...(entry.helpUrl ? { helpUrl: entry.helpUrl } : {}),
    parameters: details.redirectUri ? { redirect_uri: details.redirectUri } : {},
  };
}

/** A refusal whose message names a parameter: the same words in every language. */
export function requestError(
  code: string,
  status: PageError['status'],
  message: string,
): PageError {
  const helpUrl = code.endsWith('_client') ? {} : { helpUrl: protocolHelp };
  return { code, status, message, parameters: {}, ...helpUrl };
}
