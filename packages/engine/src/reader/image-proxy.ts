import { timingSafeEqual } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Caller, Download } from '../engine.ts';
import { MailError } from '../errors.ts';
import { imageSignature } from './links.ts';

export interface ImageProxyOptions {
  /** Signs links; the same for all processes of an installation. */
  key: string;
  /** Whether an address may be connected to; default: public ones only. */
  isAllowedAddress?: (address: string) => boolean;
  /** Whether a port (empty: the scheme's own) may be connected to; default: the web's. */
  isAllowedPort?: (port: string) => boolean;
  /** The addresses of a host; default: what name servers answer. */
  resolve?: (host: string, signal: AbortSignal) => Promise<{ address: string; family: number }[]>;
  timeoutMs?: number;
}

/** Fetches remote images for readers, so that senders learn neither address nor browser. */
export interface ImageProxy {
  /** Signs links; see links.ts. */
  readonly key: string;
  /** @throws MailError `not_found` for a wrong signature and for whatever is no picture */
  fetch(caller: Caller, input: { url: string; signature: string }): Promise<Download>;
}

const maxBytes = 10 * 1024 * 1024;
const maxRedirects = 4;
const maxParallel = 8;
/** One reader of a letter full of slow pictures must not keep everybody else's waiting. */
const maxParallelPerUser = 4;
/** A letter shows some hundred pictures; whoever waits behind more gets none. */
const maxWaiting = 400;
const maxUrlLength = 8_000;
const cacheBytes = 48 * 1024 * 1024;
const cacheMs = 60 * 60_000;
const webPorts = new Set(['', '80', '443', '8080', '8443']);

interface Picture {
  mimeType: string;
  bytes: Uint8Array;
}

/** Creates the proxy of one engine. */
export function createImageProxy(options: ImageProxyOptions): ImageProxy {
  const isAllowed = options.isAllowedAddress ?? isPublicAddress;
  const isAllowedPort = options.isAllowedPort ?? ((port: string) => webPorts.has(port));
  const timeoutMs = options.timeoutMs ?? 10_000;
  const resolve = options.resolve ?? resolveName;
  const cache = createPictureCache();
  const places = createPlaces(maxParallel, maxParallelPerUser);

  return {
    key: options.key,
    async fetch({ userId }, { url, signature }) {
      if (url.length > maxUrlLength || !isSame(signature, imageSignature(options.key, userId, url)))
        throw new MailError('not_found');
      const { mimeType, bytes } = await cache.get(url, () =>
        places.take(userId, () =>
          fetchPicture(url, { isAllowed, isAllowedPort, resolve, timeoutMs }),
        ),
      );
      const fileName = `image.${mimeType.split('/')[1]}`;
      return { fileName, mimeType, sizeBytes: bytes.byteLength, body: bytes };
    },
  };
}

/** Whether an IP address is on the public internet: no private, local, mapped or reserved range. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` unwraps IPv4 in IPv6; the other tunnels into IPv4 have ranges of their own.
  return ipaddr.process(address).range() === 'unicast';
}

type Resolve = typeof resolveName;

interface FetchLimits {
  isAllowed(address: string): boolean;
  isAllowedPort(port: string): boolean;
  resolve: Resolve;
  timeoutMs: number;
}

async function fetchPicture(firstUrl: string, limits: FetchLimits): Promise<Picture> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let url = firstUrl;
  try {
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const answer = await get(checkedUrl(url, limits.isAllowedPort), limits, signal);
      const { location } = answer.headers;
      if (isRedirect(answer.statusCode) && location) {
        answer.destroy();
        url = new URL(location, url).href;
        continue;
      }
      return await readPicture(answer);
    }
  } catch (cause) {
    // One answer for every failure: it must not tell what is reachable from here.
    throw new MailError('not_found', { cause });
  }
  throw new MailError('not_found');
}

function checkedUrl(text: string, isAllowedPort: (port: string) => boolean): URL {
  const url = new URL(text);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || url.username || url.password || !isAllowedPort(url.port))
    throw new MailError('not_found');
  return url;
}

/** Connects to the very address that was checked: a name may answer differently the second time. */
async function get(
  url: URL,
  { isAllowed, resolve }: FetchLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = ipaddr.isValid(host)
    ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv6' ? 6 : 4 }]
    : await resolve(host, signal);
  const [first] = addresses;
  if (!first || !addresses.every(({ address }) => isAllowed(address)))
    throw new MailError('not_found');
  const pinned: LookupFunction = (_host, lookupOptions, done) =>
    lookupOptions.all ? done(null, [first]) : done(null, first.address, first.family);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        lookup: pinned,
        agent: false,
        signal,
        maxHeaderSize: 16_384,
        headers: { accept: 'image/*', 'user-agent': 'Mozilla/5.0 (image proxy)' },
      },
      resolve,
    );
    call.once('error', reject);
    call.end();
  });
}

