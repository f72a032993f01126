import { describe, it } from 'vitest';
import { plainFromHtml } from '../plain-html.ts';
import { renderBody } from '../render.ts';
import { expectLinear } from './expect-linear.ts';

/** Each made, or could make, a search look through the whole rest of the message again. */
const BOMBS = [
  '<!---->',
  '<!--',
  '<![CDATA[',
  '<style></style>',
  '<style',
  '<a ',
  '&',
  '<a href="',
];

const options = {
  ...({ theme: 'light', images: 'blocked', labels: { showQuote: 'x' } } as const),
  imageUrl: (url: string) => url,
  cidUrl: () => '/',
};

describe('bombs', () => {
  for (const bomb of BOMBS)
    it(`[RE7] ${bomb} takes time in proportion to its number`, async () => {
      await expectLinear((factor) => {
        const html = `${bomb.repeat((factor * 100_000) / bomb.length)}<style>a{}</style>`;
        renderBody({ html, text: null, attachments: [] }, options);
        plainFromHtml(html);
      });
    }, 60_000);
});
