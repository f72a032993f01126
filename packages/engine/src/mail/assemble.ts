import { parseAddresses } from './addresses.ts';
import { cleanText, decodeCharset, isKnownCharset } from './charset.ts';
import { parseDate } from './date.ts';
import {
  decodeHeaders,
  decodeWords,
  headerValue,
  headerValues,
  parseStructured,
} from './headers.ts';
import { detectLanguage } from './language.ts';
import {
  DEFAULT_PARSE_LIMITS,
  type HeaderList,
  type MailAddress,
  type MessagePart,
  type ParsedAttachment,
  type ParsedMessage,
  type ParseLimits,
} from './message.ts';
import { plainFromHtml } from './plain-html.ts';

/** Which leaves of a MIME tree are the message's text, which its HTML, and which are attached. */
export interface SelectedBodies {
  /** Shown one after the other; only text may be joined. */
  text: MessagePart[];
  /** One at most: HTML parts are never joined, since one could swallow the next. */
  html: MessagePart | null;
  attachments: MessagePart[];
}

const MAX_REFERENCES = 200;
const MAX_HEADER_LENGTH = 64 * 1024;
const MAX_SUBJECT_LENGTH = 4_000;

/**
 * Builds the message from its MIME tree. Both roads end here: `parseMessage` for raw bytes, and a
 * provider that was given the structure. Never throws.
 *
 * @param problems found while the tree was made
 */
export function assemble(
  root: MessagePart,
  limits: ParseLimits = DEFAULT_PARSE_LIMITS,
  problems: string[] = [],
): ParsedMessage {
  const found = new Set(problems);
  const { headers: raw } = root;
  const bodies = selectBodies(root);
  const text = bodies.text.length > 0 ? joinText(bodies.text, limits, found) : null;
  const html = bodies.html ? partText(bodies.html, limits, found) : null;
  const readable = text?.trim() ? text : html ? plainFromHtml(html.slice(0, 100_000)) : '';
  const subject = headerText(raw, 'subject').slice(0, MAX_SUBJECT_LENGTH);
  const date = headerValue(raw, 'date');
  const parsedDate = date ? parseDate(date) : null;
  if (date && !parsedDate) found.add('date_unreadable');
  return {
    messageId: messageIds(headerValue(raw, 'message-id'))[0] ?? null,
    inReplyTo: messageIds(headerValue(raw, 'in-reply-to'))[0] ?? null,
    references: messageIds(headerValues(raw, 'references').join(' ')),
    subject,
    from: addresses(raw, 'from')[0] ?? null,
    sender: addresses(raw, 'sender')[0] ?? null,
    replyTo: addresses(raw, 'reply-to'),
    to: addresses(raw, 'to'),
    cc: addresses(raw, 'cc'),
    bcc: addresses(raw, 'bcc'),
    date: parsedDate,
    headers: decodeHeaders(raw.map(([name, value]) => [name, value.slice(0, MAX_HEADER_LENGTH)])),
    text,
    textFlow: bodies.text[0] ? flowOf(bodies.text[0]) : 'fixed',
    html,
    attachments: attachments(bodies.attachments, html),
    isAutoReply: isAutomatic(root),
    listUnsubscribe: headerText(raw, 'list-unsubscribe').slice(0, MAX_SUBJECT_LENGTH) || null,
    deliveredTo: deliveredTo(raw),
    language: detectLanguage(`${subject}\n${readable}`),
    problems: [...found],
  };
}

/**
 * Chooses what is shown. The first HTML part that is no attachment is the HTML; plain text beside
 * it is the text; everything else is attached, also text outside the alternative that holds the
 * HTML, because a view that shows the HTML alone would hide it.
 */
