/// <reference lib="es2024.string" />
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

const ALIASES: Record<string, string> = {
  ...{ 'ansi_x3.4-1968': 'utf-8', ascii: 'utf-8', 'us-ascii': 'utf-8', utf8: 'utf-8' },
  ...{ 'unicode-1-1-utf-7': 'utf-7', utf7: 'utf-7', 'x-unicode-2-0-utf-7': 'utf-7' },
  ...{ unknown: 'utf-8', 'unknown-8bit': 'utf-8', '8bit': 'utf-8', default: 'utf-8' },
};

/**
 * Decodes bytes in a charset named by a message. Never throws: an unknown or wrong name falls back
 * to UTF-8 where the bytes are valid in it, else to Windows-1252, which reads any byte.
 *
 * @param charset name as written, or null
 * @returns well-formed text without NUL (PostgreSQL stores neither lone surrogates nor NUL)
 */
export function decodeCharset(bytes: Uint8Array, charset: string | null): string {
  const label = (charset ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']+|["']+$/g, '');
  return cleanText(decode(bytes, ALIASES[label] ?? label));
}

/** Makes any string storable: no lone surrogates, no NUL. */
export function cleanText(text: string): string {
  const withoutNul = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return withoutNul.toWellFormed();
}

/** Whether the charset can be read at all (not: whether bytes are valid in it). */
export function isKnownCharset(charset: string): boolean {
  const label = charset.trim().toLowerCase();
  const name = ALIASES[label] ?? label;
  return name === 'utf-7' || webDecoder(name) !== null || iconv.encodingExists(name);
}

function decode(bytes: Uint8Array, name: string): string {
  if (name === '' || name === 'utf-8') return decodeUtf8(bytes) ?? decodeUnknown(bytes);
  // Seven-bit text that claims UTF-7 by mistake is rare; eight-bit bytes prove that it is not.
  if (name === 'utf-7') {
    if (bytes.some((byte) => byte > 0x7f)) return decodeUtf8(bytes) ?? decodeUnknown(bytes);
    return iconv.decode(Buffer.from(bytes), 'utf-7');
  }
  const decoder = webDecoder(name);
  if (decoder) return decoder.decode(name === 'iso-2022-jp' ? withoutIdleEscapes(bytes) : bytes);
  if (iconv.encodingExists(name)) return iconv.decode(Buffer.from(bytes), name);
  return decodeUtf8(bytes) ?? decodeUnknown(bytes);
}

/**
 * Takes out escapes that lead to nothing but the next escape. Joined encoded words have them, and
 * the decoder of the web platform takes them for an error.
 */
function withoutIdleEscapes(bytes: Uint8Array): Uint8Array {
  const binary = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins each sequence
  return Buffer.from(binary.replace(/\x1b(?:\([BIJ]|\$[@B])(?=\x1b[($])/g, ''), 'latin1');
}

function decodeUtf8(bytes: Uint8Array): string | null {
  // Many times cheaper than a fatal TextDecoder, which is built anew for every call.
  if (!isUtf8(bytes)) return null;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function decodeUnknown(bytes: Uint8Array): string {
  // Mostly valid UTF-8 with a cut character is likelier than another charset.
  const text = Buffer.from(bytes).toString('utf8');
  const broken = text.split('\ufffd').length - 1;
  const wide = (text.match(/[\u0080-\ufffc]/g) ?? []).length;
  if (broken <= 2 && wide > broken * 4) return text;
  return webDecoder('windows-1252')?.decode(bytes) ?? text;
}

const decoders = new Map<string, TextDecoder | null>();

function webDecoder(name: string): TextDecoder | null {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(name);
  } catch {
    // A name that the platform does not know; the caller has other means.
  }
  // Names come from hostile mail: the memory of them stays bounded.
  if (decoders.size < 200) decoders.set(name, decoder);
  return decoder;
}
