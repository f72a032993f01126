import { invalidArgument } from './errors.ts';

/** Reads `maxResults`; more than the maximum is cut to it, as Gmail does, zero is refused. */
export function pageSize(query: URLSearchParams, fallback = 100, maximum = 500): number {
  const text = query.get('maxResults');
  if (text === null) return fallback;
  if (!/^\d{1,10}$/.test(text)) throw invalidValue('max_results', 'TYPE_UINT32', text);
  const value = Number(text);
  if (value === 0) throw invalidArgument('Invalid maxResults');
  return Math.min(value, maximum);
}

/** Reads `true` or `false`. */
export function flag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  if (text === null || text === 'false' || text === '0') return false;
  if (text === 'true' || text === '1' || text === '') return true;
  throw invalidValue(name, 'TYPE_BOOL', text);
}

/** Reads one of several words; null when absent. */
export function choice<T extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly T[],
): T | null {
  const text = query.get(name);
  if (text === null) return null;
  const found = allowed.find((word) => word === text.toLowerCase() || word === text);
  if (!found) throw invalidValue(name, 'the enum', text);
  return found;
}

/** An array of strings in a JSON body; absent is empty. */
export function stringArray(body: Record<string, unknown>, name: string): string[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw invalidArgument(`Invalid value at '${name}' (TYPE_STRING)`);
  return value as string[];
}

/** A string in a JSON body; absent is undefined. */
export function optionalString(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidArgument(`Invalid value at '${name}' (TYPE_STRING)`);
  return value;
}

/** An object in a JSON body; absent is undefined. */
export function optionalObject(
  body: Record<string, unknown>,
  name: string,
): Record<string, unknown> | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalidArgument(`Invalid value at '${name}'`);
  return value as Record<string, unknown>;
}

/** Message and thread ids are 64-bit numbers in hexadecimal; anything else is refused, not absent. */
export function hexId(text: string | undefined): string {
  if (text === undefined || !/^[0-9a-f]{1,16}$/i.test(text))
    throw invalidArgument('Invalid id value');
  return text.toLowerCase();
}

/** Bytes of base64url (or base64) text. */
export function decodeBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_+/=\s-]*$/.test(text))
    throw invalidArgument("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed");
  return Buffer.from(text, 'base64url');
}

/** Pages continue after a position; the token tells nobody what it means. */
export function encodePageToken(parts: readonly (string | number)[]): string {
  return Buffer.from(parts.join(':')).toString('base64url');
}

/** @throws ApiError 400 when the token was made by nobody */
export function decodePageToken(query: URLSearchParams, length: number): string[] | null {
  const token = query.get('pageToken');
  if (token === null || token === '') return null;
  const parts = Buffer.from(token, 'base64url').toString().split(':');
  if (parts.length !== length || !parts.every((part) => /^[0-9a-f-]+$/.test(part)))
    throw invalidArgument('Invalid pageToken');
  return parts;
}

function invalidValue(name: string, type: string, text: string) {
  return invalidArgument(`Invalid value at '${name}' (${type}), "${text.slice(0, 100)}"`);
}
