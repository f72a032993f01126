import { createHash, randomBytes } from 'node:crypto';
import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { type MimePart, parseMime } from '../mime.ts';
import { decodeText, textOfHtml } from '../mime-text.ts';

export const formats = ['minimal', 'full', 'raw', 'metadata'] as const;
export type Format = (typeof formats)[number];

/** A message resource. Numbers of 64 bits are decimal strings, as Google writes them. */
export interface MessageResource {
  id: string;
  threadId: string;
  labelIds?: readonly string[];
  snippet: string;
  payload?: PartResource;
  sizeEstimate: number;
  historyId: string;
  internalDate: string;
  raw?: string;
}

/** A part of the MIME tree. */
export interface PartResource {
  partId?: string;
  mimeType: string;
  filename?: string;
  headers: { name: string; value: string }[];
  body?: { attachmentId?: string; size: number; data?: string };
  parts?: PartResource[];
}

/**
 * Renders a message.
 *
 * @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages#Message
 */
export function formatMessage(
  mailbox: Mailbox,
  message: StoredMessage,
  format: Format,
  metadataHeaders: readonly string[] = [],
): MessageResource {
  const raw = mailbox.raw(message);
  const root = parseMime(raw);
  const payload =
    format === 'full'
      ? formatPart(message.id, root, '')
      : format === 'metadata'
        ? { mimeType: root.mimeType, headers: pickHeaders(root, metadataHeaders) }
        : undefined;
  return {
    id: message.id,
    threadId: message.threadId,
    // Absent, not empty: an archived message that was read has no labels at all.
    ...(message.labelIds.length > 0 ? { labelIds: message.labelIds } : {}),
    snippet: snippetOf(root),
    ...(payload ? { payload } : {}),
    sizeEstimate: raw.byteLength,
    historyId: String(message.historyId),
    internalDate: String(message.internalDate),
    ...(format === 'raw' ? { raw: encodePadded(raw) } : {}),
  };
}

/** The decoded bytes of an attachment; null when the id is none of this message's. */
export function readAttachment(
  mailbox: Mailbox,
  message: StoredMessage,
  attachmentId: string,
): Uint8Array | null {
  const path = partOfAttachmentId(message.id, attachmentId);
  if (path === null) return null;
  let part: MimePart | undefined = parseMime(mailbox.raw(message));
  for (const index of path === '' ? [] : path.split('.')) part = part?.parts[Number(index)];
  return part?.body() ?? null;
}

/** Base64url with padding, as Gmail writes it. */
export function encodePadded(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return text.replace(/\+/g, '-').replace(/\//g, '_');
}

/** Text of a message for searching and for the snippet: the first readable part, then the others. */
export function textOf(root: MimePart, enough = 400_000): string {
  const plain = firstOf(root, 'text/plain');
  if (plain) {
    const text = decodeText(plain.body(), plain.charset);
    if (text.trim() !== '') return text;
  }
  const html = firstOf(root, 'text/html');
  return html ? textOfHtml(decodeText(html.body(), html.charset), enough) : '';
}

function snippetOf(root: MimePart): string {
  const words = textOf(root, 4_000)
    .slice(0, 4_000)
    .replace(/(?:\s|\u200b|\u200c|\u034f|\u00ad)+/g, ' ')
    .trim();
  let cut = words.slice(0, 200);
  if (words.length > 200 && /[\ud800-\udbff]$/.test(cut)) cut = cut.slice(0, -1);
  if (words.length > 200 && cut.lastIndexOf(' ') > 150) cut = cut.slice(0, cut.lastIndexOf(' '));
  return cut.replace(/[&<>"']/g, (char) => escapes[char] ?? char);
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function firstOf(part: MimePart, mimeType: string): MimePart | null {
  if (part.parts.length === 0)
    return part.mimeType === mimeType && part.disposition !== 'attachment' ? part : null;
  for (const child of part.parts) {
    const found = firstOf(child, mimeType);
    if (found) return found;
  }
  return null;
}

function formatPart(messageId: string, part: MimePart, partId: string): PartResource {
  const children = part.parts.map((child, at) =>
    formatPart(messageId, child, partId === '' ? String(at) : `${partId}.${at}`),
  );
  return {
    partId,
    mimeType: part.mimeType,
    filename: part.filename,
    headers: part.headers,
    body: formatBody(messageId, part, partId),
    ...(children.length > 0 ? { parts: children } : {}),
  };
}

/** Text without a file name comes along, in UTF-8 whatever its charset; the rest by attachment id. */
function formatBody(messageId: string, part: MimePart, partId: string): PartResource['body'] {
  if (part.mimeType.startsWith('multipart/') && part.parts.length > 0) return { size: 0 };
  const bytes = part.body();
  const isText = part.mimeType.startsWith('text/') && part.filename === '';
  if (!isText && bytes.byteLength > 0)
    return { attachmentId: attachmentIdOf(messageId, partId), size: bytes.byteLength };
  if (bytes.byteLength === 0) return { size: 0 };
  const utf8 = Buffer.from(decodeText(bytes, part.charset), 'utf8');
  return { size: utf8.byteLength, data: encodePadded(utf8) };
}

function pickHeaders(root: MimePart, names: readonly string[]): { name: string; value: string }[] {
  if (names.length === 0) return root.headers;
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  return root.headers.filter((header) => wanted.has(header.name.toLowerCase()));
}

/** Different on every call, valid for good: only the salt changes. */
function attachmentIdOf(messageId: string, partId: string): string {
  const salt = randomBytes(9);
  const data = Buffer.from(`${messageId}/${partId}`);
  return `ANGjdJ${Buffer.concat([salt, mix(salt, data)]).toString('base64url')}`;
}

function partOfAttachmentId(messageId: string, attachmentId: string): string | null {
  if (!/^ANGjdJ[\w-]{12,2000}$/.test(attachmentId)) return null;
  const bytes = Buffer.from(attachmentId.slice(6), 'base64url');
  const text = mix(bytes.subarray(0, 9), bytes.subarray(9)).toString();
  const [id, path, more] = text.split('/');
  if (id !== messageId || path === undefined || more !== undefined) return null;
  return /^(\d+(\.\d+)*)?$/.test(path) ? path : null;
}

function mix(salt: Uint8Array, data: Uint8Array): Buffer {
  const pad: Buffer[] = [];
  for (let length = 0, block = 0; length < data.byteLength; length += 32, block += 1)
    pad.push(createHash('sha256').update(salt).update(String(block)).digest());
  const key = Buffer.concat(pad);
  return Buffer.from(data.map((byte, at) => byte ^ (key[at] ?? 0)));
}
