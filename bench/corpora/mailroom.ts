import type { MessageView, ThreadPageView, ThreadView } from '@mailroom/engine';
import type { Page } from 'playwright-core';
import { approve } from '../../packages/simulator/src/approve.ts';
import type { SimulatorProcess } from '../simulator-process.ts';
import type { ServerProcess } from '../start.ts';
import { until } from '../statistics.ts';

/** Calls the API as the signed-in page does. */
export interface Api {
  call(method: string, path: string, data?: unknown): Promise<unknown>;
  bytes(path: string): Promise<Buffer>;
}

/** Puts a message into a simulated mailbox, byte for byte. */
export async function deliver(
  simulator: SimulatorProcess,
  email: string,
  raw: Buffer,
): Promise<void> {
  await simulator.control('POST', `/users/${email}/messages`, {
    rawBase64: raw.toString('base64'),
  });
}

/** Takes the simulated quota away: these checks are about content. */
export async function liftQuota(simulator: SimulatorProcess): Promise<void> {
  const project = (await simulator.control('GET', '/project')) as { quota: object };
  const unitsPerUserPerMinute = 1_000_000_000;
  const quota = {
    ...project.quota,
    ...{ name: 'unlimited', unitsPerUserPerMinute },
    unitsPerProjectPerMinute: unitsPerUserPerMinute,
  };
  await simulator.control('PATCH', '/project', { quota });
}

/** Makes the first administrator in the page's own session, and stores a client of the simulator. */
export async function setUp(
  page: Page,
  server: ServerProcess,
  simulator: SimulatorProcess,
): Promise<Api> {
  await page.goto('/');
  const fetchApi = async (method: string, path: string, data?: unknown) => {
    const response = await page.request.fetch(`/api${path}`, {
      ...{ method, headers: { origin: server.url }, timeout: 120_000, maxRetries: 3 },
      ...(data === undefined ? {} : { data }),
    });
    if (!response.ok())
      throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
    return response;
  };
  const api: Api = {
    async call(method, path, data) {
      const response = await fetchApi(method, path, data);
      return response.status() === 204 ? null : response.json();
    },
    bytes: async (path) => (await fetchApi('GET', path)).body(),
  };
  await api.call('POST', '/host/first-administrator', {
    ...{ name: 'Corpora', email: 'corpora@example.org', password: 'correct horse battery' },
  });
  const client = (await simulator.control('POST', '/clients', {
    type: 'web',
    redirectUris: [`${server.url}/admin/settings/mail/oauth2`],
  })) as { clientId: string; clientSecret: string };
  await api.call('PUT', '/setup/clients/google', {
    clientId: client.clientId,
    clientSecret: client.clientSecret,
  });
  return api;
}

/** Links a mailbox and waits until all its mail is here. @returns the account's id */
export async function linkAndSync(api: Api, email: string): Promise<number> {
  const link = (await api.call('POST', '/accounts/link', { provider: 'google' })) as {
    authorizationUrl: string;
  };
  const callbackUrl = await approve({ authorizationUrl: link.authorizationUrl, email });
  const { account } = (await api.call('POST', '/accounts/link/finish', { callbackUrl })) as {
    account: { id: number };
  };
  await api.call('POST', `/accounts/${account.id}/confirm`, { syncFrom: null });
  await until(
    async () => {
      const now = (await api.call('GET', `/accounts/${account.id}`)) as {
        sync: { phase: string };
        lastSyncedAt: string | null;
      };
      return ['idle', 'originals'].includes(now.sync.phase) && now.lastSyncedAt !== null;
    },
    { timeoutMs: 300_000, everyMs: 250, what: `synchronisation of ${email}` },
  );
  return account.id;
}

/** Every conversation of an account, whole. */
export async function readThreads(api: Api, accountId: number): Promise<ThreadView[]> {
  const threads: ThreadView[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ role: 'all', accountId: String(accountId), limit: '100' });
    if (cursor) query.set('cursor', cursor);
    const page = (await api.call('GET', `/threads?${query}`)) as ThreadPageView;
    for (const { id } of page.threads)
      threads.push((await api.call('GET', `/threads/${id}`)) as ThreadView);
    cursor = page.nextCursor;
  } while (cursor);
  return threads;
}

/** The messages of conversations. */
export function messagesOf(threads: ThreadView[]): MessageView[] {
  return threads.flatMap(({ messages }) => messages);
}