export function selectBodies(root: MessagePart): SelectedBodies {
  const selected: SelectedBodies = { text: [], html: null, attachments: [] };
  const outside: MessagePart[] = [];
  let htmlAlternative: MessagePart | null = null;
  const visit = (part: MessagePart, alternative: MessagePart | null): void => {
    if (part.children.length > 0 && part.mimeType.startsWith('multipart/')) {
      const own = part.mimeType === 'multipart/alternative' ? part : alternative;
      for (const child of part.children) visit(child, own);
      return;
    }
    const isBody = part.disposition !== 'attachment' && !part.fileName;
    if (isBody && part.mimeType === 'text/html' && !selected.html) {
      selected.html = part;
      htmlAlternative = alternative;
    } else if (isBody && part.mimeType === 'text/plain') {
      selected.text.push(part);
      if (!alternative) outside.push(part);
    } else if (part.mimeType !== 'text/x-amp-html') {
      selected.attachments.push(part);
    }
  };
  visit(root, null);
  if (selected.html && (htmlAlternative || selected.text.length > 0)) {
    for (const part of outside) if (hasInk(part)) selected.attachments.push(part);
  }
  // Apple Mail closes a message with an empty HTML part behind each attachment.
  selected.attachments = selected.attachments.filter(
    (part) => part.mimeType !== 'text/html' || part.fileName !== null || hasInk(part),
  );
  return selected;
}

/** Finds message ids in a header: without angle brackets, each once, oldest first. */
export function messageIds(header: string | null): string[] {
  if (!header) return [];
  const text = header.slice(0, MAX_HEADER_LENGTH);
  const bracketed = [...text.matchAll(/<([^<>]{1,900})>/g)].map((match) =>
    (match[1] as string).replace(/\s+/g, ''),
  );
  const ids =
    bracketed.length > 0 ? bracketed : text.split(/[\s,]+/).filter((id) => id.includes('@'));
  const unique = [...new Set(ids.map((id) => cleanText(id)).filter((id) => id.length > 0))];
  // Keep the thread's first message and the nearest ones: those join a conversation.
  if (unique.length <= MAX_REFERENCES) return unique;
  return [unique[0] as string, ...unique.slice(-(MAX_REFERENCES - 1))];
}

function addresses(headers: HeaderList, name: string): MailAddress[] {
  return headerValues(headers, name)
    .flatMap(parseAddresses)
    .map((address) => ({ name: cleanText(address.name), email: cleanText(address.email) }));
}

function headerText(headers: HeaderList, name: string): string {
  const value = decodeWords((headerValue(headers, name) ?? '').slice(0, MAX_HEADER_LENGTH));
  return value.replace(/[\r\n\t]+/g, ' ').trim();
}

function joinText(parts: MessagePart[], limits: ParseLimits, problems: Set<string>): string {
  const joined = parts.map((part) => partText(part, limits, problems)).join('\n');
  return joined.slice(0, limits.maxBodyLength);
}

function partText(part: MessagePart, limits: ParseLimits, problems: Set<string>): string {
  if (!part.content) {
    problems.add('body_not_fetched');
    return '';
  }
  if (part.charset && !isKnownCharset(part.charset)) problems.add('charset_unknown');
  const isHtml = part.mimeType === 'text/html';
  const charset = part.charset ?? (isHtml ? metaCharset(part.content) : null);
  // Four bytes a character at most: what lies beyond would be cut anyway.
  const bytes = part.content.subarray(0, limits.maxBodyLength * 4);
  const text = decodeCharset(bytes, charset)
    .replace(/\r\n?/g, '\n')
    .replace(/^\ufeff/, '');
  if (text.length <= limits.maxBodyLength) return text;
  problems.add('body_cut');
  return cleanText(text.slice(0, limits.maxBodyLength));
}

function metaCharset(content: Uint8Array): string | null {
  const head = Buffer.from(content.subarray(0, 4_096)).toString('latin1');
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(head)?.[1] ?? null;
}

function hasInk(part: MessagePart): boolean {
  if (!part.content) return part.sizeBytes > 0;
  const text = decodeCharset(part.content.subarray(0, 20_000), part.charset);
  if (part.mimeType !== 'text/html') return text.trim() !== '';
  return /<img/i.test(text) || plainFromHtml(text).trim() !== '';
}

