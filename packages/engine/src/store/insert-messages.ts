import { sql } from 'drizzle-orm';
import type { MailAddress, ParsedAttachment, ParsedMessage } from '../mail/message.ts';
import { foldText, type SearchText } from '../mail/text.ts';
import { type Db, queryRows } from './database.ts';
import type { IncomingMessage, PlannedMessage } from './ingest.ts';
import { insertMemberships } from './membership.ts';
import type { StoredAddress } from './schema.ts';
import { messageTerms, plainWords, SUBJECT_PREFIX } from './search-terms.ts';
import { fitBytes, jsonRows, textArray } from './sql-text.ts';

export interface InsertedMessage {
  id: number;
  remoteId: string;
  threadId: number;
  receivedAt: string;
  messageIdHeader: string | null;
}

/** Names for `::regconfig`: what a message says of itself never reaches SQL as a name. */
const LANGUAGES = new Set([
  ...['danish', 'dutch', 'english', 'finnish', 'french', 'german', 'hungarian', 'italian'],
  ...['norwegian', 'portuguese', 'romanian', 'russian', 'spanish', 'swedish', 'turkish'],
]);

/** PostgreSQL's integer; a provider's estimate may be anything. */
const MAX_INT = 2_147_483_647;
const MAX_REFERENCES = 100;
/** An index holds no more than a third of a page, 2704 bytes, with all its columns. */
const MAX_INDEXED_BYTES = 900;
const MAX_RECIPIENTS = 1_000;

/** Inserts messages that are not here yet, a few statements for all of them. */
export async function insertMessages(
  tx: Db,
  accountId: number,
  planned: PlannedMessage[],
  own: Set<string>,
): Promise<InsertedMessage[]> {
  if (planned.length === 0) return [];
  const threadIds = await upsertThreads(tx, accountId, planned);
  const inserted = await insertRows(tx, accountId, planned, threadIds);
  const byRemoteId = new Map(planned.map((plan) => [plan.message.remoteId, plan]));
  const pairs = inserted.map((row) => ({
    row,
    plan: byRemoteId.get(row.remoteId) as PlannedMessage,
  }));
  await insertMemberships(
    tx,
    pairs.flatMap(({ row, plan }) =>
      plan.folderIds.map((folderId) => ({
        message_id: row.id,
        folder_id: folderId,
        received_at: row.receivedAt,
      })),
    ),
  );
  const texts = pairs.map(({ row, plan: { message } }) => ({
    ...{ id: row.id, receivedAt: row.receivedAt },
    ...{ parsed: message.parsed, search: message.search },
  }));
  await countLanguages(tx, accountId, await writeTexts(tx, accountId, texts));
  await countDays(tx, accountId, inserted);
  await insertAttachments(tx, pairs);
  await countCorrespondents(tx, accountId, pairs, own);
  return inserted;
}

type Pair = { row: InsertedMessage; plan: PlannedMessage };

/** The provider's thread, or where it has none the first message that this one hangs on. */
function remoteThreadIdOf(message: IncomingMessage): string {
  const { parsed } = message;
  const id =
    message.remoteThreadId ??
    parsed?.references[0] ??
    parsed?.inReplyTo ??
    parsed?.messageId ??
    message.remoteId;
  return fitBytes(id, MAX_INDEXED_BYTES);
}

/** Rows to hang messages on; `refreshThreads` fills them. @returns ids by remote id */
async function upsertThreads(
  tx: Db,
  accountId: number,
  planned: PlannedMessage[],
): Promise<Map<string, number>> {
  const remoteIds = textArray(new Set(planned.map(({ message }) => remoteThreadIdOf(message))));
  await tx.execute(sql`
    insert into mailroom.threads (account_id, remote_id, subject, snippet, latest_at, message_count,
      unread_count, is_starred, has_attachments, has_draft, senders)
    select ${accountId}::bigint, id, '', '', 'epoch', 0, 0, false, false, false, '[]'
    from unnest(${remoteIds}) as id on conflict do nothing`);
  const rows = await queryRows<{ id: string; remote_id: string }>(
    tx,
    sql`select id, remote_id from mailroom.threads
        where account_id = ${accountId} and remote_id = any(${remoteIds})`,
  );
  return new Map(rows.map((row) => [row.remote_id, Number(row.id)]));
}

