import { createHash } from 'node:crypto';
import { type Download, MailError } from '@mailroom/engine';

/** Raster formats that browsers decode without running anything; SVG is a document, so not here. */
const rasterTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

const frozen = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";
// A sandboxed document cannot start the browser's PDF viewer, which is isolated by itself.
const forPdf =
  "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/**
 * `response` with a tag, or 304 when the browser has it: bytes of mail never change under their
 * address. The tag is the reader's own, so that no other reader's copy matches.
 *
 * @param userId who reads; access was checked before
 */
export function revalidated(request: Request, userId: string, response: Response): Response {
  const { pathname, search } = new URL(request.url);
  const facts = [userId, pathname, search, response.headers.get('content-length') ?? ''];
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
  const tag = `W/"${digest}"`;
  response.headers.set('ETag', tag);
  const held = (request.headers.get('if-none-match') ?? '').split(',');
  if (!held.some((each) => each.trim() === tag)) return response;
  void response.body?.cancel();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(null, { status: 304, headers });
}

/** To be saved, whatever it is. */
export function asAttachment(download: Download): Response {
  return respond(download, {
    type: safeType(download.mimeType),
    disposition: contentDisposition('attachment', download.fileName),
    policy: frozen,
  });
}

/** Shown in place where that is harmless, else saved. */
export function asPreview(download: Download): Response {
  const type = essence(download.mimeType);
  const disposition = contentDisposition('inline', download.fileName);
  if (rasterTypes.has(type)) return respond(download, { type, disposition, policy: frozen });
  if (type === 'application/pdf') return respond(download, { type, disposition, policy: forPdf });
  if (type !== 'text/plain') return asAttachment(download);
  const charset = /charset="?([A-Za-z0-9._:-]{1,40})/i.exec(download.mimeType)?.[1] ?? 'utf-8';
  return respond(download, {
    type: `text/plain; charset=${charset}`,
    disposition,
    policy: frozen,
  });
}

/** A raw message to look at: text, so that nothing in it runs. */
export function asSource(download: Download): Response {
  return respond(download, {
    type: 'text/plain; charset=utf-8',
    disposition: contentDisposition('inline', `${download.fileName}.txt`),
    policy: frozen,
  });
}

/** An image for an `<img>`. @throws MailError `not_found` for what is no raster image */
export function asImage(download: Download): Response {
  const type = essence(download.mimeType);
  if (!rasterTypes.has(type)) throw new MailError('not_found');
  return respond(download, {
    type,
    disposition: contentDisposition('inline', download.fileName),
    policy: frozen,
  });
}

/**
 * A Content-Disposition that names `fileName` to old and new browsers.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6266#section-4.3 and RFC 8187 for `filename*`
 */
export function contentDisposition(kind: 'attachment' | 'inline', fileName: string): string {
  const name = cleanFileName(fileName);
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return ascii === name
    ? `${kind}; filename="${name}"`
    : `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

// Controls and bidirectional overrides hide a name's real ending; slashes leave the folder.
function cleanFileName(fileName: string): string {
  const name = fileName
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[/\\]/g, '_')
    .trim();
  return Array.from(name).slice(0, 200).join('') || 'file';
}

// What a page could load as a part of itself, should it ever come to link to a download.
const activeTypes =
  /(?:java|ecma|j|live|vb)script|\b(?:css|x?html|xml|xslt?|svg|wasm|cache-manifest)\b/;

function safeType(mimeType: string): string {
  const type = essence(mimeType);
  if (activeTypes.test(type)) return 'application/octet-stream';
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(type)
    ? type
    : 'application/octet-stream';
}

function essence(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase();
}

function respond(
  download: Download,
  head: { type: string; disposition: string; policy: string },
): Response {
  const headers = new Headers({
    'Content-Type': head.type,
    'Content-Disposition': head.disposition,
    'Content-Security-Policy': head.policy,
    // Kept, but asked for again each time: who is signed in may have changed.
    'Cache-Control': 'private, no-cache',
    Vary: 'Cookie, Authorization',
  });
  if (download.sizeBytes !== null) headers.set('Content-Length', String(download.sizeBytes));
  return new Response(download.body as BodyInit, { headers });
}
