import type { Logger } from 'pino';
import type { Caller, EngineOptions, SecretBox } from '../../engine.ts';
import { isMailError, MailError } from '../../errors.ts';
import type { OAuth } from '../../providers/oauth.ts';
import type { MailProvider } from '../../providers/provider.ts';
import { type AccountRow, requireAccount } from '../../store/accounts.ts';
import type { Db } from '../../store/database.ts';
import { type GuideRow, loadGuide, saveReport } from '../../store/guides.ts';
import type { DoctorCheckId, DoctorInput, DoctorReportView } from '../../views.ts';
import { type OpenClient, openClient } from '../clients.ts';
import type { DelegatedTokens } from '../delegation/tokens.ts';
import { redirectUriOf } from '../redirect-uri.ts';
import { checkPublicUrl, checkRedirectUri } from './addresses.ts';
import { checkClient } from './client.ts';
import { checkDelegation } from './delegation.ts';
import { chooseExamined } from './examined.ts';
import { checkGrantLifetime, checkRefreshToken, checkScopes } from './grants.ts';
import { readLastLink } from './last-link.ts';
import { checkApiEnabled, checkIdentities, checkMailbox } from './mailbox.ts';
import { createNetwork } from './network.ts';
import { checkPush } from './push.ts';
import { checkClock, reachApi, reachIdentity, reachToken } from './reach.ts';
import { checkRedirectRegistered } from './redirect-registered.ts';
import { type Check, runChecks, verdictOf } from './run-checks.ts';
import { checkTestMail } from './test-mail.ts';

export interface DoctorOptions {
  db: Db;
  secretBox: SecretBox;
  oauth: OAuth;
  publicUrl: string;
  endpoints: EngineOptions['endpoints'];
  delegated: Pick<DelegatedTokens, 'ask'>;
  openProvider(account: AccountRow): Promise<MailProvider>;
  logger: Logger;
  now: () => Date;
}

/** Looks at everything that linking needs; see docs/spec/doctor.md. */
export interface Doctor {
  /**
   * @throws MailError `not_found` for a test mail through an account that is not the caller's,
   *   `cancelled` when the engine stops
   */
  run(caller: Caller, provider: string, input: DoctorInput): Promise<DoctorReportView>;
  /** The same behind the answer to something else; the report is announced when it is there. */
  runSoon(caller: Caller, provider: string): void;
  /** Ends what runs behind, and begins nothing more. */
  stop(): Promise<void>;
}

/** Everything that the checks of one run look at. */
interface Patient {
  caller: Caller;
  provider: string;
  input: DoctorInput;
  client: OpenClient | null;
  guide: GuideRow | null;
  testMailAccount: AccountRow | null;
  signal: AbortSignal;
}

/** The whole, whatever hangs. */
const wholeLimitMs = 15_000;
const testMailLimitMs = 14_000;

/** Creates the doctor of an installation. */
export function createDoctor(options: DoctorOptions): Doctor {
  const { db, logger, now } = options;
  const stopping = new AbortController();
  const behind = new Map<string, Promise<unknown>>();

  const run: Doctor['run'] = async (caller, provider, input) => {
    const startedAt = now();
    const patient: Patient = {
      ...{ caller, provider, input },
      client: await openIfThere(options, provider),
      guide: await loadGuide(db, provider),
      testMailAccount: await testMailAccountOf(db, caller, provider, input),
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(wholeLimitMs)]),
    };
    const { only } = input;
    const wanted = checksOf(options, patient).filter(({ id }) => !only || only.includes(id));
    const secret = patient.client?.oauth.clientSecret;
    const { signal } = patient;
    const found = await runChecks(wanted, { secrets: secret ? [secret] : [], logger, signal });
    // Nobody looked: the last report stays.
    if (stopping.signal.aborted) throw new MailError('cancelled');
    const finishedAt = now();
    const reportOn = (kept: DoctorReportView | null): DoctorReportView => {
      const checks = inPlace(only ? (kept?.checks ?? []) : [], found);
      return {
        provider: provider as DoctorReportView['provider'],
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt.toISOString(),
        verdict: verdictOf(checks),
        checks,
      };
    };
    const client = patient.client?.row ?? null;
    const { userId } = caller;
    return saveReport(db, provider, { client, userId, now: finishedAt, reportOn });
  };

  return {
    run,
    runSoon: (caller, provider) => {
      if (stopping.signal.aborted) return;
      // One after the other: the last report is that of the last change.
      const before = behind.get(provider) ?? Promise.resolve();
      const running = before
        .then(() => (stopping.signal.aborted ? null : run(caller, provider, {})))
        .catch((error: unknown) => logger.warn({ err: error, provider }, 'the doctor failed'))
        .finally(() => {
          if (behind.get(provider) === running) behind.delete(provider);
        });
      behind.set(provider, running);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(behind.values());
    },
  };
}

