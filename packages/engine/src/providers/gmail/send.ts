import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isMailError, MailError } from '../../errors.ts';
import type {
  CallOptions,
  Cursor,
  OutgoingRaw,
  SendReceipt,
  SentFinding,
  SentProbe,
} from '../provider.ts';
import type { GmailClient } from './client.ts';
import { findMarkedDraft, readMark, readSentHeaders, searchSent } from './submission.ts';
import { type CreatedDraft, createDraft } from './upload.ts';

/** Header that carries our own mark: Gmail replaces the Message-ID of what it sends. */
export const submissionHeader = 'X-Mailroom-Submission';

/**
 * The notes of an attempt. The draft is what makes sending safe: Gmail sends a draft once and then
 * it is gone, so `drafts.send` on a stored draft id can never send twice.
 * See docs/decisions/0003-sending-through-drafts.md.
 */
const stateShape = z.discriminatedUnion('phase', [
  /** A draft may exist that nobody knows the id of; nothing was sent. */
  z.object({ phase: z.literal('creating'), mark: z.string() }),
  z.object({
    phase: z.literal('created'),
    mark: z.string(),
    draftId: z.string(),
    remoteThreadId: z.string().nullable(),
    /** When the draft was made, ISO 8601: nothing was sent before. */
    at: z.string(),
  }),
]);

type CreatedState = Extract<z.infer<typeof stateShape>, { phase: 'created' }>;

interface SendContext {
  client: GmailClient;
  apiUrl: string;
  now: () => Date;
}

/** Sends a message, or goes on with an earlier attempt at it. See MailProvider.send. */
export async function sendMessage(
  context: SendContext,
  message: OutgoingRaw,
  options: CallOptions,
): Promise<SendReceipt> {
  const { mark, bytes } = stamp(message);
  const earlier = stateShape.safeParse(message.state ?? null).data ?? null;
  const state =
    earlier?.phase === 'created'
      ? earlier
      : await prepareDraft(context, { ...message, bytes }, mark, earlier !== null, options);
  try {
    const remoteId = await sendDraft(context.client, state.draftId, options);
    return await readReceipt(context.client, remoteId, state.remoteThreadId, options);
  } catch (error) {
    return afterFailure(context.client, message, state, error, options);
  }
}

/** Makes the draft, or finds the one that an earlier attempt made without learning its id. */
async function prepareDraft(
  context: SendContext,
  message: OutgoingRaw,
  mark: string,
  mayExist: boolean,
  options: CallOptions,
): Promise<CreatedState> {
  const at = context.now().toISOString();
  const found = mayExist
    ? await findMarkedDraft(context.client, message.messageId, mark, options)
    : null;
  if (!mayExist) await message.onProgress({ phase: 'creating', mark });
  const draft = found ?? (await makeDraft(context, message, mark, options));
  const state: CreatedState = { phase: 'created', mark, at, ...draft };
  await message.onProgress({ ...state });
  return state;
}

/** Tells what became of an attempt. See MailProvider.findSent. */
export async function findSentMessage(
  client: GmailClient,
  probe: SentProbe,
  options: CallOptions,
): Promise<SentFinding> {
  // The call that sends is only ever made after a note with the draft's id was stored.
  const state = stateShape.safeParse(probe.state).data ?? null;
  if (state?.phase !== 'created') return { kind: 'unsent' };
  if (await hasDraft(client, state.draftId, options)) return { kind: 'unsent' };
  const { mark, remoteThreadId } = state;
  const sent = await searchSent(client, { ...probe, mark, remoteThreadId }, options);
  if (sent) return { kind: 'sent', receipt: sent };
  // The draft went some other way: its owner deleted it, or Sent does not show it yet.
  return { kind: 'unknown' };
}

/** Removes the draft of an attempt that nobody wants any more. */
export async function abandonAttempt(
  client: GmailClient,
  state: Cursor,
  options: CallOptions,
): Promise<void> {
  const parsed = stateShape.safeParse(state).data;
  if (!parsed) return;
  const draft =
    parsed.phase === 'created' ? parsed : await findMarkedDraft(client, null, parsed.mark, options);
  if (draft) await deleteDraft(client, draft.draftId, options);
}

