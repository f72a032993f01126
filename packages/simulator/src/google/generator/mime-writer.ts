import { encodeText } from '../mime-text.ts';

/** A part to be written. */
export interface PartSource {
  headers: readonly [string, string][];
  body: Uint8Array;
}

/** A text part in a charset, with the transfer encoding that mail in it usually has. */
export function textPart(text: string, subtype: 'plain' | 'html', charset: string): PartSource {
  const fitting = /^(us-ascii|iso-8859-)/.test(charset) ? text.replace(/[’‘]/g, "'") : text;
  const bytes = encodeText(fitting.replace(/\r?\n/g, '\r\n'), charset);
  const type: [string, string] = ['Content-Type', `text/${subtype}; charset="${charset}"`];
  if (charset === 'us-ascii' || charset === 'iso-2022-jp')
    return { headers: [type, ['Content-Transfer-Encoding', '7bit']], body: bytes };
  const isMostlyAscii = countHigh(bytes) * 4 < bytes.length;
  const encoding = isMostlyAscii ? 'quoted-printable' : 'base64';
  const body = isMostlyAscii ? quotedPrintable(bytes) : base64Lines(bytes);
  return { headers: [type, ['Content-Transfer-Encoding', encoding]], body };
}

/** A file: attached, or inline with a content id. */
export function filePart(
  bytes: Uint8Array,
  type: string,
  fileName: string,
  contentId: string | null = null,
): PartSource {
  const name = encodeFileName(fileName);
  const disposition = contentId === null ? 'attachment' : 'inline';
  return {
    headers: [
      ['Content-Type', `${type}; ${name.replace('filename', 'name')}`],
      ['Content-Disposition', `${disposition}; ${name}`],
      ['Content-Transfer-Encoding', 'base64'],
      ...(contentId === null ? [] : ([['Content-ID', `<${contentId}>`]] as [string, string][])),
    ],
    body: base64Lines(bytes),
  };
}

/** A container. @param extra further parameters of the content type, with a leading semicolon */
export function multipart(
  subtype: string,
  boundary: string,
  parts: readonly PartSource[],
): PartSource {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    pieces.push(Buffer.from(`--${boundary}\r\n${headerLines(part.headers)}\r\n`), part.body);
    pieces.push(Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    headers: [['Content-Type', `multipart/${subtype}; boundary="${boundary}"`]],
    body: Buffer.concat(pieces),
  };
}

/** A whole message. */
export function writeMessage(head: readonly [string, string][], root: PartSource): Uint8Array {
  const lines = headerLines([...head, ['MIME-Version', '1.0'], ...root.headers]);
  return Buffer.concat([Buffer.from(`${lines}\r\n`, 'latin1'), root.body]);
}

/** The head alone. */
export function writeHead(head: readonly [string, string][]): Uint8Array {
  return Buffer.from(`${headerLines(head)}\r\n`, 'latin1');
}

/** Text for a header: as it is, or in encoded words of the charset (RFC 2047). */
export function encodeWords(text: string, charset: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  const words: string[] = [];
  const isLatin = /^(iso-8859-|windows-125[02])/.test(charset);
  let piece = '';
  const flush = () => {
    if (piece === '') return;
    const bytes = encodeText(piece, charset);
    words.push(
      isLatin ? `=?${charset}?Q?${qWord(bytes)}?=` : `=?${charset}?B?${bytes.toString('base64')}?=`,
    );
    piece = '';
  };
  for (const char of text) {
    piece += char;
    if (Buffer.byteLength(piece) >= 36) flush();
  }
  flush();
  return words.join('\r\n ');
}

/** `name <address>` for a header. */
export function encodeMailbox(person: { name: string; address: string }, charset: string): string {
  const { name, address } = person;
  if (/^[\w .'-]*$/.test(name)) return `${name} <${address}>`;
  return `${encodeWords(name, charset)} <${address}>`;
}

function headerLines(headers: readonly [string, string][]): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

function encodeFileName(name: string): string {
  if (/^[ -~]*$/.test(name)) return `filename="${name}"`;
  return `filename*=UTF-8''${encodeURIComponent(name)}`;
}

function qWord(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (byte === 32) return '_';
      return /[A-Za-z0-9]/.test(char)
        ? char
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function countHigh(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] ?? 0) > 127) count += 1;
  return count;
}

/** Base64 in lines of 76 characters; copies, since a regular expression over megabytes is slow. */
function base64Lines(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines = Math.ceil(text.length / 76);
  const out = Buffer.allocUnsafe(text.length + lines * 2);
  let to = 0;
  for (let from = 0; from < text.length; from += 76) {
    to += out.write(text.slice(from, from + 76), to, 'latin1');
    out[to] = 13;
    out[to + 1] = 10;
    to += 2;
  }
  return out;
}

const hexDigits = Buffer.from('0123456789ABCDEF');
const maxLine = 75;

/** Quoted-printable in one pass; soft breaks never fall inside an escape. */
function quotedPrintable(bytes: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(bytes.length * 4 + 16);
  let to = 0;
  let column = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 13 && bytes[at + 1] === 10) {
      out[to++] = 13;
      out[to++] = 10;
      at += 1;
      column = 0;
      continue;
    }
    const isLastOfLine = bytes[at + 1] === 13 || at + 1 === bytes.length;
    const isPlain = (byte > 32 && byte < 127 && byte !== 61) || (byte === 32 && !isLastOfLine);
    const width = isPlain ? 1 : 3;
    if (column + width > maxLine) {
      out[to++] = 61;
      out[to++] = 13;
      out[to++] = 10;
      column = 0;
    }
    if (isPlain) out[to++] = byte;
    else {
      out[to++] = 61;
      out[to++] = hexDigits[byte >> 4] ?? 48;
      out[to++] = hexDigits[byte & 15] ?? 48;
    }
    column += width;
  }
  return out.subarray(0, to);
}
