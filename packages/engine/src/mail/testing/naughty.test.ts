import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import naughty from 'big-list-of-naughty-strings';
import { afterAll, describe, expect, it } from 'vitest';
import { isMailError } from '../../errors.ts';
import { composeMessage, isSafeHeaderValue, type OutgoingMessage } from '../compose.ts';

const READER = fileURLToPath(new URL('./read-mail.py', import.meta.url));
const FIELDS = [
  'fromName',
  'toName',
  'ccName',
  'replyName',
  'subject',
  'text',
  'html',
  'file',
] as const;
type Field = (typeof FIELDS)[number];

interface Read {
  headers: string[];
  from: [string, string][];
  to: [string, string][];
  cc: [string, string][];
  bcc: [string, string][];
  replyTo: [string, string][];
  subject: string;
  /** null: the part was left out, since it would be empty. */
  text: string | null;
  html: string | null;
  files: { names: (string | null)[]; mimeType: string; hex: string }[];
  defects: string[];
}

/** Tokens of RFC 2045, so they need no quotes; Python reads parameters by RFC 2231's narrower rule. */
const MISREAD = new Set(['%*.*s']);

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((path) => rm(path, { recursive: true, force: true }))));

/** A message that carries `value` in one field, and what is known in all the others. */
function messageWith(field: Field, value: string): OutgoingMessage {
  const at = (name: Field, usual: string) => (name === field ? value : usual);
  return {
    messageId: '<naughty@example.org>',
    from: { name: at('fromName', 'Ann'), email: 'ann@example.org' },
    replyTo: [{ name: at('replyName', 'Ann'), email: 'reply@example.org' }],
    to: [{ name: at('toName', 'Bob'), email: 'bob@example.org' }],
    cc: [{ name: at('ccName', 'Cid'), email: 'cid@example.org' }],
    bcc: [{ name: 'Dan', email: 'dan@example.org' }],
    subject: at('subject', 'Subject'),
    html: at('html', '<p>Hello</p>'),
    text: at('text', 'Hello'),
    inReplyTo: null,
    references: [],
    date: new Date('2026-03-06T09:00:00Z'),
    attachments: [
      {
        fileName: at('file', 'file.bin'),
        mimeType: 'application/octet-stream',
        content: new Uint8Array([1, 2, 3]),
        contentId: null,
        isInline: false,
      },
    ],
    headers: [['X-Mailroom-Submission', 'x']],
  };
}

const HEADERS = [
  ...['from', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'message-id', 'mime-version'],
  ...['content-type', 'x-mailroom-submission'],
].sort();

/** Composes them all and reads them with Python. @returns null for what was refused */
async function roundTrip(cases: { field: Field; value: string }[]): Promise<(Read | null)[]> {
  const directory = await mkdtemp(join(tmpdir(), 'mailroom-naughty-'));
  directories.push(directory);
  const paths: (string | null)[] = [];
  for (const [index, { field, value }] of cases.entries()) {
    try {
      const bytes = await composeMessage(messageWith(field, value), { keepBcc: true });
      const path = join(directory, `${index}.eml`);
      await writeFile(path, bytes);
      paths.push(path);
    } catch (error) {
      if (!isMailError(error) || error.code !== 'invalid_message') throw error;
      paths.push(null);
    }
  }
  const input = paths.filter((path) => path !== null).join('\n');
  const { stdout, stderr, status } = spawnSync('python3', [READER], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`Python could not read them: ${stderr}`);
  const read = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Read);
  return paths.map((path) => (path === null ? null : (read.shift() as Read)));
}

/** What a reader may do to a header's white space: folding turns a run of it into one. */
const squeezed = (text: string) =>
  text
    .toWellFormed()
    .replace(/[ \t]+/g, ' ')
    .trim();
const lines = (text: string | null) =>
  (text ?? '').toWellFormed().replace(/\r\n?/g, '\n').replace(/\n+$/, '');

function expectIntent(read: Read, field: Field, value: string): void {
  const what = `${field}: ${JSON.stringify(value)}`;
  const usual = messageWith('text', 'Hello');
  const people = (list: OutgoingMessage['to'], mine: Field | null) =>
    list.map(({ name, email }) => [mine === field ? squeezed(value) : name, email]);
  const isBare = field === 'subject' && value === '';
  expect([...read.headers].sort(), what).toEqual(
    HEADERS.filter((name) => !(isBare && name === 'subject')),
  );
  expect(read.defects, what).toEqual([]);
  const names = (list: [string, string][]) => list.map(([name, email]) => [squeezed(name), email]);
  expect(names(read.from), what).toEqual(people([usual.from], 'fromName'));
  expect(names(read.to), what).toEqual(people(usual.to, 'toName'));
  expect(names(read.cc), what).toEqual(people(usual.cc, 'ccName'));
  expect(names(read.replyTo), what).toEqual(people(usual.replyTo, 'replyName'));
  expect(names(read.bcc), what).toEqual(people(usual.bcc, null));
  expect(squeezed(read.subject), what).toBe(field === 'subject' ? squeezed(value) : usual.subject);
  expect(lines(read.text), what).toBe(lines(field === 'text' ? value : 'Hello'));
  expect(lines(read.html), what).toBe(lines(field === 'html' ? value : '<p>Hello</p>'));
  const name = field === 'file' ? value.toWellFormed() || 'attachment' : 'file.bin';
  const [file] = read.files;
  expect(read.files, what).toMatchObject([{ mimeType: 'application/octet-stream', hex: '010203' }]);
  if (!MISREAD.has(name)) expect(file?.names, what).toContain(name);
}

describe.skipIf(Boolean(process.env.MAILROOM_NO_PYTHON))(
  'what is composed',
  { timeout: 300_000 },
  () => {
    it.each(FIELDS)('[CO7] reads the same to an independent parser, in %s', async (field) => {
      const cases = naughty.map((value) => ({ field, value }));
      const read = await roundTrip(cases);
      const isHeader = field !== 'text' && field !== 'html';
      for (const [index, { value }] of cases.entries()) {
        const message = read[index] ?? null;
        if (message) expectIntent(message, field, value);
        // Only what may not stand in a header at all is refused, and said.
        else expect(isHeader && !isSafeHeaderValue(value), JSON.stringify(value)).toBe(true);
      }
    });

    it.each(FIELDS)('[CO8] takes no header from line breaks and NUL, in %s', async (field) => {
      const breaks = ['\r\n', '\r', '\n', '\0', '\u2028', '\u2029', '\u0085'];
      const cases = naughty.flatMap((value, index) => [
        { field, value: `${value}${breaks[index % breaks.length]}X-Injected: yes` },
      ]);
      const read = await roundTrip(cases);
      for (const [index, { value }] of cases.entries()) {
        const message = read[index] ?? null;
        if (message) expect([...message.headers].sort(), JSON.stringify(value)).toEqual(HEADERS);
        else expect(field === 'text' || field === 'html', JSON.stringify(value)).toBe(false);
      }
    });
  },
);
