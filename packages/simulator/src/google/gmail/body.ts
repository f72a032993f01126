import { parseMime } from '../mime.ts';
import { apiError, invalidArgument } from './errors.ts';

/** 35 MiB: the largest message that send and drafts take. */
export const maxUploadBytes = 36_700_160;
/** The same message in base64, with room for the JSON around it. */
const maxJsonBytes = Math.ceil((maxUploadBytes * 4) / 3) + 1_048_576;

/** Bodies of a call. */
export interface CallBody {
  body: Record<string, unknown>;
  media: Uint8Array | null;
}

/** 413, as uploads over the limit get. */
export function tooLarge(): Error {
  return apiError(413, 'uploadTooLarge', 'Request Entity Too Large', { status: 'OUT_OF_RANGE' });
}

/** Reads a request's bytes, and stops at the limit. */
export async function readBytes(request: Request, isUpload: boolean): Promise<Uint8Array> {
  const limit = isUpload ? maxUploadBytes + 1_048_576 : maxJsonBytes;
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of request.body ?? []) {
    received += chunk.byteLength;
    if (received > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Parses a JSON body; an empty one is an empty object. */
export function parseJson(bytes: Uint8Array): Record<string, unknown> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw apiError(400, 'parseError', 'Invalid JSON payload received. Unexpected token.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw apiError(
      400,
      'parseError',
      'Invalid JSON payload received. Root element must be a message.',
    );
  return value as Record<string, unknown>;
}

/**
 * Reads an upload in one request.
 *
 * @param uploadType `media`: the body is the message; `multipart`: JSON, then the message
 * @see https://developers.google.com/workspace/gmail/api/guides/uploads
 */
export function parseUpload(
  uploadType: string | null,
  contentType: string,
  bytes: Uint8Array,
): CallBody {
  if (uploadType === 'media') return { body: {}, media: checkMedia(contentType, bytes) };
  if (uploadType !== 'multipart') throw invalidArgument('Invalid uploadType');
  if (!/^multipart\/related\b/i.test(contentType))
    throw apiError(400, 'badContent', 'Multipart must be of type multipart/related');
  const head = Buffer.from(`Content-Type: ${contentType}\r\n\r\n`);
  const { parts } = parseMime(Buffer.concat([head, bytes]));
  const [metadata, media] = parts;
  if (!metadata || !media || parts.length !== 2)
    throw apiError(400, 'badContent', 'Malformed multipart body.');
  return { body: parseJson(metadata.body()), media: checkMedia(media.mimeType, media.body()) };
}

/** Only messages are taken, up to the limit. */
export function checkMedia(contentType: string, bytes: Uint8Array): Uint8Array {
  if (!/^message\/\w+/i.test(contentType))
    throw apiError(
      400,
      'badContent',
      `Media type '${contentType.slice(0, 100)}' is not supported. Valid media types: [message/*]`,
    );
  if (bytes.byteLength > maxUploadBytes) throw tooLarge();
  return bytes;
}
