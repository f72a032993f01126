import { plainFromHtml } from './plain-html.ts';
import { sanitizeMail } from './sanitize.ts';

/** What stands in for `{{name}}`, `{{title}}`, `{{phone}}` and `{{email}}`. */
export interface SignatureFields {
  name: string;
  title: string;
  phone: string;
  email: string;
}

/** No real address has this host: nobody else's Content-IDs meet ours. */
const CID_HOST = 'signature.mailroom';
const CID = /cid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@signature\.mailroom/gi;
const FIELD = /\{\{\s*(name|title|phone|email)\s*\}\}/gi;
/** A field with what sets it apart from the one before: both go when there is nothing to say. */
const SEPARATED =
  /(?:(?:\s|&nbsp;)*[,|·•–—](?:\s|&nbsp;)*)?\{\{\s*(name|title|phone|email)\s*\}\}/gi;
const LINE = /<(p|div|li)\b[^>]*>((?:(?!<\/?(?:p|div|li)\b)[\s\S])*)<\/\1>/gi;

/** The Content-ID of a signature's picture, without angle brackets. @param imageId a UUID */
export function signatureContentId(imageId: string): string {
  return `${imageId}@${CID_HOST}`;
}

/** Ids of the signatures' pictures that HTML shows, each once, in their order. */
export function signatureImageIds(html: string): string[] {
  return [...new Set([...html.matchAll(CID)].map(([, id]) => (id ?? '').toLowerCase()))];
}

/**
 * A signature made harmless: mail's allow-lists, styles as attributes only, and no picture but the
 * signatures' own. Nothing remote is left, and nothing inlined as data.
 *
 * @param image the Content-ID to show in place of a picture's address, null to leave it out
 * @returns '' when nothing visible is left
 */
export function cleanSignature(
  html: string,
  image: (address: string) => string | null = () => null,
): string {
  const { html: clean } = sanitizeMail(html, {
    theme: 'light',
    image(url, use) {
      const contentId = use === 'img' ? image(url) : null;
      return contentId && `cid:${contentId}`;
    },
  });
  const bare = clean
    .replace(/ (?:class|loading|referrerpolicy|data-mr-quote)="[^"]*"/g, '')
    .replace(/<img\b(?![^>]*\ssrc=)[^>]*>/g, '')
    .trim();
  return /<(?:img|hr)\b/.test(bare) || plainFromHtml(bare).trim() !== '' ? bare : '';
}

/** Like `cleanSignature`, for one whose pictures are all ours already. */
export function cleanOwnSignature(html: string, isKnown: (imageId: string) => boolean): string {
  return cleanSignature(html, (address) => {
    const [id] = signatureImageIds(address);
    return id && address.toLowerCase() === `cid:${signatureContentId(id)}` && isKnown(id)
      ? signatureContentId(id)
      : null;
  });
}

/**
 * Puts a person's details into a signature. A line whose fields are all empty goes; of other lines
 * an empty field goes with the comma or bar before it.
 */
export function fillSignature(html: string, fields: SignatureFields): string {
  const detail = (name: string) => fields[name.toLowerCase() as keyof SignatureFields].trim();
  const kept = html.replace(LINE, (line) => {
    const names = [...line.matchAll(FIELD)].map(([, name]) => name ?? '');
    return names.length > 0 && names.every((name) => detail(name) === '') ? '' : line;
  });
  return kept
    .replace(SEPARATED, (found, name: string) => (detail(name) === '' ? '' : found))
    .replace(FIELD, (_, name: string) => escapeHtml(detail(name)));
}

/**
 * A letter's HTML: text, then signatures, then what it quotes. No `-- ` above a signature: mail
 * programs would take the quote below for a part of it (RFC 3676 section 4.3).
 */
export function signedHtml(text: string, signatures: string[], quote: string): string {
  const signed = signatures.map((html) => `<div class="gmail_signature">${linesOf(html)}</div>`);
  return [text, ...signed, quote].filter((part) => part !== '').join('<br>');
}

/** Mail programs give paragraphs margins of their own: lines stand as they were written. */
function linesOf(html: string): string {
  return html
    .replaceAll('<p></p>', '<p style="margin:0"><br></p>')
    .replaceAll('<p>', '<p style="margin:0">');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
