import type { DelegationView, SetupView } from '../../views.ts';
import type { CopyId } from './steps.ts';

/** What the placeholders of words and texts stand for; null: not known yet. */
export type Values = Record<CopyId, string | null>;

/** The only permission that is asked for: it opens the whole mailbox, and nothing but mail. */
const SCOPE = 'https://mail.google.com/';
/** Google's own account, the same for everybody. See developers.google.com/workspace/gmail/api/guides/push */
const PUSH_ACCOUNT = 'gmail-api-push@system.gserviceaccount.com';

/** Values of this installation. */
export function valuesOf(
  setup: Pick<SetupView, 'redirectUri' | 'webhookUrl' | 'clients'>,
  delegation: DelegationView | null,
): Values {
  const redirect = new URL(setup.redirectUri);
  const client = setup.clients.find(({ provider }) => provider === 'google');
  return {
    appName: 'Mailroom',
    redirectUri: setup.redirectUri,
    origin: redirect.origin,
    scope: SCOPE,
    url: setup.redirectUri.replace(/\/admin\/settings\/mail\/oauth2$/, '/'),
    host: redirect.hostname,
    webhookUrl: setup.webhookUrl,
    pushAccount: PUSH_ACCOUNT,
    clientId: client?.clientId ?? null,
    serviceClientId: delegation?.serviceAccount?.clientId ?? null,
    delegationScopes: delegation?.scopes.length ? delegation.scopes.join(',') : SCOPE,
  };
}

/** Puts values in the place of `{name}`. What is not known yet becomes an ellipsis. */
export function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name as CopyId] ?? '…');
}