async function insertRows(
  tx: Db,
  accountId: number,
  planned: PlannedMessage[],
  threadIds: Map<string, number>,
): Promise<InsertedMessage[]> {
  const rows = planned.map((plan) => messageRow(plan, threadIds));
  const inserted = await queryRows<{
    id: string;
    remote_id: string;
    thread_id: string;
    received_at: string;
    message_id_header: string | null;
  }>(
    tx,
    sql`insert into mailroom.messages (account_id, thread_id, remote_id, message_id_header,
          in_reply_to, "references", subject, from_name, from_email, reply_to, "to", cc, bcc,
          received_at, sent_at, snippet, size_bytes, is_read, is_starred, is_draft, is_discarded,
          has_attachments, list_unsubscribe, parse_state, source_hash, source_kind)
        select ${accountId}::bigint, r.* from jsonb_to_recordset(${jsonRows(rows)}) as r(
          thread_id bigint, remote_id text, message_id_header text, in_reply_to text,
          "references" jsonb, subject text, from_name text, from_email text, reply_to jsonb,
          "to" jsonb, cc jsonb, bcc jsonb, received_at timestamptz, sent_at timestamptz,
          snippet text, size_bytes int, is_read boolean, is_starred boolean, is_draft boolean,
          is_discarded boolean, has_attachments boolean, list_unsubscribe text, parse_state text,
          source_hash text, source_kind text)
        on conflict (account_id, remote_id) do nothing
        returning id, remote_id, thread_id, received_at, message_id_header`,
  );
  return inserted.map((row) => ({
    id: Number(row.id),
    remoteId: row.remote_id,
    threadId: Number(row.thread_id),
    receivedAt: row.received_at,
    messageIdHeader: row.message_id_header,
  }));
}

function messageRow({ message, flags, isDiscarded }: PlannedMessage, threads: Map<string, number>) {
  return {
    thread_id: threads.get(remoteThreadIdOf(message)),
    remote_id: message.remoteId,
    ...contentRow(message.parsed),
    received_at: safeTime(message.receivedAt),
    snippet: message.snippet ?? '',
    size_bytes: Math.min(MAX_INT, Math.max(0, Math.round(message.sizeBytes))),
    is_read: flags.isRead,
    is_starred: flags.isStarred,
    is_draft: flags.isDraft,
    is_discarded: isDiscarded,
    source_hash: message.sourceHash,
    source_kind: message.sourceKind,
  };
}

/** The columns that a message's own bytes decide. @param parsed null: it could not be read */
export function contentRow(parsed: ParsedMessage | null) {
  const from = parsed?.from ? stored(parsed.from) : null;
  return {
    message_id_header: indexed(parsed?.messageId),
    // Cut like the Message-ID that it names, so that both still match.
    in_reply_to: indexed(parsed?.inReplyTo),
    references: (parsed?.references ?? []).slice(-MAX_REFERENCES),
    subject: parsed?.subject ?? '',
    from_name: from?.name ?? null,
    from_email: indexed(from?.email.slice(0, 320)) || null,
    reply_to: storedList(parsed?.replyTo),
    to: storedList(parsed?.to),
    cc: storedList(parsed?.cc),
    bcc: storedList(parsed?.bcc),
    sent_at: parsed?.date ? safeTime(parsed.date) : null,
    has_attachments: hasAttachments(parsed),
    list_unsubscribe: parsed?.listUnsubscribe ?? null,
    parse_state: parsed ? ('parsed' as const) : ('unreadable' as const),
  };
}

/** What is searched of one message. */
export interface MessageText {
  id: number;
  receivedAt: string;
  parsed: ParsedMessage | null;
  search: SearchText;
}

