import type { IncomingMessage } from 'node:http';
import type { ActionInput, OutboxView, SubmissionInput } from '../views.ts';
import { type FixtureMail, type FixtureMessage, rowOf } from './fixture-data.ts';
import type { FixtureServer } from './fixture-server.ts';

const PAGE = 50;

/**
 * The API's answers over mail in memory.
 *
 * @returns answers a path below `/api`; null: there is no such thing
 */
export function createFixtureApi(fixture: FixtureServer) {
  const { mail } = fixture;
  const undos = new Map<number, FixtureMessage[]>();
  let nextId = 1;
  const threads = () => {
    const groups = new Map<number, FixtureMessage[]>();
    for (const message of mail.messages) {
      const group = groups.get(message.threadId);
      if (group) group.push(message);
      else groups.set(message.threadId, [message]);
    }
    return groups;
  };
  const rows = () =>
    [...threads().values()].map(rowOf).sort((a, b) => (a.latestAt < b.latestAt ? 1 : -1));
  const page = (all: ReturnType<typeof rows>, cursor: string | null) => {
    const from = Number(cursor ?? 0);
    const more = from + PAGE < all.length;
    return { threads: all.slice(from, from + PAGE), nextCursor: more ? String(from + PAGE) : null };
  };
  const roleOf = (id: number) => mail.folders.find((folder) => folder.id === id)?.role;

  return async (path: string, query: URLSearchParams, request: IncomingMessage) => {
    const method = request.method ?? 'GET';
    const [, first = '', second = '', third = ''] = path.split('/');
    if (path === '/host/state') return hostState(fixture.url);
    if (path === '/accounts') return mail.accounts;
    if (path === '/identities') return mail.identities;
    if (path === '/signatures/sending')
      return { choices: [], lockedHtml: null, newSignatureId: null, replySignatureId: null };
    if (path === '/folders') return withCounts(mail, rows());
    if (path === '/threads/rows') {
      const ids = new Set((query.get('ids') ?? '').split(',').map(Number));
      return { threads: rows().filter((row) => ids.has(row.id)), nextCursor: null };
    }
    if (path === '/threads') {
      const folderId = Number(query.get('folderId'));
      const role = query.get('role');
      const accountId = Number(query.get('accountId'));
      const isUnreadOnly = query.get('unreadOnly') === 'true';
      const found = rows().filter((row) => {
        if (accountId && row.accountId !== accountId) return false;
        if (isUnreadOnly && row.unreadCount === 0) return false;
        if (folderId) return row.folderIds.includes(folderId);
        const roles = row.folderIds.map(roleOf);
        if (role === 'starred') return row.isStarred;
        if (role === 'all') return !roles.includes('trash') && !roles.includes('spam');
        return roles.includes(role as never);
      });
      return page(found, query.get('cursor'));
    }
    if (path === '/search') {
      const q = (query.get('q') ?? '').toLowerCase();
      const words = q.split(/\s+/).filter(Boolean);
      const plain = words.filter((word) => !word.includes(':'));
      const from = words.find((word) => word.startsWith('from:'))?.slice(5);
      const found = rows().filter(
        (row) =>
          plain.every((word) => `${row.subject} ${row.snippet}`.toLowerCase().includes(word)) &&
          (!from || row.senders.some((s) => `${s.name} ${s.email}`.toLowerCase().includes(from))) &&
          (!words.includes('is:unread') || row.unreadCount > 0),
      );
      const problems = words.filter((word) => word.startsWith('before:t'));
      return { ...page(found, query.get('cursor')), problems };
    }
    if (first === 'threads') {
      const messages = threads().get(Number(second));
      if (!messages) return null;
      const row = rowOf(messages);
      return {
        id: row.id,
        accountId: row.accountId,
        subject: row.subject,
        folderIds: row.folderIds,
        messages,
      };
    }
    if (first === 'messages') {
      const message = mail.messages.find((each) => each.id === Number(second));
      if (!message) return null;
      if (third === 'body') return bodyOf(message, query);
      if (third === 'headers') {
        return {
          messageId: message.id,
          headers: [
            { name: 'From', value: `${message.from?.name} <${message.from?.email}>` },
            { name: 'Subject', value: message.subject },
            { name: 'X-Long', value: 'x'.repeat(400) },
          ],
        };
      }
      if (third === 'compose') return composeOf(message, query.get('kind') ?? 'reply');
    }
    if (path === '/recipients') {
      const q = (query.get('q') ?? '').toLowerCase();
      const people = new Map(
        mail.messages.flatMap((each) => (each.from ? [[each.from.email, each.from]] : [])),
      );
      return [...people.values()]
        .filter((p) => `${p.name} ${p.email}`.toLowerCase().includes(q))
        .slice(0, 8);
    }
    if (path === '/outbox' && method === 'GET') return fixture.outbox;
    if (path === '/outbox') {
      const input = JSON.parse(await readBody(request)) as SubmissionInput;
      fixture.submissions.push(input);
      const entry = outboxEntry(nextId++, input);
      fixture.outbox.unshift(entry);
      return entry;
    }
    if (first === 'outbox') {
      const entry = fixture.outbox.find((each) => each.id === Number(second));
      if (!entry) return null;
      if (third === 'cancel') entry.state = 'cancelled';
      if (third === 'retry') entry.state = 'queued';
      return entry;
    }
    if (path === '/uploads') {
      const body = await readBody(request);
      const fileName = query.get('fileName') ?? '';
      return {
        id: `u${nextId++}`,
        fileName,
        mimeType: 'application/octet-stream',
        sizeBytes: body.length,
      };
    }
    if (path === '/actions') {
      const input = JSON.parse(await readBody(request)) as ActionInput;
      fixture.actions.push(input);
      const id = nextId++;
      undos.set(id, structuredClone(mail.messages));
      act(mail, input);
      const ids = [...input.threadIds, ...threadsOf(mail, input.messageIds)];
      fixture.emit({ kind: 'thread', accountId: null, ids });
      return { id, kind: input.kind, changedThreads: 1, canUndo: input.kind !== 'delete_forever' };
    }
    if (first === 'actions' && third === 'undo') {
      mail.messages = undos.get(Number(second)) ?? mail.messages;
      return {};
    }
    if (path === '/labels') {
      const { name, accountId } = JSON.parse(await readBody(request)) as {
        name: string;
        accountId: number;
      };
      const label = {
        ...mail.folders[5],
        id: 500 + nextId++,
        name,
        accountId,
        role: null,
        color: null,
      };
      mail.folders.push(label as FixtureMail['folders'][number]);
      return label;
    }
    if (path === '/trusted-senders') {
      const { email } = JSON.parse(await readBody(request)) as { email: string };
      for (const message of mail.messages)
        if (message.from?.email === email) message.blockedImages = 0;
      return {};
    }
    return path === '/sync' ? {} : null;
  };
}

