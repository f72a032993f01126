import type { Caller, EngineOptions, SecretBox } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { OAuth, OAuthClient } from '../providers/oauth.ts';
import { appendAudit, stopAccounts } from '../store/accounts.ts';
import {
  type ClientRow,
  clientView,
  countAccounts,
  loadClient,
  saveClient,
  saveClientStatus,
} from '../store/clients.ts';
import type { Db } from '../store/database.ts';
import { forgetPushTest } from '../store/push-tests.ts';
import type { StoredProblem } from '../store/schema.ts';
import type { ClientInput, ProviderClientView } from '../views.ts';
import { redirectUriOf } from './redirect-uri.ts';
import { clientReason, testClientPair } from './test-client.ts';

export interface ClientsOptions {
  db: Db;
  secretBox: SecretBox;
  oauth: OAuth;
  publicUrl: string;
  endpoints: EngineOptions['endpoints'];
  now: () => Date;
}

/** What to save, from the form or a file. */
export interface ClientChange extends ClientInput {
  projectId?: string | null | undefined;
}

/** A provider's client with its secret in the clear, for calls to the provider only. */
export interface OpenClient {
  row: ClientRow;
  oauth: OAuthClient;
}

/** @throws MailError `provider_not_configured`, `secret_key_wrong` */
export async function openClient(
  { db, secretBox, endpoints }: Pick<ClientsOptions, 'db' | 'secretBox' | 'endpoints'>,
  provider: string,
): Promise<OpenClient> {
  const row = await loadClient(db, provider);
  if (!row) throw new MailError('provider_not_configured');
  return {
    row,
    oauth: {
      issuer: row.endpoints.issuer ?? endpoints.googleIssuer,
      clientId: row.clientId,
      clientSecret: secretBox.open(row.clientSecretSealed, secretContext(provider)),
    },
  };
}

/** Seals a client's secret for its row. */
export function sealClientSecret(secretBox: SecretBox, provider: string, secret: string): string {
  return secretBox.seal(secret, secretContext(provider));
}

/**
 * Tests a client and saves it. A wrong pair is not saved: the one that works stays. A new secret
 * alone leaves all accounts linked; a new client ID makes their grants worthless, since a grant
 * belongs to the client that it was given to, so they are asked to reconnect.
 *
 * @throws MailError `client_unknown`, `client_secret_wrong` with what the doctor's check of the client
 *   would say as `data.reason`; `invalid_input`
 */
export async function changeClient(
  options: ClientsOptions,
  caller: Caller,
  provider: string,
  change: ClientChange,
): Promise<ProviderClientView> {
  const { db, secretBox, oauth, now } = options;
  const stored = await loadClient(db, provider);
  const isOtherClient = stored !== null && stored.clientId !== change.clientId;
  const clientSecret = change.clientSecret ?? (await storedSecret(options, stored, isOtherClient));
  checkPush(change);
  const issuer = stored?.endpoints.issuer ?? options.endpoints.googleIssuer;
  const pair = { issuer, clientId: change.clientId, clientSecret };
  const test = await testClientPair(oauth, pair, redirectUriOf(options.publicUrl));
  if (test.result === 'wrong')
    throw new MailError(test.code, { data: { reason: clientReason(test.refusal, test.code) } });
  const row = await saveClient(
    db,
    {
      provider,
      clientId: change.clientId,
      clientSecretSealed: sealClientSecret(secretBox, provider, clientSecret),
      projectId:
        change.projectId !== undefined
          ? change.projectId
          : isOtherClient
            ? null
            : (stored?.projectId ?? null),
      endpoints: stored?.endpoints ?? {},
      status: test.result,
      problem: null,
      testedAt: test.result === 'working' ? now() : null,
      pushTopic: change.pushTopic === undefined ? stored?.pushTopic : change.pushTopic || null,
      pushServiceAccount:
        change.pushServiceAccount === undefined
          ? stored?.pushServiceAccount
          : change.pushServiceAccount || null,
      updatedAt: now(),
    },
    caller.userId,
  );
  const isOtherPush =
    stored?.pushTopic !== row.pushTopic || stored?.pushServiceAccount !== row.pushServiceAccount;
  if (isOtherPush) await forgetPushTest(db, provider);
  if (isOtherClient)
    await stopAccounts(db, provider, {
      ...problem('token_revoked', now()),
      message: 'The client ID has changed: every mailbox has to be reconnected once.',
    });
  await audit(db, caller, 'client_saved', provider);
  return viewOf(db, row);
}

/** Tests the saved client again and notes the outcome. @throws MailError `provider_not_configured` */
export async function retestClient(
  options: ClientsOptions,
  provider: string,
): Promise<ProviderClientView> {
  const { db, oauth, now } = options;
  const client = await openClient(options, provider);
  const test = await testClientPair(oauth, client.oauth, redirectUriOf(options.publicUrl));
  const status = test.result === 'wrong' ? 'broken' : test.result;
  const values = {
    status,
    problem: test.result === 'wrong' ? problem(test.code, now()) : null,
    testedAt: test.result === 'untested' ? client.row.testedAt : now(),
  } as const;
  await saveClientStatus(db, client.row, values);
  const row = await loadClient(db, provider);
  if (!row) throw new MailError('provider_not_configured');
  return viewOf(db, row);
}

/** A problem as it is stored, in the words of errors.ts. */
export function problem(code: MailError['code'], at: Date): StoredProblem {
  return { code, message: new MailError(code).message, at: at.toISOString() };
}

/** Notes what an administrator did to a provider's client. */
export async function audit(
  db: Db,
  caller: Caller,
  action: string,
  provider: string,
): Promise<void> {
  await appendAudit(db, { userId: caller.userId, action, outcome: 'done', data: { provider } });
}

async function viewOf(db: Db, row: ClientRow): Promise<ProviderClientView> {
  return clientView(row, (await countAccounts(db)).get(row.provider) ?? 0);
}

async function storedSecret(
  options: ClientsOptions,
  stored: ClientRow | null,
  isOtherClient: boolean,
): Promise<string> {
  if (!stored) throw new MailError('invalid_input', { detail: 'The client secret is missing.' });
  if (isOtherClient)
    throw new MailError('invalid_input', {
      detail: 'Another client ID comes with a secret of its own: enter it too.',
    });
  return (await openClient(options, stored.provider)).oauth.clientSecret;
}

function checkPush({ pushTopic, pushServiceAccount }: ClientChange): void {
  if (pushTopic && !/^projects\/[a-z0-9:.-]{2,100}\/topics\/[\w.~+%-]{3,255}$/i.test(pushTopic))
    throw new MailError('invalid_input', {
      detail: 'A topic looks like projects/my-project/topics/my-topic.',
    });
  if (pushServiceAccount && !/^[^\s@]{1,100}@[a-z0-9.-]{3,200}$/i.test(pushServiceAccount))
    throw new MailError('invalid_input', { detail: 'The service account is no e-mail address.' });
}

function secretContext(provider: string): string {
  return `provider_clients:${provider}`;
}
