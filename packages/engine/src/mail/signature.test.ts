import { describe, expect, it } from 'vitest';
import { receivingIdentity } from './identity.ts';
import {
  cleanOwnSignature,
  cleanSignature,
  fillSignature,
  signatureContentId,
  signatureImageIds,
  signedHtml,
} from './signature.ts';

const id = '0d9f1c1e-4a53-4a69-9d3b-8f5f1a2b3c4d';
const fields = { name: 'Ada <M>', title: 'CTO', phone: '', email: 'ada@x.org' };

describe('a signature', () => {
  it('[SG2] keeps its own pictures alone, and nothing that runs, loads or follows', () => {
    const hostile = [
      '<p class="x" onclick="a()">Ada<script>a()</script></p>',
      `<img src="cid:${signatureContentId(id)}" alt="Logo" width="120" onerror="a()">`,
      '<img src="https://tracker.example/p.gif"><img src="data:image/png;base64,AAAA">',
      `<img src="cid:${signatureContentId(id.replace('0d', '1d'))}"><img src="cid:other@x">`,
      '<div style="position:fixed;color:red;background:url(https://t.example/a.png)">y</div>',
      '<a href="javascript:a()">no</a><a href="https://x.org/">yes</a>',
    ].join('');
    expect(cleanOwnSignature(hostile, (known) => known === id)).toBe(
      `<p>Ada</p><img alt="Logo" width="120" src="cid:${signatureContentId(id)}" />` +
        '<div style="color:red">y</div><a>no</a>' +
        '<a href="https://x.org/" target="_blank" rel="noopener noreferrer nofollow">yes</a>',
    );
  });

  it('[SG2] is nothing when nothing visible is left', () => {
    expect(cleanSignature('<p> &nbsp;</p><img src="https://t.example/a.png">')).toBe('');
  });

  it('[SG2] names each of its pictures once', () => {
    const cid = `cid:${signatureContentId(id)}`;
    expect(signatureImageIds(`<img src="${cid}"><img src="${cid.toUpperCase()}">`)).toEqual([id]);
  });

  it('[SG6] says who writes, as text, and leaves out what nobody told', () => {
    const html = '<p>{{name}}, {{ title }}</p><p>Tel. {{phone}}</p><p>{{email}} | {{phone}}</p>';
    expect(fillSignature(html, fields)).toBe('<p>Ada &#60;M&#62;, CTO</p><p>ada@x.org</p>');
    expect(fillSignature('<p>{{name}}, {{title}}</p>', { ...fields, title: ' ' })).toBe(
      '<p>Ada &#60;M&#62;</p>',
    );
    expect(fillSignature('{{unknown}} {{phone}}', fields)).toBe('{{unknown}} ');
  });

  it('[SG4] stands between the text and the quote', () => {
    expect(signedHtml('<p>Hi</p>', ['<p>A</p><p></p>', 'B'], '<blockquote>q</blockquote>')).toBe(
      '<p>Hi</p><br><div class="gmail_signature"><p style="margin:0">A</p>' +
        '<p style="margin:0"><br></p></div><br><div class="gmail_signature">B</div>' +
        '<br><blockquote>q</blockquote>',
    );
    expect(signedHtml('<p>Hi</p>', [], '')).toBe('<p>Hi</p>');
  });

  it('[SG6] fills a long signature in a moment', () => {
    const html = '<p><div>{{name}}, '.repeat(5_000);
    expect(fillSignature(html, fields)).not.toContain('{{');
  });
});

describe('the address that received a message', () => {
  const own = ['ada@x.org', 'sales@x.org', 'info@x.org'];
  const to = (...emails: string[]) => emails.map((email) => ({ name: '', email }));
  const message = { from: to('bob@y.org')[0] ?? null, to: to(), cc: to(), deliveredTo: [] };

  it.each([
    ['To', { to: to('Sales@X.org'), deliveredTo: ['ada@x.org'] }, 'sales@x.org'],
    ['Cc', { to: to('bob@y.org'), cc: to('info@x.org') }, 'info@x.org'],
    ['the delivery', { to: to('list@y.org'), deliveredTo: ['info@x.org'] }, 'info@x.org'],
    [
      'the delivery among several',
      { to: to('sales@x.org', 'info@x.org'), deliveredTo: ['info@x.org'] },
      'info@x.org',
    ],
    ['an address with a tag', { to: to('sales+news@x.org') }, 'sales@x.org'],
    ['From, of an own message', { from: to('info@x.org')[0], to: to('ada@x.org') }, 'info@x.org'],
    ['nothing', { to: to('bob@y.org') }, null],
  ])('[SG8] is known by %s', (_, parts, expected) => {
    expect(receivingIdentity({ ...message, ...parts } as typeof message, own)).toBe(expected);
  });
});
