import { describe, expect, it } from 'vitest';
import { detectLanguage } from './language.ts';
import { parseMessage } from './parse.ts';
import { foldQueryWord, foldText, searchText, snippet } from './text.ts';

const parse = (text: string) => parseMessage(Buffer.from(text));

describe('text for search and lists', () => {
  it('[TX1] folds case, accents and East Asian runs the same way on both sides', () => {
    expect(foldText('Élan ÜBER Ёлка')).toBe('elan uber елка');
    expect(foldText('東京都へ')).toBe('東京 京都 都へ');
    expect(foldQueryWord('東京都')).toEqual(['東京', '京都']);
    expect(foldText('한국어')).toBe('한국 국어');
  });

  it('[TX2] indexes what was written, not what was quoted', async () => {
    const message = await parse(
      'From: Ann <ann.lee@x.org>\nSubject: Près\n\nNew words\n\nOn Mon, Bob <b@x.org> wrote:\n> old words',
    );
    expect(searchText(message)).toEqual({
      ...{ language: message.language, subject: 'pres', body: 'new words' },
      names: 'ann ann.lee@x.org ann lee x org',
    });
  });

  it('[TX3] previews on one line without padding, quotes and addresses', async () => {
    const html = `<style>p{}</style><p>Hello\u034f\u200c&zwnj;&nbsp; there</p><blockquote type="cite">old</blockquote>`;
    expect(snippet(await parse(`Content-Type: text/html; charset=utf-8\n\n${html}`))).toBe(
      'Hello there',
    );
    expect(snippet(await parse(`Subject: x\n\n${'word '.repeat(100)}`)).length).toBeLessThanOrEqual(
      201,
    );
    expect(snippet(await parse('Subject: x\n\n> only a quote'))).toBe('> only a quote');
  });

  it('[TX4] tells languages apart, and says so when it cannot', () => {
    expect(detectLanguage('Please find the report that you asked for in this message')).toBe(
      'english',
    );
    expect(
      detectLanguage('Bonjour, vous trouverez le rapport dans la pièce jointe avec les chiffres'),
    ).toBe('french');
    expect(
      detectLanguage('Bitte finden Sie den Bericht, der für die Sitzung ist und nicht mehr'),
    ).toBe('german');
    expect(
      detectLanguage('Gracias por la información que nos envió, pero no está en el archivo'),
    ).toBe('spanish');
    expect(detectLanguage('Пожалуйста, посмотрите отчёт во вложении к письму')).toBe('russian');
    expect(detectLanguage('ok')).toBe('simple');
    expect(detectLanguage('東京都 大阪 京都 名古屋')).toBe('simple');
  });
});
