import iconv from 'iconv-lite';

/** Decodes bytes by a charset's name; an unknown one is read as UTF-8, then Windows-1252. */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (charset ?? '').trim().toLowerCase();
  if (name.startsWith('iso-2022-jp')) return decodeIso2022Jp(buffer);
  const isPlain = name === '' || name === 'us-ascii' || name === 'utf-8' || name === 'utf8';
  if (!isPlain && iconv.encodingExists(name)) return iconv.decode(buffer, name);
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') ? iconv.decode(buffer, 'windows-1252') : text;
}

/**
 * Decodes a header value: raw bytes as UTF-8 (RFC 6532; nothing says what others would be, so they
 * become U+FFFD), then RFC 2047 words.
 *
 * @param isAddressList quotes a decoded name that would otherwise fall apart at its comma
 */
export function decodeHeaderValue(latin1: string, isAddressList = false): string {
  const utf8 = (raw: string) => Buffer.from(raw, 'latin1').toString('utf8');
  if (!latin1.includes('=?')) return utf8(latin1);
  const word = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=/g;
  let result = '';
  let last = 0;
  let pending = null as { charset: string; bytes: Buffer[] } | null;
  const flush = () => {
    if (pending) {
      const decoded = decodeText(Buffer.concat(pending.bytes), pending.charset);
      const needsQuotes = isAddressList && /[,;:<>@"()]/.test(decoded) && !result.endsWith('"');
      result += needsQuotes ? `"${decoded.replace(/["\\]/g, '\\$&')}"` : decoded;
    }
    pending = null;
  };
  for (const match of latin1.matchAll(word)) {
    const between = latin1.slice(last, match.index);
    // White space between two words disappears; a character may be split across them.
    if (!pending || between.trim() !== '') {
      flush();
      result += utf8(between);
    }
    const charset = (match[1] ?? '').toLowerCase();
    const bytes = decodeWord(match[2] ?? 'b', match[3] ?? '');
    if (pending?.charset === charset) pending.bytes.push(bytes);
    else {
      flush();
      pending = { charset, bytes: [bytes] };
    }
    last = match.index + match[0].length;
  }
  flush();
  return result + utf8(latin1.slice(last));
}

/** A parameter of a structured field, RFC 2231 forms included; null when absent. */
export function parameterOf(field: string, name: string): string | null {
  const semicolon = field.indexOf(';');
  if (semicolon < 0) return null;
  const pattern = /;\s*([\w!#$&+.^`|~%'-]+?)(\*\d+)?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)/g;
  const pieces: { index: number; isEncoded: boolean; value: string }[] = [];
  for (const match of field.slice(semicolon).slice(0, 20_000).matchAll(pattern)) {
    if (match[1]?.toLowerCase() !== name) continue;
    let value = (match[4] ?? '').trim();
    if (value.startsWith('"')) value = value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
    const index = match[2] ? Number(match[2].slice(1)) : match[3] ? 0 : -1;
    pieces.push({ index, isEncoded: match[3] !== undefined, value });
  }
  const extended = pieces.filter((piece) => piece.index >= 0).sort((a, b) => a.index - b.index);
  if (extended.length > 0) return joinExtended(extended);
  return pieces[0]?.value ?? null;
}

/** One address of an address field. */
export interface MailAddress {
  name: string;
  /** As written; empty when there is none. */
  address: string;
}

/** Reads an address field leniently; groups are flattened. */
export function parseAddresses(field: string): MailAddress[] {
  const found: MailAddress[] = [];
  for (const piece of splitList(field.replace(/\r?\n/g, '')).slice(0, 5_000)) {
    const text = piece.replace(/^[^"<>@:]*:(?=.*@)/, '').trim();
    if (text === '' || text === ';') continue;
    const angle = /<([^<>]*)>/.exec(text);
    const name = (angle ? text.slice(0, angle.index) : '').trim().replace(/^"|"$/g, '');
    const address = (angle ? (angle[1] ?? '') : text).replace(/\([^)]*\)/g, '').trim();
    found.push({ name: name.replace(/\\(.)/g, '$1'), address });
  }
  return found;
}

/**
 * Readable text of HTML, good enough for a snippet and for searching; linear in its length.
 *
 * @param enough stops after about this many characters of text
 */
export function textOfHtml(html: string, enough = 400_000): string {
  return withoutTags(html.slice(0, 400_000), enough).replace(
    /&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi,
    (entity, code: string) => {
      if (!code.startsWith('#')) return entities[code.toLowerCase()] ?? entity;
      const isHex = /^#x/i.test(code);
      const number = isHex ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1));
      return number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : ' ';
    },
  );
}

/** One pass with indexOf: patterns for unclosed comments and tags would be quadratic. */
function withoutTags(html: string, enough: number): string {
  const lower = html.toLowerCase();
  let text = '';
  let at = 0;
  while (at < html.length && text.length < enough) {
    const open = html.indexOf('<', at);
    if (open < 0) return text + html.slice(at);
    text += `${html.slice(at, open)} `;
    const silent = /^<(style|script|head|title)\b/.exec(lower.slice(open, open + 10))?.[1];
    const closing = html.startsWith('<!--', open) ? '-->' : silent ? `</${silent}` : '>';
    const close = lower.indexOf(closing, open + 1);
    // Never closed: for a tag or a comment nothing readable follows.
    if (close < 0) return text;
    at = close + closing.length;
    if (!silent) continue;
    const end = html.indexOf('>', at);
    if (end < 0) return text;
    at = end + 1;
  }
  return text;
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  eacute: 'é',
  euro: '€',
  zwnj: '',
};

function joinExtended(pieces: { isEncoded: boolean; value: string }[]): string {
  const first = pieces[0];
  const charset = first?.isEncoded ? /^([^']*)'[^']*'/.exec(first.value) : null;
  const bytes = pieces.map((piece, at) => {
    const value = at === 0 && charset ? piece.value.slice(charset[0].length) : piece.value;
    if (!piece.isEncoded) return Buffer.from(value, 'utf8');
    const latin1 = value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(latin1, 'latin1');
  });
  return decodeText(Buffer.concat(bytes), charset?.[1] || null);
}

function decodeWord(encoding: string, data: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(data, 'base64');
  const latin1 = data
    .replace(/_/g, ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}

/** Splits at commas outside quotes, comments and angle brackets. */
function splitList(field: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let isQuoted = false;
  let depth = 0;
  for (let at = 0; at < field.length; at += 1) {
    const char = field[at];
    if (char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '(' || char === '<') depth += 1;
    else if (char === ')' || char === '>') depth = Math.max(0, depth - 1);
    else if ((char === ',' || char === ';') && depth === 0) {
      pieces.push(field.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(field.slice(start));
  return pieces;
}

/** ISO-2022-JP by way of EUC-JP: iconv-lite has no stateful encodings. */
function decodeIso2022Jp(buffer: Buffer): string {
  let result = '';
  let set = 'ascii';
  for (const [at, piece] of buffer.toString('latin1').split('\x1b').entries()) {
    const sequence = at === 0 ? null : /^(\([BJI]|\$[@B])/.exec(piece);
    if (sequence)
      set = sequence[1]?.startsWith('$') ? 'kanji' : sequence[1] === '(I' ? 'kana' : 'ascii';
    const body = sequence ? piece.slice(2) : piece;
    result += set === 'ascii' ? body : decodeShifted(body, set);
  }
  return result;
}

function decodeShifted(body: string, set: string): string {
  const shifted = [...body].map((char) => char.charCodeAt(0) | 0x80);
  const bytes = set === 'kana' ? shifted.flatMap((byte) => [0x8e, byte]) : shifted;
  return iconv.decode(Buffer.from(bytes), 'euc-jp');
}

/** The reverse, for the generator. */
export function encodeText(text: string, charset: string): Buffer {
  if (charset !== 'iso-2022-jp') return iconv.encode(text, charset);
  const out: number[] = [];
  let isKanji = false;
  for (const char of text) {
    const bytes = iconv.encode(char, 'euc-jp');
    const isWide = bytes.length === 2 && (bytes[0] ?? 0) >= 0xa1;
    if (isWide !== isKanji) out.push(0x1b, isWide ? 0x24 : 0x28, 0x42);
    isKanji = isWide;
    for (const byte of bytes) out.push(byte & 0x7f);
  }
  if (isKanji) out.push(0x1b, 0x28, 0x42);
  return Buffer.from(out);
}
