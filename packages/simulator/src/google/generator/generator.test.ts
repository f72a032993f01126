import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { createClock } from '../../clock.ts';
import { formatMessage } from '../gmail/format.ts';
import { createMailbox, type Mailbox } from '../mailbox.ts';
import { headerOf, headersOf, type MimePart, parseMime } from '../mime.ts';
import { generateBase } from './index.ts';

const endsAt = Date.parse('2026-03-02T10:00:00Z');
const clock = createClock(endsAt);

function generated(count: number, seed = 5): Mailbox {
  const owner = { email: 'ada@gmail.example', name: 'Ada' };
  const base = generateBase({ ...owner, seed, count, endsAt });
  return createMailbox({ ...owner, clock, seed, base });
}

it('gives the same bytes and ids for the same seed, others for another', () => {
  const digest = (mailbox: Mailbox) =>
    [...mailbox.newestFirst(null)].map((message) => [
      message.id,
      message.labelIds,
      createHash('sha256').update(mailbox.raw(message)).digest('hex'),
    ]);
  expect(digest(generated(60))).toEqual(digest(generated(60)));
  expect(digest(generated(60))).not.toEqual(digest(generated(60, 6)));
});

it('makes exactly N messages, none in the future, most of them in conversations', () => {
  const mailbox = generated(2_000);
  expect(mailbox.messageCount).toBe(2_000);
  let inConversations = 0;
  for (const message of mailbox.newestFirst(null)) {
    expect(message.internalDate).toBeLessThan(clock.now());
    expect(message.id).toMatch(/^[0-9a-f]{16}$/);
    const thread = mailbox.thread(message.threadId);
    expect(thread[0]?.id).toBe(message.threadId);
    if (thread.length >= 3) inConversations += 1;
  }
  expect(inConversations / 2_000).toBeGreaterThan(0.55);
  for (const label of ['INBOX', 'UNREAD', 'SENT', 'SPAM', 'TRASH', 'STARRED', 'DRAFT', 'Label_1'])
    expect(mailbox.labelSize(label), label).toBeGreaterThan(0);
});

it('writes mail that reads back: charsets, subjects without damage, references in order', () => {
  const mailbox = generated(800);
  const charsets = new Set<string>();
  const types = new Set<string>();
  const collect = (part: MimePart): void => {
    if (part.charset) charsets.add(part.charset.toLowerCase());
    types.add(part.mimeType);
    part.parts.forEach(collect);
  };
  for (const message of mailbox.newestFirst(null)) {
    const root = parseMime(mailbox.raw(message));
    collect(root);
    const { snippet } = formatMessage(mailbox, message, 'minimal');
    const subject = headerOf(root, 'subject') ?? '';
    expect(`${subject} ${snippet} ${headerOf(root, 'from')}`).not.toMatch(/\ufffd|\?\?\?|=\?/);
    const id = headerOf(root, 'message-id') ?? '';
    expect(mailbox.findByMessageId(id)?.id).toBe(message.id);
    const parent = mailbox.findByMessageId(headersOf(root, 'in-reply-to')[0] ?? '');
    if (parent) expect(parent.threadId).toBe(message.threadId);
    expect(headerOf(parseMime(mailbox.head(message)), 'subject')).toBe(subject);
  }
  expect([...charsets]).toEqual(
    expect.arrayContaining([
      'utf-8',
      'iso-8859-1',
      'iso-2022-jp',
      'koi8-r',
      'windows-1252',
      'gb18030',
    ]),
  );
  expect([...types]).toEqual(
    expect.arrayContaining([
      'application/pdf',
      'image/png',
      'application/zip',
      'text/calendar',
      'multipart/related',
    ]),
  );
});

it('restores what was changed over the same base, and refuses another one', () => {
  const mailbox = generated(200);
  const [first, second, third] = mailbox.newestFirst('INBOX');
  if (!first || !second || !third) throw new Error('too few messages');
  mailbox.relabel(first.id, ['STARRED'], ['INBOX']);
  mailbox.remove(second.id);
  const added = mailbox.insert(Buffer.from('Message-ID: <n@x>\r\n\r\nnew'), {
    labelIds: ['INBOX'],
    threadId: third.threadId,
  });
  mailbox.labels.set('Label_9', { id: 'Label_9', name: 'Nine', type: 'user' });
  const snapshot = JSON.parse(JSON.stringify(mailbox.snapshot()));
  const again = generated(200);
  again.restore(snapshot);
  const contents = (box: Mailbox) =>
    [...box.newestFirst(null)].map(({ id, threadId, labelIds, historyId }) => [
      id,
      threadId,
      labelIds,
      historyId,
    ]);
  expect(contents(again)).toEqual(contents(mailbox));
  expect(again.findByMessageId('<n@x>')?.id).toBe(added.id);
  expect(again.labels.get('Label_9')?.name).toBe('Nine');
  expect(again.historyId).toBe(mailbox.historyId);
  expect(again.snapshot()).toEqual(mailbox.snapshot());
  expect(() => generated(200, 9).restore(snapshot)).toThrow('snapshot');
});

it('starts 100,000 messages in under 60 seconds and lists them as fast as 1,000', () => {
  const startedAt = performance.now();
  const large = generated(100_000);
  expect(performance.now() - startedAt).toBeLessThan(60_000);
  expect(large.messageCount).toBe(100_000);
  const [, oldest] = [...large.newestFirst('INBOX')].slice(-2);
  if (!oldest) throw new Error('empty inbox');
  const visited = [...large.newestFirst('INBOX', oldest)];
  expect(visited).toHaveLength(0);
});
