import type { BodyOptions, Caller, Download } from '../engine.ts';
import { isMailError, MailError } from '../errors.ts';
import type { ParsedAttachment, ParsedMessage } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import type { RenderSource } from '../mail/render.ts';
import { cleanFileName } from '../outbox/uploads.ts';
import type { MailProvider } from '../providers/provider.ts';
import { readMessage } from '../store/apply.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Db } from '../store/database.ts';
import {
  type AttachmentSourceRow,
  attachmentSources,
  attachmentsOf,
  type MessageSourceRow,
  messageSource,
} from '../store/message-source.ts';
import { saveOriginal } from '../store/save-original.ts';
import { loadSyncAccount, type SyncAccount } from '../store/sync-state.ts';
import { isTrustedSender } from '../store/trusted-senders.ts';
import { mailThreads, TooComplexError } from '../threads/mail-threads.ts';
import type { MessageBodyView, MessageHeadersView } from '../views.ts';
import type { ImageProxy } from './image-proxy.ts';
import { createParsedCache } from './parsed-cache.ts';
import { zipStream } from './zip.ts';

export interface ReaderOptions {
  db: Db;
  blobs: BlobStore;
  providerOf(account: SyncAccount): Promise<MailProvider>;
  images: ImageProxy;
  /** Path of the API as browsers see it, e.g. `/mail/api`. */
  apiPath: string;
}

/** Reads stored messages: parsed on demand from what is kept, fetched whole where only a part is. */
export interface Reader {
  body(caller: Caller, messageId: number, options: BodyOptions): Promise<MessageBodyView>;
  headers(caller: Caller, messageId: number): Promise<MessageHeadersView>;
  raw(caller: Caller, messageId: number): Promise<Download>;
  attachment(caller: Caller, attachmentId: number): Promise<Download>;
  attachmentsZip(caller: Caller, messageId: number): Promise<Download>;
  inlineImage(caller: Caller, messageId: number, contentId: string): Promise<Download>;
  /** For other modules: the message with its row. */
  open(
    caller: Caller,
    messageId: number,
  ): Promise<{ row: MessageSourceRow; message: ParsedMessage }>;
  /** For other modules: an attachment's bytes. */
  attachmentBytes(caller: Caller, attachment: AttachmentSourceRow): Promise<Uint8Array>;
}

const maxRemembered = 1_000;

/** Types that browsers show as a picture and that cannot carry scripts. */
const pictureTypes = new Set([
  'image/png',
  'image/jpeg',
  'image/jpg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/avif',
]);

const words = {
  en: {
    showQuote: 'Show quoted text',
    shortened: 'This message was shortened. Show the original to read all of it.',
    realHost: 'opens',
    unreadable: 'This message cannot be displayed. Its original is kept: use “Show original”.',
  },
  fr: {
    showQuote: 'Afficher le texte cité',
    shortened: 'Ce message a été raccourci. Affichez l’original pour le lire en entier.',
    realHost: 'ouvre',
    unreadable:
      'Ce message ne peut pas être affiché. Son original est conservé : « Afficher l’original ».',
  },
};

