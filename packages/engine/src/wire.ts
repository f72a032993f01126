import { randomBytes } from 'node:crypto';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { createCredentials } from './accounts/credentials.ts';
import { createGrantAlarm } from './accounts/grant-alarm.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { MailError } from './errors.ts';
import { createEvents, type Events } from './events.ts';
import type { Jobs } from './jobs.ts';
import { abandon } from './outbox/deliver.ts';
import { createSignatures } from './outbox/signatures.ts';
import { sizeLimits } from './outbox/size-limits.ts';
import { submit } from './outbox/submit.ts';
import { createLimits } from './providers/limits.ts';
import { createOAuth } from './providers/oauth.ts';
import { capabilitiesOf, openProvider } from './providers/open.ts';
import { createImageProxy, type ImageProxy } from './reader/image-proxy.ts';
import { createReader, type Reader } from './reader/reader.ts';
import { openClient } from './setup/clients.ts';
import { createDelegation } from './setup/delegation/delegation.ts';
import { type LinkDelegatedOptions, linkDelegated } from './setup/delegation/link-delegated.ts';
import { createDelegatedTokens } from './setup/delegation/tokens.ts';
import { createDoctor } from './setup/doctor/doctor.ts';
import { createPushTest, type PushTest } from './setup/push-test.ts';
import { createSetup } from './setup/setup.ts';
import { type BlobStore, createBlobStore } from './store/blobs.ts';
import { pruneChanges } from './store/changes.ts';
import { listClients } from './store/clients.ts';
import { blobGraceMs, collectBlobs } from './store/collect-blobs.ts';
import { deleteOldCommands } from './store/commands.ts';
import { type OpenDatabase, storeError } from './store/database.ts';
import { checkSecretKey } from './store/installation.ts';
import { createLocks } from './store/locks.ts';
import { installationValue } from './store/message-source.ts';
import { openDatabase } from './store/open-database.ts';
import { loadApiClient } from './store/service-accounts.ts';
import { deleteUnusedSignatureImages } from './store/signatures.ts';
import type { SyncAccount } from './store/sync-state.ts';
import { tendDatabase } from './store/upkeep.ts';
import { deleteOldUploads } from './store/uploads.ts';
import { type Activity, createActivity } from './sync/activity.ts';
import { createGooglePushReader } from './sync/google-push.ts';
import { createMailboxes, type Mailboxes } from './sync/mailboxes.ts';
import { createWake, type Wake } from './sync/wake.ts';
import { listenForJobs, wireJobs } from './wire-jobs.ts';

const DAY_MS = 86_400_000;
const housekeepingMs = 6 * 3_600_000;
const upkeepMs = 60_000;
/** After a start there is more urgent work. */
const firstHousekeepingMs = 60_000;

