import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { Db } from './database.ts';
import { accounts, attachments, identities, installation, messages, threads } from './schema.ts';

/** Where the bytes of a message are, with what a reader or an answer needs besides. */
export interface MessageSourceRow {
  id: number;
  accountId: number;
  userId: string;
  remoteId: string;
  remoteThreadId: string;
  sourceHash: string;
  sourceKind: 'raw' | 'structure';
  parseState: 'parsed' | 'unreadable';
  subject: string;
  fromEmail: string | null;
  messageIdHeader: string | null;
  references: string[];
}

export interface AttachmentSourceRow {
  id: number;
  messageId: number;
  partPath: string;
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  contentId: string | null;
  isInline: boolean;
}

/** One of the caller's own messages. @throws MailError `not_found` */
export async function messageSource(
  db: Db,
  caller: Caller,
  messageId: number,
): Promise<MessageSourceRow> {
  const [row] = await db
    .select({
      id: messages.id,
      accountId: messages.accountId,
      userId: accounts.userId,
      remoteId: messages.remoteId,
      remoteThreadId: threads.remoteId,
      sourceHash: messages.sourceHash,
      sourceKind: messages.sourceKind,
      parseState: messages.parseState,
      subject: messages.subject,
      fromEmail: messages.fromEmail,
      messageIdHeader: messages.messageIdHeader,
      references: messages.references,
    })
    .from(messages)
    .innerJoin(accounts, eq(accounts.id, messages.accountId))
    .innerJoin(threads, eq(threads.id, messages.threadId))
    .where(and(eq(messages.id, messageId), eq(accounts.userId, caller.userId)));
  if (!row) throw new MailError('not_found');
  return row;
}

/** The caller's own attachments in the order of `ids`. @throws MailError `not_found` for any other */
export async function attachmentSources(
  db: Db,
  caller: Caller,
  ids: number[],
): Promise<AttachmentSourceRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: attachments.id,
      messageId: attachments.messageId,
      partPath: attachments.partPath,
      fileName: attachments.fileName,
      mimeType: attachments.mimeType,
      sizeBytes: attachments.sizeBytes,
      contentId: attachments.contentId,
      isInline: attachments.isInline,
    })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .innerJoin(accounts, eq(accounts.id, messages.accountId))
    .where(and(inArray(attachments.id, ids), eq(accounts.userId, caller.userId)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (!row) throw new MailError('not_found');
    return row;
  });
}

/** The attachments of a message that the caller may read, in their order. */
export async function attachmentsOf(db: Db, messageId: number): Promise<AttachmentSourceRow[]> {
  return db
    .select()
    .from(attachments)
    .where(eq(attachments.messageId, messageId))
    .orderBy(asc(attachments.id));
}

/** Addresses that an account may send as, the default first. The caller has checked access. */
export async function sendingIdentities(
  db: Db,
  accountId: number,
): Promise<{ email: string; name: string | null; replyTo: string | null; isDefault: boolean }[]> {
  const rows = await db
    .select()
    .from(identities)
    .where(and(eq(identities.accountId, accountId), eq(identities.isVerified, true)));
  return rows
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map(({ email, name, replyTo, isDefault }) => ({ email, name, replyTo, isDefault }));
}

/**
 * A secret of this installation, made by the first that asks.
 *
 * @param make makes a candidate; of several at the same time one wins
 */
export async function installationValue(db: Db, key: string, make: () => string): Promise<string> {
  await db.insert(installation).values({ key, value: make() }).onConflictDoNothing();
  const [row] = await db.select().from(installation).where(eq(installation.key, key));
  if (typeof row?.value !== 'string') throw new MailError('internal');
  return row.value;
}
