import { randomBytes } from 'node:crypto';
import { isMailError, MailError } from '../../errors.ts';
import type { CallOptions } from '../provider.ts';
import { type GmailClient, pause } from './client.ts';
import type { HttpAnswer } from './http.ts';
import { draftShape } from './shapes.ts';

export interface CreatedDraft {
  draftId: string;
  remoteThreadId: string | null;
}

/** Above it a cut connection would cost too much to begin again. */
export const resumableFromBytes = 5 * 1024 * 1024;
const maxResumptions = 5;

/**
 * Creates a draft from raw MIME. Small ones in one request, big ones in a resumable upload.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/uploads
 */
export async function createDraft(
  client: GmailClient,
  apiUrl: string,
  bytes: Uint8Array,
  remoteThreadId: string | null,
  options: CallOptions,
): Promise<CreatedDraft> {
  const metadata = { message: remoteThreadId ? { threadId: remoteThreadId } : {} };
  const answer =
    bytes.length > resumableFromBytes
      ? await uploadResumable(client, apiUrl, metadata, bytes, options)
      : await uploadMultipart(client, metadata, bytes, options);
  const draft = draftShape.safeParse(parseJson(answer.text));
  // The work is done, only its result is unreadable: the same as a lost answer.
  if (!draft.success) throw new MailError('provider_unavailable');
  return { draftId: draft.data.id, remoteThreadId: draft.data.message?.threadId ?? null };
}

function uploadMultipart(
  client: GmailClient,
  metadata: object,
  bytes: Uint8Array,
  options: CallOptions,
): Promise<HttpAnswer> {
  const boundary = `mailroom-${randomBytes(18).toString('hex')}`;
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n` +
        `${JSON.stringify(metadata)}\r\n--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return client.send({
    ...options,
    method: 'drafts.create',
    verb: 'POST',
    isUpload: true,
    path: 'drafts',
    query: { uploadType: 'multipart' },
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body,
    timeoutMs: timeoutFor(bytes.length),
  });
}

async function uploadResumable(
  client: GmailClient,
  apiUrl: string,
  metadata: object,
  bytes: Uint8Array,
  options: CallOptions,
): Promise<HttpAnswer> {
  const session = await client.send({
    ...options,
    method: 'drafts.create',
    verb: 'POST',
    isUpload: true,
    path: 'drafts',
    query: { uploadType: 'resumable' },
    headers: {
      'x-upload-content-type': 'message/rfc822',
      'x-upload-content-length': String(bytes.length),
    },
    body: metadata,
    // Opening a session makes no draft yet.
    isRepeatable: true,
  });
  const location = sessionUrl(session.headers.get('location'), apiUrl);
  let offset = 0;
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await client.send({
        ...options,
        method: 'drafts.create',
        verb: 'PUT',
        path: location,
        isFree: true,
        headers: {
          'content-type': 'message/rfc822',
          ...(offset > 0
            ? { 'content-range': `bytes ${offset}-${bytes.length - 1}/${bytes.length}` }
            : {}),
        },
        body: bytes.subarray(offset),
        timeoutMs: timeoutFor(bytes.length - offset),
        expectedStatus: 308,
      });
      if (answer.status !== 308) return answer;
      offset = receivedBytes(answer);
    } catch (error) {
      const isInterrupted =
        isMailError(error, 'network') || isMailError(error, 'provider_unavailable');
      if (!isInterrupted || tries >= maxResumptions) throw error;
      await pause(500 * 2 ** tries, options.signal);
      const state = await askProgress(client, location, bytes.length, options);
      if (state.status !== 308) return state;
      offset = receivedBytes(state);
    }
    if (tries >= maxResumptions) throw new MailError('provider_unavailable');
  }
}

/** 308 and a Range while bytes are missing; the draft itself once all are there. */
function askProgress(
  client: GmailClient,
  location: string,
  size: number,
  options: CallOptions,
): Promise<HttpAnswer> {
  return client.send({
    ...options,
    method: 'drafts.create',
    verb: 'PUT',
    path: location,
    isFree: true,
    headers: { 'content-range': `bytes */${size}` },
    body: new Uint8Array(),
    expectedStatus: 308,
    isRepeatable: true,
  });
}

function receivedBytes(answer: HttpAnswer): number {
  const last = /^bytes=0-(\d+)$/.exec(answer.headers.get('range') ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** The session's address gets our token: only Google, or the place we were told to talk to, may. */
function sessionUrl(location: string | null, apiUrl: string): string {
  if (!location || !URL.canParse(location, apiUrl)) throw new MailError('provider_unavailable');
  const url = new URL(location, apiUrl);
  const isOurs = url.origin === new URL(apiUrl).origin;
  const isGoogle = url.protocol === 'https:' && url.hostname.endsWith('.googleapis.com');
  if (!isOurs && !isGoogle) throw new MailError('provider_unavailable');
  return url.href;
}

/** Half a minute, and time for 100 kB a second. */
function timeoutFor(bytes: number): number {
  return 30_000 + bytes / 100;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
