import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Nothing inline runs; mail is shown in sandboxed frames whose documents carry a policy of their own. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' blob: about:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface StaticFile {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  /** Its name carries a hash of its content. */
  isImmutable: boolean;
  packed: Partial<Record<'br' | 'gzip', Promise<Uint8Array<ArrayBuffer>>>>;
}

const maxFiles = 5_000;

/**
 * Serves the built web client: files by name, and its page for every other path, since the client
 * has a router of its own.
 *
 * @param basePath where the site lies below its origin, without a trailing slash; empty at the root
 */
export async function webClient(directory: string, basePath: string): Promise<MiddlewareHandler> {
  const files = await loadFiles(directory);
  const page = files.get('/index.html');
  if (page && basePath) {
    const html = new TextDecoder().decode(page.body);
    page.body = new TextEncoder().encode(
      html.replace('<head>', `<head><base href="${basePath}/">`),
    );
    page.etag = etagOf(page.body);
  }
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
    const path = decodePath(c.req.path);
    const file = files.get(path);
    if (file) return respond(c.req.raw, file, path === '/index.html');
    // A missing script answered with a page only hides that it is missing.
    if (extname(path) !== '' && path.startsWith('/assets/')) return c.text('Not found.', 404);
    if (page) return respond(c.req.raw, page, true);
    return c.text('The web client is not built. Run: npm run build', 503);
  };
}

async function respond(request: Request, file: StaticFile, isPage: boolean): Promise<Response> {
  const headers = new Headers({
    'Content-Type': file.type,
    ETag: file.etag,
    Vary: 'Accept-Encoding',
    'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  if (isPage) {
    headers.set('Content-Security-Policy', pagePolicy);
    headers.set('X-Frame-Options', 'DENY');
    // Consent runs in a pop-up that must find its opener again.
    headers.set('Cross-Origin-Opener-Policy', 'same-origin-allow-popups');
    headers.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
  }
  if (request.headers.get('if-none-match') === file.etag) {
    return new Response(null, { status: 304, headers });
  }
  const encoding = pickEncoding(request, file);
  const body = encoding ? await packed(file, encoding) : file.body;
  if (encoding) headers.set('Content-Encoding', encoding);
  headers.set('Content-Length', String(body.byteLength));
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

function pickEncoding(request: Request, file: StaticFile): 'br' | 'gzip' | null {
  if (file.body.byteLength < 1024 || !/^(text|application|image\/svg)/.test(file.type)) return null;
  const accepted = request.headers.get('accept-encoding') ?? '';
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : null;
}

function packed(file: StaticFile, encoding: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer>> {
  file.packed[encoding] ??= pack(file.body, encoding);
  return file.packed[encoding];
}

async function pack(body: Uint8Array, encoding: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer>> {
  // Quality 6: at the highest a first visitor would wait for seconds.
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
  return encoding === 'br'
    ? new Uint8Array(await promisify(brotliCompress)(body, options))
    : new Uint8Array(await promisify(gzip)(body));
}

async function loadFiles(directory: string): Promise<Map<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const entry of entries.slice(0, maxFiles)) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || !type) continue;
    const path = join(entry.parentPath, entry.name);
    const body = new Uint8Array(await readFile(path));
    const name = `/${relative(directory, path).split(sep).join('/')}`;
    const isImmutable = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(name);
    files.set(name, { body, type, etag: etagOf(body), isImmutable, packed: {} });
  }
  return files;
}

function etagOf(body: Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
