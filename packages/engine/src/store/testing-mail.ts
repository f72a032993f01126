import { randomBytes } from 'node:crypto';
import type { MailLanguage, ParsedMessage } from '../mail/message.ts';
import { searchText } from '../mail/text.ts';
import type { RemoteFolder } from '../providers/provider.ts';
import type { Db } from './database.ts';
import { upsertFolders } from './folders.ts';
import type { IncomingMessage } from './ingest.ts';
import { accounts } from './schema.ts';

/** What a test says of a message; the rest is made up. */
export interface TestMessage {
  remoteId: string;
  thread?: string;
  subject?: string;
  text?: string;
  /** `ann@example.org`, or `Ann <ann@example.org>`. */
  from?: string;
  to?: string[];
  cc?: string[];
  folders?: string[];
  isRead?: boolean;
  isStarred?: boolean;
  isDraft?: boolean;
  /** Hours after the beginning of 2026, or the moment itself. */
  at?: number | Date;
  language?: MailLanguage;
  attachments?: string[];
  sizeBytes?: number;
}

export const TEST_FOLDERS: RemoteFolder[] = (
  [
    ['INBOX', 'inbox', 'Inbox'],
    ['SENT', 'sent', 'Sent'],
    ['DRAFT', 'drafts', 'Drafts'],
    ['TRASH', 'trash', 'Trash'],
    ['SPAM', 'spam', 'Spam'],
    ['L1', null, 'Label 1'],
    ['L2', null, 'Label 2'],
  ] as const
).map(([remoteId, role, name]) => ({ remoteId, role, name, color: null, isHidden: false }));

/** An active account with the usual folders, of a user of its own unless one is named. */
export async function createTestAccount(
  db: Db,
  userId = `user-${randomBytes(6).toString('hex')}`,
): Promise<{ id: number; userId: string; email: string }> {
  const email = `me-${randomBytes(4).toString('hex')}@example.org`;
  const [row] = await db
    .insert(accounts)
    .values({ userId, provider: 'google', issuer: 'i', subject: email, email, status: 'active' })
    .returning({ id: accounts.id });
  const id = row?.id as number;
  await upsertFolders(db, id, TEST_FOLDERS);
  return { id, userId, email };
}

/** A message as the provider's adapter and the parser would hand it over. */
export function testMessage(input: TestMessage): IncomingMessage {
  const at =
    input.at instanceof Date
      ? input.at
      : new Date(Date.UTC(2026, 0, 1) + (input.at ?? 0) * 3_600_000);
  const parsed: ParsedMessage = {
    messageId: `${input.remoteId}@example.org`,
    inReplyTo: null,
    references: [],
    subject: input.subject ?? `Subject of ${input.remoteId}`,
    from: address(input.from ?? 'Ann <ann@example.org>'),
    sender: null,
    replyTo: [],
    to: (input.to ?? ['me@example.org']).map(address),
    cc: (input.cc ?? []).map(address),
    bcc: [],
    date: at,
    headers: [],
    text: input.text ?? '',
    textFlow: 'fixed',
    html: null,
    attachments: (input.attachments ?? []).map((fileName, index) => ({
      ...{ path: `${index + 2}`, fileName, mimeType: 'application/pdf', sizeBytes: 100 },
      ...{ contentId: null, isInline: false, content: null },
    })),
    isAutoReply: false,
    listUnsubscribe: null,
    deliveredTo: [],
    language: input.language ?? 'simple',
    problems: [],
  };
  return {
    remoteId: input.remoteId,
    remoteThreadId: input.thread ?? `thread-of-${input.remoteId}`,
    folders: input.folders ?? ['INBOX'],
    flags: {
      isRead: input.isRead ?? false,
      isStarred: input.isStarred ?? false,
      isDraft: input.isDraft ?? false,
    },
    receivedAt: at,
    sizeBytes: input.sizeBytes ?? 1000,
    snippet: (input.text ?? '').slice(0, 100),
    parsed,
    sourceHash: 'a'.repeat(64),
    sourceKind: 'raw',
    search: searchText(parsed),
  };
}

function address(text: string): { name: string; email: string } {
  const match = /^(.*) <(.*)>$/.exec(text);
  return match ? { name: match[1] ?? '', email: match[2] ?? '' } : { name: '', email: text };
}
