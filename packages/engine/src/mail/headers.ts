import { cleanText, decodeCharset } from './charset.ts';
import type { HeaderList } from './message.ts';

/** A header with parameters, such as Content-Type. */
export interface StructuredHeader {
  /** Lower case, trimmed. */
  value: string;
  /** Names in lower case, values decoded (RFC 2231, and encoded words that should not be there). */
  parameters: Map<string, string>;
}

const ENCODED_WORD = /=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=/g;
const MAX_PARAMETERS = 200;

/**
 * Reads a block of header lines. Bytes above 127 outside encoded words are UTF-8 (RFC 6532); what is
 * not valid in it becomes U+FFFD, since nothing says what else it could be.
 *
 * @param block bytes up to the empty line
 * @returns fields in order, unfolded, encoded words still in place
 */
export function parseHeaderBlock(block: Uint8Array, maxHeaders: number): HeaderList {
  const binary = Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('latin1');
  const fields: { name: string; value: string[] }[] = [];
  for (const line of binary.split(/\r\n|\n|\r/)) {
    if (/^[ \t]/.test(line)) {
      fields.at(-1)?.value.push(line.trim());
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0 || colon > 200) continue;
    if (fields.length >= maxHeaders) break;
    fields.push({ name: line.slice(0, colon).trim(), value: [line.slice(colon + 1).trim()] });
  }
  return fields.map(({ name, value }) => [rawText(name), rawText(value.join(' ').trim())]);
}

/**
 * Decodes the encoded words of every field that is read by people; address and parameter syntax
 * inside a decoded value is no longer reliable, so parse those from the raw list.
 */
export function decodeHeaders(rawHeaders: HeaderList): HeaderList {
  return rawHeaders.map(([name, value]) => [name, decodeWords(value)]);
}

/** First value of the header of that name (any case), null when absent. */
export function headerValue(headers: HeaderList, name: string): string | null {
  const lower = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === lower)?.[1] ?? null;
}

/** All values of the headers of that name (any case), in order. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const lower = name.toLowerCase();
  return headers
    .filter(([candidate]) => candidate.toLowerCase() === lower)
    .map(([, value]) => value);
}

/**
 * Decodes RFC 2047 encoded words wherever they stand. Neighbours in one charset are joined as bytes
 * before decoding, because many mailers split inside a character.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return cleanText(value);
  let out = '';
  let end = 0;
  let pending: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (pending) out += decodeCharset(Buffer.concat(pending.bytes), pending.charset);
    pending = null;
  };
  for (const match of value.matchAll(ENCODED_WORD)) {
    const between = value.slice(end, match.index);
    const charset = (match[1] as string).split('*')[0]?.toLowerCase() ?? '';
    const bytes = wordBytes(match[2] as string, match[3] as string);
    const continues = pending !== null && between.trim() === '';
    if (!continues) {
      flush();
      out += between;
    }
    const current = pending as { charset: string; bytes: Buffer[] } | null;
    if (current && current.charset === charset) {
      current.bytes.push(bytes);
    } else {
      flush();
      pending = { charset, bytes: [bytes] };
    }
    end = match.index + match[0].length;
  }
  flush();
  return cleanText(out + value.slice(end));
}

/**
 * Parses `value; name=value; …` with quoted strings, comments, RFC 2231 charsets and continuations.
 */
export function parseStructured(header: string): StructuredHeader {
  const segments = splitSegments(header);
  const value = (segments.shift() ?? '').trim().toLowerCase();
  const plain = new Map<string, string>();
  const pieces = new Map<string, { index: number; value: string; isEncoded: boolean }[]>();
  for (const segment of segments.slice(0, MAX_PARAMETERS)) {
    const equals = segment.indexOf('=');
    if (equals < 0) continue;
    const name = segment.slice(0, equals).trim().toLowerCase();
    const text = unquote(segment.slice(equals + 1).trim());
    const extended = /^([^*]+)\*(?:(\d{1,4})(\*)?)?$/.exec(name);
    if (extended) {
      const base = extended[1] as string;
      const isEncoded = extended[2] === undefined || extended[3] === '*';
      const list = pieces.get(base) ?? [];
      list.push({ index: Number(extended[2] ?? 0), value: text, isEncoded });
      pieces.set(base, list);
    } else if (!plain.has(name)) {
      plain.set(name, decodeWords(text));
    }
  }
  for (const [name, list] of pieces) plain.set(name, joinPieces(list));
  return { value, parameters: plain };
}

function joinPieces(list: { index: number; value: string; isEncoded: boolean }[]): string {
  const sorted = [...list].sort((a, b) => a.index - b.index);
  let charset: string | null = null;
  const bytes = sorted.map((piece, position) => {
    if (!piece.isEncoded) return Buffer.from(piece.value, 'utf8');
    let text = piece.value;
    const prefix = position === 0 ? /^([^']*)'[^']*'/.exec(text) : null;
    if (prefix) {
      charset = prefix[1] || null;
      text = text.slice(prefix[0].length);
    }
    return percentBytes(text);
  });
  return decodeWords(decodeCharset(Buffer.concat(bytes), charset));
}

function percentBytes(text: string): Buffer {
  const source = Buffer.from(text, 'utf8');
  const out = Buffer.alloc(source.length);
  let length = 0;
  for (let index = 0; index < source.length; index += 1) {
    const hex = source[index] === 0x25 ? source.toString('latin1', index + 1, index + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      out[length++] = Number.parseInt(hex, 16);
      index += 2;
    } else {
      out[length++] = source[index] as number;
    }
  }
  return out.subarray(0, length);
}

function splitSegments(header: string): string[] {
  const segments: string[] = [];
  let current = '';
  let isQuoted = false;
  let commentDepth = 0;
  for (let index = 0; index < header.length; index += 1) {
    const char = header[index] as string;
    if (char === '\\' && (isQuoted || commentDepth > 0)) {
      if (isQuoted) current += char + (header[index + 1] ?? '');
      index += 1;
    } else if (char === '"' && commentDepth === 0) {
      isQuoted = !isQuoted;
      current += char;
    } else if (!isQuoted && char === '(') {
      commentDepth += 1;
    } else if (!isQuoted && char === ')' && commentDepth > 0) {
      commentDepth -= 1;
    } else if (commentDepth > 0) {
      // Inside a comment: nobody reads it.
    } else if (char === ';' && !isQuoted) {
      segments.push(current);
      current = '';
    } else {
      current += char;
    }
  }
  segments.push(current);
  return segments;
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
}

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const source = text.replaceAll('_', ' ');
  return Buffer.from(
    source.replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    // Raw bytes were escaped when the header was read; a provider's own text has none here.
    'latin1',
  );
}

/** @param binary one character a byte */
function rawText(binary: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is exactly this range
  if (/^[\x00-\x7f]*$/.test(binary)) return cleanText(binary);
  // An encoded word says what its raw bytes are: make it proper before the rest is read as UTF-8.
  const words = binary.replace(ENCODED_WORD, (word, charset: string, encoding: string, text) =>
    encoding.toLowerCase() === 'q' ? `=?${charset}?q?${escapeRaw(text as string)}?=` : word,
  );
  return cleanText(Buffer.from(words, 'latin1').toString('utf8'));
}

function escapeRaw(text: string): string {
  return text.replace(/[\x80-\xff]/g, (char) => `=${char.charCodeAt(0).toString(16)}`);
}
