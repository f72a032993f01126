/** What the provider's error page says. */
export interface AuthError {
  /** Its word, e.g. `redirect_uri_mismatch`. */
  error: string;
  text: string;
}

const maxPacked = 16_000;
const maxFields = 50;
const words =
  /\b(redirect_uri_mismatch|invalid_client|deleted_client|disabled_client|disallowed_useragent|org_internal|admin_policy_enforced|invalid_request|invalid_scope|unsupported_response_type|unauthorized_client|access_denied)\b/;

/**
 * Reads the parameter `authError` of the address that Google sends a browser to: base64 of a
 * protocol buffer whose first field is the error and whose second is its text. Undocumented.
 *
 * @returns null for whatever else it may be
 */
export function readAuthError(packed: string): AuthError | null {
  if (packed.length > maxPacked || !/^[\w+/-]+={0,2}$/.test(packed)) return null;
  const fields = readFields(Buffer.from(packed, 'base64url'));
  const error = fields.get(1)?.toString('utf8') ?? '';
  if (!/^[a-z][a-z_]{1,60}$/.test(error)) return null;
  return { error, text: fields.get(2)?.toString('utf8') ?? '' };
}

/** The error that a page names in its words or in a link, null when it names none. */
export function findAuthError(page: string): AuthError | null {
  const packed = /authError=([\w%+/=-]{8,16000})/.exec(page)?.[1];
  const fromLink = packed === undefined ? null : readAuthError(decode(packed));
  if (fromLink) return fromLink;
  // "Error 400: redirect_uri_mismatch" stands on the page in every language.
  const named = /\b4\d\d\s{0,3}:\s{0,3}([a-z][a-z_]{3,60})\b/.exec(page)?.[1];
  const error = named ?? words.exec(page)?.[1];
  return error ? { error, text: '' } : null;
}

/** Strings and messages of a protocol buffer by their number; stops at what is none. */
function readFields(bytes: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) return Number.NaN;
      at += 1;
      // Beyond 28 bits nothing here is meaningful; the rest is only passed over.
      if (shift < 28) value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  for (let count = 0; at < bytes.length && count < maxFields; count += 1) {
    const tag = readVarint();
    const kind = tag & 7;
    if (Number.isNaN(tag)) break;
    if (kind === 0) readVarint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = readVarint();
      if (!(at + length <= bytes.length)) break;
      const field = tag >>> 3;
      if (!fields.has(field)) fields.set(field, bytes.subarray(at, at + length));
      at += length;
    } else break;
  }
  return fields;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