/**
 * Asks name servers alone: the system's own lookup would also know names of this machine and its
 * network, and holds one of the process's few threads for as long as it likes.
 */
async function resolveName(
  host: string,
  signal: AbortSignal,
): Promise<{ address: string; family: number }[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  const cancel = () => resolver.cancel();
  signal.throwIfAborted();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(host),
      resolver.resolve6(host),
    ]);
    signal.throwIfAborted();
    return [
      ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 })),
      ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
    ];
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function readPicture(answer: IncomingMessage): Promise<Picture> {
  const isTooLarge = Number(answer.headers['content-length'] ?? 0) > maxBytes;
  if (answer.statusCode !== 200 || isTooLarge) {
    answer.destroy();
    throw new MailError('not_found');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      answer.destroy();
      throw new MailError('too_large');
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  // The bytes decide, not the header: SVG and HTML are no pictures here, whatever they are called.
  const mimeType = pictureType(bytes);
  if (!mimeType) throw new MailError('not_found');
  return { mimeType, bytes };
}

/** The type of a raster image by its first bytes, null for anything else. */
export function pictureType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 32)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (head.startsWith('BM')) return 'image/bmp';
  if (head.slice(4, 8) === 'ftyp' && /avi[fs]/.test(head.slice(8, 32))) return 'image/avif';
  if (head.startsWith('\0\0\x01\0')) return 'image/x-icon';
  return null;
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function createPictureCache() {
  const pictures = new Map<string, { picture: Picture; at: number }>();
  const running = new Map<string, Promise<Picture>>();
  let total = 0;

  function drop(url: string): void {
    total -= pictures.get(url)?.picture.bytes.byteLength ?? 0;
    pictures.delete(url);
  }

  return {
    async get(url: string, load: () => Promise<Picture>): Promise<Picture> {
      const known = pictures.get(url);
      if (known && Date.now() - known.at < cacheMs) return known.picture;
      if (known) drop(url);
      let loading = running.get(url);
      if (!loading) {
        loading = load().finally(() => running.delete(url));
        running.set(url, loading);
      }
      const picture = await loading;
      if (!pictures.has(url)) {
        pictures.set(url, { picture, at: Date.now() });
        total += picture.bytes.byteLength;
      }
      for (const [oldest] of pictures) {
        if (total <= cacheBytes) break;
        drop(oldest);
      }
      return picture;
    },
  };
}

/** So many at a time, and so many of one user; the rest waits its turn. */
function createPlaces(total: number, perUser: number) {
  const running = new Map<string, number>();
  const waiting: { userId: string; start(): void }[] = [];
  let count = 0;

  const countOf = (userId: string) => running.get(userId) ?? 0;
  function startNext(): void {
    while (count < total) {
      const index = waiting.findIndex(({ userId }) => countOf(userId) < perUser);
      const [next] = index < 0 ? [] : waiting.splice(index, 1);
      if (!next) return;
      count += 1;
      running.set(next.userId, countOf(next.userId) + 1);
      next.start();
    }
  }
  function leave(userId: string): void {
    count -= 1;
    if (countOf(userId) > 1) running.set(userId, countOf(userId) - 1);
    else running.delete(userId);
    startNext();
  }

  return {
    async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
      if (waiting.length >= maxWaiting) throw new MailError('not_found');
      await new Promise<void>((start) => {
        waiting.push({ userId, start });
        startNext();
      });
      return work().finally(() => leave(userId));
    },
  };
}
