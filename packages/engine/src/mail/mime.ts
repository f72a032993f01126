import { headerValue, parseHeaderBlock, parseStructured } from './headers.ts';
import type { HeaderList, MessagePart, ParseLimits } from './message.ts';
import { decodeTransfer } from './transfer.ts';

/**
 * Splits a raw message into its MIME tree. Never throws; every bound of `limits` is kept and what
 * it cut is named in `problems`. Nested messages (message/rfc822) stay whole, as leaves.
 *
 * @see RFC 2045, RFC 2046
 */
export function readParts(
  raw: Uint8Array,
  limits: ParseLimits,
): { root: MessagePart; problems: string[] } {
  let bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const reader: Reader = { limits, problems: new Set(), parts: 0, decoded: 0 };
  if (bytes.length > limits.maxBytes) {
    bytes = bytes.subarray(0, limits.maxBytes);
    reader.problems.add('message_cut');
  }
  const root = readPart(reader, bytes, { path: '', depth: 0, isInDigest: false });
  return { root, problems: [...reader.problems] };
}

interface Reader {
  limits: ParseLimits;
  problems: Set<string>;
  parts: number;
  decoded: number;
}

interface Place {
  path: string;
  depth: number;
  isInDigest: boolean;
}

const LF = 0x0a;
const CR = 0x0d;

function readPart(reader: Reader, bytes: Buffer, place: Place): MessagePart {
  reader.parts += 1;
  const start = place.depth === 0 ? skipEnvelopeLine(bytes) : 0;
  const bodyStart = findBody(bytes, start);
  const headers = readHeaders(reader, bytes.subarray(start, bodyStart));
  const body = bytes.subarray(bodyStart);
  const defaultType = place.isInDigest ? 'message/rfc822' : 'text/plain';
  const type = parseStructured(headerValue(headers, 'content-type') ?? defaultType);
  const mimeType = /^[\w.+-]+\/[\w.+-]+$/.test(type.value) ? type.value : fallbackType(type.value);
  const boundary = type.parameters.get('boundary');
  if (mimeType.startsWith('multipart/') && boundary) {
    if (place.depth < reader.limits.maxDepth) {
      const children = readChildren(reader, body, boundary, place, mimeType);
      // A multipart whose boundary never comes is text that lies about its type.
      if (children.length > 0) return container(place.path, mimeType, headers, children);
      reader.problems.add('boundary_missing');
    } else {
      reader.problems.add('too_deep');
    }
  } else if (mimeType.startsWith('multipart/')) {
    reader.problems.add('boundary_missing');
  }
  return leaf(reader, place.path || '1', mimeType, headers, body);
}

function readChildren(
  reader: Reader,
  body: Buffer,
  boundary: string,
  place: Place,
  mimeType: string,
): MessagePart[] {
  const children: MessagePart[] = [];
  for (const [from, to] of sections(body, boundary)) {
    if (reader.parts >= reader.limits.maxParts) {
      reader.problems.add('too_many_parts');
      break;
    }
    const number = String(children.length + 1);
    children.push(
      readPart(reader, body.subarray(from, to), {
        path: place.path ? `${place.path}.${number}` : number,
        depth: place.depth + 1,
        isInDigest: mimeType === 'multipart/digest',
      }),
    );
  }
  return children;
}

/** Yields the byte ranges between boundary lines, in one pass. */
function* sections(body: Buffer, boundary: string): Generator<[number, number]> {
  const delimiter = Buffer.from(`--${boundary}`, 'utf8');
  let open = -1;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== LF && body[at - 1] !== CR) continue;
    let end = at + delimiter.length;
    const isClosing = body[end] === 0x2d && body[end + 1] === 0x2d;
    if (isClosing) end += 2;
    while (body[end] === 0x20 || body[end] === 0x09) end += 1;
    if (end < body.length && body[end] !== CR && body[end] !== LF) continue;
    if (open >= 0) yield [open, Math.max(open, beforeLineEnd(body, at))];
    if (body[end] === CR) end += 1;
    if (body[end] === LF) end += 1;
    open = isClosing ? -1 : end;
    if (isClosing) return;
  }
  if (open >= 0 && open < body.length) yield [open, body.length];
}

