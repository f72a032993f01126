import { eachElement, type MarkupElement, parseMarkup, textOf, writeMarkup } from './markup.ts';
import type { ParsedAttachment, ParsedMessage } from './message.ts';
import { plainTextHtml } from './plain-render.ts';
import { foldQuotes } from './quote.ts';
import { BODY_CLASS, sanitizeMail } from './sanitize.ts';
import { htmlToPlain } from './text.ts';

/** What is shown of a message: the store's copy needs no more than this. */
export interface RenderSource {
  html: string | null;
  text: string | null;
  textFlow?: ParsedMessage['textFlow'];
  attachments: Pick<ParsedAttachment, 'path' | 'mimeType' | 'contentId'>[];
}

export interface RenderOptions {
  theme: 'light' | 'dark';
  images: 'blocked' | 'allowed';
  /** The proxied address of a remote picture; called only when images are allowed. */
  imageUrl(url: string): string;
  /** The address of one of the message's own picture parts. */
  cidUrl(part: Pick<ParsedAttachment, 'path' | 'mimeType' | 'contentId'>): string;
  /** Sources for the document's `img-src`, for example `https://mail.example.org`; default `'self'`. */
  imageSource?: string;
  labels: {
    /** On the button that unfolds history. */
    showQuote: string;
    /** Above a message that was cut; default English. */
    shortened?: string;
    /** Before a link's real host; default English. */
    realHost?: string;
  };
}

export interface RenderedBody {
  /** A whole HTML document for an iframe's `srcdoc`, without scripts, under its own CSP. */
  document: string;
  /** Remote pictures left out. */
  blockedImages: number;
  hasQuote: boolean;
  isShortened: boolean;
  /** The same as plain text, for previews and assistive tools. */
  text: string;
}

const CID_IMAGES = new Set([
  'image/png',
  'image/jpeg',
  'image/jpg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/avif',
]);
const DATA_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\s]*$/i;
const MAX_DATA_IMAGE = 1_000_000;
const MAX_TEXT = 500_000;

/**
 * Renders a message's body into a document for a sandboxed iframe. HTML is sanitised, remote
 * pictures are left out or go through the proxy, history is folded, links show where they lead.
 * Never throws, and takes time in proportion to the (bounded) size.
 */
export function renderBody(source: RenderSource, options: RenderOptions): RenderedBody {
  return source.html?.trim()
    ? renderHtml(source, source.html, options)
    : renderText(source, options);
}

function renderHtml(source: RenderSource, html: string, options: RenderOptions): RenderedBody {
  const blocked = new Set<string>();
  const parts = new Map(source.attachments.map((part) => [part.contentId?.toLowerCase(), part]));
  const clean = sanitizeMail(html, {
    theme: options.theme,
    image: (url) => {
      if (/^cid:/i.test(url)) {
        const part = parts.get(safeDecode(url.slice(4)).toLowerCase());
        return part && CID_IMAGES.has(part.mimeType) ? options.cidUrl(part) : null;
      }
      if (/^data:/i.test(url)) {
        if (url.length < MAX_DATA_IMAGE && DATA_IMAGE.test(url)) return url.replace(/\s/g, '');
        return null;
      }
      const remote = remoteImage(url);
      if (!remote) return null;
      if (options.images === 'allowed') return options.imageUrl(remote);
      blocked.add(remote);
      return null;
    },
  });
  const nodes = parseMarkup(clean.html);
  eachElement(nodes, (element) => {
    if (element.tag === 'a') markRealHost(element, options.labels.realHost ?? 'opens');
  });
  const hasQuote = foldQuotes(nodes, options.labels.showQuote);
  const style = clean.bodyStyle ? ` style="${escapeHtml(clean.bodyStyle)}"` : '';
  const notice = clean.isShortened ? shortenedNotice(options) : '';
  // The direction of a message that names none follows its first letters.
  const body = `${notice}<div class="${BODY_CLASS}" dir="auto"${style}>${writeMarkup(nodes)}</div>`;
  return {
    document: page(body, clean.css, options),
    blockedImages: blocked.size,
    hasQuote,
    isShortened: clean.isShortened,
    text: source.text?.trim()
      ? source.text.slice(0, MAX_TEXT)
      : htmlToPlain(clean.html).slice(0, MAX_TEXT),
  };
}

