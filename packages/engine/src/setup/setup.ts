import type { Caller, Engine } from '../engine.ts';
import { MailError } from '../errors.ts';
import { accountsOfProvider, isSimulated } from '../store/accounts.ts';
import {
  clientView,
  countAccounts,
  deleteClient,
  listClients,
  loadClient,
  saveClient,
} from '../store/clients.ts';
import { delegatedAccounts } from '../store/delegated-links.ts';
import { type GuideRow, loadGuide, saveGuide } from '../store/guides.ts';
import { forgetPushTest } from '../store/push-tests.ts';
import { deleteServiceAccount } from '../store/service-accounts.ts';
import type { GuideView, ProviderId } from '../views.ts';
import { readClientFile } from './client-file.ts';
import {
  audit,
  type ClientsOptions,
  changeClient,
  retestClient,
  sealClientSecret,
} from './clients.ts';
import type { Delegation } from './delegation/delegation.ts';
import type { Doctor } from './doctor/doctor.ts';
import type { PushTest } from './push-test.ts';
import { redirectUriOf, redirectUriProblems } from './redirect-uri.ts';

export interface SetupOptions extends ClientsOptions {
  /** Ends an account of whomever, mail and grant included; see accounts/unlink.ts. */
  endAccount(accountId: number): Promise<void>;
  /** Domain-wide delegation; who may use it is checked here. */
  delegation: Delegation;
  pushTest: Pick<PushTest, 'start' | 'view'>;
  doctor: Pick<Doctor, 'run' | 'runSoon'>;
}

/** Creates the setup of providers: clients, secrets, what is wrong with them. */
export function createSetup(options: SetupOptions): Engine['setup'] {
  const { db, publicUrl, endpoints, now } = options;
  const redirectUri = redirectUriOf(publicUrl);
  return {
    get: async (caller) => {
      requireAdministrator(caller);
      const counts = await countAccounts(db);
      const clients = await listClients(db);
      const guide = await loadGuide(db, 'google');
      return {
        redirectUri,
        redirectUriProblems: redirectUriProblems(redirectUri),
        webhookUrl: `${publicUrl.replace(/\/+$/, '')}/api/webhooks/google`,
        googleConsoleUrl: endpoints.googleConsoleUrl ?? 'https://console.cloud.google.com',
        googleAdminUrl: endpoints.googleAdminUrl ?? 'https://admin.google.com',
        clients: clients.map((row) => clientView(row, counts.get(row.provider) ?? 0)),
        guide: guideView(guide),
        report: guide?.report ?? null,
        pushTest: options.pushTest.view(guide),
      };
    },
    saveGuide: async (caller, provider, input) => {
      requireAdministrator(caller);
      return guideView(await saveGuide(db, provider, input, now()));
    },
    runDoctor: async (caller, provider, input) => {
      requireAdministrator(caller);
      return options.doctor.run(caller, provider, input);
    },
    testPush: async (caller, provider) => {
      requireAdministrator(caller);
      return options.pushTest.start(caller, provider);
    },
    delegation: async (caller, provider) => {
      requireAdministrator(caller);
      return options.delegation.delegation(caller, provider);
    },
    saveServiceAccount: async (caller, provider, input) => {
      requireAdministrator(caller);
      return options.delegation.saveServiceAccount(caller, provider, input);
    },
    removeServiceAccount: async (caller, provider, withAccounts) => {
      requireAdministrator(caller);
      return options.delegation.removeServiceAccount(caller, provider, withAccounts);
    },
    linkDelegated: async (caller, provider, input) => {
      requireAdministrator(caller);
      return options.delegation.linkDelegated(caller, provider, input);
    },
    available: async () => {
      const clients = await listClients(db);
      return Promise.all(
        clients.map(async ({ provider, clientId }) => {
          const { audience, publishing } = (await loadGuide(db, provider))?.answers ?? {};
          return {
            provider: provider as ProviderId,
            isSimulated: isSimulated(provider),
            clientId,
            audience: audience ?? null,
            publishing: publishing ?? null,
            adminUrl: endpoints.googleAdminUrl ?? 'https://admin.google.com',
          };
        }),
      );
    },
    saveClient: async (caller, provider, input) => {
      requireEditable(caller, provider);
      const view = await changeClient(options, caller, provider, input);
      options.doctor.runSoon(caller, provider);
      return view;
    },
    saveClientFile: async (caller, provider, file) => {
      requireEditable(caller, provider);
      const change = readClientFile(file, redirectUri);
      const view = await changeClient(options, caller, provider, change);
      options.doctor.runSoon(caller, provider);
      return view;
    },
    testClient: async (caller, provider) => {
      requireAdministrator(caller);
      return retestClient(options, provider);
    },
    removeClient: async (caller, provider, withAccounts) => {
      requireAdministrator(caller);
      if (!(await loadClient(db, provider))) throw new MailError('not_found');
      // Mailboxes linked by delegation need no OAuth client; a simulated provider goes as a whole.
      const delegated = new Set(isSimulated(provider) ? [] : await delegatedAccounts(db, provider));
      const accounts = (await accountsOfProvider(db, provider)).filter(
        ({ id }) => !delegated.has(id),
      );
      if (accounts.length > 0 && !withAccounts)
        throw new MailError('conflict', {
          detail: 'Mailboxes are linked through this client.',
          data: { accountCount: accounts.length },
        });
      // One after the other: each revokes its grant, which takes the client.
      for (const { id } of accounts) await options.endAccount(id);
      if (isSimulated(provider)) await deleteServiceAccount(db, provider, caller.userId);
      await deleteClient(db, provider, caller.userId);
      // It spoke of the client that is gone.
      await saveGuide(db, provider, { report: null }, now());
      await forgetPushTest(db, provider);
      await audit(db, caller, 'client_removed', provider);
    },
    useSimulator: async ({ clientId, clientSecret, issuer, apiUrl }) => {
      const provider = 'google-simulated';
      await saveClient(
        db,
        {
          provider,
          clientId,
          clientSecretSealed: sealClientSecret(options.secretBox, provider, clientSecret),
          endpoints: { issuer, apiUrl },
          status: 'working',
          problem: null,
          testedAt: now(),
          updatedAt: now(),
        },
        null,
      );
    },
  };
}

function guideView(row: GuideRow | null): GuideView {
  return { answers: row?.answers ?? {}, done: row?.done ?? [] };
}

function requireAdministrator(caller: Caller): void {
  if (!caller.isAdministrator) throw new MailError('forbidden');
}

function requireEditable(caller: Caller, provider: string): void {
  requireAdministrator(caller);
  if (isSimulated(provider))
    throw new MailError('invalid_input', { detail: 'The simulator brings its own client.' });
}
