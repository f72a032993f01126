import type { Logger } from 'pino';
import { isMailError, MailError } from '../../errors.ts';
import type { MailboxLimit } from '../limits.ts';
import type {
  AccessTokens,
  CallOptions,
  Capabilities,
  InventoryOptions,
  InventoryPage,
  MailProvider,
  RemoteIdentity,
} from '../provider.ts';
import { createGmailClient, type GmailClient } from './client.ts';
import { toRef } from './convert.ts';
import { fetchMessage, fetchMessages } from './fetch.ts';
import { listChanges, readStartCursor } from './history.ts';
import { foldersOf } from './labels.ts';
import { performCommand } from './perform.ts';
import type { GmailCosts } from './quota.ts';
import { abandonAttempt, findSentMessage, sendMessage } from './send.ts';
import {
  labelListShape,
  messageListShape,
  profileShape,
  sendAsListShape,
  watchShape,
} from './shapes.ts';

export interface GmailProviderOptions {
  /** E.g. https://gmail.googleapis.com; may have a path of its own. */
  apiUrl: string;
  tokens: AccessTokens;
  limit: MailboxLimit;
  costs: GmailCosts;
  logger: Logger;
  now?: (() => Date) | undefined;
  /** First pause before a repeated call, for tests. */
  retryDelayMs?: number | undefined;
  timeoutMs?: number | undefined;
}

/** What the Gmail adapter can do. */
export const gmailCapabilities: Capabilities = {
  threads: true,
  labels: true,
  push: true,
  storesSent: true,
  maxMessageBytes: 36_700_160,
};

/** More pages than any mailbox has; bounds a server that never stops giving page tokens. */
const maxPages = 20_000;

/** Opens the adapter of one Gmail mailbox. */
export function createGmailProvider(options: GmailProviderOptions): MailProvider {
  const now = options.now ?? (() => new Date());
  const { limit, costs, apiUrl } = options;
  const client = createGmailClient({ ...options, now });
  // Two places stay free for calls of other priorities.
  const concurrency = () => Math.max(1, limit.concurrency() - (limit.concurrency() > 6 ? 2 : 1));
  const context = { client, costs, concurrency, now };

  return {
    capabilities: gmailCapabilities,
    profile: async (call = {}) => {
      const profile = await readProfile(client, call);
      return {
        email: profile.emailAddress.toLowerCase(),
        messagesTotal: profile.messagesTotal ?? null,
        threadsTotal: profile.threadsTotal ?? null,
      };
    },
    folders: async (call = {}) => {
      const { labels } = await client.call(labelListShape, {
        ...call,
        method: 'labels.list',
        path: 'labels',
      });
      // Every mailbox has an inbox. A list without it is cut short, and would take folders away.
      if (!labels.some(({ id }) => id === 'INBOX'))
        throw new MailError('provider_unavailable', { detail: 'Gmail lists no inbox.' });
      return foldersOf(labels);
    },
    startCursor: (call = {}) => readStartCursor(client, call),
    inventory: (query) => listInventory(client, query),
    fetch: (refs, call = {}) => fetchMessages(context, refs, call),
    changes: (cursor, call = {}) => listChanges(context, cursor, call),
    fetchRaw: async (ref, call = {}) => {
      const message = await fetchMessage(client, ref.remoteId, call);
      if (message?.source.kind !== 'raw') throw new MailError('remote_gone');
      return message.source.bytes;
    },
    perform: (command, call = {}) => performCommand(context, command, call),
    send: (message, call = {}) =>
      sendMessage({ client, apiUrl, now }, message, { priority: 'interactive', ...call }),
    findSent: (probe, call = {}) => findSentMessage(client, probe, call),
    abandon: (state, call = {}) => abandonAttempt(client, state, call),
    identities: async (call = {}) => {
      const { sendAs } = await client.call(sendAsListShape, {
        ...call,
        method: 'settings.sendAs.list',
        path: 'settings/sendAs',
      });
      return sendAs.map(
        (alias): RemoteIdentity => ({
          email: alias.sendAsEmail.toLowerCase(),
          name: alias.displayName || null,
          isPrimary: alias.isPrimary,
          isDefault: alias.isDefault,
          // The primary address carries no verification status.
          isVerified: alias.isPrimary || alias.verificationStatus === 'accepted',
          replyTo: alias.replyToAddress || null,
          signatureHtml: alias.signature || null,
        }),
      );
    },
    watch: async (topic, call = {}) => {
      const { expiration } = await startWatch(client, topic, call).catch(async (error: unknown) => {
        if (!isMailError(error, 'conflict')) throw error;
        await stopWatch(client, call);
        return startWatch(client, topic, call);
      });
      const weekLater = now().getTime() + 7 * 86_400_000;
      return { expiresAt: new Date(expiration ?? weekLater) };
    },
    unwatch: (call = {}) => stopWatch(client, call),
    quotaWaitMs: () => limit.waitMs(),
    close: async () => {},
  };
}

function startWatch(client: GmailClient, topic: string, call: CallOptions) {
  return client.call(watchShape, {
    ...call,
    method: 'watch',
    verb: 'POST',
    path: 'watch',
    body: { topicName: topic },
    isRepeatable: true,
  });
}

async function stopWatch(client: GmailClient, call: CallOptions): Promise<void> {
  await client.send({ ...call, method: 'stop', verb: 'POST', path: 'stop', isRepeatable: true });
}

function readProfile(client: GmailClient, call: object) {
  return client.call(profileShape, { ...call, method: 'getProfile', path: 'profile' });
}

async function* listInventory(
  client: GmailClient,
  { since, only, includeDiscarded = true, ...call }: InventoryOptions,
): AsyncGenerator<InventoryPage> {
  const labelIds = labelOf(only);
  let pageToken: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await client.call(messageListShape, {
      ...call,
      method: 'messages.list',
      path: 'messages',
      query: {
        maxResults: 500,
        includeSpamTrash: includeDiscarded,
        labelIds,
        // `after:` leaves out the second it names.
        q: since ? `after:${Math.max(0, Math.floor(since.getTime() / 1_000) - 1)}` : undefined,
        pageToken,
        fields: 'messages(id,threadId),nextPageToken,resultSizeEstimate',
      },
    });
    yield { refs: page.messages.map(toRef), estimatedTotal: page.resultSizeEstimate ?? null };
    if (page.nextPageToken === undefined || page.nextPageToken === pageToken) return;
    pageToken = page.nextPageToken;
  }
}

function labelOf(only: InventoryOptions['only']): string | undefined {
  if (!only) return undefined;
  if ('folder' in only) return only.folder;
  return 'isRead' in only ? 'UNREAD' : 'STARRED';
}
