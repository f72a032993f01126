import { isUtf8 } from 'node:buffer';
import { assemble, subjectName } from '../../mail/assemble.ts';
import { DEFAULT_PARSE_LIMITS, type MessagePart } from '../../mail/message.ts';
import { describePart } from '../../mail/mime.ts';
import type { RemoteMessage, RemoteRef } from '../provider.ts';
import { writeStructure } from '../structure.ts';
import { flagsFrom, foldersFrom } from './labels.ts';
import type { GmailMessage, PayloadPart } from './shapes.ts';

/** Fields of a message in format `raw`; the rest of Gmail's answer is not worth its bytes. */
export const rawFields = 'id,threadId,labelIds,snippet,internalDate,sizeEstimate,raw';
export const threadFields =
  'messages(id,threadId,labelIds,snippet,internalDate,sizeEstimate,payload)';

/** A message in format `raw`; null when the answer is incomplete, which says nothing of the message. */
export function fromRaw(message: GmailMessage): RemoteMessage | null {
  if (!message.raw || message.internalDate === undefined) return null;
  const bytes = decodeBase64Url(message.raw);
  return { ...envelopeOf(message), sizeBytes: bytes.length, source: { kind: 'raw', bytes } };
}

/**
 * A message in format `full`; null when it must be fetched raw because the answer is incomplete, or
 * Gmail kept back a part of the text itself.
 */
export function fromFull(message: GmailMessage): RemoteMessage | null {
  if (!message.payload || message.internalDate === undefined) return null;
  const tree: Tree = { parts: 0, isIncomplete: false, problems: new Set() };
  const root = toPart(message.payload, '', 0, tree);
  if (tree.isIncomplete) return null;
  const problems = [...tree.problems];
  return {
    ...envelopeOf(message),
    sizeBytes: message.sizeEstimate ?? 0,
    source: {
      kind: 'structure',
      bytes: writeStructure(root, problems),
      message: assemble(root, DEFAULT_PARSE_LIMITS, problems),
    },
  };
}

/** A reference as Gmail lists it. */
export function toRef({ id, threadId }: { id: string; threadId?: string | undefined }): RemoteRef {
  return { remoteId: id, remoteThreadId: threadId ?? null };
}

/** Decodes base64url, with or without padding; the plain alphabet passes too. */
export function decodeBase64Url(text: string): Uint8Array {
  return Buffer.from(text, 'base64url');
}

/** Reverses the HTML escapes of Gmail's snippets, which are plain text otherwise. */
export function unescapeSnippet(snippet: string): string {
  return snippet
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
      (whole, ...found) => {
        const [decimal, hex, name] = found as [string?, string?, string?];
        if (name)
          return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }[
            name.toLowerCase()
          ] as string;
        const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
        return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
          ? String.fromCodePoint(code)
          : whole;
      },
    )
    .trim();
}

interface Tree {
  parts: number;
  isIncomplete: boolean;
  problems: Set<string>;
}

/**
 * Numbers parts as mail/mime.ts does, not as Gmail does (from 0): what is stored about a part must
 * still fit when the original replaces the structure.
 */
function toPart(payload: PayloadPart, path: string, depth: number, tree: Tree): MessagePart {
  tree.parts += 1;
  const headers = payload.headers.map(({ name, value }): [string, string] => [name, value]);
  const described = describePart(headers, mimeTypeOf(payload));
  const isContainer = described.mimeType.startsWith('multipart/') && payload.parts.length > 0;
  const fileName = described.fileName ?? undeclaredName(payload, described.mimeType);
  if (isContainer && depth < DEFAULT_PARSE_LIMITS.maxDepth) {
    const children: MessagePart[] = [];
    for (const child of payload.parts) {
      if (tree.parts >= DEFAULT_PARSE_LIMITS.maxParts) {
        tree.problems.add('too_many_parts');
        break;
      }
      const number = String(children.length + 1);
      children.push(toPart(child, path ? `${path}.${number}` : number, depth + 1, tree));
    }
    return { ...described, fileName, path, sizeBytes: 0, content: null, children };
  }
  const { data, size, attachmentId } = payload.body;
  const isText = described.mimeType.startsWith('text/') && !fileName;
  if (isText && attachmentId && !data) tree.isIncomplete = true;
  const content = contentOf(payload, data, attachmentId);
  return {
    ...described,
    fileName,
    charset: charsetOf(described.charset, described.mimeType, content),
    path: path || '1',
    sizeBytes: content?.length ?? size ?? 0,
    content,
    children: [],
  };
}

/**
 * Gmail's own name for a part whose header gives none. Of an attached message it is the subject's
 * beginning instead, as it will be when the original is read.
 */
function undeclaredName(payload: PayloadPart, mimeType: string): string | null {
  if (mimeType !== 'message/rfc822') return payload.filename || null;
  const fields = payload.parts[0]?.headers ?? [];
  const name = subjectName(fields.find((one) => one.name.toLowerCase() === 'subject')?.value);
  return name ? `${name}.eml` : null;
}

/** Attached messages stay whole in the original; Gmail takes them apart, which is of no use here. */
function contentOf(
  payload: PayloadPart,
  data: string | undefined,
  attachmentId: string | undefined,
): Uint8Array | null {
  if (data !== undefined) return decodeBase64Url(data);
  if (attachmentId || payload.parts.length > 0 || (payload.body.size ?? 0) > 0) return null;
  return new Uint8Array();
}

/** Gmail hands text over as UTF-8 while the header still names the original charset. */
function charsetOf(
  declared: string | null,
  mimeType: string,
  content: Uint8Array | null,
): string | null {
  if (!content || !mimeType.startsWith('text/') || !declared) return declared;
  // 7-bit text says nothing, and may be ISO-2022-JP or UTF-7 that must be decoded as such.
  if (!content.some((byte) => byte >= 0x80)) return declared;
  return isUtf8(content) ? 'utf-8' : declared;
}

function mimeTypeOf({ mimeType }: PayloadPart): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream';
}

function envelopeOf(message: GmailMessage): Omit<RemoteMessage, 'source' | 'sizeBytes'> {
  return {
    ...toRef(message),
    folders: foldersFrom(message.labelIds),
    flags: flagsFrom(message.labelIds),
    receivedAt: new Date(Math.min(message.internalDate ?? 0, 8.64e15)),
    snippet: message.snippet === undefined ? null : unescapeSnippet(message.snippet),
  };
}
