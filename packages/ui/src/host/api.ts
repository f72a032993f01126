import { answerOf, createClient } from '@mailroom/api/client';
import type { Locale } from '../i18n/translate.ts';
import type { ActionInput, FolderViewRole, SubmissionInput } from '../views.ts';

/** Which conversations a list shows. */
export interface ThreadsQuery {
  folderId?: number;
  role?: FolderViewRole;
  accountId?: number;
  unreadOnly?: boolean;
  cursor?: string;
  limit?: number;
}

/** How a message's document is made. */
export interface BodyQuery {
  theme: 'light' | 'dark';
  images: 'blocked' | 'shown' | 'trusted';
  locale: Locale;
}

export type Api = ReturnType<typeof createApi>;

/**
 * The API's routes that the screens of mail use, over any `request`. Every call throws ApiError.
 *
 * @param request fetch below the API's base; the host adds credentials
 */
export function createApi(request: (path: string, init?: RequestInit) => Promise<Response>) {
  const client = createClient('', (path, init) => request(String(path), init));
  return {
    /** Every route, for screens that have functions of their own. */
    client,
    folders: (signal?: AbortSignal) => answerOf(client.folders.$get({}, endedBy(signal))),
    accounts: (signal?: AbortSignal) => answerOf(client.accounts.$get({}, endedBy(signal))),
    identities: (signal?: AbortSignal) =>
      answerOf(client.identities.$get({ query: {} }, endedBy(signal))),
    threads: (query: ThreadsQuery, signal?: AbortSignal) =>
      answerOf(client.threads.$get({ query: texts(query) }, endedBy(signal))),
    threadRows: (ids: readonly number[]) =>
      answerOf(client.threads.rows.$get({ query: { ids: ids.join(',') } })),
    search: (query: { q: string; accountId?: number; cursor?: string }, signal?: AbortSignal) =>
      answerOf(client.search.$get({ query: texts(query) }, endedBy(signal))),
    thread: (threadId: number, signal?: AbortSignal) =>
      answerOf(client.threads[':id'].$get({ param: idOf(threadId) }, endedBy(signal))),
    body: (messageId: number, query: BodyQuery, signal?: AbortSignal) =>
      answerOf(
        client.messages[':id'].body.$get({ param: idOf(messageId), query }, endedBy(signal)),
      ),
    headers: (messageId: number) =>
      answerOf(client.messages[':id'].headers.$get({ param: idOf(messageId) })),
    originalText: async (messageId: number) => {
      const input = { param: idOf(messageId), query: { view: '1' } } as const;
      return (await client.messages[':id'].raw.$get(input)).text();
    },
    trustSender: (email: string, isTrusted: boolean) =>
      client['trusted-senders'].$put({ json: { email, isTrusted } }),
    recipients: (q: string, signal?: AbortSignal) =>
      answerOf(client.recipients.$get({ query: { q } }, endedBy(signal))),
    act: (json: ActionInput) => answerOf(client.actions.$post({ json })),
    undo: (actionId: number) => client.actions[':id'].undo.$post({ param: idOf(actionId) }),
    createLabel: (accountId: number, name: string) =>
      answerOf(client.labels.$post({ json: { accountId, name } })),
    composeDraft: (messageId: number, kind: 'reply' | 'reply_all' | 'forward', locale: Locale) =>
      answerOf(
        client.messages[':id'].compose.$get({ param: idOf(messageId), query: { kind, locale } }),
      ),
    submit: (json: SubmissionInput) => answerOf(client.outbox.$post({ json })),
    outbox: (signal?: AbortSignal) => answerOf(client.outbox.$get({}, endedBy(signal))),
    outboxEntry: (id: number) => answerOf(client.outbox[':id'].$get({ param: idOf(id) })),
    cancelSend: (id: number) => answerOf(client.outbox[':id'].cancel.$post({ param: idOf(id) })),
    retrySend: (id: number) => answerOf(client.outbox[':id'].retry.$post({ param: idOf(id) })),
    syncNow: () => client.sync.$post({ json: {} }),
    /** An attachment's bytes, for previews. */
    attachment: async (attachmentId: number, signal?: AbortSignal) => {
      const input = { param: idOf(attachmentId), query: { preview: '1' } } as const;
      return (await client.attachments[':id'].$get(input, endedBy(signal))).blob();
    },
  };
}

/** An id as it stands in a path. */
export function idOf(id: number): { id: string } {
  return { id: String(id) };
}

/** Ends a call when `signal` aborts. */
export function endedBy(signal: AbortSignal | undefined): { init?: RequestInit } {
  return signal ? { init: { signal } } : {};
}

type Texts<T> = {
  [Key in keyof T]: T[Key] extends string | undefined
    ? T[Key]
    : boolean extends T[Key]
      ? 'true' | 'false' | undefined
      : string | undefined;
};

/** Values as they stand in a query; those that are not set stay away. */
function texts<T extends object>(query: T): Texts<T> {
  const set = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)])) as Texts<T>;
}
