import type { Clock } from '../clock.ts';

export { createMailbox } from './gmail/create-mailbox.ts';

/** What makes a message that is rendered on demand; see `generator/`. */
export interface MessageSource {
  /** Identifies the content: the same name always renders the same bytes. */
  name: string;
  /** Raw MIME of message `index`; pure, the same bytes on every call. */
  render(index: number): Uint8Array;
  /** The head alone and without most trace fields, for searches: cheap, no body is made. */
  head(index: number): Uint8Array;
  /** RFC 5322 Message-ID with angle brackets, without rendering the message. */
  messageId(index: number): string | null;
  /** Inverse of `messageId`; -1 when the id is none of this source's. */
  indexOfMessageId(messageId: string): number;
}

/** One message. `raw` is kept bytes, or the index to render it from the mailbox's source. */
export interface StoredMessage {
  /** 16 lower-case hex digits. */
  readonly id: string;
  threadId: string;
  /** Milliseconds since the epoch. */
  internalDate: number;
  /** Id of the last history record that touched it. */
  historyId: number;
  /** Interned and sorted; never changed in place. */
  labelIds: readonly string[];
  raw: Uint8Array | number;
}

/** A label as the API shows it, without counts. */
export interface Label {
  id: string;
  name: string;
  type: 'system' | 'user';
  messageListVisibility?: 'show' | 'hide';
  labelListVisibility?: 'labelShow' | 'labelShowIfUnread' | 'labelHide';
  color?: { textColor: string; backgroundColor: string };
}

/** A draft: an id that stays, and a message that is replaced by each update. */
export interface Draft {
  id: string;
  messageId: string;
}

/** An address that the account may send as. */
export interface SendAs {
  sendAsEmail: string;
  displayName: string;
  replyToAddress: string;
  signature: string;
  isPrimary: boolean;
  isDefault: boolean;
  treatAsAlias: boolean;
  verificationStatus: 'accepted' | 'pending';
}

export type HistoryType = 'messageAdded' | 'messageDeleted' | 'labelAdded' | 'labelRemoved';

/** One change. `labelIds` are those added or removed; `labelsAfter` what the message then had. */
export interface HistoryRecord {
  id: number;
  at: number;
  type: HistoryType;
  messageId: string;
  threadId: string;
  labelIds: readonly string[];
  labelsAfter: readonly string[];
}

/** What `users.watch` set; null when nothing is watched. */
export interface Watch {
  topicName: string;
  labelIds: string[];
  labelFilterBehavior: 'include' | 'exclude';
  expiresAt: number;
  /** Whose project the topic is in. */
  clientId?: string;
}

/** Options of an insertion. */
export interface InsertOptions {
  labelIds: readonly string[];
  /** Joins this thread when it exists; otherwise the message starts its own. */
  threadId?: string | null;
  /** Defaults to the clock. */
  internalDate?: number;
}

/** Everything that differs from the generated base; plain JSON. */
export interface MailboxSnapshot {
  version: 1;
  /** Name of the base's source; restoring over another base is refused. */
  source: string | null;
  historyId: number;
  historyFloor: number;
  history: HistoryRecord[];
  /** Base messages whose labels changed: id to labels and history id. */
  changed: Record<string, { labelIds: string[]; historyId: number }>;
  deleted: string[];
  added: {
    id: string;
    threadId: string;
    internalDate: number;
    historyId: number;
    labelIds: string[];
    raw: string;
  }[];
  labels: Label[];
  drafts: Draft[];
  sendAs: SendAs[];
  watch: Watch | null;
}

/** A position in a list that runs newest first; survives insertions and deletions. */
export interface ListPosition {
  internalDate: number;
  id: string;
}

/** One Gmail mailbox: the store under the API, with its indexes. */
export interface Mailbox {
  readonly email: string;
  readonly clock: Clock;
  /** The highest history id given out. */
  readonly historyId: number;
  readonly messageCount: number;
  readonly threadCount: number;
  readonly labels: Map<string, Label>;
  readonly drafts: Map<string, Draft>;
  readonly sendAs: Map<string, SendAs>;
  watch: Watch | null;

  get(id: string): StoredMessage | undefined;
  /** Raw MIME bytes; rendered when the message is a generated one. */
  raw(message: StoredMessage): Uint8Array;
  /** At least the head of the raw message; for searches over headers. */
  head(message: StoredMessage): Uint8Array;
  /** Oldest first; empty when there is no such thread. */
  thread(threadId: string): readonly StoredMessage[];
  /** @param messageId with angle brackets */
  findByMessageId(messageId: string): StoredMessage | undefined;
  /** Newest first, all messages or those of one label, from after `position`. */
  newestFirst(labelId: string | null, position?: ListPosition | null): Iterable<StoredMessage>;
  /** How many messages have the label; constant time. */
  labelSize(labelId: string): number;
  /** Messages and threads with a label, all and unread; walks the label once per change. */
  counts(labelId: string): LabelCounts;

  insert(raw: Uint8Array, options: InsertOptions): StoredMessage;
  /** Adds and removes labels; records history only for what changed. */
  relabel(id: string, add: readonly string[], remove: readonly string[]): StoredMessage | undefined;
  /** Deletes for ever. */
  remove(id: string): boolean;
  /** Drops a label's definition and takes it off every message. */
  removeLabel(labelId: string): void;

  /** Records after `startId`, oldest first; null when that id has expired. */
  historySince(startId: number): readonly HistoryRecord[] | null;
  /** Makes every history id given out so far too old. */
  expireHistory(): void;
  /** Called after each change; returns the unsubscriber. */
  onChange(listener: (record: HistoryRecord) => void): () => void;

  snapshot(): MailboxSnapshot;
  /** @throws Error when the snapshot was taken over another base */
  restore(snapshot: MailboxSnapshot): void;
}

export interface LabelCounts {
  messagesTotal: number;
  messagesUnread: number;
  threadsTotal: number;
  threadsUnread: number;
}

/** A message of the generated base: what must be known without rendering it. */
export interface BaseMessage {
  /** Index in the source. */
  index: number;
  /** Base messages with the same number form one thread. */
  thread: number;
  internalDate: number;
  labelIds: readonly string[];
}

export interface MailboxOptions {
  email: string;
  name: string;
  clock: Clock;
  /** Drives ids and gaps; the same seed gives the same mailbox. */
  seed: number;
  /** Generated messages, oldest first, rendered by `source`; see `generateMailbox`. */
  base?: { source: MessageSource; messages: Iterable<BaseMessage>; labels?: Label[] };
}
