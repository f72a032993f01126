import { sql } from 'drizzle-orm';
import type { ParsedMessage } from '../mail/message.ts';
import type { SearchText } from '../mail/text.ts';
import { refreshThreads } from './aggregates.ts';
import { appendChanges } from './changes.ts';
import { type Db, queryRows } from './database.ts';
import { attachmentRow, contentRow, writeTexts } from './insert-messages.ts';
import { holdAccount, threadChanges } from './membership.ts';
import { jsonRows } from './sql-text.ts';

/** The original bytes of a message, stored and read. */
export interface Original {
  hash: string;
  sizeBytes: number;
  /** Null: nothing could be made of it; what the provider's decoded form said stays. */
  parsed: ParsedMessage | null;
  search: SearchText;
}

/**
 * Stores that the original of a message is here now, and whatever it says otherwise than the
 * provider's decoded form did: people, subject, date, attachments, words. A message that is gone
 * meanwhile is left alone.
 */
export async function saveOriginal(db: Db, messageId: number, original: Original): Promise<void> {
  await db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    const [message] = await queryRows<{ account_id: string; user_id: string; thread_id: string }>(
      tx,
      sql`select m.account_id, a.user_id, m.thread_id from mailroom.messages m
          join mailroom.accounts a on a.id = m.account_id where m.id = ${messageId}`,
    );
    if (!message || !(await holdAccount(tx, Number(message.account_id)))) return;
    const accountId = Number(message.account_id);
    const threadId = Number(message.thread_id);
    if (!(await replaceSource(tx, accountId, messageId, original))) return;
    await refreshThreads(tx, accountId, [threadId]);
    await appendChanges(tx, message.user_id, threadChanges(accountId, [threadId], [], []));
  });
}

/**
 * Like `saveOriginal` in the caller's transaction, which refreshes the thread and tells of it.
 *
 * @returns whether lists or the reader show anything else than before
 */
export async function replaceSource(
  tx: Db,
  accountId: number,
  messageId: number,
  { hash, sizeBytes, parsed, search }: Original,
): Promise<boolean> {
  const [row] = await queryRows<{ received_at: string }>(
    tx,
    sql`update mailroom.messages set source_hash = ${hash}, source_kind = 'raw',
          size_bytes = ${sizeBytes}::int where id = ${messageId} returning received_at`,
  );
  if (!row || !parsed) return false;
  const isOther = await rewriteContent(tx, messageId, parsed);
  const hasOtherParts = await rewriteAttachments(tx, messageId, parsed);
  const text = { id: messageId, receivedAt: row.received_at, parsed, search };
  await writeTexts(tx, accountId, [text]);
  return isOther || hasOtherParts;
}

/** The columns that a message's own bytes decide. */
const CONTENT_COLUMNS = [
  ...['message_id_header', 'in_reply_to', '"references"', 'subject', 'from_name', 'from_email'],
  ...['reply_to', '"to"', 'cc', 'bcc', 'sent_at', 'has_attachments', 'list_unsubscribe'],
  'parse_state',
];
const columnsOf = (row: string) => sql.raw(CONTENT_COLUMNS.map((one) => `${row}.${one}`).join());

async function rewriteContent(tx: Db, messageId: number, parsed: ParsedMessage): Promise<boolean> {
  const changed = await queryRows(
    tx,
    sql`update mailroom.messages m
        set (${sql.raw(CONTENT_COLUMNS.join())}) = row(${columnsOf('r')})
        from jsonb_to_recordset(${jsonRows([contentRow(parsed)])}) as r(message_id_header text,
          in_reply_to text, "references" jsonb, subject text, from_name text, from_email text,
          reply_to jsonb, "to" jsonb, cc jsonb, bcc jsonb, sent_at timestamptz,
          has_attachments boolean, list_unsubscribe text, parse_state text)
        where m.id = ${messageId}
          and (${columnsOf('m')}) is distinct from (${columnsOf('r')}) returning m.id`,
  );
  return changed.length > 0;
}

async function rewriteAttachments(
  tx: Db,
  messageId: number,
  parsed: ParsedMessage,
): Promise<boolean> {
  const rows = jsonRows(parsed.attachments.map((one) => attachmentRow(messageId, one)));
  const parts = sql`jsonb_to_recordset(${rows}) as r(message_id bigint, part_path text,
    file_name text, mime_type text, size_bytes int, content_id text, is_inline boolean)`;
  // Rows stay under their ids: a link to one that somebody has open still leads there.
  const updated = await queryRows(
    tx,
    sql`update mailroom.attachments a set file_name = r.file_name, mime_type = r.mime_type,
          size_bytes = r.size_bytes, content_id = r.content_id, is_inline = r.is_inline
        from ${parts} where a.message_id = ${messageId} and a.part_path = r.part_path
          and (a.file_name, a.mime_type, a.size_bytes, a.content_id, a.is_inline) is distinct from
            (r.file_name, r.mime_type, r.size_bytes, r.content_id, r.is_inline)
        returning a.id`,
  );
  const removed = await queryRows(
    tx,
    sql`delete from mailroom.attachments where message_id = ${messageId}
        and part_path not in (select part_path from ${parts}) returning id`,
  );
  const added = await queryRows(
    tx,
    sql`insert into mailroom.attachments
          (message_id, part_path, file_name, mime_type, size_bytes, content_id, is_inline)
        select r.* from ${parts} where not exists (select 1 from mailroom.attachments a
          where a.message_id = ${messageId} and a.part_path = r.part_path) returning id`,
  );
  return updated.length + removed.length + added.length > 0;
}
