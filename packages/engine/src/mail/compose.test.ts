import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { composeMessage, newMessageId, type OutgoingMessage } from './compose.ts';
import { parseMessage } from './parse.ts';

const ann = { name: 'Ann Lée', email: 'ann@example.org' };
const bob = { name: 'Doe, "Bob"', email: 'bob@bücher.example' };
const eve = { name: '', email: 'eve@example.org' };
const base: OutgoingMessage = {
  messageId: '<1@example.org>',
  from: ann,
  ...{ replyTo: [], to: [bob], cc: [], bcc: [eve] },
  subject: 'Über 漢字 and a rather long subject that has to be folded over several lines, surely',
  html: '<p>Hello <img src="cid:pic@x"></p>',
  text: null,
  inReplyTo: 'a@x',
  references: ['a@x', 'b@x'],
  date: new Date('2026-03-06T09:00:00Z'),
  attachments: [],
  headers: [],
};

describe('composeMessage', () => {
  it('[CO1] builds what it then reads back', async () => {
    const bytes = await composeMessage({
      ...base,
      attachments: [
        {
          ...{ fileName: 'pic.png', mimeType: 'image/png', content: new Uint8Array([1, 2, 3]) },
          ...{ contentId: 'pic@x', isInline: true },
        },
        {
          ...{
            fileName: 'né 漢.pdf',
            mimeType: 'application/pdf',
            contentId: null,
            isInline: false,
          },
          content: () => Readable.from([Buffer.from('pdf')]),
        },
      ],
    });
    const message = await parseMessage(bytes);
    expect(message).toMatchObject({
      ...{ messageId: '1@example.org', inReplyTo: 'a@x', references: ['a@x', 'b@x'] },
      ...{ subject: base.subject, from: ann, bcc: [], date: base.date, text: 'Hello' },
    });
    expect(message.to[0]?.name).toBe(bob.name);
    expect(
      message.attachments.map(({ fileName, isInline, sizeBytes }) => [
        fileName,
        isInline,
        sizeBytes,
      ]),
    ).toEqual([
      ['pic.png', true, 3],
      ['né 漢.pdf', false, 3],
    ]);
  });

  it('[CO2] keeps Bcc only when asked to', async () => {
    const kept = await parseMessage(await composeMessage(base, { keepBcc: true }));
    expect(kept.bcc).toEqual([eve]);
  });

  it('[CO3] refuses line breaks and control characters wherever a header is made', async () => {
    const bad = 'x\r\nBcc: victim@example.org';
    const file = {
      fileName: 'a',
      mimeType: 'a/b',
      content: new Uint8Array(),
      contentId: null,
      isInline: false,
    };
    const variants: Partial<OutgoingMessage>[] = [
      { subject: bad },
      { subject: 'a\0b' },
      { from: { ...ann, name: bad } },
      { to: [{ name: '', email: `a@x.org\nBcc: v@x.org` }] },
      { to: [{ name: '', email: 'a@x.org, v@x.org' }] },
      { messageId: '<a@b>\r\nX: y' },
      { references: ['a b'] },
      { headers: [['X-A', bad]] },
      { headers: [['X\r\nBcc', 'v@x.org']] },
      { headers: [['Bcc', 'v@x.org']] },
      { attachments: [{ ...file, fileName: bad }] },
      { attachments: [{ ...file, mimeType: 'text/plain; x' }] },
      { attachments: [{ ...file, contentId: bad }] },
    ];
    for (const variant of variants)
      await expect(composeMessage({ ...base, ...variant })).rejects.toMatchObject({
        code: 'invalid_message',
      });
  });

  it('[CO4] makes message ids on the sender’s domain', () => {
    expect(newMessageId('a@Bücher.example')).toMatch(/^<[\w-]{36}@xn--bcher-kva\.example>$/);
    expect(newMessageId('nobody')).not.toBe(newMessageId('nobody'));
  });
});