function act(mail: FixtureMail, input: ActionInput): void {
  const isMeant = (message: FixtureMessage) =>
    input.threadIds.includes(message.threadId) || input.messageIds.includes(message.id);
  if (input.kind === 'delete_forever') {
    mail.messages = mail.messages.filter((message) => !isMeant(message));
    return;
  }
  for (const message of mail.messages.filter(isMeant)) {
    const base = message.accountId * 10;
    const without = (...ids: number[]) => message.folderIds.filter((id) => !ids.includes(id));
    const { kind, folderId = 0 } = input;
    if (kind === 'mark_read') message.isRead = true;
    if (kind === 'mark_unread') message.isRead = false;
    if (kind === 'star') message.isStarred = true;
    if (kind === 'unstar') message.isStarred = false;
    if (kind === 'archive') message.folderIds = without(base + 1);
    if (kind === 'trash') message.folderIds = [base + 6];
    if (kind === 'spam') message.folderIds = [base + 5];
    if (kind === 'untrash' || kind === 'not_spam' || kind === 'move_to_inbox') {
      message.folderIds = [...without(base + 1, base + 5, base + 6), base + 1];
    }
    if (kind === 'add_label') message.folderIds = [...without(folderId), folderId];
    if (kind === 'remove_label') message.folderIds = without(folderId);
    if (kind === 'move')
      message.folderIds = [...without(input.fromFolderId ?? base + 1, folderId), folderId];
  }
}

function threadsOf(mail: FixtureMail, messageIds: readonly number[]): number[] {
  const found = mail.messages.filter((message) => messageIds.includes(message.id));
  return [...new Set(found.map((message) => message.threadId))];
}

function withCounts(mail: FixtureMail, rows: ReturnType<typeof rowOf>[]): FixtureMail['folders'] {
  return mail.folders.map((folder) => {
    const own = rows.filter((row) => row.folderIds.includes(folder.id));
    const unread = own.filter((row) => row.unreadCount > 0);
    return { ...folder, totalThreads: own.length, unreadThreads: unread.length };
  });
}

function bodyOf(message: FixtureMessage, query: URLSearchParams) {
  const isDark = query.get('theme') === 'dark';
  const blocked = query.get('images') === 'shown' ? 0 : message.blockedImages;
  const style = `body{margin:0;padding:2px;font:14px/1.55 system-ui,sans-serif;overflow-wrap:anywhere;color:${isDark ? '#e8ebf1' : '#171b24'};background:${isDark ? '#151920' : '#fff'}}a{color:${isDark ? '#a3b6ff' : '#2b49bd'}}html{color-scheme:${isDark ? 'dark' : 'light'}}`;
  return {
    messageId: message.id,
    document: `<!doctype html><html><head><meta charset="utf-8"><title>Message</title><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"><base target="_blank"><style>${style}</style></head><body>${message.html}</body></html>`,
    text: message.snippet,
    blockedImages: blocked,
    hasQuote: false,
    isSenderTrusted: message.blockedImages === 0,
  };
}

function composeOf(message: FixtureMessage, kind: string) {
  const isForward = kind === 'forward';
  return {
    accountId: message.accountId,
    from: message.to[0]?.email ?? 'ada@example.com',
    receivedBy: message.to[0]?.email ?? null,
    to: isForward || !message.from ? [] : [message.from],
    cc: kind === 'reply_all' ? message.cc : [],
    subject: `${isForward ? 'Fwd' : 'Re'}: ${message.subject}`,
    quoteHtml: `<blockquote style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${message.snippet}</blockquote>`,
    attachments: isForward ? message.attachments : [],
  };
}

function outboxEntry(id: number, input: SubmissionInput): OutboxView {
  return {
    id,
    submissionId: input.submissionId,
    accountId: input.accountId,
    state: 'queued',
    sendAt: new Date(Date.now() + 10_000).toISOString(),
    subject: input.subject,
    to: input.to,
    createdAt: new Date().toISOString(),
    problem: null,
    threadId: null,
    messageId: null,
  };
}

function hostState(url: string) {
  return {
    needsFirstAdministrator: false,
    needsToken: false,
    user: {
      id: 'u1',
      name: 'Ada Martin',
      email: 'ada@example.com',
      role: 'administrator',
      hasTotp: false,
    },
    publicUrl: url,
    version: '0.1.0',
    notices: [],
    simulator: { isAvailable: true, isEnabled: false, url: null, accounts: [] },
  };
}

/** A request's body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
