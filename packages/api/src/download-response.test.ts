import type { Download } from '@mailroom/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asAttachment,
  asImage,
  asPreview,
  asSource,
  contentDisposition,
  revalidated,
} from './download-response.ts';

function download(mimeType: string, fileName = 'a.bin'): Download {
  return { fileName, mimeType, sizeBytes: 3, body: new Uint8Array([1, 2, 3]) };
}

describe('previews', () => {
  it.each([
    ['image/png', 'inline', 'image/png'],
    ['IMAGE/JPEG; name=x', 'inline', 'image/jpeg'],
    ['application/pdf', 'inline', 'application/pdf'],
    ['text/plain; charset=iso-8859-1', 'inline', 'text/plain; charset=iso-8859-1'],
    ['text/plain; charset=x\r\nevil', 'inline', 'text/plain; charset=x'],
    ['text/html', 'attachment', 'application/octet-stream'],
    ['text/css', 'attachment', 'application/octet-stream'],
    ['text/javascript; charset=utf-8', 'attachment', 'application/octet-stream'],
    ['application/x-javascript', 'attachment', 'application/octet-stream'],
    ['application/atom+xml', 'attachment', 'application/octet-stream'],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'attachment',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['application/postscript', 'attachment', 'application/postscript'],
    ['image/svg+xml', 'attachment', 'application/octet-stream'],
    ['application/xhtml+xml', 'attachment', 'application/octet-stream'],
    ['text/xml', 'attachment', 'application/octet-stream'],
    ['text/html\r\nX-Evil: 1', 'attachment', 'application/octet-stream'],
    ['', 'attachment', 'application/octet-stream'],
  ])('[AP18] shows or saves %j', (mimeType, kind, type) => {
    const { headers } = asPreview(download(mimeType));
    expect(headers.get('content-disposition')?.split(';')[0]).toBe(kind);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('[AP18] sandboxes everything but PDF, whose viewer is isolated by itself', () => {
    expect(asPreview(download('text/plain')).headers.get('content-security-policy')).toContain(
      'sandbox',
    );
    expect(asAttachment(download('text/html')).headers.get('content-security-policy')).toContain(
      'sandbox',
    );
    expect(
      asPreview(download('application/pdf')).headers.get('content-security-policy'),
    ).not.toContain('sandbox');
  });

  it('[AP18] never answers an image request with anything else', () => {
    expect(() => asImage(download('image/svg+xml'))).toThrow('Not found');
    expect(() => asImage(download('text/html'))).toThrow('Not found');
    expect(asImage(download('image/webp')).headers.get('content-type')).toBe('image/webp');
  });

  it('[AP18] shows the original as text', () => {
    const { headers } = asSource(download('message/rfc822', 'hello.eml'));
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('caches', () => {
  const ask = (userId: string, url: string, held?: string) =>
    revalidated(
      new Request(url, held ? { headers: { 'if-none-match': held } } : {}),
      userId,
      asAttachment(download('application/pdf')),
    );

  it('[AP21] keeps bytes of mail for one reader, who asks again each time', async () => {
    const first = ask('ada', 'http://localhost/attachments/1');
    const tag = first.headers.get('etag') ?? '';
    expect([first.status, tag]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{43}"$/)]);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toBe('Cookie, Authorization');
    const again = ask('ada', 'http://localhost/attachments/1', `"other", ${tag}`);
    expect([again.status, await again.text(), again.headers.get('content-length')]).toEqual([
      304,
      '',
      null,
    ]);
    expect(ask('ben', 'http://localhost/attachments/1', tag).status).toBe(200);
    expect(ask('ada', 'http://localhost/attachments/2', tag).status).toBe(200);
    expect(ask('ada', 'http://localhost/attachments/1?preview=1', tag).status).toBe(200);
  });
});

describe('file names', () => {
  it.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    [
      'Übersicht "neu".pdf',
      `attachment; filename="_bersicht _neu_.pdf"; filename*=UTF-8''%C3%9Cbersicht%20%22neu%22.pdf`,
    ],
    ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
    ['a\r\nSet-Cookie: x=1', 'attachment; filename="aSet-Cookie: x=1"'],
    ['cod\u202efdp.exe', 'attachment; filename="codfdp.exe"'],
    ['', 'attachment; filename="file"'],
  ])('[AP19] writes %j', (name, expected) => {
    expect(contentDisposition('attachment', name)).toBe(expected);
  });

  it('[AP19] makes a valid header of any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const value = contentDisposition('attachment', name);
        expect(value).toMatch(
          /^attachment; filename="[^"\\]*"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/,
        );
        expect(new Headers({ 'content-disposition': value }).get('content-disposition')).toBe(
          value,
        );
      }),
    );
  });
});