/** Creates the reader of one engine. */
export function createReader(options: ReaderOptions): Reader {
  const { db, blobs, images, apiPath } = options;
  const cache = createParsedCache();
  /** Sources that ran into the deadline once: they are not tried again at each look. */
  const tooComplex = new Set<string>();

  async function open(caller: Caller, messageId: number) {
    const row = await messageSource(db, caller, messageId);
    return { row, message: await parsed(row) };
  }

  function parsed(row: MessageSourceRow): Promise<ParsedMessage> {
    return cache.get(row.sourceHash, async () => {
      const { bytes, sourceKind } = await stored(row);
      const work = { bytes, kind: sourceKind };
      const sizeBytes = bytes.byteLength;
      return mailThreads.run('parse', work, { sizeBytes, lane: 'reading' }).catch((error) => {
        if (!(error instanceof TooComplexError)) throw error;
        return parseMessage(new Uint8Array());
      });
    });
  }

  /** The bytes of a message. A restored backup may lack files; the provider has them still. */
  async function stored(row: MessageSourceRow) {
    const { sourceKind } = row;
    try {
      return { bytes: await blobs.get(row.sourceHash), sourceKind };
    } catch (error) {
      if (!isMailError(error, 'gone')) throw error;
      const original = await fetchOriginal(row);
      return { bytes: await blobs.get(original.sourceHash), sourceKind: original.sourceKind };
    }
  }

  /** Fetches the original where only the provider's decoded form is here, and keeps it. */
  async function withOriginal(row: MessageSourceRow): Promise<MessageSourceRow> {
    if (row.sourceKind === 'raw' && (await blobs.has(row.sourceHash))) return row;
    return fetchOriginal(row);
  }

  async function fetchOriginal(row: MessageSourceRow): Promise<MessageSourceRow> {
    const account = await loadSyncAccount(db, row.accountId);
    if (!account) throw new MailError('not_found');
    const provider = await options.providerOf(account);
    const ref = { remoteId: row.remoteId, remoteThreadId: row.remoteThreadId };
    const bytes = await provider.fetchRaw(ref, { priority: 'interactive' });
    const [hash, read] = await Promise.all([
      blobs.put(bytes),
      readMessage({ kind: 'raw', bytes }, 'reading'),
    ]);
    await saveOriginal(db, row.id, { hash, sizeBytes: bytes.byteLength, ...read });
    return { ...row, sourceHash: hash, sourceKind: 'raw' };
  }

  async function contentOf(
    row: MessageSourceRow,
    find: (message: ParsedMessage) => ParsedAttachment | undefined,
  ): Promise<{ part: ParsedAttachment; content: Uint8Array }> {
    const first = find(await parsed(row));
    if (first?.content) return { part: first, content: first.content };
    const whole = find(await parsed(await withOriginal(row)));
    if (!whole?.content) throw new MailError('not_found');
    return { part: whole, content: whole.content };
  }

  async function attachmentBytes(caller: Caller, attachment: AttachmentSourceRow) {
    const row = await messageSource(db, caller, attachment.messageId);
    const { content } = await contentOf(row, (message) => findPart(message, attachment));
    return content;
  }

  return {
    open,
    attachmentBytes,
    async body(caller, messageId, { theme, images: wanted, locale }) {
      const { row, message } = await open(caller, messageId);
      const labels = /^fr\b/i.test(locale) ? words.fr : words.en;
      const isTrusted =
        row.fromEmail !== null && (await isTrustedSender(db, caller, row.fromEmail));
      const isShown = wanted === 'shown' || (wanted === 'trusted' && isTrusted);
      const isUnparsed = row.parseState === 'unreadable' || message.problems.includes('unparsable');
      const isUnreadable =
        (isUnparsed && !message.text && !message.html) || tooComplex.has(row.sourceHash);
      const unreadable = { html: null, text: labels.unreadable, attachments: [] };
      const links = { ...{ apiPath, messageId, imageKey: images.key }, userId: caller.userId };
      const render = (source: RenderSource) => {
        const sizeBytes = (source.html ?? source.text ?? '').length;
        const shown = isShown ? ('allowed' as const) : ('blocked' as const);
        const work = { source, options: { theme, images: shown, labels }, links };
        return mailThreads.run('render', work, { sizeBytes, lane: 'reading' });
      };
      const rendered = await render(isUnreadable ? unreadable : shownOf(message)).catch((error) => {
        if (!(error instanceof TooComplexError)) throw error;
        if (tooComplex.size < maxRemembered) tooComplex.add(row.sourceHash);
        return render(unreadable);
      });
      return {
        messageId,
        document: rendered.document,
        text: rendered.text,
        blockedImages: rendered.blockedImages,
        hasQuote: rendered.hasQuote,
        isSenderTrusted: isTrusted,
      };
    },
    async headers(caller, messageId) {
      const { message } = await open(caller, messageId);
      return { messageId, headers: message.headers.map(([name, value]) => ({ name, value })) };
    },
    async raw(caller, messageId) {
      const row = await withOriginal(await messageSource(db, caller, messageId));
      return {
        fileName: cleanFileName(`${row.subject || 'message'}.eml`),
        mimeType: 'message/rfc822',
        sizeBytes: null,
        body: await blobs.stream(row.sourceHash),
      };
    },
    async attachment(caller, attachmentId) {
      const [row] = await attachmentSources(db, caller, [attachmentId]);
      if (!row) throw new MailError('not_found');
      const body = await attachmentBytes(caller, row);
      return {
        fileName: row.fileName,
        mimeType: row.mimeType,
        sizeBytes: body.byteLength,
        body,
      };
    },
    async attachmentsZip(caller, messageId) {
      const row = await messageSource(db, caller, messageId);
      const list = (await attachmentsOf(db, messageId)).filter(({ isInline }) => !isInline);
      if (list.length === 0) throw new MailError('not_found');
      return {
        fileName: cleanFileName(`${row.subject || 'attachments'}.zip`),
        mimeType: 'application/zip',
        sizeBytes: null,
        body: zipStream(list, (attachment) => attachmentBytes(caller, attachment)),
      };
    },
    async inlineImage(caller, messageId, contentId) {
      const row = await messageSource(db, caller, messageId);
      const wanted = contentId.toLowerCase();
      const { part, content } = await contentOf(row, (message) =>
        message.attachments.find(
          (one) => one.contentId?.toLowerCase() === wanted && pictureTypes.has(one.mimeType),
        ),
      );
      const { fileName, mimeType } = part;
      return { fileName, mimeType, sizeBytes: content.byteLength, body: content };
    },
  };
}

/** A part keeps its path when the original replaces the decoded form; its name is the fallback. */
function findPart(
  message: ParsedMessage,
  { partPath, fileName, mimeType }: AttachmentSourceRow,
): ParsedAttachment | undefined {
  return (
    message.attachments.find(({ path }) => path === partPath) ??
    message.attachments.find((one) => one.fileName === fileName && one.mimeType === mimeType)
  );
}

/** What rendering looks at: the bytes of attachments stay where they are. */
function shownOf({ html, text, textFlow, attachments }: ParsedMessage): RenderSource {
  return {
    ...{ html, text, textFlow },
    attachments: attachments.map(({ path, mimeType, contentId }) => ({
      ...{ path, mimeType, contentId },
    })),
  };
}
