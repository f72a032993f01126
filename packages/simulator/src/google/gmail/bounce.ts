import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { headerOfRaw, splitRaw } from '../mime.ts';
import { deliver } from './deliver.ts';

/**
 * Delivers the delivery status notification for an address that does not exist: multipart/report
 * with a text, the machine-readable status and the head of the message (RFC 3464).
 */
export function bounce(mailbox: Mailbox, raw: Uint8Array, address: string): StoredMessage {
  const boundary = `0000000000${Math.floor(mailbox.clock.now()).toString(16)}`;
  const date = new Date(mailbox.clock.now()).toUTCString().replace('GMT', '+0000');
  const messageId = headerOfRaw(raw, 'message-id') ?? '';
  const subject = headerOfRaw(raw, 'subject') ?? '';
  const head = splitRaw(raw)
    .fields.map(({ name, value }) => `${name}: ${value}`)
    .join('\r\n');
  const lines = [
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    `To: ${mailbox.email}`,
    'Auto-Submitted: auto-replied',
    'Subject: Delivery Status Notification (Failure)',
    `References: ${messageId}`,
    `In-Reply-To: ${messageId}`,
    `X-Failed-Recipients: ${address}`,
    `Message-ID: <${boundary}.${mailbox.historyId}.GMR@mx.google.com>`,
    `Date: ${date}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; boundary="${boundary}"; report-type=delivery-status`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset="UTF-8"',
    '',
    '** Address not found **',
    '',
    `Your message wasn't delivered to ${address} because the address couldn't be found, or is unable to receive mail.`,
    '',
    'The response was:',
    '',
    `550 5.1.1 The email account that you tried to reach does not exist: ${address}`,
    `Subject was: ${subject}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; googlemail.com',
    `Arrival-Date: ${date}`,
    `X-Original-Message-ID: ${messageId}`,
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
    `Last-Attempt-Date: ${date}`,
    '',
    `--${boundary}`,
    'Content-Type: message/rfc822',
    '',
    head,
    '',
    '',
    `--${boundary}--`,
    '',
  ];
  return deliver(mailbox, Buffer.from(lines.join('\r\n'), 'latin1'), {
    labelIds: ['INBOX', 'UNREAD', 'CATEGORY_UPDATES'],
  });
}