/** All checks in the order in which they are shown. */
function checksOf(options: DoctorOptions, patient: Patient): Check[] {
  const { db, oauth, publicUrl, endpoints, openProvider, now } = options;
  const { provider, input, client, guide, signal } = patient;
  const issuer = client?.oauth.issuer ?? endpoints.googleIssuer;
  const apiUrl = client?.row.endpoints.apiUrl ?? endpoints.gmailUrl;
  const network = createNetwork({ issuer, apiUrl, signal, now });
  const redirectUri = redirectUriOf(publicUrl);
  const last = readLastLink(guide?.lastLink, { clientId: client?.row.clientId ?? '', redirectUri });
  let chosen: ReturnType<typeof chooseExamined> | null = null;
  const examined = () => {
    chosen ??= chooseExamined({ db, provider, openProvider, signal });
    return chosen;
  };
  return [
    { id: 'public_url', look: () => checkPublicUrl(publicUrl, input.browserOrigin) },
    { id: 'redirect_uri', look: () => checkRedirectUri(publicUrl) },
    { id: 'reach_identity', look: () => reachIdentity(network, issuer) },
    { id: 'reach_token', look: () => reachToken(network) },
    { id: 'reach_api', look: () => reachApi(network, apiUrl) },
    { id: 'clock', look: () => checkClock(network) },
    { id: 'client', isAdvisory: true, look: () => checkClient(network, client, publicUrl) },
    {
      id: 'redirect_registered',
      isAdvisory: true,
      look: (own) => checkRedirectRegistered({ oauth, client, publicUrl, signal: own }),
    },
    { id: 'scopes', look: async () => checkScopes(await examined(), last) },
    { id: 'refresh_token', look: async () => checkRefreshToken(await examined(), last, now()) },
    { id: 'grant_lifetime', look: async () => checkGrantLifetime(await examined(), now()) },
    { id: 'api_enabled', look: async () => checkApiEnabled(await examined(), last) },
    { id: 'mailbox', look: async () => checkMailbox(await examined(), last) },
    { id: 'identities', look: async (own) => checkIdentities(await examined(), own) },
    {
      id: 'test_mail',
      limitMs: testMailLimitMs,
      look: (own) => checkTestMail(patient.testMailAccount, openProvider, own),
    },
    {
      id: 'push',
      look: async (own) =>
        checkPush({
          client: client?.row ?? null,
          examined: await examined(),
          publicUrl,
          guide,
          signal: own,
        }),
    },
    { id: 'delegation', look: () => checkDelegation(db, options.delegated, provider) },
  ];
}

/** Puts what was looked at again in the place of what was found before. */
function inPlace(
  earlier: DoctorReportView['checks'],
  found: DoctorReportView['checks'],
): DoctorReportView['checks'] {
  if (earlier.length === 0) return found;
  const again = new Set<DoctorCheckId>(found.map(({ id }) => id));
  const kept = earlier.filter(({ id }) => !again.has(id));
  const order = [...new Set(earlier.map(({ id }) => id)), ...again];
  return [...kept, ...found].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

async function openIfThere(options: DoctorOptions, provider: string): Promise<OpenClient | null> {
  try {
    return await openClient(options, provider);
  } catch (error) {
    if (isMailError(error, 'provider_not_configured')) return null;
    throw error;
  }
}

async function testMailAccountOf(
  db: Db,
  caller: Caller,
  provider: string,
  { testMailAccountId }: DoctorInput,
): Promise<AccountRow | null> {
  if (testMailAccountId === undefined) return null;
  // An administrator sees that others' mailboxes are there, and sends nothing in their name.
  const account = await requireAccount(db, caller, testMailAccountId);
  if (account.provider !== provider) throw new MailError('not_found');
  return account;
}
