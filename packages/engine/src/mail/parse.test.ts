import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedMessage } from './message.ts';
import { parseMessage } from './parse.ts';
import { expectLinear } from './testing/expect-linear.ts';

const parse = (text: string | Buffer, limits = {}): Promise<ParsedMessage> =>
  parseMessage(typeof text === 'string' ? Buffer.from(text.replace(/\n/g, '\r\n')) : text, limits);
const head = 'From: Ann <ann@example.org>\nTo: bob@example.org\nSubject: Hi\n';

describe('parseMessage', () => {
  it('[MA1] reads a plain message', async () => {
    const message = await parse(
      `${head}Date: Fri, 6 Mar 2026 10:00:00 +0100\nMessage-ID: <1@example.org>\nReferences: <a@x>\n <b@x> <a@x>\n\nHello\n`,
    );
    expect(message).toMatchObject({
      messageId: '1@example.org',
      references: ['a@x', 'b@x'],
      subject: 'Hi',
      from: { name: 'Ann', email: 'ann@example.org' },
      to: [{ name: '', email: 'bob@example.org' }],
      date: new Date('2026-03-06T09:00:00Z'),
      text: 'Hello\n',
      html: null,
      attachments: [],
      problems: [],
    });
  });

  it('[MA1] tells a header with space before its colon from the envelope line of mbox', async () => {
    const from = { name: 'Ann', email: 'ann@example.org' };
    expect(await parse('From  : Ann <ann@example.org>\n\n')).toMatchObject({ from });
    const mbox = 'From ann@example.org Mon Aug 22 09:45:15 2011\nFrom: Ann <ann@example.org>\n\n';
    expect(await parse(mbox)).toMatchObject({ from, headers: [['From', 'Ann <ann@example.org>']] });
  });

  it('[MA2] joins encoded words that were split inside a character', async () => {
    const subject = '=?utf-8?Q?Fr=C3?=\n =?utf-8?Q?=B6sche?= =?iso-8859-1?Q?_=FCber?=';
    expect((await parse(`Subject: ${subject}\n\n`)).subject).toBe('Frösche über');
    expect((await parse('Subject: =?utf-7?Q?Fr+APY-sche?=\n\n')).subject).toBe('Frösche');
    const word = '=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=';
    expect((await parse(`Subject: ${word}\n ${word}\n\n`)).subject).toBe('テストテスト');
  });

  it('[MA2] reads raw eight-bit headers as UTF-8, and guesses no other charset', async () => {
    expect((await parse('Subject: Frösche\n\n')).subject).toBe('Frösche');
    const legacy =
      'Subject: Fr\u00f6sche\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00f6';
    expect(await parse(Buffer.from(legacy, 'latin1'))).toMatchObject({
      subject: 'Fr\ufffdsche',
      text: 'ö',
    });
  });

  it('[MA2] reads raw eight-bit bytes inside an encoded word by its label', async () => {
    const subject = (bytes: string) =>
      parse(Buffer.from(`Subject: ${bytes}\r\n\r\n`, 'latin1')).then((m) => m.subject);
    expect(await subject('=?iso-8859-1?Q?Fr\xf6sche?=')).toBe('Frösche');
    expect(await subject('=?utf-8?q?Fr\xc3\xb6sche?=')).toBe('Frösche');
    expect(await subject('=?koi8-r?Q?\xc6\xc5?= \xf6')).toBe('фе \ufffd');
  });

  it('[MA3] chooses one HTML, the text beside it, and keeps the rest as attachments', async () => {
    const message = await parse(`${head}Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a

plain
--a
Content-Type: multipart/related; boundary=r

--r
Content-Type: text/html

<img src="cid:pic@x">
--r
Content-Type: image/png; name="=?utf-8?B?w6kucG5n?="
Content-ID: <pic@x>
Content-Transfer-Encoding: base64

AAEC
--r--
--a--
--m
Content-Type: message/rfc822

Subject: inner

inner text
--m
Content-Type: text/plain
Content-Disposition: attachment; filename*0*=utf-8''na%C3%AF; filename*1*=ve.txt

attached
--m--
`);
    expect(message.text).toBe('plain');
    expect(message.html).toBe('<img src="cid:pic@x">');
    const shown = message.attachments.map(({ content, ...rest }) => ({
      ...rest,
      text: Buffer.from(content ?? []).toString('latin1'),
    }));
    const none = { contentId: null, isInline: false };
    expect(shown).toEqual([
      {
        ...{ path: '1.2.2', fileName: 'é.png', mimeType: 'image/png', sizeBytes: 3 },
        ...{ contentId: 'pic@x', isInline: true, text: '\x00\x01\x02' },
      },
      {
        ...{ path: '2', fileName: 'inner.eml', mimeType: 'message/rfc822', sizeBytes: 28, ...none },
        text: 'Subject: inner\r\n\r\ninner text',
      },
      {
        ...{ path: '3', fileName: 'naïve.txt', mimeType: 'text/plain', sizeBytes: 8, ...none },
        text: 'attached',
      },
    ]);
  });

  it('[MA3] keeps the parts of a delivery report and winmail.dat', async () => {
    const message =
      await parse(`${head}Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It failed.
--b
Content-Type: message/delivery-status

Action: failed
--b
Content-Type: application/ms-tnef

x
--b--
`);
    expect(message.isAutoReply).toBe(true);
    expect(message.text).toBe('It failed.');
    expect(message.attachments.map(({ mimeType, fileName }) => [mimeType, fileName])).toEqual([
      ['message/delivery-status', 'part-2.txt'],
      ['application/ms-tnef', 'winmail.dat'],
    ]);
  });

  it('[MA3] takes directories and invisible characters out of file names', async () => {
    const named = (name: string) =>
      parse(`Content-Type: application/pdf; name="${name}"\n\nx`).then(
        (m) => m.attachments[0]?.fileName,
      );
    expect(await named('../../etc/passwd')).toBe('passwd');
    expect(await named('a\u202efdp.exe')).toBe('afdp.exe');
    expect(await named('..')).toBe('part-1.pdf');
  });

  it('[MA4] keeps every bound and says what it cut', async () => {
    const deep = Array.from(
      { length: 60 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
    );
    expect((await parse(deep.join(''))).problems).toContain('too_deep');
    const many = await parse(
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(5_000)}`,
    );
    expect(many.problems).toContain('too_many_parts');
    const huge = await parse(`${'X: y\n'.repeat(20_000)}\nbody`);
    expect(huge.problems).toContain('headers_cut');
    expect(huge.headers.length).toBeLessThanOrEqual(1_000);
    expect(
      (await parse(`${head}\n${'x'.repeat(5_000)}`, { maxBodyLength: 100 })).text?.length,
    ).toBe(100);
    expect((await parse('', {})).problems).toContain('unparsable');
  });

  it('[MA4] takes time in proportion to the size of hostile headers', async () => {
    const bombs = ['(', '<', '"', '=?', '=?a?q?', '<,', ':', 'a@:', ';', '\\', '=?utf-8?B?', '<"'];
    for (const bomb of bombs) {
      await expectLinear(async (factor) => {
        const run = bomb.repeat((factor * 30_000) / bomb.length);
        await parse(
          `From: ${run}\nTo: ${run}\nSubject: ${run}\nContent-Type: ${run}\nReferences: ${run}\n\n`,
        );
      });
    }
  }, 120_000);

  it('[MA5] never throws, whatever the bytes, and stores what PostgreSQL accepts', async () => {
    const piece = fc.constantFrom(
      ...['Content-Type: multipart/mixed; boundary=b\r\n', '\r\n', '--b\r\n', '--b--', '\n', '\0'],
      ...[
        'From: ',
        'Subject: =?utf-16?B?2AA=?=\r\n',
        'Content-Transfer-Encoding: base64\r\n',
        '====',
      ],
      ...[
        'Date: 99 Foo 99999 99:99\r\n',
        'Content-Type: text/html; charset=x\r\n',
        '<p>',
        '\xff\xfe',
      ],
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(piece, { maxLength: 40 })
        .map((all) => new Uint8Array(Buffer.from(all.join(''), 'latin1'))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (raw) => {
        const message = await parseMessage(raw);
        const json = JSON.stringify({
          ...message,
          attachments: message.attachments.map((a) => a.fileName),
        });
        expect(json).not.toMatch(/\\u0000|\\ud[89ab]/);
      }),
      { numRuns: 1_500 },
    );
  });
});