function flowOf(part: MessagePart): ParsedMessage['textFlow'] {
  const type = parseStructured(headerValue(part.headers, 'content-type') ?? '').parameters;
  if (type.get('format')?.toLowerCase() !== 'flowed') return 'fixed';
  return type.get('delsp')?.toLowerCase() === 'yes' ? 'flowed-delsp' : 'flowed';
}

function attachments(parts: MessagePart[], html: string | null): ParsedAttachment[] {
  return parts.map((part) => {
    const isReferenced = part.contentId !== null && (html?.includes(part.contentId) ?? false);
    const isImage = part.mimeType.startsWith('image/');
    return {
      path: part.path,
      fileName: attachmentName(part),
      mimeType: part.mimeType,
      sizeBytes: part.sizeBytes,
      contentId: part.contentId && cleanText(part.contentId),
      isInline: isImage && isReferenced && part.disposition !== 'attachment',
      content: part.content,
    };
  });
}

const EXTENSIONS: Record<string, string> = {
  ...{ 'message/rfc822': 'eml', 'text/plain': 'txt', 'text/html': 'html', 'text/calendar': 'ics' },
  ...{ 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'application/pdf': 'pdf' },
  ...{ 'message/delivery-status': 'txt', 'text/rfc822-headers': 'txt', 'text/csv': 'csv' },
  ...{ 'application/ms-tnef': 'dat', 'image/webp': 'webp', 'text/vcard': 'vcf' },
};

function attachmentName(part: MessagePart): string {
  const given = cleanFileName(part.fileName ?? '');
  if (given) return given;
  if (part.mimeType === 'application/ms-tnef') return 'winmail.dat';
  const extension = EXTENSIONS[part.mimeType] ?? 'bin';
  const subject = part.mimeType === 'message/rfc822' ? nestedSubject(part) : '';
  return `${cleanFileName(subject) || `part-${part.path || '1'}`}.${extension}`;
}

function nestedSubject(part: MessagePart): string {
  if (!part.content) return '';
  const bytes = Buffer.from(part.content.subarray(0, 16_384)).toString('utf8');
  const head = bytes.split(/\r?\n\r?\n/, 1)[0] ?? '';
  return subjectName(/^subject:(.*)/im.exec(head.replace(/\r?\n(?=[ \t])/g, ''))?.[1]);
}

/**
 * What an attached message without a name of its own is called, before its ending: the beginning of
 * its subject. The same whether its bytes are here or only its header as a provider tells it.
 *
 * @param subject the field's value; '' is answered for none
 */
export function subjectName(subject: string | undefined): string {
  return cleanFileName(decodeWords((subject ?? '').trim().slice(0, 400)).slice(0, 80));
}

/** Takes away directories, control and direction characters, and the dots that hide a file. */
function cleanFileName(name: string): string {
  const base = cleanText(name).slice(-2_000).split(/[\\/]/).at(-1) ?? '';
  const visible = base
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return cleanText(visible.replace(/^\.+/, '').slice(-200));
}

function isAutomatic(root: MessagePart): boolean {
  const value = (name: string) => headerText(root.headers, name).toLowerCase();
  if (root.mimeType === 'multipart/report') return true;
  const submitted = value('auto-submitted');
  if (submitted && !submitted.startsWith('no')) return true;
  if (/^(bulk|list|junk|auto[_-]reply)$/.test(value('precedence'))) return true;
  if (value('return-path').replace(/\s/g, '') === '<>') return true;
  return Boolean(value('x-autoreply') || value('x-autorespond') || value('list-id'));
}

function deliveredTo(headers: HeaderList): string[] {
  const values = ['delivered-to', 'x-original-to'].flatMap((name) => addresses(headers, name));
  return [...new Set(values.map(({ email }) => email.toLowerCase()).filter(Boolean))].slice(0, 50);
}
