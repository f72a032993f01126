import { expect, it } from 'vitest';
import { createClock } from '../../clock.ts';
import { createMailbox } from '../mailbox.ts';
import { compileQuery } from './query.ts';

const now = Date.parse('2026-03-02T10:00:00Z');
const clock = createClock(now);
const mailbox = createMailbox({ email: 'me@gmail.example', name: 'Me', clock, seed: 1 });
mailbox.labels.set('Label_1', { id: 'Label_1', name: 'My Clients/Acme', type: 'user' });

const add = (date: string, labelIds: string[], lines: string[]) =>
  mailbox.insert(Buffer.from(lines.join('\r\n')), { labelIds, internalDate: Date.parse(date) });

add(
  '2026-01-10T07:59:59Z',
  ['INBOX', 'UNREAD'],
  [
    'From: Ann Lee <ann@acme.example>',
    'To: me@gmail.example',
    'Subject: dinner and a movie',
    'Message-ID: <one@acme.example>',
    'Delivered-To: me@gmail.example',
    '',
    'holiday vacation plans',
  ],
);
add(
  '2026-01-10T08:00:00Z',
  ['Label_1', 'STARRED'],
  [
    'From: =?utf-8?Q?J=C3=BCrgen?= <j@globex.example>',
    'Cc: Me <me@gmail.example>',
    'Subject: movie',
    'List-Id: <news.globex.example>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    '会議の日程',
    '--b',
    'Content-Type: application/pdf; name=report.pdf',
    '',
    'x'.repeat(3_000),
    '--b--',
  ],
);
add(
  '2026-03-01T12:00:00Z',
  ['SENT'],
  ['From: me@gmail.example', 'Bcc: z@z.example', '', 'dinners'],
);
add('2026-03-02T09:00:00Z', ['TRASH'], ['From: ann@acme.example', 'Subject: gone', '', '']);

/** Positions, oldest first, of what a search finds. */
function found(text: string): string {
  const query = compileQuery(text, mailbox, now);
  const messages = [...mailbox.newestFirst(null)].reverse();
  return messages
    .flatMap((message, at) =>
      query.matches(message) && !(at === 3 && !query.includesSpamTrash) ? [at] : [],
    )
    .join('');
}

// https://support.google.com/mail/answer/7190
it.each([
  ['', '012'],
  ['from:ann', '0'],
  ['from:ann@acme.example', '0'],
  ['from:me', '2'],
  ['from:jürgen', '1'],
  ['to:me', '01'],
  ['cc:me', '1'],
  ['bcc:z@z.example', '2'],
  ['subject:movie', '01'],
  ['subject:(dinner movie)', '0'],
  ['subject:"a movie"', '0'],
  ['from:(ann OR jürgen)', '01'],
  ['{from:ann from:me}', '02'],
  ['from:ann OR from:me movie', '0'],
  ['movie -dinner', '1'],
  ['-subject:movie', '2'],
  ['dinner', '0'],
  ['"vacation plans"', '0'],
  ['"plans vacation"', ''],
  ['会議', '1'],
  ['report', '1'],
  ['label:my-clients-acme', '1'],
  ['label:inbox', '0'],
  ['in:sent', '2'],
  ['in:trash', '3'],
  ['in:anywhere from:ann', '03'],
  ['is:unread', '0'],
  ['is:read', '12'],
  ['is:starred', '1'],
  ['has:attachment', '1'],
  ['has:userlabels', '1'],
  ['filename:pdf', '1'],
  ['larger:2k', '1'],
  ['size:3000', '1'],
  ['smaller:1K', '02'],
  ['rfc822msgid:one@acme.example', '0'],
  ['rfc822msgid:<one@acme.example>', '0'],
  ['deliveredto:me@gmail.example', '0'],
  ['list:news.globex.example', '1'],
  ['newer_than:2d', '2'],
  ['older_than:1m', '01'],
  ['nonsense:word', ''],
  ['(', '012'],
  ['-', ''],
  ['"unclosed', ''],
])('finds by %s', (text, expected) => {
  expect(found(text)).toBe(expected);
});

// https://developers.google.com/workspace/gmail/api/guides/filtering
it.each([
  ['after:2026/01/10', '12'],
  ['before:2026/01/10', '0'],
  ['after:01/10/2026 before:2026-01-11', '1'],
  [`after:${Date.parse('2026-03-01T00:00:00Z') / 1000}`, '2'],
  [`before:${Date.parse('2026-01-10T08:00:00Z') / 1000}`, '0'],
])('reads dates as midnight Pacific Standard Time, numbers as seconds: %s', (text, expected) => {
  expect(found(text)).toBe(expected);
});

it('survives hostile searches', () => {
  for (const text of [
    '('.repeat(9_000),
    '-'.repeat(9_000),
    'a OR '.repeat(3_000),
    '{"'.repeat(999),
  ])
    expect(() => found(text)).not.toThrow();
});
