import type {
  AddressView,
  ComposeDraftView,
  SizeLimitsView,
  SubmissionInput,
} from '../../views.ts';
import { isAddress } from './addresses.ts';

/** A file on its way into a message, or there already. */
export interface DraftFile {
  key: string;
  fileName: string;
  sizeBytes: number;
  /** From `POST /uploads`; null while uploading. */
  uploadId: string | null;
  /** An attachment of the message that is forwarded. */
  attachmentId: number | null;
}

/** A message being written. Plain data, so that it can be kept in localStorage. */
export interface Draft {
  id: string;
  /** Kept over retries, new after an undo: the server takes the same one for the same message. */
  submissionId: string;
  accountId: number;
  from: string;
  to: AddressView[];
  cc: AddressView[];
  bcc: AddressView[];
  subject: string;
  html: string;
  quoteHtml: string;
  /** Absent: what the sender signs with by default; null: removed, and it stays away. */
  signature?: number | null;
  /** Of an answer: which of the account's addresses the message was for. */
  receivedBy?: { accountId: number; email: string } | null;
  files: DraftFile[];
  related: { messageId: number; kind: 'reply' | 'reply_all' | 'forward' } | null;
  isMinimized: boolean;
  isFull: boolean;
}

export function newDraft(accountId: number, from: string): Draft {
  return {
    id: crypto.randomUUID(),
    submissionId: crypto.randomUUID(),
    accountId,
    from,
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: '',
    quoteHtml: '',
    files: [],
    related: null,
    isMinimized: false,
    isFull: false,
  };
}

/** A reply or forward, from what the server prepared. */
export function draftFrom(
  view: ComposeDraftView,
  messageId: number,
  kind: 'reply' | 'reply_all' | 'forward',
): Draft {
  return {
    ...newDraft(view.accountId, view.from),
    to: view.to,
    cc: view.cc,
    subject: view.subject,
    quoteHtml: view.quoteHtml,
    receivedBy: view.receivedBy ? { accountId: view.accountId, email: view.receivedBy } : null,
    files: view.attachments.map((file) => ({
      key: `a${file.id}`,
      fileName: file.fileName,
      sizeBytes: file.sizeBytes,
      uploadId: null,
      attachmentId: file.id,
    })),
    related: { messageId, kind },
  };
}

/**
 * Bytes of files that still fit, as the server reckons: its limit allows for what encoding adds.
 * Below 0 the message is too large already.
 */
export function roomLeft(
  draft: Pick<Draft, 'files' | 'html' | 'quoteHtml'>,
  limits: SizeLimitsView,
): number {
  const attachedBytes = draft.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  // The text goes along twice, as HTML and as plain text.
  const textBytes = (draft.html.length + draft.quoteHtml.length) * 2;
  return limits.attachedBytes - attachedBytes - textBytes;
}

/** Why a file cannot be attached: by itself, or beside the others; null when it can. */
export function fileProblem(
  draft: Pick<Draft, 'files' | 'html' | 'quoteHtml'>,
  sizeBytes: number,
  limits: SizeLimitsView,
): 'fileTooLarge' | 'filesTooLarge' | null {
  if (sizeBytes > limits.fileBytes) return 'fileTooLarge';
  return sizeBytes > roomLeft(draft, limits) ? 'filesTooLarge' : null;
}

/** Whether closing it would lose something. */
export function hasContent(draft: Draft): boolean {
  // A reply comes with its people and its subject, a forward with its subject.
  const isReply = draft.related !== null && draft.related.kind !== 'forward';
  const people = isReply ? draft.bcc : [...draft.to, ...draft.cc, ...draft.bcc];
  return (
    hasText(draft.html) ||
    draft.files.some((file) => file.attachmentId === null) ||
    people.length > 0 ||
    (draft.related === null && draft.subject !== '')
  );
}

export type SendProblem = 'noRecipient' | 'badAddress' | 'tooLarge' | 'uploading';

/**
 * What stands in the way of sending; null when nothing does.
 *
 * @param limits null: not known yet, so the server decides
 */
export function sendProblem(draft: Draft, limits: SizeLimitsView | null): SendProblem | null {
  const people = [...draft.to, ...draft.cc, ...draft.bcc];
  if (people.length === 0) return 'noRecipient';
  if (people.some((person) => !isAddress(person.email))) return 'badAddress';
  if (draft.files.some((file) => file.uploadId === null && file.attachmentId === null)) {
    return 'uploading';
  }
  return limits && roomLeft(draft, limits) < 0 ? 'tooLarge' : null;
}

export type SendWarning = 'noSubject' | 'noAttachment';

/** What a person may want to think about before it goes. */
export function sendWarnings(draft: Draft): SendWarning[] {
  const warnings: SendWarning[] = [];
  if (draft.subject.trim() === '') warnings.push('noSubject');
  const words = `${draft.subject} ${textOf(draft.html)}`;
  if (
    draft.files.length === 0 &&
    draft.related?.kind !== 'forward' &&
    SPEAKS_OF_FILES.test(words)
  ) {
    warnings.push('noAttachment');
  }
  return warnings;
}

/** What changes with the sender: a signature that was chosen for another one goes, a removal stays. */
export function withSender(draft: Draft, accountId: number, from: string): Partial<Draft> {
  const { signature } = draft;
  return { accountId, from, ...(typeof signature === 'number' ? { signature: undefined } : {}) };
}

/** The address that an answer should come from and does not; null when all is well. */
export function otherReceiver(draft: Draft): { accountId: number; email: string } | null {
  const { receivedBy } = draft;
  if (!receivedBy) return null;
  const isSame =
    receivedBy.accountId === draft.accountId &&
    receivedBy.email.toLowerCase() === draft.from.toLowerCase();
  return isSame ? null : receivedBy;
}

/** What the API takes. @param signatureId what the sender signs with; null: nothing */
export function toSubmission(draft: Draft, signatureId: number | null): SubmissionInput {
  return {
    submissionId: draft.submissionId,
    accountId: draft.accountId,
    from: draft.from,
    to: draft.to,
    cc: draft.cc,
    bcc: draft.bcc,
    subject: draft.subject,
    html: mailHtml(draft.html),
    quoteHtml: draft.quoteHtml,
    signatureId,
    uploadIds: draft.files.flatMap((file) => (file.uploadId === null ? [] : [file.uploadId])),
    attachmentIds: draft.files.flatMap((file) =>
      file.attachmentId === null ? [] : [file.attachmentId],
    ),
    ...(draft.related ? { related: draft.related } : {}),
    undoSeconds: 10,
  };
}

const SPEAKS_OF_FILES =
  /\b(attached|attachment|attaching|enclosed|ci-jointe?s?|en annexe)\b|pi[eè]ces? jointes?|je (?:vous |te )?joins/iu;

/** Mail programs give paragraphs margins of their own: lines must look as they were written. */
function mailHtml(html: string): string {
  return html
    .replaceAll('<p></p>', '<p style="margin:0"><br></p>')
    .replaceAll('<p>', '<p style="margin:0">');
}

function hasText(html: string): boolean {
  return textOf(html).trim() !== '' || /<(img|hr)\b/i.test(html);
}

function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replaceAll('&nbsp;', ' ');
}
