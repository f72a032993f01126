/** One mailbox of an address header. Either half may be empty, never both. */
export interface MailAddress {
  /** Display name, decoded; '' when there is none. */
  name: string;
  /** `local@domain` as written; '' in the rare header that gives a name alone. */
  email: string;
}

/** Header fields in their order of appearance: name as written, value unfolded. */
export type HeaderList = [name: string, value: string][];

/**
 * One node of a message's MIME tree, the common ground of the two roads to a `ParsedMessage`: raw
 * bytes read by `parseMessage`, and a structure that a provider already took apart.
 */
export interface MessagePart {
  /** Stable id inside the message, for example `2.1`; unique, '' for the root of a multipart. */
  path: string;
  /** Lower case, without parameters: `text/plain`. */
  mimeType: string;
  /** Of text; null when not declared. */
  charset: string | null;
  /** This part's own header fields; those of the root are the message's. Raw or decoded values. */
  headers: HeaderList;
  fileName: string | null;
  /** Without angle brackets. */
  contentId: string | null;
  disposition: 'attachment' | 'inline' | null;
  /** Decoded size, also known when `content` is null. */
  sizeBytes: number;
  /** Transfer-decoded bytes (charset not yet decoded); null for containers and when not fetched. */
  content: Uint8Array | null;
  children: MessagePart[];
}

export interface ParsedAttachment {
  path: string;
  /** Never empty: made up from the type where the message gives none. Without directory parts. */
  fileName: string;
  mimeType: string;
  sizeBytes: number;
  contentId: string | null;
  /** Shown inside the text (a `cid:` picture) rather than listed below it. */
  isInline: boolean;
  /** null when the provider's structure came without the bytes. */
  content: Uint8Array | null;
}

/** PostgreSQL text search configurations that the detector can name. */
export type MailLanguage =
  | 'simple'
  | 'danish'
  | 'dutch'
  | 'english'
  | 'finnish'
  | 'french'
  | 'german'
  | 'hungarian'
  | 'italian'
  | 'norwegian'
  | 'portuguese'
  | 'romanian'
  | 'russian'
  | 'spanish'
  | 'swedish'
  | 'turkish';

export interface ParsedMessage {
  /** Without angle brackets, as are the two below. */
  messageId: string | null;
  inReplyTo: string | null;
  /** Oldest first, without repetition, at most 200. */
  references: string[];
  /** Decoded, one line; '' when absent. */
  subject: string;
  from: MailAddress | null;
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** The Date header; null when absent or unreadable. */
  date: Date | null;
  /** Decoded and bounded. */
  headers: HeaderList;
  /** Plain text body, line ends as `\n`; null when the message has none. */
  text: string | null;
  /** Content of `format=flowed` text with `delsp` recorded, for the renderer. */
  textFlow: 'fixed' | 'flowed' | 'flowed-delsp';
  html: string | null;
  attachments: ParsedAttachment[];
  /** Vacation notes, bounces, list software: never to be answered by a machine. */
  isAutoReply: boolean;
  /** The List-Unsubscribe header, decoded; null when absent. */
  listUnsubscribe: string | null;
  /** Delivered-To and X-Original-To, lower case, without repetition. */
  deliveredTo: string[];
  language: MailLanguage;
  /** What had to be guessed, cut or left out, as stable codes such as `too_many_parts`. */
  problems: string[];
}

/** Bounds of parsing. Whatever exceeds one is cut and noted in `problems`. */
export interface ParseLimits {
  maxBytes: number;
  maxHeaderBytes: number;
  maxHeaders: number;
  maxParts: number;
  maxDepth: number;
  /** Sum over all parts after transfer decoding. */
  maxDecodedBytes: number;
  /** Characters of each of text and HTML. */
  maxBodyLength: number;
}

/** Twice what Gmail accepts (25 MB, 36 MB encoded), and far above what honest mail needs. */
export const DEFAULT_PARSE_LIMITS: ParseLimits = {
  maxBytes: 80 * 1024 * 1024,
  maxHeaderBytes: 512 * 1024,
  maxHeaders: 1_000,
  maxParts: 1_000,
  maxDepth: 20,
  maxDecodedBytes: 80 * 1024 * 1024,
  maxBodyLength: 8 * 1024 * 1024,
};