/**
 * Puts our mark on the message, unless the composer did already. The mark is derived from our
 * Message-ID, so that the same message has the same mark in every attempt.
 */
function stamp({ bytes, messageId }: OutgoingRaw): { mark: string; bytes: Uint8Array } {
  const present = readMark(bytes, submissionHeader);
  if (present) return { mark: present, bytes };
  const mark = createHash('sha256').update(messageId).digest('hex').slice(0, 32);
  return { mark, bytes: Buffer.concat([Buffer.from(`${submissionHeader}: ${mark}\r\n`), bytes]) };
}

async function makeDraft(
  { client, apiUrl }: SendContext,
  message: OutgoingRaw,
  mark: string,
  options: CallOptions,
): Promise<CreatedDraft> {
  const create = (threadId: string | null) =>
    createDraft(client, apiUrl, message.bytes, threadId, options);
  try {
    return await create(message.remoteThreadId);
  } catch (error) {
    // The conversation is gone: the message starts one of its own.
    if (isMailError(error, 'remote_gone') && message.remoteThreadId) return create(null);
    const isLost = isMailError(error, 'network') || isMailError(error, 'provider_unavailable');
    if (!isLost) throw error;
    const found = await findMarkedDraft(client, message.messageId, mark, options);
    if (found) return found;
    // Nothing was sent; the next attempt looks for a late draft again before it makes one.
    throw error;
  }
}

/** @returns the id of the sent message */
async function sendDraft(
  client: GmailClient,
  draftId: string,
  options: CallOptions,
): Promise<string> {
  const sent = await client.call(z.object({ id: z.string().min(1) }), {
    ...options,
    method: 'drafts.send',
    verb: 'POST',
    path: 'drafts/send',
    body: { id: draftId },
    timeoutMs: 120_000,
  });
  return sent.id;
}

async function afterFailure(
  client: GmailClient,
  message: OutgoingRaw,
  state: CreatedState,
  error: unknown,
  options: CallOptions,
): Promise<SendReceipt> {
  if (!(error instanceof MailError)) throw error;
  if (error.code === 'remote_gone') {
    // Gone since the id was stored: an earlier attempt sent it, or somebody deleted it.
    const { messageId } = message;
    const startedAt = new Date(state.at);
    const sent = await searchSent(client, { messageId, startedAt, ...state }, options);
    if (sent) return sent;
    throw new MailError('delivery_unknown', { cause: error });
  }
  if (['network', 'provider_unavailable', 'cancelled'].includes(error.code))
    throw new MailError('delivery_unknown', { cause: error });
  if (error.retry === 'never') {
    // Refused for good: leave no stray draft behind. The note first, so that a later attempt, if
    // the user wants one, does not look for a draft that is gone.
    await message.onProgress({ phase: 'creating', mark: state.mark });
    await deleteDraft(client, state.draftId, options).catch(() => {});
  }
  throw error;
}

async function readReceipt(
  client: GmailClient,
  remoteId: string,
  remoteThreadId: string | null,
  options: CallOptions,
): Promise<SendReceipt> {
  try {
    const sent = await readSentHeaders(client, remoteId, options);
    return {
      remoteId,
      remoteThreadId: sent.remoteThreadId ?? remoteThreadId,
      messageId: sent.messageId,
    };
  } catch {
    // It is sent, whatever this look says.
    return { remoteId, remoteThreadId, messageId: null };
  }
}

async function hasDraft(
  client: GmailClient,
  draftId: string,
  options: CallOptions,
): Promise<boolean> {
  try {
    await client.send({
      ...options,
      method: 'drafts.get',
      path: `drafts/${encodeURIComponent(draftId)}`,
      query: { format: 'minimal', fields: 'id' },
    });
    return true;
  } catch (error) {
    if (isMailError(error, 'remote_gone')) return false;
    throw error;
  }
}

async function deleteDraft(
  client: GmailClient,
  draftId: string,
  options: CallOptions,
): Promise<void> {
  try {
    await client.send({
      ...options,
      method: 'drafts.delete',
      verb: 'DELETE',
      path: `drafts/${encodeURIComponent(draftId)}`,
      isRepeatable: true,
    });
  } catch (error) {
    if (!isMailError(error, 'remote_gone')) throw error;
  }
}