/** The modules of a started engine. */
export interface Running {
  database: OpenDatabase;
  blobs: BlobStore;
  accounts: Accounts;
  setup: Engine['setup'];
  signatures: Engine['signatures'];
  mailboxes: Mailboxes;
  reader: Reader;
  images: ImageProxy;
  events: Events;
  jobs: Jobs;
  wake: Wake;
  activity: Activity;
  readGooglePush: ReturnType<typeof createGooglePushReader>['read'];
  pushTest: PushTest;
  /** Clears away the draft of a message that will not be sent. */
  abandonAttempt(account: SyncAccount, outboxId: number): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the database and wires all modules; work begins at once. */
export async function wire(options: EngineOptions): Promise<Running> {
  const { logger } = options;
  const owned = options.openDatabase ? null : await openDatabase(options.database, { logger });
  const database = options.openDatabase ?? (owned as OpenDatabase);
  try {
    return await wireOn(options, database, owned);
  } catch (error) {
    await owned?.close();
    throw error;
  }
}

async function wireOn(
  options: EngineOptions,
  database: OpenDatabase,
  owned: OpenDatabase | null,
): Promise<Running> {
  const { logger, secretBox, publicUrl, endpoints } = options;
  const { db } = database;
  // Before anything is sealed or opened: half of it with another key would be worse than nothing.
  await checkSecretKey(db, secretBox);
  const now = options.now ?? (() => new Date());
  const activeMs = options.polling?.activeMs ?? 30_000;
  const blobs = createBlobStore(options.blobDirectory);
  const locks = createLocks(options.database);
  const oauth = createOAuth({ now });
  const limits = createLimits(now);
  const settings = { endpoints, quota: options.quota };
  const clientOf = (provider: string) => openClient({ db, secretBox, endpoints }, provider);
  const tokens = createDelegatedTokens({ db, secretBox, oauth, endpoints });
  const credentials = createCredentials({
    ...{ database, secretBox, oauth, logger, now },
    openClient: clientOf,
    askDelegated: tokens.askFor,
  });
  const mailboxes = createMailboxes({ db, credentials, limits, settings, logger, now });
  const providerOf = (account: SyncAccount) => mailboxes.open(account);

  const jobs = wireJobs(options, {
    ...{ database, blobs, locks, providerOf, now },
    warnOfGrant: (accountId) => warnOfGrant(accountId),
    linkDelegated: (linkId, signal) => linkDelegated(delegated, linkId, signal),
  });
  const wake = createWake({ db, jobs, now, activeMs });
  const onAccountReady = (accountId: number) => {
    mailboxes.forget(accountId);
    wake.accounts([accountId]).catch((error: unknown) => {
      logger.error({ err: error, accountId }, 'an account could not be woken');
    });
  };
  const accounts = createAccounts({
    ...{ db, secretBox, oauth, credentials, publicUrl, blobs, logger, now },
    openClient: clientOf,
    openMailbox: ({ provider, subject, client, tokens }) =>
      openProvider({
        account: { id: 0, provider, subject },
        client: client.row,
        ...{ tokens, limits, settings, logger, now },
      }),
    openProvider: providerOf,
    onAccountReady,
    onAccountStopped: (accountId) => wake.look(accountId),
    quotaWaitMs: (accountId) => mailboxes.quotaWaitMs(accountId),
    sizeLimits: (provider) => sizeLimits(capabilitiesOf(provider).maxMessageBytes),
  });
  const delegated: LinkDelegatedOptions = {
    ...{ db, oauth, tokens, credentials, onAccountReady, logger, now },
    findUserByEmail: options.findUserByEmail,
    openMailbox: async ({ provider, subject, tokens: given }) => {
      const client = await loadApiClient(db, provider);
      if (!client) throw new MailError('service_account_missing');
      const account = { id: 0, provider, subject };
      return openProvider({ account, client, tokens: given, limits, settings, logger, now });
    },
  };
  const delegation = createDelegation({
    ...{ db, secretBox, oauth, tokens, now },
    endAccount: accounts.endAccount,
    // The others follow by the sweep: thousands of kicks would tell nothing more.
    onRequested: ([first]) => first !== undefined && jobs.kick('delegation', first),
  });
  const pushTest = createPushTest({ db, openProvider: providerOf, logger, now });
  const doctor = createDoctor({
    ...{ db, secretBox, oauth, publicUrl, endpoints, logger, now },
    delegated: tokens,
    openProvider: providerOf,
  });
  const setup = createSetup({
    ...{ db, secretBox, oauth, publicUrl, endpoints, now, delegation, pushTest, doctor },
    endAccount: accounts.endAccount,
  });
  const imageKey = await installationValue(db, 'image_proxy_key', () =>
    secretBox.seal(randomBytes(32).toString('hex'), 'image_proxy_key'),
  );
  const images = createImageProxy({ key: secretBox.open(imageKey, 'image_proxy_key') });
  const apiPath = `${new URL(publicUrl).pathname.replace(/\/+$/, '')}/api`;
  const reader = createReader({ db, blobs, providerOf, images, apiPath });
  const warnOfGrant = createGrantAlarm({
    ...{ db, publicUrl, logger, now },
    accountsPath: options.accountsPath ?? '/settings/accounts',
    submit: async (caller, letter) => {
      const { flush } = database;
      const own = { db, flush, blobs, reader, now, isUnsigned: true };
      const view = await submit(own, caller, letter);
      jobs.kick('deliver', view.id);
      return view;
    },
  });
  const signatures = createSignatures({ db, blobs, images, now });
  const events = await createEvents(database);
  const activity = createActivity({
    poll: (userIds) => wake.byActivity(userIds),
    onError: (error) => logger.warn({ err: error }, 'polling for people who look failed'),
    tickMs: Math.max(200, Math.min(5_000, activeMs / 3)),
  });
  const push = createGooglePushReader({
    audience: `${publicUrl.replace(/\/+$/, '')}/api/webhooks/google`,
    clients: async () =>
      (await listClients(db)).map((client) => ({
        provider: client.provider,
        issuer: client.endpoints.issuer ?? endpoints.googleIssuer,
        serviceAccount: client.pushServiceAccount,
      })),
    onRefused: pushTest.refused,
    now,
  });
  const unlisten = await listenForJobs(options, database, jobs);
  jobs.start();
  if (options.runJobs !== false) await accounts.resumeUnlinking();
  await pushTest.resume();
  const stopHousekeeping = startHousekeeping(options, database, blobs, now);

  return {
    ...{
      database,
      blobs,
      accounts,
      setup,
      signatures,
      mailboxes,
      reader,
      images,
      events,
      jobs,
      wake,
      activity,
    },
    readGooglePush: push.read,
    pushTest,
    abandonAttempt: (account, outboxId) => abandon({ db, providerOf, logger }, account, outboxId),
    async stop() {
      stopHousekeeping();
      activity.stop();
      pushTest.stop();
      await doctor.stop();
      await unlisten();
      await jobs.stop();
      await accounts.settle();
      await events.stop();
      await mailboxes.close();
      await locks.close();
      await owned?.close();
    },
  };
}

/** Forgets what nobody asks for any more, a few times a day. */
function startHousekeeping(
  options: EngineOptions,
  database: OpenDatabase,
  blobs: BlobStore,
  now: () => Date,
): () => void {
  if (options.runJobs === false) return () => {};
  const { db } = database;
  const clean = async () => {
    const daysAgo = (days: number) => new Date(now().getTime() - days * DAY_MS);
    await pruneChanges(db, now());
    await deleteOldCommands(db, daysAgo(30));
    await deleteOldUploads(db, daysAgo(1));
    // Drafts in browsers may still show what was taken out of a signature.
    await deleteUnusedSignatureImages(db, daysAgo(30));
    // By the clock that stamps files, whatever clock the host gave us.
    const removed = await collectBlobs({ db, blobs }, new Date(Date.now() - blobGraceMs));
    if (removed > 0) options.logger.info({ removed }, 'unused blobs removed');
  };
  let isCleaning = false;
  const run = () => {
    if (isCleaning) return;
    isCleaning = true;
    clean()
      .catch((error: unknown) =>
        options.logger.warn({ err: storeError(error) }, 'housekeeping failed'),
      )
      .finally(() => {
        isCleaning = false;
      });
  };
  const first = setTimeout(run, firstHousekeepingMs);
  const timers = [setInterval(run, housekeepingMs)];
  if (database.kind === 'pglite') {
    let isTending = false;
    const tend = () => {
      if (isTending) return;
      isTending = true;
      tendDatabase(db, now())
        .catch((error: unknown) =>
          options.logger.warn({ err: storeError(error) }, 'upkeep of the database failed'),
        )
        .finally(() => {
          isTending = false;
        });
    };
    timers.push(setInterval(tend, upkeepMs));
  }
  for (const timer of [first, ...timers]) timer.unref();
  return () => {
    clearTimeout(first);
    for (const timer of timers) clearInterval(timer);
  };
}