function renderText(source: RenderSource, options: RenderOptions): RenderedBody {
  const full = source.text ?? '';
  const text = full.slice(0, MAX_TEXT);
  const isShortened = text.length < full.length;
  const { html, hasQuote } = plainTextHtml(
    text,
    source.textFlow ?? 'fixed',
    options.labels.showQuote,
  );
  const notice = isShortened ? shortenedNotice(options) : '';
  const body = `${notice}<div class="${BODY_CLASS} mr-text">${html}</div>`;
  return { document: page(body, '', options), blockedImages: 0, hasQuote, isShortened, text };
}

/** @returns the canonical address of a picture to fetch from elsewhere, null when it is none */
function remoteImage(url: string): string | null {
  const absolute = url.startsWith('//') ? `https:${url}` : url;
  if (!/^https?:\/\//i.test(absolute) || absolute.length > 8_000) return null;
  try {
    return new URL(absolute).href;
  } catch {
    return null;
  }
}

/** Where the text of a link names another host than it opens, says which one it opens. */
function markRealHost(link: MarkupElement, label: string): void {
  const href = / href="([^"]*)"/.exec(link.open)?.[1];
  if (!href) return;
  const target = textOf({ text: href });
  const host = hostOf(target);
  if (!host) return;
  const withoutTitle = link.open.replace(/ title="[^"]*"/, '');
  const title = escapeHtml(target.slice(0, 500));
  // Replaced by functions: an address may spell one of replace's own patterns, such as $'.
  link.open = withoutTitle.replace(/^<a/, () => `<a title="${title}"`);
  if (hostsIn(textOf(link)).every((named) => isSameSite(named, host))) return;
  link.open = link.open.replace(/^<a/, () => `<a data-mr-host="${escapeHtml(host)}"`);
  const marker = `${escapeHtml(label)} ${escapeHtml(host)}`;
  link.children.push({
    ...{ tag: 'span', open: '<span class="mr-host">', quote: null },
    children: [{ text: marker }],
  });
}

const HOST =
  /(https?:\/\/)?(?:[^\s/@]{1,60}@)?(?<![\p{L}\p{N}@.-])((?:[\p{L}\p{N}-]{1,63}\.){1,8}([\p{L}-]{2,24}))(?![\p{L}\p{N}@-]|\.[\p{L}\p{N}])/giu;
/** Endings of files that are no endings of hosts that people know. */
const FILE_ENDING =
  /^(?:html?|php|aspx?|jsp|pdf|docx?|xlsx?|pptx?|txt|csv|png|jpe?g|gif|js|json|xml)$/i;
const MAX_HOSTS = 20;

