import { domainToASCII } from 'node:url';
import { decodeWords } from './headers.ts';
import type { MailAddress } from './message.ts';

const MAX_LENGTH = 256 * 1024;
const MAX_ADDRESSES = 5_000;
/** An address is 254 long at most; without this bound, a list of unclosed brackets takes quadratic time. */
const MAX_ANGLE = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be refused
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Parses an address header or what a user typed into a recipients field: names, quoted names,
 * comments, groups (their members), encoded words, lists separated by commas or semicolons.
 * Never throws; what has neither name nor address is left out.
 */
export function parseAddresses(header: string): MailAddress[] {
  const found: MailAddress[] = [];
  let mailbox = emptyMailbox();
  const flush = (): void => {
    const address = finish(mailbox);
    if (address && found.length < MAX_ADDRESSES) found.push(address);
    mailbox = emptyMailbox();
  };
  const text = header.slice(0, MAX_LENGTH);
  for (let index = 0; index < text.length; ) {
    const char = text[index] as string;
    if (char === '"') {
      const quoted = readQuoted(text, index);
      mailbox.phrase.push(quoted.value);
      mailbox.isQuoted = true;
      index = quoted.end;
    } else if (char === '(') {
      const comment = readComment(text, index);
      mailbox.comment = mailbox.comment || comment.value;
      index = comment.end;
    } else if (char === '<') {
      const end = endOfAngle(text, index);
      const inner = text.slice(index + 1, end);
      if (mailbox.angle === null || !mailbox.angle.includes('@')) mailbox.angle = inner;
      index = end + 1;
    } else if (char === ',' || char === ';') {
      flush();
      index += 1;
    } else if (char === ':' && mailbox.angle === null && !mailbox.hasAt) {
      mailbox = emptyMailbox();
      index += 1;
    } else {
      let end = index + 1;
      while (end < text.length && !/["(<,;:]/.test(text[end] as string)) end += 1;
      mailbox.phrase.push(text.slice(index, end));
      mailbox.hasAt ||= text.slice(index, end).includes('@');
      index = end;
    }
  }
  flush();
  return found;
}

/** Writes an address for people: `"Doe, Ann" <ann@example.org>`. Not encoded for the wire. */
export function formatAddress({ name, email }: MailAddress): string {
  if (!name) return email;
  const isPlain = /^[\p{L}\p{N} !#$%&'*+/=?^_`{|}~-]+$/u.test(name);
  const shown = isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
  return email ? `${shown} <${email}>` : shown;
}

/** Writes a list that `parseAddresses` reads back. */
export function formatAddresses(addresses: MailAddress[]): string {
  return addresses.map(formatAddress).join(', ');
}

/**
 * The form under which an address is compared and stored as a key: lower case, domain in ASCII.
 * The standard lets local parts differ by case; no mail host in use does.
 */
export function addressKey(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return email.trim().toLowerCase();
  const domain = email
    .slice(at + 1)
    .trim()
    .toLowerCase()
    .replace(/\.$/, '');
  return `${email.slice(0, at).trim().toLowerCase()}@${domainToASCII(domain) || domain}`;
}

/** Whether both name the same mailbox. */
export function isSameAddress(a: string, b: string): boolean {
  return addressKey(a) === addressKey(b);
}

/** Keeps the first of each mailbox, in order; a later name fills an empty one. */
export function dedupeAddresses(addresses: MailAddress[]): MailAddress[] {
  const byKey = new Map<string, MailAddress>();
  for (const address of addresses) {
    const key = address.email ? addressKey(address.email) : `name:${address.name}`;
    const known = byKey.get(key);
    if (!known) byKey.set(key, { ...address });
    else if (!known.name) known.name = address.name;
  }
  return [...byKey.values()];
}

/** Why an address cannot be written to; null when it can. */
export type AddressFault = 'empty' | 'too_long' | 'no_at' | 'local_part' | 'domain';

/**
 * Checks an address that a user typed, as strictly as delivery needs and no more (RFC 5321 lengths,
 * quoted local parts refused, since hosts in use refuse them, internationalised ones allowed).
 */
export function addressFault(email: string): AddressFault | null {
  if (email.trim() === '') return 'empty';
  if (email.length > 254) return 'too_long';
  const at = email.lastIndexOf('@');
  if (at < 0) return 'no_at';
  const local = email.slice(0, at);
  const isLocal =
    /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
  if (local.length > 64 || !isLocal.test(local)) return 'local_part';
  const domain = domainToASCII(email.slice(at + 1));
  const isDomain =
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i;
  return isDomain.test(domain) ? null : 'domain';
}

interface Mailbox {
  phrase: string[];
  angle: string | null;
  comment: string;
  isQuoted: boolean;
  hasAt: boolean;
}

function emptyMailbox(): Mailbox {
  return { phrase: [], angle: null, comment: '', isQuoted: false, hasAt: false };
}

function finish(mailbox: Mailbox): MailAddress | null {
  const phrase = tidyName(mailbox.phrase.join(''));
  if (mailbox.angle !== null) {
    const email = tidyEmail(mailbox.angle);
    // `"Name" <>` and `ann@example.org <>`: the angle is there and empty.
    if (!email && /^\S+@\S+$/.test(phrase)) return { name: '', email: phrase };
    const name = phrase || tidyName(mailbox.comment);
    return email || name ? { name, email } : null;
  }
  const comment = tidyName(mailbox.comment);
  const raw = decodeWords(mailbox.phrase.join('').trim());
  if (/^[^\s@]+\s*@\s*[^\s@]+$/.test(raw)) return { name: comment, email: tidyEmail(raw) };
  // A bare address among words: `Ann ann@example.org`.
  const word = raw.split(/\s+/).find((candidate) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(candidate));
  if (word) {
    const rest = tidyName(raw.replace(word, ' '));
    return { name: rest || comment, email: tidyEmail(word) };
  }
  if (mailbox.isQuoted && /^[^@]+@[^\s@]+$/.test(raw)) return { name: comment, email: raw };
  const name = phrase || comment;
  return name ? { name, email: '' } : null;
}

function tidyName(name: string): string {
  const text = decodeWords(name).replace(/\s+/g, ' ').trim();
  const isWrapped = /^'(.*)'$/.exec(text);
  return (isWrapped?.[1] ?? text).trim();
}

function tidyEmail(text: string): string {
  // An obsolete route, `<@relay.example:ann@example.org>`, and comments or space inside.
  const withoutRoute = text.slice(0, MAX_ANGLE).replace(/^\s*@[^:<>]*:/, '');
  const decoded = withoutRoute.includes('=?') ? decodeWords(withoutRoute) : withoutRoute;
  const email = decoded
    .replace(/\([^)]*\)/g, '')
    .trim()
    .replace(/^mailto:/i, '');
  const joined = email.startsWith('"') ? email : email.replace(/\s+/g, '');
  return CONTROL.test(joined) ? joined.replace(/\p{Cc}/gu, '') : joined;
}

function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = '';
  let index = start + 1;
  for (; index < text.length && text[index] !== '"'; index += 1) {
    if (text[index] === '\\' && index + 1 < text.length) index += 1;
    value += text[index];
  }
  return { value, end: index + 1 };
}

function readComment(text: string, start: number): { value: string; end: number } {
  let value = '';
  let depth = 1;
  let index = start + 1;
  for (; index < text.length; index += 1) {
    const char = text[index] as string;
    if (char === '\\' && index + 1 < text.length) {
      index += 1;
      value += text[index];
      continue;
    }
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth === 0) break;
    value += char;
  }
  return { value, end: index + 1 };
}

function endOfAngle(text: string, start: number): number {
  let isQuoted = false;
  const rest = text.slice(start, start + MAX_ANGLE);
  for (let index = 1; index < rest.length; index += 1) {
    if (rest[index] === '"') isQuoted = !isQuoted;
    if (rest[index] === '>' && !isQuoted) return start + index;
  }
  const close = rest.indexOf('>');
  const comma = rest.indexOf(',');
  if (close >= 0) return start + close;
  return comma >= 0 ? start + comma - 1 : start + rest.length - 1;
}