function beforeLineEnd(body: Buffer, at: number): number {
  if (body[at - 1] !== LF) return at - 1;
  return body[at - 2] === CR ? at - 2 : at - 1;
}

/** The mbox line `From ann Mon …` that some exports leave on top. */
function skipEnvelopeLine(bytes: Buffer): number {
  let start = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3;
  while (bytes[start] === LF || bytes[start] === CR) start += 1;
  // `From : ann@…` is a header all the same (RFC 5322, 4.5).
  if (!/^>?From (?![ \t]*:)[^:]*\s/.test(bytes.toString('latin1', start, start + 80))) return start;
  const end = bytes.indexOf(LF, start);
  return end < 0 ? start : end + 1;
}

/** First byte after the empty line; a first line that can be no header is text already. */
function findBody(bytes: Buffer, start: number): number {
  let line = start;
  const first = bytes.toString('latin1', start, start + 200);
  if (!/^[\r\n]/.test(first) && !/^[^\r\n]*:/.test(first)) return start;
  while (line < bytes.length) {
    const lf = bytes.indexOf(LF, line);
    const end = lf < 0 ? bytes.length : lf + 1;
    const length = end - line - (lf < 0 ? 0 : 1);
    if (length === 0 || (length === 1 && bytes[line] === CR)) return end;
    line = end;
  }
  return bytes.length;
}

function readHeaders(reader: Reader, block: Buffer): HeaderList {
  const { maxHeaderBytes, maxHeaders } = reader.limits;
  if (block.length > maxHeaderBytes) reader.problems.add('headers_cut');
  const headers = parseHeaderBlock(block.subarray(0, maxHeaderBytes), maxHeaders + 1);
  if (headers.length > maxHeaders) {
    reader.problems.add('headers_cut');
    headers.pop();
  }
  return headers;
}

function leaf(
  reader: Reader,
  path: string,
  mimeType: string,
  headers: HeaderList,
  body: Buffer,
): MessagePart {
  const encoding = headerValue(headers, 'content-transfer-encoding') ?? '';
  let content = decodeTransfer(body, encoding);
  const room = reader.limits.maxDecodedBytes - reader.decoded;
  if (content.length > room) {
    content = content.subarray(0, Math.max(0, room));
    reader.problems.add('content_cut');
  }
  reader.decoded += content.length;
  return {
    ...describePart(headers, mimeType),
    path,
    sizeBytes: content.length,
    content,
    children: [],
  };
}

function container(
  path: string,
  mimeType: string,
  headers: HeaderList,
  children: MessagePart[],
): MessagePart {
  return { ...describePart(headers, mimeType), path, sizeBytes: 0, content: null, children };
}

/** Reads what the headers of a part say about it; for providers that give headers and bytes apart. */
export function describePart(
  headers: HeaderList,
  mimeType: string,
): Pick<
  MessagePart,
  'mimeType' | 'charset' | 'headers' | 'fileName' | 'contentId' | 'disposition'
> {
  const type = parseStructured(headerValue(headers, 'content-type') ?? '').parameters;
  const disposition = parseStructured(headerValue(headers, 'content-disposition') ?? '');
  const contentId = headerValue(headers, 'content-id')?.replace(/^[\s<]+|[\s>]+$/g, '');
  const isInline = disposition.value === 'inline' || disposition.value === '';
  return {
    mimeType: mimeType.toLowerCase(),
    charset: type.get('charset') ?? null,
    headers,
    fileName: disposition.parameters.get('filename') ?? type.get('name') ?? null,
    contentId: contentId || null,
    disposition: disposition.value === '' ? null : isInline ? 'inline' : 'attachment',
  };
}

function fallbackType(value: string): string {
  // `text` and `html` alone were written by real mailers; anything else unreadable is data.
  if (value === '' || value === 'text' || value === 'plain') return 'text/plain';
  if (value === 'html') return 'text/html';
  return 'application/octet-stream';
}
