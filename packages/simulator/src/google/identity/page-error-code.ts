import type { PageError } from './authorise-request.ts';

/**
 * Packs an error as Google packs it into `authError`: base64 of a protocol buffer with the code
 * (field 1), the message (field 2) and the HTTP status (field 4). A client that looks at the
 * redirect alone, without opening the page, can find the code there.
 */
export function packPageError(error: PageError): string {
  const bytes = Buffer.concat([
    textField(1, error.code),
    textField(2, error.message.slice(0, 4_000)),
    Buffer.from([4 << 3]),
    varint(error.status),
  ]);
  return bytes.toString('base64url');
}

/** Reads what `packPageError` wrote; null for anything else. */
export function unpackPageError(packed: string): PageError | null {
  const bytes = Buffer.from(packed.slice(0, 16_000), 'base64url');
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 28 && at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return value;
  };
  const texts: string[] = [];
  for (const field of [1, 2]) {
    if (bytes[at++] !== ((field << 3) | 2)) return null;
    const length = readVarint();
    if (at + length > bytes.length) return null;
    texts.push(bytes.toString('utf8', at, at + length));
    at += length;
  }
  if (bytes[at++] !== 4 << 3) return null;
  const status = readVarint();
  const [code, message] = texts;
  if (!code || message === undefined || !/^[a-z_]{1,40}$/.test(code)) return null;
  if (status !== 400 && status !== 401 && status !== 403) return null;
  return { code, message, status };
}

function textField(field: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
