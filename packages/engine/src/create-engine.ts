import type { Caller, Engine, EngineOptions } from './engine.ts';
import { errorForLog } from './error-for-log.ts';
import { MailError } from './errors.ts';
import { parseQuery } from './mail/query.ts';
import { act, undo } from './outbox/actions.ts';
import { draftFor } from './outbox/draft-for.ts';
import { submit } from './outbox/submit.ts';
import { type IncomingUploads, receiveUpload } from './outbox/uploads.ts';
import { requireAccount } from './store/accounts.ts';
import { storeError } from './store/database.ts';
import { listFolders, upsertFolders } from './store/folders.ts';
import { listIdentities, replaceIdentities } from './store/identities.ts';
import {
  cancelQueued,
  listOutbox,
  requireOutbox,
  retryByUser,
  toOutboxView,
} from './store/outbox.ts';
import { suggestRecipients } from './store/recipients.ts';
import { searchThreads } from './store/search.ts';
import { loadSyncAccount } from './store/sync-state.ts';
import { getThread, listThreads, threadRows } from './store/threads.ts';
import { setTrustedSender } from './store/trusted-senders.ts';
import { type Running, wire } from './wire.ts';

/**
 * Creates an engine. Nothing happens before `start`; after `stop` it can be started again.
 *
 * It reads no environment, installs no signal handlers and shares nothing with other engines in the
 * same process.
 */
export function createEngine(given: EngineOptions): Engine {
  // Whatever logger the host brings: statements and their parameters stay out of it.
  const serializers = { err: errorForLog };
  const options = { ...given, logger: given.logger.child({}, { serializers }) };
  const now = options.now ?? (() => new Date());
  const incoming: IncomingUploads = new Map();
  let running: Running | null = null;
  /** Starts and stops come one after the other, in the order they were asked for. */
  let order: Promise<unknown> = Promise.resolve();

  const use = (): Running => {
    if (!running) throw new MailError('internal', { detail: 'The engine is not running.' });
    return running;
  };
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = order.then(work);
    order = next.catch(() => {});
    return next;
  };
  const actions = () => {
    const { database, jobs } = use();
    const onCommands = (accountId: number) => jobs.kick('commands', accountId);
    return { db: database.db, onCommands, now };
  };

  const engine: Engine = {
    start: () =>
      inOrder(async () => {
        running ??= await wire(options);
      }),
    stop: () =>
      inOrder(async () => {
        const ending = running;
        running = null;
        await ending?.stop();
      }),
    async health() {
      const database = running?.database;
      const isReady = database ? await database.ping() : false;
      const kind = options.openDatabase?.kind ?? options.database.kind;
      return { isLive: true, isReady, database: kind };
    },
    setup: forward(
      () => use().setup,
      [
        'get',
        'available',
        'saveGuide',
        'runDoctor',
        'testPush',
        'delegation',
        'saveServiceAccount',
        'removeServiceAccount',
        'linkDelegated',
        'saveClient',
        'saveClientFile',
        'testClient',
        'removeClient',
        'useSimulator',
      ],
    ),
    accounts: {
      ...forward(
        () => use().accounts,
        [
          'overview',
          'list',
          'get',
          'startLink',
          'finishLink',
          'reportBlocked',
          'confirm',
          'changeStart',
          'pause',
          'resume',
          'unlink',
          'identities',
          'timeline',
        ],
      ),
      syncIdentities: (caller, accountId) => syncIdentities(use(), caller, accountId),
    },
    sync: {
      wake: (caller, accountId) => use().wake.byUser(caller, accountId),
      async receiveGooglePush(input) {
        const { push, provider } = await use().readGooglePush(input);
        await use().pushTest.received(provider, push.email);
        await use().wake.byEmail(provider, push.email);
      },
      setActive: (caller) => running?.activity.touch(caller.userId),
    },
    mail: {
      folders: (caller) => listFolders(use().database.db, caller),
      threads: (caller, query) => listThreads(use().database.db, caller, query),
      threadRows: (caller, ids) => threadRows(use().database.db, caller, ids),
      search: (caller, { text, ...page }) => {
        const query = parseQuery(text, { now: now() });
        return searchThreads(use().database.db, caller, { ...page, query });
      },
      thread: (caller, threadId) => getThread(use().database.db, caller, threadId),
      ...forward(
        () => use().reader,
        ['body', 'headers', 'raw', 'attachment', 'attachmentsZip', 'inlineImage'],
      ),
      proxiedImage: (caller, input) => use().images.fetch(caller, input),
      trustSender: (caller, email, isTrusted) =>
        setTrustedSender(use().database.db, caller, email, isTrusted),
      suggestRecipients: (caller, text) => suggestRecipients(use().database.db, caller, text),
      act: (caller, input) => act(actions(), caller, input),
      undo: (caller, actionId) => undo(actions(), caller, actionId),
      createLabel: (caller, accountId, name) => createLabel(use(), caller, accountId, name),
    },
    outbox: {
      upload: (caller, input) => {
        const { database, blobs } = use();
        return receiveUpload({ db: database.db, blobs, now, incoming }, caller, input);
      },
      async submit(caller, input) {
        const { database, blobs, reader, jobs } = use();
        const { db, flush } = database;
        const view = await submit({ db, flush, blobs, reader, now }, caller, input);
        // A job that is not due goes away at once; in another process it plans its return.
        jobs.kick('deliver', view.id);
        return view;
      },
      list: (caller) => listOutbox(use().database.db, caller),
      get: async (caller, id) => toOutboxView(await requireOutbox(use().database.db, caller, id)),
      cancel: (caller, id) => cancel(use(), caller, id, now()),
      async retry(caller, id) {
        const { database, jobs } = use();
        await requireOutbox(database.db, caller, id);
        const row = await retryByUser(database.db, id, now());
        if (!row) throw new MailError('conflict');
        jobs.kick('deliver', id);
        return toOutboxView(row);
      },
      draftFor: (caller, messageId, kind, locale) => {
        const { database, reader } = use();
        return draftFor({ db: database.db, reader }, caller, messageId, kind, locale);
      },
    },
    signatures: forward(
      () => use().signatures,
      [
        ...(['list', 'create', 'change', 'remove', 'saveShared', 'removeShared'] as const),
        ...(['addImage', 'image', 'forSending', 'takeOver', 'profile', 'saveProfile'] as const),
        ...(['saveIdentity', 'saveSenderName'] as const),
      ],
    ),
    events: {
      subscribe: (caller, after, signal) => use().events.subscribe(caller.userId, after, signal),
    },
  };
  return {
    ...engine,
    start: translated(engine.start),
    setup: translatedAll(engine.setup),
    accounts: translatedAll(engine.accounts),
    sync: { ...translatedAll(engine.sync), setActive: engine.sync.setActive },
    mail: translatedAll(engine.mail),
    outbox: translatedAll(engine.outbox),
    signatures: translatedAll(engine.signatures),
  };
}