/** Writes what search looks in, new or in the place of what was there. @returns their languages */
export async function writeTexts(
  tx: Db,
  accountId: number,
  texts: MessageText[],
): Promise<(string | null)[]> {
  const rows = texts.map(({ id, receivedAt, parsed, search }) => {
    return {
      message_id: id,
      received_at: receivedAt,
      subject: plainWords(search.subject),
      names: plainWords(search.names),
      body: plainWords(search.body),
      language: LANGUAGES.has(search.language) ? search.language : null,
      terms: messageTerms({
        accountId,
        receivedAt: new Date(receivedAt),
        people: {
          from: parsed?.from ? stored(parsed.from) : null,
          to: storedList(parsed?.to),
          cc: storedList(parsed?.cc),
          bcc: storedList(parsed?.bcc),
        },
        fileNames: (parsed?.attachments ?? []).map(({ fileName }) => fileName),
        hasAttachments: hasAttachments(parsed),
      }),
    };
  });
  // The words as they are, for prefixes and phrases, and their stems in the mail's own language.
  await tx.execute(sql`
    insert into mailroom.message_texts (message_id, account_id, received_at, search)
    select message_id, ${accountId}::bigint, received_at,
      setweight(to_tsvector('simple', subject), 'A') || setweight(to_tsvector('simple', names), 'B')
      || to_tsvector('simple', body)
      || coalesce(setweight(subject_stems, 'A'), ''::tsvector) || stems
      || array_to_tsvector(array(select jsonb_array_elements_text(terms)
        union select ${SUBJECT_PREFIX} || left(word, 60) from unnest(tsvector_to_array(
          to_tsvector('simple', subject) || coalesce(subject_stems, ''::tsvector))) as word))
    from (
      select *, case when language is null then null else to_tsvector(language::regconfig, subject) end
          as subject_stems,
        case when language is null then ''::tsvector
          else to_tsvector(language::regconfig, body) end as stems
      from jsonb_to_recordset(${jsonRows(rows)}) as r(message_id bigint, received_at timestamptz,
        subject text, names text, body text, language text, terms jsonb)
    ) r
    on conflict (message_id) do update set search = excluded.search
      where message_texts.search is distinct from excluded.search`);
  return rows.map(({ language }) => language);
}

/** Counts up only: search asks which languages there are. */
async function countLanguages(tx: Db, accountId: number, found: (string | null)[]): Promise<void> {
  const languages = new Map<string, number>();
  for (const language of found) {
    if (language) languages.set(language, (languages.get(language) ?? 0) + 1);
  }
  for (const [language, count] of languages) {
    await tx.execute(sql`
      insert into mailroom.account_languages as l (account_id, language, message_count)
      values (${accountId}, ${language}, ${count})
      on conflict (account_id, language) do update set message_count = l.message_count + ${count}`);
  }
}

async function countDays(tx: Db, accountId: number, inserted: InsertedMessage[]): Promise<void> {
  const rows = inserted.map(({ receivedAt }) => ({ at: receivedAt }));
  await tx.execute(sql`
    insert into mailroom.account_days as d (account_id, day, message_count)
    select ${accountId}::bigint, (at at time zone 'UTC')::date, count(*)
    from jsonb_to_recordset(${jsonRows(rows)}) as r(at timestamptz) group by 2
    on conflict (account_id, day) do update
      set message_count = d.message_count + excluded.message_count`);
}

