import { setImmediate as breathe } from 'node:timers/promises';
import type { ParsedMessage } from '../mail/message.ts';
import type { SearchText } from '../mail/text.ts';
import type { Cursor, MessageSource, RemoteMessage } from '../providers/provider.ts';
import { mailThreads, TooComplexError } from '../threads/mail-threads.ts';
import type { BlobStore } from './blobs.ts';
import { type Db, databaseErrorCode } from './database.ts';
import { applyPage, type IncomingChange, type IncomingMessage, type PageInput } from './ingest.ts';
import type { SyncAccount } from './sync-state.ts';

export interface ApplyOptions {
  /** Our clock before the provider was asked. */
  asOf: Date;
  /** Saved with the page. */
  cursor?: Cursor;
  /** New unread mail is announced; false for whatever was there before. */
  isNews: boolean;
}

export interface Applied {
  added: number;
  updated: number;
  deleted: number;
}

export interface Apply {
  prepare(message: RemoteMessage): Promise<IncomingMessage>;
  apply(changes: IncomingChange[], options: ApplyOptions): Promise<Applied>;
  /** Does something while nothing is written. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

/** Larger transactions keep everybody else waiting on the embedded database's one connection. */
const maxChangesPerPage = 200;

const emptySearch: SearchText = { language: 'simple', subject: '', names: '', body: '' };

/** Turns what an adapter brought into rows: parse, store the bytes, write. */
export function createApply(options: {
  db: Db;
  blobs: BlobStore;
  account: Pick<SyncAccount, 'id' | 'userId' | 'email'>;
}): Apply {
  const { db, blobs, account } = options;
  let writing: Promise<unknown> = Promise.resolve();

  async function write(changes: IncomingChange[], page: ApplyOptions): Promise<Applied> {
    const total = { added: 0, updated: 0, deleted: 0 };
    for (let at = 0; at === 0 || at < changes.length; at += maxChangesPerPage) {
      const isLast = at + maxChangesPerPage >= changes.length;
      const result = await writePart(db, {
        account: { id: account.id, userId: account.userId, email: account.email },
        asOf: page.asOf,
        changes: changes.slice(at, at + maxChangesPerPage),
        // With the last part: a crash before it brings the whole page again, which is harmless.
        ...(isLast && page.cursor ? { cursor: page.cursor } : {}),
        announce: page.isNews,
      });
      total.added += result.added;
      total.updated += result.updated;
      total.deleted += result.deleted;
    }
    return total;
  }

  return {
    async prepare(message) {
      const { source, ...rest } = message;
      const [sourceHash, { parsed, search }] = await Promise.all([
        blobs.put(source.bytes),
        readMessage(source),
      ]);
      return {
        ...rest,
        sourceHash,
        sourceKind: source.kind,
        parsed: parsed && withoutContent(parsed),
        search,
      };
    },
    apply: (changes, page) => exclusive(() => write(changes, page)),
    exclusive,
  };

  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = writing.then(work);
    writing = run.catch(() => {});
    return run;
  }
}

/**
 * Writes a part of a page. Where the database refuses it for what is in it, halves it until the one
 * message that it cannot take is alone, and keeps that one as unreadable: its bytes are stored, and
 * nothing behind it waits.
 */
async function writePart(db: Db, input: PageInput): Promise<Applied> {
  const { changes } = input;
  try {
    const { inserted, updated, deleted } = await applyPage(db, input);
    return { added: inserted.length, updated, deleted };
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    if (changes.length > 1) {
      const middle = changes.length >> 1;
      // The cursor goes with the last change, as ever.
      const { cursor: _, ...first } = input;
      const before = await writePart(db, { ...first, changes: changes.slice(0, middle) });
      const after = await writePart(db, { ...input, changes: changes.slice(middle) });
      return {
        added: before.added + after.added,
        updated: before.updated + after.updated,
        deleted: before.deleted + after.deleted,
      };
    }
    const [only] = changes;
    if (only?.kind !== 'added' || only.message.parsed === null) throw error;
    const message = { ...only.message, parsed: null, search: emptySearch, snippet: null };
    return writePart(db, { ...input, changes: [{ kind: 'added', message }] });
  }
}

/** Bad data (class 22), a missing value, or more than an index or a search entry can hold (54). */
function isAboutContent(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code !== null && (/^(22|54)/.test(code) || code === '23502');
}

/** What is kept of a message between reading and writing: a page of them must not hold their files. */
function withoutContent(parsed: ParsedMessage): ParsedMessage {
  const attachments = parsed.attachments.map((one) => ({ ...one, content: null }));
  return { ...parsed, text: null, html: null, headers: [], attachments };
}

/**
 * Reads a message without ever failing: null is one of which nothing could be made, or not in time.
 * Large ones are read in a thread; between two small ones others get their turn.
 */
export async function readMessage(
  source: MessageSource,
  lane: 'syncing' | 'reading' = 'syncing',
): Promise<{ parsed: ParsedMessage | null; search: SearchText }> {
  try {
    return await readSource(source, lane);
  } catch (error) {
    if (error instanceof TooComplexError) return { parsed: null, search: emptySearch };
    throw error;
  }
}

async function readSource(source: MessageSource, lane: 'syncing' | 'reading') {
  await breathe();
  if (source.kind === 'structure') {
    const { message } = source;
    const sizeBytes = (message.html ?? '').length + (message.text ?? '').length;
    const attachments = message.attachments.map((part) => ({ ...part, content: null }));
    const work = { message: { ...message, attachments } };
    const search = await mailThreads.run('index', work, { sizeBytes, lane });
    return { parsed: message, search };
  }
  const { bytes } = source;
  const sizeBytes = bytes.byteLength;
  const limits = { sizeBytes, lane };
  const { message, search } = await mailThreads.run('prepare', { bytes }, limits);
  return message.problems.includes('unparsable')
    ? { parsed: null, search: emptySearch }
    : { parsed: message, search };
}
