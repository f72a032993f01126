import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { checkMedia, maxUploadBytes, parseJson, readBytes, tooLarge } from './body.ts';
import { type Answer, type CallRunner, failure, type IncomingCall } from './call.ts';
import { apiError, invalidArgument } from './errors.ts';

const chunkUnit = 256 * 1024;
const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;
const maxSessions = 1_000;

interface Session {
  call: Omit<IncomingCall, 'readBody'>;
  metadata: Record<string, unknown>;
  contentType: string;
  chunks: Uint8Array[];
  received: number;
  createdAt: number;
  /** Kept after the end, for a client that lost the answer. */
  answer: Answer | null;
}

/** Resumable uploads: a session, then pieces with ranges, then the method's own answer. */
export interface ResumableUploads {
  start(call: Omit<IncomingCall, 'readBody'>, request: Request): Promise<Answer>;
  proceed(uploadId: string, request: Request): Promise<Answer>;
}

/**
 * Creates an empty set of sessions.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/uploads#resumable
 */
export function createResumableUploads(runner: CallRunner, clock: Clock): ResumableUploads {
  const sessions = new Map<string, Session>();
  const start = async (call: Omit<IncomingCall, 'readBody'>, request: Request) => {
    runner.authorise(call);
    const size = Number(request.headers.get('x-upload-content-length') ?? 0);
    if (size > maxUploadBytes) throw tooLarge();
    const contentType = request.headers.get('x-upload-content-type') ?? 'message/rfc822';
    checkMedia(contentType, new Uint8Array());
    const metadata = parseJson(await readBytes(request, true));
    if (sessions.size >= maxSessions) throw apiError(503, 'backendError', 'Too many uploads');
    const id = randomBytes(48).toString('base64url');
    const createdAt = clock.now();
    sessions.set(id, {
      call,
      metadata,
      contentType,
      chunks: [],
      received: 0,
      createdAt,
      answer: null,
    });
    const location = new URL(request.url);
    location.searchParams.set('upload_id', id);
    return {
      status: 200,
      headers: { Location: location.href, 'X-GUploader-UploadID': id },
      body: '',
      failure: null,
    };
  };
  const proceed = async (uploadId: string, request: Request) => {
    const session = sessions.get(uploadId);
    if (!session || clock.now() - session.createdAt > lifetimeMs)
      throw apiError(404, 'notFound', 'Upload session not found or expired.');
    if (session.answer) return session.answer;
    const bytes = await readBytes(request, true);
    const range = readRange(request.headers.get('content-range'), bytes.byteLength);
    if (range.start !== null && range.start === session.received) {
      if (session.received + bytes.byteLength > maxUploadBytes) throw tooLarge();
      const isLast = range.total !== null && range.start + bytes.byteLength === range.total;
      if (!isLast && bytes.byteLength % chunkUnit !== 0)
        throw invalidArgument('Chunks must be a multiple of 262144 bytes');
      session.chunks.push(bytes);
      session.received += bytes.byteLength;
    }
    if (range.total === null || session.received < range.total) return incomplete(session);
    session.answer = await runner.run({
      ...session.call,
      readBody: async () => ({
        body: session.metadata,
        media: checkMedia(session.contentType, Buffer.concat(session.chunks)),
      }),
    });
    const { answer } = session;
    // A refusal for quota can be tried again; the connection's fate is not part of the answer.
    if (answer.status === 429 || answer.status === 403 || answer.status >= 500)
      session.answer = null;
    else {
      session.chunks = [];
      session.answer = { ...answer, failure: null };
    }
    return answer;
  };
  return {
    start: (call, request) => start(call, request).catch(failure),
    proceed: (uploadId, request) => proceed(uploadId, request).catch(failure),
  };
}

function incomplete(session: Session): Answer {
  const headers: Record<string, string> =
    session.received > 0 ? { Range: `bytes=0-${session.received - 1}` } : {};
  return { status: 308, headers, body: '', failure: null };
}

/** `start` is null for a question about the state of things. */
function readRange(
  header: string | null,
  length: number,
): { start: number | null; total: number | null } {
  if (header === null) return { start: 0, total: length };
  const match = /^bytes\s+(?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header.trim());
  if (!match) throw invalidArgument('Invalid Content-Range');
  const total = match[3] === '*' ? null : Number(match[3]);
  if (match[1] === undefined) return { start: null, total };
  if (Number(match[2]) - Number(match[1]) + 1 !== length)
    throw invalidArgument('Content-Range does not fit the body');
  return { start: Number(match[1]), total };
}
