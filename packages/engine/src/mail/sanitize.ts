import sanitizeHtml, { type Tag } from 'sanitize-html';
import {
  BODY_CLASS,
  type CssPolicy,
  cleanDeclarations,
  cleanName,
  cleanStylesheet,
} from './css.ts';
import { limitDepth } from './depth.ts';
import { quoteMark } from './quote.ts';

/** Decides about everything in a message that would be loaded. */
export interface SanitizePolicy {
  theme: 'light' | 'dark';
  /** The address to show in place of a picture's, null to show none. `use`: where it stands. */
  image(url: string, use: 'img' | 'background'): string | null;
}

export interface SanitizedHtml {
  /** Body content; classes carry a prefix, `data-mr-quote` marks history. */
  html: string;
  /** Filtered style sheets of the message, scoped below `.mr-body`; '' when it has none. */
  css: string;
  /** Attributes of the message's `<body>` as one `style` value. */
  bodyStyle: string;
  isShortened: boolean;
}

/** Longer HTML is cut: real newsletters stay far below, and each character costs time. */
export const MAX_HTML_LENGTH = 1_500_000;
const MAX_DEPTH = 100;

const TAGS = [
  ...['a', 'abbr', 'address', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br'],
  ...[
    'caption',
    'center',
    'cite',
    'code',
    'col',
    'colgroup',
    'dd',
    'del',
    'dfn',
    'dir',
    'div',
    'dl',
  ],
  ...['dt', 'em', 'figcaption', 'figure', 'font', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main', 'mark', 'nav', 'ol', 'p', 'pre', 'q'],
  ...['s', 'samp', 'section', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody'],
  ...['td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul', 'var', 'wbr'],
];
/** Elements whose content is no text for people: gone with all that is inside. */
const SILENT = [
  ...['script', 'style', 'title', 'head', 'textarea', 'option', 'noscript', 'noembed', 'noframes'],
  ...['svg', 'math', 'template', 'iframe', 'object', 'embed', 'applet', 'xmp', 'plaintext', 'xml'],
  ...['audio', 'video', 'canvas', 'select', 'frameset', 'portal', 'fencedframe'],
];
const ATTRIBUTES: Record<string, string[]> = {
  '*': ['align', 'class', 'dir', 'lang', 'style', 'title', 'valign', 'data-mr-quote'],
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', 'width', 'height', 'loading', 'referrerpolicy'],
  table: ['width', 'height', 'cellpadding', 'cellspacing', 'border'],
  td: ['colspan', 'rowspan', 'width', 'height', 'nowrap'],
  th: ['colspan', 'rowspan', 'width', 'height', 'nowrap'],
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  ol: ['start', 'type', 'reversed'],
  ul: ['type'],
  li: ['value', 'type'],
  hr: ['width', 'size'],
};

/**
 * Makes hostile HTML harmless by allow-lists: elements, attributes, CSS properties, functions and
 * addresses. What is not known is left out. Linear in size, and never throws.
 */
export function sanitizeMail(html: string, policy: SanitizePolicy): SanitizedHtml {
  const isShortened = html.length > MAX_HTML_LENGTH;
  const source = limitDepth(html.slice(0, MAX_HTML_LENGTH).replaceAll('\0', ''), MAX_DEPTH);
  const css: CssPolicy = {
    theme: policy.theme,
    background: (url) => policy.image(url.trim(), 'background'),
    seen: new Map(),
  };
  let bodyStyle = '';
  const clean = sanitizeHtml(source, {
    allowedTags: TAGS,
    allowedAttributes: ATTRIBUTES,
    // Addresses were decided on by then; this is the second lock on the same door.
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data', 'cid'] },
    allowProtocolRelative: false,
    nonTextTags: SILENT,
    nestingLimit: MAX_DEPTH,
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attribs) => {
        const tag = tagName.toLowerCase();
        if (tag === 'body') bodyStyle ||= styleOf(attribs, css);
        return transform(tag, attribs, policy, css);
      },
    },
  });
  return { html: clean, css: cleanStylesheet(stylesheets(source), css), bodyStyle, isShortened };
}

/**
 * Sanitised HTML that stands on its own inside another message (an answer or a forward): styles as
 * attributes only, pictures where they were, `cid:` ones too.
 */
export function cleanForQuote(html: string): string {
  const policy: SanitizePolicy = {
    theme: 'light',
    image: (url, use) => (use === 'img' && /^(?:https?:\/\/|cid:)/i.test(url) ? url : null),
  };
  const { html: clean } = sanitizeMail(html, policy);
  return clean
    .replace(/ data-mr-quote="[a-z]+"/g, '')
    .replace(/ class="([^"<>]*)"/g, (_, names: string) => ` class="${names.replace(/\bm-/g, '')}"`);
}