/** Hosts that a reader would take a link's text for, wherever they stand in it. */
function hostsIn(text: string): string[] {
  const visible = text.replace(/[\p{Cf}\p{Cc}]/gu, '').slice(0, 1_000);
  const hosts = new Set<string>();
  // What follows the first slash of an address names no host.
  for (const word of visible.split(/\s+/)) {
    const address = word.replace(/^([^/]*(?:\/\/)?[^/?#]*).*$/u, '$1');
    for (const [, scheme, name, ending] of address.matchAll(HOST)) {
      if (!scheme && FILE_ENDING.test(ending ?? '')) continue;
      const host = hostOf(`https://${name}`);
      if (host && hosts.size < MAX_HOSTS) hosts.add(host);
    }
  }
  return [...hosts];
}

function hostOf(url: string): string | null {
  try {
    const { protocol, hostname } = new URL(url);
    return /^https?:$/.test(protocol) ? hostname.replace(/^www\./, '') : null;
  } catch {
    return null;
  }
}

/** Below these, as in co.uk, names belong to different people. The list need not be whole. */
const SHARED_SECOND_LEVEL = new Set([
  ...['ac', 'co', 'com', 'edu', 'gob', 'gouv', 'gov', 'gv', 'id', 'info', 'ltd', 'me', 'mil', 'ne'],
  ...['net', 'nom', 'or', 'org', 'plc', 'sch', 'web', 'go', 'asso', 'firm', 'gen', 'ind', 'nhs'],
]);
const SHARED_HOSTS = new Set([
  ...[
    'github.io',
    'gitlab.io',
    'blogspot.com',
    'pages.dev',
    'workers.dev',
    'web.app',
    'vercel.app',
  ],
  ...['netlify.app', 'herokuapp.com', 'cloudfront.net', 'amazonaws.com', 'azurewebsites.net'],
  ...['firebaseapp.com', 'appspot.com', 'wordpress.com', 'weebly.com', 'wixsite.com', 'eu.org'],
  ...['fly.dev', 'onrender.com', 'r2.dev', 'uk.com', 'us.com', 'de.com', 'myshopify.com'],
]);

function isSameSite(named: string, real: string): boolean {
  if (named === real) return true;
  return real.endsWith(`.${named}`) && !isPublicSuffix(named);
}

/** Whether names right below `host` belong to different people. */
function isPublicSuffix(host: string): boolean {
  const labels = host.split('.');
  if (labels.length < 2 || SHARED_HOSTS.has(host)) return true;
  const [second, top] = labels;
  const isCountry = top?.length === 2;
  return labels.length === 2 && isCountry && SHARED_SECOND_LEVEL.has(second ?? '');
}

function shortenedNotice(options: RenderOptions): string {
  const text =
    options.labels.shortened ?? 'This message was shortened. Show the original to read all of it.';
  return `<p class="mr-notice" role="note">${escapeHtml(text)}</p>`;
}

function page(body: string, css: string, options: RenderOptions): string {
  // Scheme, host and port only: whatever else stood there could add a directive.
  const source = /^(?:'self'|https?:\/\/[\w.:[\]-]+)$/.test(options.imageSource ?? "'self'")
    ? (options.imageSource ?? "'self'")
    : "'self'";
  const policy = `default-src 'none'; img-src ${source} data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'`;
  return [
    '<!doctype html><html><head>',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta charset="utf-8"><meta name="referrer" content="no-referrer">',
    '<meta http-equiv="x-dns-prefetch-control" content="off">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<style>${baseStyle(options.theme)}</style>`,
    css ? `<style>${css.replace(/<\/?/g, '')}</style>` : '',
    `</head><body>${body}</body></html>`,
  ].join('');
}

function baseStyle(theme: 'light' | 'dark'): string {
  const isDark = theme === 'dark';
  const [page, ink, link, line, faint] = isDark
    ? ['#151920', '#e4e5e7', '#8ab4f8', '#4a4d52', '#a9adb3']
    : ['#ffffff', '#1f2328', '#0b57d0', '#c9ced6', '#5c6370'];
  return [
    `:root{color-scheme:${theme}}`,
    `html,body{margin:0;padding:0;background:${page};color:${ink}}`,
    'body{font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}',
    'body{overflow-x:auto;overflow-wrap:break-word;padding:2px}',
    `.${BODY_CLASS}{position:relative;overflow-x:auto;contain:paint}`,
    '.mr-text{white-space:pre-wrap;overflow-wrap:anywhere}',
    // Each line of plain text, right to left or left to right, by its own first letters.
    '.mr-text,.mr-text blockquote{unicode-bidi:plaintext;text-align:start}',
    `a{color:${link}}`,
    'img{max-width:100%;height:auto}img[height]{object-fit:contain}',
    'pre{white-space:pre-wrap}table,div,section,article,center,p{max-width:100%}',
    'blockquote{margin:0;margin-inline-start:.5em;padding-inline-start:.8em}',
    `blockquote{border-inline-start:2px solid ${line}}`,
    `.mr-blocked{display:inline-block;min-width:16px;border:1px dashed ${line};color:${faint}}`,
    // Pictures of a dot are there to count readers: no box for those.
    '.mr-blocked:is([width="0"],[width="1"],[height="0"],[height="1"]){display:none}',
    `.mr-host{margin-inline-start:.4em;padding:0 .4em;border:1px solid ${line};border-radius:4px}`,
    `.mr-host{color:${faint};font-size:12px;white-space:nowrap}`,
    `.mr-notice{margin:0 0 8px;padding:6px 10px;border:1px solid ${line};border-radius:6px}`,
    'details.mr-quote>summary{display:inline-block;cursor:pointer;list-style:none;padding:0 8px}',
    `details.mr-quote>summary{margin:6px 0;border:1px solid ${line};border-radius:8px}`,
    `details.mr-quote>summary{color:${faint};line-height:14px;user-select:none}`,
    'details.mr-quote>summary::-webkit-details-marker{display:none}',
    '@media print{details.mr-quote>summary{display:none}}',
  ].join('');
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
