import type { ErrorCode } from '../errors.ts';
import type { ParsedMessage } from '../mail/message.ts';

/** What an adapter can do; everything outside `providers/` asks this, never for a provider's name. */
export interface Capabilities {
  /** The provider groups messages into threads itself. */
  threads: boolean;
  /** A message can be in several folders at once. */
  labels: boolean;
  /** `watch` is there. */
  push: boolean;
  /** The provider itself puts what it sent into the Sent folder. */
  storesSent: boolean;
  /** Largest message accepted, bytes of raw MIME. */
  maxMessageBytes: number;
}

export type FolderRole =
  | 'inbox'
  | 'sent'
  | 'drafts'
  | 'trash'
  | 'spam'
  | 'archive'
  | 'important'
  | 'category';

export interface RemoteFolder {
  remoteId: string;
  /** Full name, `/` between levels. */
  name: string;
  /** Null: one of the user's own. */
  role: FolderRole | null;
  /** CSS hex colour or null. */
  color: string | null;
  isHidden: boolean;
}

/** Names one message at the provider. */
export interface RemoteRef {
  remoteId: string;
  /** Null where the provider has no threads. */
  remoteThreadId: string | null;
}

export interface RemoteFlags {
  isRead: boolean;
  isStarred: boolean;
  isDraft: boolean;
}

/** Where the bytes of a message came from: the original, or a structure that the provider decoded. */
export type MessageSource =
  | { kind: 'raw'; bytes: Uint8Array }
  | { kind: 'structure'; bytes: Uint8Array; message: ParsedMessage };

export interface RemoteMessage extends RemoteRef {
  /** Remote ids of the folders that hold it (flags are not folders). */
  folders: string[];
  flags: RemoteFlags;
  /** When the provider received it. */
  receivedAt: Date;
  /** Bytes of the original. */
  sizeBytes: number;
  /** The provider's preview text, plain; null where it offers none. */
  snippet: string | null;
  source: MessageSource;
}

/** A message that the provider cannot hand over just now, though it answers otherwise. */
export interface FetchFailure {
  ref: RemoteRef;
  code: ErrorCode;
}

export type FetchResult =
  | { kind: 'message'; message: RemoteMessage }
  /** It was deleted between listing and fetching. */
  | { kind: 'gone'; ref: RemoteRef }
  /** To be asked for again later; whoever asked goes on without it. */
  | ({ kind: 'failed' } & FetchFailure);

/** One change of state, in the provider's order. */
export type RemoteChange =
  | { kind: 'added'; message: RemoteMessage }
  | {
      kind: 'updated';
      ref: RemoteRef;
      foldersAdded: string[];
      foldersRemoved: string[];
      flags: Partial<RemoteFlags>;
    }
  | { kind: 'deleted'; ref: RemoteRef };

/** Opaque to everybody but its adapter; plain JSON. */
export type Cursor = Record<string, unknown>;

export interface ChangePage {
  /** Our clock before the first request of this page: later local commands are newer than it. */
  asOf: Date;
  changes: RemoteChange[];
  /** Messages that belong to this page but could not be fetched: note them before the cursor moves. */
  failed?: FetchFailure[];
  /** Save it in the transaction that applies the page. */
  cursor: Cursor;
  /** False: call again with `cursor`. */
  isLast: boolean;
}

export interface InventoryPage {
  refs: RemoteRef[];
  /** The provider's estimate of the whole, null where it gives none. */
  estimatedTotal: number | null;
}

export interface InventoryOptions {
  /** Only messages received at or after; null for everything. */
  since: Date | null;
  /** Only this folder, or only unread, or only starred. */
  only?: { folder: string } | { isRead: false } | { isStarred: true };
  /** Spam and trash too; default true. */
  includeDiscarded?: boolean;
  priority?: CallPriority;
  signal?: AbortSignal;
}

/** `interactive`: somebody waits. `normal`: new mail. `background`: backfill. */
export type CallPriority = 'interactive' | 'normal' | 'background';

export interface CallOptions {
  priority?: CallPriority;
  signal?: AbortSignal;
}

/** A change that travels to the provider. Doing it twice is the same as doing it once. */
export type RemoteCommand =
  | {
      kind: 'update';
      remoteIds: string[];
      foldersAdded: string[];
      foldersRemoved: string[];
      flags: { isRead?: boolean; isStarred?: boolean };
    }
  | { kind: 'delete'; remoteIds: string[] }
  | { kind: 'create_folder'; name: string };