async function cancel(running: Running, caller: Caller, outboxId: number, now: Date) {
  const { db, flush } = running.database;
  const before = await requireOutbox(db, caller, outboxId);
  const row = await cancelQueued(db, outboxId, now);
  if (!row) throw new MailError('conflict');
  // Whoever is told that it was taken back must not see it leave after a power loss.
  await flush();
  const account = before.progress ? await loadSyncAccount(db, row.accountId) : null;
  // Behind the answer: whoever took the message back need not wait for the provider.
  if (account) void running.abandonAttempt(account, outboxId);
  return toOutboxView(row);
}

async function syncIdentities(running: Running, caller: Caller, accountId: number) {
  const { db } = running.database;
  const account = await requireAccount(db, caller, accountId);
  if (account.status !== 'active') throw new MailError('account_inactive');
  const provider = await running.mailboxes.open(account);
  await replaceIdentities(db, account, await provider.identities({ priority: 'interactive' }));
  return listIdentities(db, caller, accountId);
}

async function createLabel(running: Running, caller: Caller, accountId: number, name: string) {
  const { db } = running.database;
  const account = await requireAccount(db, caller, accountId);
  if (account.status !== 'active') throw new MailError('account_inactive');
  const label = name.trim();
  if (label.length === 0 || label.length > 200) throw new MailError('invalid_input');
  const provider = await running.mailboxes.open(account);
  const call = { priority: 'interactive' } as const;
  const { folder } = await provider.perform({ kind: 'create_folder', name: label }, call);
  if (!folder) throw new MailError('provider_rejected');
  // Only a synchronisation may take folders away: it lets nothing in meanwhile.
  await upsertFolders(db, accountId, await provider.folders(call), { isComplete: false });
  const rows = await listFolders(db, caller);
  const made = rows.find((row) => row.accountId === accountId && row.name === folder.name);
  if (!made) throw new MailError('internal');
  return made;
}

/** The named functions of a module that exists only while the engine runs. */
function forward<T extends object, K extends keyof T>(module: () => T, names: K[]): Pick<T, K> {
  const entries = names.map((name) => [
    name,
    // Async, so that an engine that is not running rejects instead of throwing.
    async (...args: unknown[]) =>
      (module()[name] as (...all: unknown[]) => unknown).apply(module(), args),
  ]);
  return Object.fromEntries(entries) as Pick<T, K>;
}

/** MailError only: a database's own errors carry the statement's parameters, which are mail. */
function translated<A extends unknown[], R>(
  work: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      throw storeError(error);
    }
  };
}

function translatedAll<T extends object>(group: T): T {
  const entries = Object.entries(group).map(([name, work]) => [
    name,
    translated(work as (...args: unknown[]) => Promise<unknown>),
  ]);
  return Object.fromEntries(entries) as T;
}
