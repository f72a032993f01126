import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { parseMime } from '../mime.ts';
import { threadFor } from './threading.ts';

/** How a message arrives from outside. */
export interface DeliverOptions {
  /** Envelope sender, for Return-Path. */
  from?: string;
  /** Envelope recipient, for Delivered-To. Defaults to the mailbox's address. */
  to?: string;
  /** Defaults to INBOX, UNREAD and the primary category. */
  labelIds?: readonly string[];
  internalDate?: number;
  /** Leaves the bytes as they are: no trace fields. For corpora that are compared afterwards. */
  isVerbatim?: boolean;
}

/** Puts a message into a mailbox as if it had come by SMTP; threads it as Gmail does. */
export function deliver(
  mailbox: Mailbox,
  raw: Uint8Array | string,
  options: DeliverOptions = {},
): StoredMessage {
  const bytes = typeof raw === 'string' ? Buffer.from(raw, 'utf8') : raw;
  const now = options.internalDate ?? mailbox.clock.now();
  const stored = options.isVerbatim ? bytes : withTrace(mailbox, bytes, options, now);
  return mailbox.insert(stored, {
    labelIds: options.labelIds ?? ['INBOX', 'UNREAD', 'CATEGORY_PERSONAL'],
    threadId: threadFor(mailbox, parseMime(stored), null),
    internalDate: now,
  });
}

function withTrace(
  mailbox: Mailbox,
  raw: Uint8Array,
  options: DeliverOptions,
  now: number,
): Uint8Array {
  const date = new Date(now).toUTCString().replace('GMT', '+0000');
  const from = options.from ?? '';
  const token = Math.floor(now).toString(36);
  const trace = [
    `Delivered-To: ${options.to ?? mailbox.email}`,
    `Received: by 2002:a05:6402:1c0b:b0:5f8:${token.slice(-4)} with SMTP id ${token};`,
    `        ${date}`,
    `Return-Path: <${from}>`,
  ];
  return Buffer.concat([Buffer.from(`${trace.join('\r\n')}\r\n`), raw]);
}