export interface CommandReceipt {
  /** Remote ids that the provider no longer has. */
  gone: string[];
  /** The folder made or found by `create_folder`. */
  folder?: RemoteFolder;
}

export interface OutgoingRaw {
  /** Complete MIME, Bcc included. */
  bytes: Uint8Array;
  /** Our Message-ID, angle brackets included. */
  messageId: string;
  remoteThreadId: string | null;
  /**
   * What `onProgress` stored last in an earlier attempt at this message: the adapter goes on from
   * there instead of beginning again, which is what makes another attempt safe.
   */
  state?: Cursor | null | undefined;
  /**
   * Called with the adapter's own notes as sending advances (e.g. the draft's id), before the step
   * that cannot be repeated. It must be stored before it returns; `findSent` gets it back.
   */
  onProgress(state: Cursor): Promise<void>;
}

export interface SendReceipt {
  remoteId: string;
  remoteThreadId: string | null;
  /** The Message-ID that the message really carries. */
  messageId: string | null;
}

export interface SentProbe {
  messageId: string;
  /** What `onProgress` stored last, null when it was never called. */
  state: Cursor | null;
  /** Not before this moment. */
  startedAt: Date;
}

/** What became of an attempt: `unsent` is a proof that it never left, `unknown` is none. */
export type SentFinding =
  | { kind: 'sent'; receipt: SendReceipt }
  | { kind: 'unsent' }
  | { kind: 'unknown' };

export interface RemoteIdentity {
  email: string;
  name: string | null;
  isPrimary: boolean;
  isDefault: boolean;
  isVerified: boolean;
  replyTo: string | null;
  signatureHtml: string | null;
}

/** Access tokens of one account, from whoever keeps its grant. */
export interface AccessTokens {
  /**
   * @param rejected the token that the provider has just turned down: gives another one
   * @throws MailError `token_revoked`, `client_invalid`, `network`, `provider_unavailable`
   */
  get(options?: { rejected?: string | undefined }): Promise<string>;
}

export interface MailboxProfile {
  email: string;
  messagesTotal: number | null;
  threadsTotal: number | null;
}

/** One connected mailbox. Adapters translate; they hold no policy and never touch the database. */
export interface MailProvider {
  readonly capabilities: Capabilities;
  /** @throws MailError `no_mailbox`, `api_disabled`, `token_revoked` */
  profile(options?: CallOptions): Promise<MailboxProfile>;
  folders(options?: CallOptions): Promise<RemoteFolder[]>;
  /** A cursor for "from now on": taken before an inventory, so that nothing falls between. */
  startCursor(options?: CallOptions): Promise<Cursor>;
  /** What the mailbox holds, newest first: ids only, cheap. */
  inventory(options: InventoryOptions): AsyncIterable<InventoryPage>;
  /**
   * Fetches messages, in the given order as far as grouping by conversation allows, the cheapest way.
   * May yield more than was asked for (the rest of a conversation).
   */
  fetch(refs: RemoteRef[], options?: CallOptions): AsyncIterable<FetchResult>;
  /** The changes after `cursor`, in the provider's order. @throws MailError `cursor_expired` */
  changes(cursor: Cursor, options?: CallOptions): AsyncIterable<ChangePage>;
  /** The original bytes. @throws MailError `remote_gone` */
  fetchRaw(ref: RemoteRef, options?: CallOptions): Promise<Uint8Array>;
  /** Idempotent. */
  perform(command: RemoteCommand, options?: CallOptions): Promise<CommandReceipt>;
  /** @throws MailError `delivery_unknown` when acceptance cannot be told. */
  send(message: OutgoingRaw, options?: CallOptions): Promise<SendReceipt>;
  /** Tells a `delivery_unknown` apart afterwards. */
  findSent(probe: SentProbe, options?: CallOptions): Promise<SentFinding>;
  /** Clears away what an attempt that nobody wants any more left behind, e.g. its draft. Idempotent. */
  abandon?(state: Cursor, options?: CallOptions): Promise<void>;
  identities(options?: CallOptions): Promise<RemoteIdentity[]>;
  /** Asks the provider to push hints to `topic`. */
  watch?(topic: string, options?: CallOptions): Promise<{ expiresAt: Date }>;
  unwatch?(options?: CallOptions): Promise<void>;
  /** Milliseconds that calls are waiting for quota just now, 0 when none waits. */
  quotaWaitMs(): number;
  close(): Promise<void>;
}
