import { convert } from 'html-to-text';
import { addressKey } from './addresses.ts';
import type { MailAddress, MailLanguage, ParsedMessage } from './message.ts';
import { plainFromHtml } from './plain-html.ts';
import { splitQuotedText } from './quote.ts';

/** What the store indexes of a message, folded by `foldText` and bounded. */
export interface SearchText {
  language: MailLanguage;
  subject: string;
  /** Names and addresses of everybody in it, and the attachments' names. */
  names: string;
  /** Without quoted history. */
  body: string;
}

const MAX_BODY = 20_000;
const MAX_NAMES = 4_000;
const MAX_HTML = 1_000_000;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々ー]+/gu;
/** Blank or of no width: newsletters pad their preview line with them. */
const INVISIBLE =
  /\u034f|\p{VS}|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2800\u3164\ufeff\uffa0]/gu;

/**
 * Puts text into the form in which it is indexed and asked for: lower case, Latin, Greek and
 * Cyrillic letters without accents, East Asian runs as pairs of characters, because those scripts
 * write no spaces. Used on stored text and on each word of a query, so that both meet.
 */
export function foldText(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
  return folded
    .toLowerCase()
    .replace(CJK, pairs)
    .replace(INVISIBLE, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The indexed words that one word of a query stands for: several for East Asian text. */
export function foldQueryWord(word: string): string[] {
  return foldText(word).split(' ').filter(Boolean);
}

/** Extracts what search needs from a message: bounded, and linear in its size. */
export function searchText(message: ParsedMessage): SearchText {
  const people = [message.from, message.sender, ...message.to, ...message.cc, ...message.bcc];
  const names = [
    ...people
      .filter((person): person is MailAddress => person !== null)
      .slice(0, 200)
      .map(nameWords),
    ...message.attachments.slice(0, 100).map(({ fileName }) => fileName),
  ];
  return {
    language: message.language,
    subject: foldText(message.subject.slice(0, 1_000)),
    names: foldText([...new Set(names)].join(' ').slice(0, MAX_NAMES)),
    body: foldText(visibleText(message).slice(0, MAX_BODY)),
  };
}

/**
 * The preview line: about 200 characters of what was newly written, on one line.
 */
export function snippet(message: ParsedMessage, length = 200): string {
  const text = visibleText(message)
    .slice(0, 20_000)
    .replace(INVISIBLE, '')
    .replace(/<?\bhttps?:\/\/\S+>?/g, ' ')
    .replace(/[-=_*~#]{4,}/g, ' ')
    .replace(/\[image[^\]]{0,100}\]/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (text.length <= length) return text;
  const cut = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > length * 0.7 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** Plain text of HTML for people to read: paragraphs, lists, tables' cells, link targets. */
export function htmlToPlain(html: string): string {
  try {
    return convert(html.slice(0, MAX_HTML), {
      wordwrap: false,
      limits: { maxDepth: 100, maxChildNodes: 5_000, maxInputLength: MAX_HTML, ellipsis: '…' },
      selectors: [
        { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
        { selector: 'img', format: 'skip' },
        { selector: 'table', format: 'block' },
        {
          selector: 'tr',
          format: 'block',
          options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
        },
        { selector: 'td', format: 'inlineSurround', options: { suffix: ' ' } },
        { selector: 'th', format: 'inlineSurround', options: { suffix: ' ' } },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
          ...{ selector, options: { uppercase: false } },
        })),
      ],
    }).trim();
  } catch {
    return plainFromHtml(html.slice(0, MAX_HTML)).trim();
  }
}

function visibleText(message: ParsedMessage): string {
  const text = message.text?.trim() ? message.text : null;
  const full = text ?? (message.html ? plainFromHtml(withoutHtmlQuote(message.html)) : '');
  const { visible } = splitQuotedText(full.slice(0, 400_000));
  // A forward or a bare quote: then the quote is the message.
  return visible.trim() ? visible : full;
}

const HTML_QUOTE =
  /<(?:div|blockquote|hr)\b[^>]{0,500}(?:gmail_quote|yahoo_quoted|protonmail_quote|divRplyFwdMsg|appendonsend|type=["']?cite)/i;

function withoutHtmlQuote(html: string): string {
  const bounded = html.slice(0, MAX_HTML);
  const start = bounded.search(HTML_QUOTE);
  if (start <= 0) return bounded;
  const above = bounded.slice(0, start);
  return plainFromHtml(above).trim() ? above : bounded;
}

function nameWords({ name, email }: MailAddress): string {
  // The parts of an address are words of their own: `ann.lee@example.org` is found by `lee`.
  return `${name} ${addressKey(email)} ${email.replace(/[@._+-]+/g, ' ')}`;
}

function pairs(run: string): string {
  const chars = [...run];
  if (chars.length === 1) return ` ${run} `;
  return ` ${chars
    .slice(0, -1)
    .map((char, index) => `${char}${chars[index + 1]}`)
    .join(' ')} `;
}