function transform(
  tag: string,
  attribs: Record<string, string>,
  policy: SanitizePolicy,
  css: CssPolicy,
): Tag {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attribs)) {
    if (value.length > 8_000 && !(tag === 'img' && name === 'src')) continue;
    kept[name.toLowerCase()] = value;
  }
  const quote = quoteMark(tag, kept);
  const style = styleOf(kept, css);
  const classes = [
    ...(kept.class ?? '').split(/\s+/, 20).map(cleanName),
    ...(kept.id ? [cleanName(kept.id)].map((id) => id && `id-${id}`) : []),
  ].filter(Boolean);
  const { href, src, width } = kept;
  for (const name of ['style', 'class', 'id', 'href', 'src', 'target', 'rel', 'data-mr-quote'])
    delete kept[name];
  if (quote) kept['data-mr-quote'] = quote;
  if (style) kept.style = style;
  if (classes.length > 0) kept.class = classes.join(' ');
  if (tag === 'a') Object.assign(kept, linkAttributes(href));
  if (tag === 'img') imageAttributes(kept, src, policy);
  // A name, not a size, would be read by nobody; and a picture must not be wider than the page.
  if (width !== undefined && !/^\d{1,5}(?:\.\d+)?(?:%|px)?$/.test(width.trim())) delete kept.width;
  return { tagName: tag, attribs: kept };
}

function linkAttributes(href: string | undefined): Record<string, string> {
  const target = safeLink(href ?? '');
  if (!target) return {};
  return { href: target, target: '_blank', rel: 'noopener noreferrer nofollow' };
}

/** An address that a link may open: absolute http, https, mailto or tel; null for any other. */
export function safeLink(href: string): string | null {
  // Browsers drop these characters before they read the scheme.
  const compact = href.replace(/[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/gu, '').trim();
  if (/^(?:mailto|tel):/i.test(compact)) return compact.slice(0, 4_000);
  if (!/^https?:\/\/[^\s/?#\\]/i.test(compact)) return null;
  try {
    const url = new URL(compact);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

function imageAttributes(
  kept: Record<string, string>,
  src: string | undefined,
  policy: SanitizePolicy,
): void {
  const source = (src ?? '').trim();
  const shown = source ? policy.image(source, 'img') : null;
  if (shown) Object.assign(kept, { src: shown, referrerpolicy: 'no-referrer', loading: 'lazy' });
  else kept.class = `${kept.class ?? ''} mr-blocked`.trim();
}

function styleOf(attribs: Record<string, string>, css: CssPolicy): string {
  const { bgcolor, color, text, background, face } = attribs;
  const parts = [
    bgcolor && `background-color:${legacyColor(bgcolor)}`,
    background && `background-image:url("${background.replace(/["\\\n\r]/g, encodeURIComponent)}")`,
    (color || text) && `color:${legacyColor(color || text || '')}`,
    face && /^[\w\s,'-]{1,200}$/.test(face) && `font-family:${face}`,
    // Last, so that it wins over the old attributes as in a browser.
    attribs.style,
  ].filter(Boolean);
  return parts.length > 0 ? cleanDeclarations(parts.join(';'), css) : '';
}

function legacyColor(value: string): string {
  const text = value.trim();
  return /^[0-9a-f]{6}$/i.test(text) ? `#${text}` : text.replace(/[^#\w(),.%\s]/g, '');
}

/**
 * Collects `<style>` contents outside comments. What it misses is only shown plainer. Each search
 * goes on where the last one ended and one that fails is the last: no character is read twice.
 */
function stylesheets(html: string): string {
  const found: string[] = [];
  const start = /<style|<!--/gi;
  const close = /<\/style/gi;
  for (let match = start.exec(html); match && found.length < 50; match = start.exec(html)) {
    if (match[0] === '<!--') {
      const end = html.indexOf('-->', start.lastIndex);
      if (end < 0) break;
      start.lastIndex = end + 3;
      continue;
    }
    const open = html.indexOf('>', start.lastIndex);
    if (open < 0) break;
    close.lastIndex = open;
    const end = close.exec(html);
    if (!end) break;
    found.push(html.slice(open + 1, end.index).replace(/<!--|-->/g, ''));
    start.lastIndex = close.lastIndex;
  }
  return found.join('\n');
}

export { BODY_CLASS };
