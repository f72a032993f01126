import { randomBytes } from 'node:crypto';
import type { Fault } from '../../faults.ts';
import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { type MimeHeader, parseMime, splitRaw } from '../mime.ts';
import { decodeHeaderValue, parseAddresses } from '../mime-text.ts';
import type { GoogleUser, World } from '../world.ts';
import { bounce } from './bounce.ts';
import { deliver } from './deliver.ts';
import { invalidArgument, notFound } from './errors.ts';
import { hexId } from './parameters.ts';
import { threadFor } from './threading.ts';

const recipientFields = ['To', 'Cc', 'Bcc'] as const;
const maxRecipients = 2_000;

/**
 * Sends a message: a copy with SENT stays, every recipient in this world gets one, an unknown
 * address of a domain in this world comes back as a bounce, the outside world swallows the rest.
 *
 * The Message-ID is replaced by Gmail's own, a From that is no verified alias by the account's
 * address, a missing Date is added, and Bcc stays in the sender's copy alone.
 *
 * @param threadId the request's `threadId`; joined when the three documented conditions hold
 * @throws ApiError 400 without a readable recipient, 404 for an unknown thread
 * @see https://developers.google.com/workspace/gmail/api/guides/sending
 * @see https://developers.google.com/workspace/gmail/api/guides/threads
 */
export function sendRaw(
  world: World,
  user: GoogleUser,
  mailbox: Mailbox,
  raw: Uint8Array,
  threadId: string | null,
  options: { keepThreadId?: string; isUndelivered?: boolean } = {},
): StoredMessage {
  const wanted = threadId === null || threadId === '' ? null : hexId(threadId);
  if (wanted !== null && mailbox.thread(wanted).length === 0) throw notFound();
  const recipients = readRecipients(raw);
  const complete = completeHead(world, user, mailbox, raw, { isDraft: false });
  const root = parseMime(complete);
  const sent = mailbox.insert(complete, {
    labelIds: ['SENT'],
    threadId: options.keepThreadId ?? threadFor(mailbox, root, wanted),
  });
  if (options.isUndelivered) return sent;
  const outgoing = withoutFields(complete, ['bcc']);
  const unknown: string[] = [];
  const reached = new Set<string>();
  for (const address of recipients) {
    const recipient = findUser(world, address);
    if (recipient?.mailbox === mailbox) mailbox.relabel(sent.id, ['INBOX', 'UNREAD'], []);
    else if (recipient?.mailbox && !reached.has(recipient.email))
      deliver(recipient.mailbox, outgoing, { from: user.email, to: address });
    else if (!recipient?.mailbox && isLocal(world, address)) unknown.push(address);
    if (recipient) reached.add(recipient.email);
  }
  for (const address of unknown) bounce(mailbox, complete, address);
  return sent;
}

/** Whether a fault keeps what is sent from arriving. */
export function isUndelivered(faults: readonly Fault[]): boolean {
  return faults.some(({ kind }) => kind.type === 'undelivered');
}

/** Makes the head what Gmail would make of it; the body stays byte for byte. */
export function completeHead(
  world: World,
  user: GoogleUser,
  mailbox: Mailbox,
  raw: Uint8Array,
  { isDraft }: { isDraft: boolean },
): Uint8Array {
  const { fields, body } = splitRaw(raw);
  const has = (name: string) => fields.some((field) => field.name.toLowerCase() === name);
  const result: MimeHeader[] = [];
  for (const field of fields) {
    const name = field.name.toLowerCase();
    if (name === 'from') result.push({ name: 'From', value: senderOf(user, mailbox, field.value) });
    else if (name !== 'message-id' || isDraft) result.push(field);
  }
  if (!has('from')) result.unshift({ name: 'From', value: primaryOf(user, mailbox) });
  if (!has('date'))
    result.unshift({
      name: 'Date',
      value: new Date(world.clock.now()).toUTCString().replace('GMT', '+0000'),
    });
  if (!has('mime-version')) result.unshift({ name: 'MIME-Version', value: '1.0' });
  if (!isDraft || !has('message-id')) result.push({ name: 'Message-ID', value: newMessageId() });
  return joinRaw(result, body);
}

/** Writes a message from its fields and body. */
export function joinRaw(fields: readonly MimeHeader[], body: Uint8Array): Uint8Array {
  const head = fields.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body]);
}

/** The account behind an address: plus tags and, at gmail.com, dots do not matter. */
export function findUser(world: World, address: string): GoogleUser | undefined {
  const wanted = plainAddress(address);
  const direct = world.users.get(wanted);
  if (direct) return direct;
  for (const user of world.users.values()) {
    if (plainAddress(user.email) === wanted) return user;
    const alias = user.mailbox?.sendAs.get(wanted);
    if (alias && alias.verificationStatus === 'accepted' && alias.treatAsAlias) return user;
  }
  return undefined;
}

function plainAddress(address: string): string {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  const base = local.replace(/\+.*$/, '');
  const isGmail = domain === 'gmail.com' || domain === 'googlemail.com';
  return isGmail ? `${base.replaceAll('.', '')}@gmail.com` : `${base}@${domain}`;
}

/** A domain of this world: an address in it that nobody has bounces. */
function isLocal(world: World, address: string): boolean {
  const domain = address.toLowerCase().split('@')[1] ?? '';
  for (const user of world.users.values()) if (user.email.endsWith(`@${domain}`)) return true;
  return false;
}

/** @throws ApiError 400 naming the first field with an unreadable address */
function readRecipients(raw: Uint8Array): string[] {
  const { fields } = splitRaw(raw);
  const found = new Set<string>();
  for (const name of recipientFields) {
    for (const field of fields) {
      if (field.name.toLowerCase() !== name.toLowerCase()) continue;
      for (const { address } of parseAddresses(field.value)) {
        if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address))
          throw invalidArgument(`Invalid ${name} header`);
        found.add(address.toLowerCase());
      }
    }
  }
  if (found.size === 0) throw invalidArgument('Recipient address required');
  if (found.size > maxRecipients) throw invalidArgument('Too many recipients');
  return [...found];
}

function senderOf(user: GoogleUser, mailbox: Mailbox, written: string): string {
  const from = parseAddresses(decodeHeaderValue(written.replace(/\r?\n/g, '')))[0];
  const alias = mailbox.sendAs.get(from?.address.toLowerCase() ?? '');
  return alias?.verificationStatus === 'accepted' ? written : primaryOf(user, mailbox);
}

function primaryOf(user: GoogleUser, mailbox: Mailbox): string {
  const name = mailbox.sendAs.get(mailbox.email)?.displayName || user.name;
  return `${encodeName(name)} <${mailbox.email}>`.trim();
}

/** A display name for a header: quoted, or an encoded word. */
export function encodeName(name: string): string {
  if (/^[\w .'-]*$/.test(name)) return name;
  if (/^[ -~]*$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  return `=?UTF-8?B?${Buffer.from(name).toString('base64')}?=`;
}

/** Gmail's form: `CA`, an escaped plus, and 46 characters. */
function newMessageId(): string {
  return `<CA${randomBytes(1).toString('hex')}=${randomBytes(33).toString('base64url')}@mail.gmail.com>`;
}

/** Removes fields from the head. */
export function withoutFields(raw: Uint8Array, names: readonly string[]): Uint8Array {
  const { fields, body } = splitRaw(raw);
  return joinRaw(
    fields.filter((field) => !names.includes(field.name.toLowerCase())),
    body,
  );
}
