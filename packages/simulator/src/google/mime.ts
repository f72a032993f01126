import { decodeHeaderValue, parameterOf } from './mime-text.ts';

/** One node of a message's MIME tree. Offsets are those of the latin1 string it was cut from. */
export interface MimePart {
  /** In order, as written; values unfolded and decoded. */
  headers: MimeHeader[];
  /** `type/subtype` in lower case; `text/plain` when absent or unreadable. */
  mimeType: string;
  charset: string | null;
  /** Decoded; empty when the part has none. */
  filename: string;
  /** `attachment`, `inline` or empty. */
  disposition: string;
  parts: MimePart[];
  /** Undoes the transfer encoding; empty for containers. */
  body(): Uint8Array;
}

export interface MimeHeader {
  name: string;
  value: string;
}

/** Deeper or wider trees are cut: a part over the limit is a leaf. */
const maxDepth = 60;
const maxParts = 10_000;
const maxHeaders = 5_000;
const addressFields = /^(?:resent-)?(?:from|to|cc|bcc|sender|reply-to)$/i;

/**
 * Reads a message into its tree. Never throws: whatever cannot be understood becomes a leaf of
 * text, as Gmail shows it.
 */
export function parseMime(raw: Uint8Array): MimePart {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  return parsePart(text, 'text/plain', 0, { left: maxParts });
}

/** The head alone: a tree of one node without a body. For searching and threading. */
export function parseHead(raw: Uint8Array): MimePart {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString(
    'latin1',
    0,
    262_144,
  );
  const { headEnd } = endOfHead(text);
  return parsePart(`${text.slice(0, headEnd)}\r\n\r\n`, 'text/plain', maxDepth, { left: 1 });
}

/** First value of a header of raw MIME, unfolded but not decoded; cheap, reads the head only. */
export function headerOfRaw(raw: Uint8Array, name: string): string | null {
  const head = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString(
    'latin1',
    0,
    262_144,
  );
  const wanted = name.toLowerCase();
  const fields = splitHeaders(head.slice(0, endOfHead(head).headEnd));
  return fields.find((field) => field.name.toLowerCase() === wanted)?.value ?? null;
}

/** First value of a header of a part; undefined when absent. */
export function headerOf(part: MimePart, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return part.headers.find((header) => header.name.toLowerCase() === wanted)?.value;
}

/** Every value of a header of a part, in order. */
export function headersOf(part: MimePart, name: string): string[] {
  const wanted = name.toLowerCase();
  return part.headers
    .filter((header) => header.name.toLowerCase() === wanted)
    .map((header) => header.value);
}

/** Splits raw MIME after its head: the fields as written, and where the body starts. */
export function splitRaw(raw: Uint8Array): { fields: MimeHeader[]; body: Uint8Array } {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  const { headEnd, bodyStart } = endOfHead(text);
  return { fields: splitHeaders(text.slice(0, headEnd), true), body: raw.subarray(bodyStart) };
}

function parsePart(
  text: string,
  defaultType: string,
  depth: number,
  budget: { left: number },
): MimePart {
  budget.left -= 1;
  const { headEnd, bodyStart } = endOfHead(text);
  const headers = splitHeaders(text.slice(0, headEnd)).map(({ name, value }) => ({
    name,
    value: decodeHeaderValue(value, addressFields.test(name)),
  }));
  const field = (name: string) =>
    headers.find((header) => header.name.toLowerCase() === name)?.value ?? '';
  const contentType = field('content-type');
  const mimeType = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)/.exec(contentType)?.[1]?.toLowerCase();
  const dispositionField = field('content-disposition');
  const encoding = field('content-transfer-encoding').trim().toLowerCase();
  const body = text.slice(bodyStart);
  const type = mimeType ?? defaultType;
  const boundary = type.startsWith('multipart/') ? parameterOf(contentType, 'boundary') : null;
  const canDescend = depth < maxDepth && budget.left > 0;
  const childType = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  let parts: MimePart[] = [];
  if (canDescend && boundary)
    parts = splitAtBoundary(body, boundary, budget.left).map((child) =>
      parsePart(child, childType, depth + 1, budget),
    );
  else if (canDescend && type === 'message/rfc822')
    parts = [
      parsePart(decodeBody(body, encoding).toString('latin1'), 'text/plain', depth + 1, budget),
    ];
  return {
    headers,
    mimeType: type,
    charset: parameterOf(contentType, 'charset'),
    filename: parameterOf(dispositionField, 'filename') ?? parameterOf(contentType, 'name') ?? '',
    disposition: /^\s*([\w-]+)/.exec(dispositionField)?.[1]?.toLowerCase() ?? '',
    parts,
    body: () =>
      parts.length > 0 && type !== 'message/rfc822' ? new Uint8Array() : decodeBody(body, encoding),
  };
}

/** The head ends at the first empty line; a first line that is no field means there is no head. */
function endOfHead(text: string): { headEnd: number; bodyStart: number } {
  const empty = /\r?\n[ \t]*\r?\n/.exec(text);
  if (/^\r?\n/.test(text)) return { headEnd: 0, bodyStart: text.startsWith('\r') ? 2 : 1 };
  if (!/^[!-9;-~]+[ \t]*:|^From |^>From /.test(text)) return { headEnd: 0, bodyStart: 0 };
  if (!empty) return { headEnd: text.length, bodyStart: text.length };
  return { headEnd: empty.index, bodyStart: empty.index + empty[0].length };
}

/** @param keepFolds leaves the line breaks in, for writing the field back as it was */
function splitHeaders(head: string, keepFolds = false): MimeHeader[] {
  const fields: MimeHeader[] = [];
  for (const line of head.split(/\r?\n(?![ \t])/)) {
    if (fields.length >= maxHeaders) break;
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trimEnd();
    if (!/^[!-9;-~]+$/.test(name)) continue;
    const value = line.slice(colon + 1).replace(/^[ \t]+/, '');
    fields.push({ name, value: keepFolds ? value : value.replace(/\r?\n/g, '').trimEnd() });
  }
  return fields;
}

/** The bodies between delimiter lines; the last one needs no closing delimiter. */
function splitAtBoundary(body: string, boundary: string, limit: number): string[] {
  const delimiter = `--${boundary}`;
  const parts: string[] = [];
  let start = -1;
  let from = 0;
  while (parts.length < limit) {
    const at = body.indexOf(delimiter, from);
    if (at < 0) break;
    from = at + delimiter.length;
    if (at > 0 && body[at - 1] !== '\n') continue;
    const lineEnd = body.indexOf('\n', from);
    const rest = body.slice(from, lineEnd < 0 ? body.length : lineEnd).trimEnd();
    if (rest !== '' && rest !== '--') continue;
    if (start >= 0) parts.push(body.slice(start, withoutBreak(body, at, start)));
    start = lineEnd < 0 ? body.length : lineEnd + 1;
    if (rest === '--') return parts;
  }
  if (start >= 0 && start < body.length && parts.length < limit) parts.push(body.slice(start));
  return parts;
}

/** The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1). */
function withoutBreak(body: string, at: number, start: number): number {
  let end = at;
  if (end > start && body[end - 1] === '\n') end -= 1;
  if (end > start && body[end - 1] === '\r') end -= 1;
  return end;
}

function decodeBody(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  // Line by line: one pattern for trailing blanks would be quadratic in a long run of them.
  const text = body
    .split('\n')
    .map((line) => (line.endsWith('\r') ? `${line.slice(0, -1).trimEnd()}\r` : line.trimEnd()))
    .join('\n')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
