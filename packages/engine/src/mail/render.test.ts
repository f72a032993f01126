import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RenderOptions, renderBody } from './render.ts';
import { expectLinear } from './testing/expect-linear.ts';

const options: RenderOptions = {
  ...{ theme: 'light', images: 'blocked' },
  imageUrl: (url) => `/proxy?url=${encodeURIComponent(url)}`,
  cidUrl: ({ path }) => `/part/${path}`,
  labels: { showQuote: 'History' },
};
const attachments = [{ path: '2', mimeType: 'image/png', contentId: 'Pic@x' }];
const render = (html: string, more: Partial<RenderOptions> = {}) => {
  const result = renderBody({ html, text: null, attachments }, { ...options, ...more });
  return { ...result, body: result.document.replace(/^[\s\S]*?<body>/, '') };
};

describe('renderBody', () => {
  it('[RE2] puts its policy first, and only an origin into it', () => {
    const { document } = render('<p>x</p>', { imageSource: "https://x.test'; script-src *" });
    expect(document).toMatch(
      /^<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; /,
    );
  });

  it('[RE3] blocks remote pictures, or sends them through the proxy; cid pictures are its own', () => {
    const html =
      '<img src="http://a.test/x.png"><td background="http://a.test/y.png"></td><img src="cid:pic%40x">';
    expect(render(html)).toMatchObject({ blockedImages: 2 });
    expect(render(html).document).not.toContain('a.test');
    const shown = render(html, { images: 'allowed' });
    expect(shown.blockedImages).toBe(0);
    expect(shown.body).toContain('src="/proxy?url=http%3A%2F%2Fa.test%2Fx.png"');
    expect(shown.body).toContain('src="/part/2"');
  });

  it('[RE4] says where a link leads when its text names another host', () => {
    const link = (text: string) => render(`<a href="https://evil.test/x">${text}</a>`).body;
    expect(link('www.bank.example')).toContain('opens evil.test');
    expect(link('https://bank.example/login')).toContain('opens evil.test');
    for (const text of ['Click', 'evil.test', 'https://evil.test/y', 'Version 1.2'])
      expect(link(text)).not.toContain('opens');
    expect(
      render('<a href="javascript:x">x</a><a href="/y">y</a><a href="#z">z</a>').body,
    ).not.toContain('href');
  });

  it('[RE4] finds the host anywhere in the text, and knows whose site it is', () => {
    const link = (text: string, href = 'https://evil.test/x') =>
      render(`<a href="${href}">${text}</a>`).body;
    for (const text of [
      'Sign in at bank.example now',
      '→ https://bank.example/x',
      '(bank.example)',
    ])
      expect(link(text)).toContain('opens evil.test');
    for (const text of ['See report.pdf', 'Go to www.evil.test.', 'a@evil.test', '1.2.3', 'e.g. x'])
      expect(link(text)).not.toContain('opens');
    expect(link('evil.test/?next=bank.example')).not.toContain('opens');
    expect(link('co.uk', 'https://evil.co.uk/')).toContain('opens evil.co.uk');
    expect(link('github.io', 'https://evil.github.io/')).toContain('opens evil.github.io');
    expect(link('bank.co.uk', 'https://login.bank.co.uk/')).not.toContain('opens');
  });

  it('[RE4] takes nothing in an address for a pattern of its own', () => {
    const { body } = render(`<a href="https://evil.test/$'$\`$&amp;x">bank.example</a>`);
    expect(body).toContain('title="https://evil.test/$&#39;$');
    expect(body.match(/<a /g)).toHaveLength(1);
    expect(body).toContain('opens evil.test');
  });

  it('[RE5] keeps only style that stays in its box', () => {
    const { document } = render(
      '<style>@import "x";p.a{color:red;position:fixed}body{margin:0}a[href]{color:red}</style><p class=a id=b style="position:absolute;color:blue;width:expression(1)">x</p>',
    );
    expect(document).toContain('.mr-body p.m-a{color:red}\n.mr-body{margin:0}');
    expect(document).toContain('<p style="color:blue" class="m-a id-m-b">');
    expect(document).not.toMatch(/position:fixed|absolute|expression|@import|\[href/);
  });

  it('[RE9] keeps text in its box, and lets it run as its letters do', () => {
    const { body } = render('<p style="margin-top:-40px;margin:0 0 0 -9px;color:red">x</p>');
    expect(body).toContain('<div class="mr-body" dir="auto"><p style="color:red">x</p>');
    const text = renderBody({ html: null, text: 'שלום', attachments: [] }, options);
    expect(text.document).toContain('.mr-text blockquote{unicode-bidi:plaintext');
  });

  it('[RE6] turns the message’s own colours in dark mode, readable whatever they are', () => {
    const colors = ['#000', '#fff', '#777', 'red', '#0000ff', '#ffff00', '#123456'];
    for (const color of colors)
      for (const ground of colors) {
        const { body } = render(`<p style="color:${color};background-color:${ground}">x</p>`, {
          theme: 'dark',
        });
        const [ink, page] = [...body.matchAll(/rgb\((\d+),(\d+),(\d+)\)/g)].map((m) =>
          luminance(m.slice(1).map(Number)),
        );
        expect(((ink as number) + 0.05) / ((page as number) + 0.05)).toBeGreaterThan(4.4);
      }
  });

  it('[QT1] folds history that ends a message, never an answer between quotes', () => {
    const quote = '<blockquote type="cite">old</blockquote>';
    const attr = '<div class="gmail_attr">On Monday Ann wrote:</div>';
    expect(render(`<p>Hi</p>${attr}${quote}`).body).toMatch(
      /<p>Hi<\/p><details.*On Monday.*old.*<\/details>/,
    );
    expect(render(`${quote}<p>answer</p>`)).toMatchObject({ hasQuote: false });
    const mixed = render(`<p>Hi</p><div class="gmail_quote">${quote}answer${quote}</div>`);
    expect(mixed.body.indexOf('answer')).toBeLessThan(mixed.body.indexOf('<details'));
    expect(render(`<p>Hi</p><div id="divRplyFwdMsg">From: x</div><p>old</p>`).body).toMatch(
      /<details.*From: x.*old/,
    );
    expect(render(quote)).toMatchObject({ hasQuote: false });
  });

  it('[QT2] does the same in plain text', () => {
    const text = (value: string) =>
      renderBody({ html: null, text: value, attachments: [] }, options);
    expect(text('Hi\n\nOn Mon, Ann <a@x.org> wrote:\n> old\n').document).toMatch(
      /Hi\n<details.*On Mon.*old/,
    );
    expect(text('> old\nanswer')).toMatchObject({ hasQuote: false });
    expect(text('Hi\n\n-----Original Message-----\nFrom: a\nold')).toMatchObject({
      hasQuote: true,
    });
    expect(text('see https://x.test/a(b). <b>').document).toContain('href="https://x.test/a(b)"');
  });

  it('[RE7] shortens visibly', () => {
    const result = render('<p style="color:red">x</p>'.repeat(60_000));
    expect(result.isShortened).toBe(true);
    expect(result.document).toContain('mr-notice');
  }, 60_000);

  it('[RE7] takes time in proportion to the size of hostile HTML', async () => {
    const bombs = ['<div>', '<p style="color:red">x</p>', '<table><tr><td>', '<!--', '<b>x', '<a '];
    for (const bomb of bombs)
      await expectLinear((factor) => void render(bomb.repeat((factor * 100_000) / bomb.length)));
  }, 120_000);

  it('[RE8] never throws and never lets an unknown element or attribute through', () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '"',
        "'",
        '</',
        '<!--',
        '-->',
        '<style>',
        '</style>',
        '<svg>',
        '<math>',
        '<img src=',
        'x',
        ' ',
      ],
      ...[
        'onerror=',
        'javascript:',
        '<a href=',
        '<p class=',
        '<script>',
        '&lt;',
        '&#60;',
        '=',
        '/',
        '<td',
        '`',
        '\0',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { body } = render(pieces.join(''));
        const tags = body.match(/<[a-z][^>]*>/g) ?? [];
        for (const tag of tags)
          expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(
            /<(script|svg|math|style|iframe)|\son\w+=/,
          );
      }),
      { numRuns: 1_000 },
    );
  });
});

function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