async function insertAttachments(tx: Db, pairs: Pair[]): Promise<void> {
  const rows = pairs.flatMap(({ row, plan }) =>
    (plan.message.parsed?.attachments ?? []).map((one) => attachmentRow(row.id, one)),
  );
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into mailroom.attachments
      (message_id, part_path, file_name, mime_type, size_bytes, content_id, is_inline)
    select r.* from jsonb_to_recordset(${jsonRows(rows)}) as r(message_id bigint, part_path text,
      file_name text, mime_type text, size_bytes int, content_id text, is_inline boolean)`);
}

/** An attachment's columns. */
export function attachmentRow(messageId: number, attachment: ParsedAttachment) {
  return {
    message_id: messageId,
    part_path: attachment.path,
    file_name: attachment.fileName,
    mime_type: attachment.mimeType,
    size_bytes: Math.min(MAX_INT, attachment.sizeBytes),
    content_id: attachment.contentId,
    is_inline: attachment.isInline,
  };
}

interface Correspondent {
  email: string;
  name: string | null;
  sent: number;
  received: number;
  last_at: string;
}

/** Whom the owner writes to, and who writes to the owner; not what lies in trash or spam. */
async function countCorrespondents(
  tx: Db,
  accountId: number,
  pairs: Pair[],
  own: Set<string>,
): Promise<void> {
  const people = new Map<string, Correspondent>();
  for (const { row, plan } of pairs) {
    const { parsed } = plan.message;
    if (!parsed?.from || plan.isDiscarded || plan.flags.isDraft) continue;
    const isOwn = own.has(parsed.from.email.toLowerCase());
    const others = isOwn
      ? [...parsed.to, ...parsed.cc, ...parsed.bcc].slice(0, 100)
      : [parsed.from];
    for (const address of others) count(people, stored(address), isOwn, row.receivedAt);
  }
  for (const address of own) people.delete(address);
  if (people.size === 0) return;
  // In one order everywhere, so that two accounts of one database never lock crosswise.
  const rows = [...people.values()]
    .sort((a, b) => (a.email < b.email ? -1 : 1))
    .map((person) => ({
      ...person,
      words: plainWords(foldText(`${person.name ?? ''} ${person.email}`)),
    }));
  await tx.execute(sql`
    insert into mailroom.correspondents as c
      (account_id, email, name, sent_count, received_count, last_at, search)
    select ${accountId}::bigint, email, name, sent, received, last_at, to_tsvector('simple', words)
    from jsonb_to_recordset(${jsonRows(rows)}) as r(email text, name text, sent int, received int,
      last_at timestamptz, words text)
    on conflict (account_id, email) do update set
      sent_count = c.sent_count + excluded.sent_count,
      received_count = c.received_count + excluded.received_count,
      last_at = greatest(c.last_at, excluded.last_at),
      name = case when excluded.name is not null and (c.name is null or excluded.last_at >= c.last_at)
        then excluded.name else c.name end,
      search = case when excluded.name is not null and (c.name is null or excluded.last_at >= c.last_at)
        then excluded.search else c.search end`);
}

function count(
  people: Map<string, Correspondent>,
  { email, name }: StoredAddress,
  isSent: boolean,
  at: string,
): void {
  if (!email.includes('@') || email.length > 320) return;
  const known = people.get(email) ?? { email, name, sent: 0, received: 0, last_at: at };
  if (isSent) known.sent += 1;
  else known.received += 1;
  if (new Date(at) >= new Date(known.last_at)) {
    known.last_at = at;
    known.name = name ?? known.name;
  }
  people.set(email, known);
}

function indexed(text: string | null | undefined): string | null {
  return text == null ? null : fitBytes(text, MAX_INDEXED_BYTES);
}

function hasAttachments(parsed: ParsedMessage | null): boolean {
  return parsed?.attachments.some(({ isInline }) => !isInline) ?? false;
}

function stored({ name, email }: MailAddress): StoredAddress {
  return { name: name.trim() || null, email: email.trim().toLowerCase() };
}

function storedList(addresses: MailAddress[] = []): StoredAddress[] {
  return addresses.slice(0, MAX_RECIPIENTS).map(stored);
}

/** A Date header may name the year 20026, or none at all. */
function safeTime(date: Date): string {
  const ms = date.getTime();
  const isSane = ms > Date.UTC(1000, 0, 1) && ms < Date.UTC(9999, 0, 1);
  return (isSane ? date : new Date(0)).toISOString();
}
