/// <reference lib="es2024.string" />
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { MailError } from '../errors.ts';
import { addressFault, addressKey, formatAddress } from './addresses.ts';
import type { MailAddress } from './message.ts';
import { parseMessage } from './parse.ts';
import { htmlToPlain } from './text.ts';

export interface OutgoingAttachment {
  fileName: string;
  mimeType: string;
  /** Bytes, or a function that opens them: called once. */
  content: Uint8Array | (() => Readable);
  /** Without angle brackets; needed where `isInline`. */
  contentId: string | null;
  /** Shown in the HTML by `cid:`. */
  isInline: boolean;
}

export interface OutgoingMessage {
  /** With or without angle brackets; see `newMessageId`. */
  messageId: string;
  from: MailAddress;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  html: string | null;
  /** null: made from the HTML, so that a plain text part is always there. */
  text: string | null;
  inReplyTo: string | null;
  references: string[];
  date: Date;
  attachments: OutgoingAttachment[];
  headers: [name: string, value: string][];
}

export interface ComposeOptions {
  /** Leaves Bcc in the bytes: right for an API that reads recipients from them, wrong for SMTP. */
  keepBcc?: boolean;
}

const MAX_RECIPIENTS = 2_000;
/** Headers that have a field of their own, or that only the building may write. */
const RESERVED =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|in-reply-to|references|mime-version|content-.*)$/i;

/** A fresh Message-ID in angle brackets, on the sender's domain. */
export function newMessageId(fromEmail: string): string {
  const domain = addressKey(fromEmail).split('@').at(-1) ?? '';
  return `<${randomUUID()}@${/^[a-z0-9.-]+$/.test(domain) ? domain : 'localhost'}>`;
}

/**
 * Builds the MIME message: UTF-8, text beside HTML, inline pictures beside the HTML that shows
 * them. What was built is parsed again, and must name the same sender, recipients and subject.
 *
 * @throws MailError `invalid_message` for line breaks or control characters where headers are made,
 * addresses that cannot be written to, and whatever does not survive the second reading
 */
export async function composeMessage(
  message: OutgoingMessage,
  options: ComposeOptions = {},
): Promise<Uint8Array> {
  checkMessage(message);
  const composer = new MailComposer({
    from: toMailbox(message.from),
    replyTo: message.replyTo.map(toMailbox),
    to: message.to.map(toMailbox),
    cc: message.cc.map(toMailbox),
    bcc: message.bcc.map(toMailbox),
    subject: message.subject,
    html: message.html ?? undefined,
    text: message.text ?? (message.html ? htmlToPlain(message.html) : ''),
    messageId: bracketed(message.messageId),
    inReplyTo: message.inReplyTo ? bracketed(message.inReplyTo) : undefined,
    references: message.references.slice(-200).map(bracketed).join(' ') || undefined,
    date: message.date,
    headers: message.headers.map(([key, value]) => ({ key, value })),
    attachments: message.attachments.map((attachment) => ({
      // Else the library thinks of a name of its own.
      filename: attachment.fileName || 'attachment',
      contentType: attachment.mimeType,
      content: openContent(attachment.content),
      cid: attachment.contentId ?? undefined,
      contentDisposition: attachment.isInline ? 'inline' : 'attachment',
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  });
  const node = composer.compile();
  node.keepBcc = options.keepBcc ?? false;
  let bytes: Uint8Array;
  try {
    bytes = await node.build();
  } catch (cause) {
    throw new MailError('invalid_message', { cause });
  }
  await compareWithIntent(bytes, message, options);
  return bytes;
}

/** Whether a value may stand in a header: no line break, NUL or other control character but tab. */
export function isSafeHeaderValue(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return !/[\u0000-\u0008\u000a-\u001f\u007f\u2028\u2029]/.test(value);
}

function checkMessage(message: OutgoingMessage): void {
  const people = [message.from, ...message.replyTo, ...message.to, ...message.cc, ...message.bcc];
  if (people.length > MAX_RECIPIENTS) refuse('Too many recipients.');
  const values = [
    ...people.flatMap(({ name, email }) => [name, email]),
    ...[message.subject, message.messageId, message.inReplyTo ?? '', ...message.references],
    ...message.headers.flat(),
    ...message.attachments.flatMap((file) => [file.fileName, file.mimeType, file.contentId ?? '']),
  ];
  if (!values.every(isSafeHeaderValue)) refuse('A header holds a control character.');
  for (const person of people)
    if (addressFault(person.email))
      refuse(`Not an address: ${formatAddress(person).slice(0, 300)}`);
  for (const [name] of message.headers)
    if (!/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(name) || RESERVED.test(name))
      refuse(`Not a header to set: ${name.slice(0, 100)}`);
  for (const id of [message.messageId, ...message.references, message.inReplyTo ?? 'a'])
    if (!/^<?[^\s<>]{1,900}>?$/.test(id)) refuse('Not a message id.');
  for (const { mimeType } of message.attachments)
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(mimeType)) refuse(`Not a type: ${mimeType.slice(0, 100)}`);
}

async function compareWithIntent(
  bytes: Uint8Array,
  message: OutgoingMessage,
  options: ComposeOptions,
): Promise<void> {
  // The head is enough: a header that slipped into the body would be missing here.
  const head = bytes.subarray(0, 1024 * 1024);
  const parsed = await parseMessage(head);
  const keys = (list: MailAddress[]) =>
    list
      .map(({ email }) => addressKey(email))
      .sort()
      .join();
  const isSame =
    keys(parsed.from ? [parsed.from] : []) === keys([message.from]) &&
    keys(parsed.to) === keys(message.to) &&
    keys(parsed.cc) === keys(message.cc) &&
    keys(parsed.replyTo) === keys(message.replyTo) &&
    keys(parsed.bcc) === keys(options.keepBcc ? message.bcc : []) &&
    squeeze(parsed.subject) === squeeze(message.subject) &&
    parsed.messageId === message.messageId.replace(/[<>]/g, '');
  if (!isSame) refuse('The built message does not say what was asked for.');
}

function squeeze(text: string): string {
  return text.toWellFormed().replace(/\s+/g, ' ').trim();
}

function toMailbox({ name, email }: MailAddress): { name: string; address: string } {
  return { name, address: email };
}

function bracketed(id: string): string {
  return `<${id.replace(/^<|>$/g, '')}>`;
}

function openContent(content: OutgoingAttachment['content']): Buffer | Readable {
  if (typeof content === 'function') return content();
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function refuse(detail: string): never {
  throw new MailError('invalid_message', { detail });
}
