import type { PageError } from './authorise-request.ts';

/**
 * Packs an error as Google packs it into `authError`: url-safe base64, padded, of a protocol
 * buffer with the code (field 1), the message (2), a link to help (3), the HTTP status (4) and
 * the parameters of the request that matter (5, each a name and a value).
 *
 * Google does not document the format; recorded addresses of its error page all have it.
 */
export function packPageError(error: PageError): string {
  const parameters = Object.entries(error.parameters ?? {}).map(([name, value]) =>
    bytesField(5, Buffer.concat([textField(1, name), textField(2, value.slice(0, 2_000))])),
  );
  const bytes = Buffer.concat([
    textField(1, error.code),
    textField(2, error.message.slice(0, 4_000)),
    ...(error.helpUrl ? [textField(3, error.helpUrl)] : []),
    Buffer.from([4 << 3]),
    varint(error.status),
    ...parameters,
  ]);
  const packed = bytes.toString('base64url');
  return packed + '='.repeat((4 - (packed.length % 4)) % 4);
}

/** Reads what `packPageError` wrote; null for anything else. */
export function unpackPageError(packed: string): PageError | null {
  const fields = readFields(Buffer.from(packed.slice(0, 16_000), 'base64url'));
  if (!fields) return null;
  const text = (number: number) => fields.find((one) => one.number === number)?.bytes.toString();
  const code = text(1) ?? '';
  const message = text(2) ?? '';
  const status = fields.find(({ number }) => number === 4)?.value;
  if (!/^[a-z_]{1,40}$/.test(code)) return null;
  if (status !== 400 && status !== 401 && status !== 403) return null;
  const parameters: Record<string, string> = {};
  for (const { number, bytes } of fields) {
    const pair = number === 5 ? readFields(bytes) : null;
    const [name, value] = [1, 2].map((at) => pair?.find((one) => one.number === at)?.bytes);
    if (name && value) parameters[name.toString()] = value.toString();
  }
  const helpUrl = text(3);
  return { code, message, status, parameters, ...(helpUrl ? { helpUrl } : {}) };
}

interface Field {
  number: number;
  /** Of a field with a length; empty otherwise. */
  bytes: Buffer;
  /** Of a number. */
  value: number;
}

const maxFields = 100;

function readFields(bytes: Buffer): Field[] | null {
  const fields: Field[] = [];
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
  while (at < bytes.length) {
    const tag = readVarint();
    const type = tag & 7;
    if ((type !== 0 && type !== 2) || fields.length >= maxFields) return null;
    const value = readVarint();
    if (type === 0) {
      fields.push({ number: tag >> 3, bytes: Buffer.alloc(0), value });
      continue;
    }
    if (at + value > bytes.length) return null;
    fields.push({ number: tag >> 3, bytes: bytes.subarray(at, at + value), value: 0 });
    at += value;
  }
  return fields;
}

function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

function bytesField(field: number, bytes: Buffer): Buffer {
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
