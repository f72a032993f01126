import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { AttachmentView, MessageView } from '../views.ts';
import { type Db, queryRows } from './database.ts';
import { accounts, attachments, messages, type StoredAddress } from './schema.ts';

/** A message's row with the account it belongs to. */
export type MessageRow = typeof messages.$inferSelect & { userId: string; remoteThreadId: string };

/** An attachment's row with the message that holds it. */
export interface AttachmentRow {
  attachment: typeof attachments.$inferSelect;
  message: typeof messages.$inferSelect;
}

/** One of the caller's messages. @throws MailError `not_found` */
export async function getMessage(db: Db, caller: Caller, messageId: number): Promise<MessageRow> {
  const [row] = await db
    .select({
      message: messages,
      userId: accounts.userId,
      remoteThreadId: sql<string>`(select t.remote_id from mailroom.threads t where t.id = ${messages.threadId})`,
    })
    .from(messages)
    .innerJoin(accounts, eq(accounts.id, messages.accountId))
    .where(and(eq(messages.id, messageId), eq(accounts.userId, caller.userId)));
  if (!row) throw new MailError('not_found');
  return { ...row.message, userId: row.userId, remoteThreadId: row.remoteThreadId };
}

/** One attachment of the caller's mail. @throws MailError `not_found` */
export async function attachmentRow(
  db: Db,
  caller: Caller,
  attachmentId: number,
): Promise<AttachmentRow> {
  const [row] = await db
    .select({ attachment: attachments, message: messages })
    .from(attachments)
    .innerJoin(messages, eq(messages.id, attachments.messageId))
    .innerJoin(accounts, eq(accounts.id, messages.accountId))
    .where(and(eq(attachments.id, attachmentId), eq(accounts.userId, caller.userId)));
  if (!row) throw new MailError('not_found');
  return row;
}

/** The caller's messages that match `where` (of `m`), oldest first. At most 1,000. */
export async function messageViews(db: Db, caller: Caller, where: SQL): Promise<MessageView[]> {
  const rows = await queryRows<{
    id: string;
    thread_id: string;
    account_id: string;
    subject: string;
    from_name: string | null;
    from_email: string | null;
    reply_to: StoredAddress[];
    to: StoredAddress[];
    cc: StoredAddress[];
    bcc: StoredAddress[];
    received_at: string;
    sent_at: string | null;
    message_id_header: string | null;
    snippet: string;
    is_read: boolean;
    is_starred: boolean;
    is_draft: boolean;
    parse_state: 'parsed' | 'unreadable';
    size_bytes: number;
    list_unsubscribe: string | null;
    folder_ids: (string | number)[] | null;
    attachments: AttachmentView[] | null;
  }>(
    db,
    sql`select m.id, m.thread_id, m.account_id, m.subject, m.from_name, m.from_email, m.reply_to,
          m."to", m.cc, m.bcc, m.received_at, m.sent_at, m.message_id_header, m.snippet, m.is_read,
          m.is_starred, m.is_draft, m.parse_state, m.size_bytes, m.list_unsubscribe,
          (select jsonb_agg(mf.folder_id order by mf.folder_id) from mailroom.message_folders mf
            where mf.message_id = m.id) as folder_ids,
          (select jsonb_agg(jsonb_build_object('id', x.id, 'fileName', x.file_name,
              'mimeType', x.mime_type, 'sizeBytes', x.size_bytes, 'isInline', x.is_inline,
              'contentId', x.content_id) order by x.id)
            from mailroom.attachments x where x.message_id = m.id) as attachments
        from mailroom.messages m join mailroom.accounts a on a.id = m.account_id
        where a.user_id = ${caller.userId} and ${where} order by m.received_at, m.id limit 1000`,
  );
  return rows.map((row) => ({
    id: Number(row.id),
    threadId: Number(row.thread_id),
    accountId: Number(row.account_id),
    subject: row.subject,
    from:
      row.from_email || row.from_name ? { name: row.from_name, email: row.from_email ?? '' } : null,
    replyTo: row.reply_to,
    to: row.to,
    cc: row.cc,
    bcc: row.bcc,
    receivedAt: new Date(row.received_at).toISOString(),
    sentAt: row.sent_at ? new Date(row.sent_at).toISOString() : null,
    messageIdHeader: row.message_id_header,
    snippet: row.snippet,
    isRead: row.is_read,
    isStarred: row.is_starred,
    isDraft: row.is_draft,
    folderIds: (row.folder_ids ?? []).map(Number),
    parseState: row.parse_state,
    sizeBytes: row.size_bytes,
    attachments: row.attachments ?? [],
    listUnsubscribe: row.list_unsubscribe,
  }));
}
