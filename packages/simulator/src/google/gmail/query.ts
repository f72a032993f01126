import type { Mailbox, StoredMessage } from '../mailbox.ts';
import { headersOf, type MimePart, parseHead, parseMime } from '../mime.ts';
import { textOf } from './format.ts';
import { parseQuery, type QueryNode } from './query-syntax.ts';

/** A compiled search, with what lets the list skip most of the mailbox. */
export interface Query {
  matches(message: StoredMessage): boolean;
  /** No match is older, in milliseconds. */
  notBefore: number;
  /** No match is as new as this or newer. */
  notAfter: number;
  /** Every match has this label; null when that cannot be told. */
  labelId: string | null;
  /** Every match has this Message-ID. */
  messageId: string | null;
  /** The search names the spam or the bin, so they are searched too. */
  includesSpamTrash: boolean;
}

interface Condition {
  test(subject: Subject): boolean;
  /** 0 looks at what is indexed, 1 at headers, 2 at the body. */
  cost: number;
  notBefore?: number;
  notAfter?: number;
  labelId?: string;
  messageId?: string;
  includesSpamTrash?: boolean;
}

/** A message under test; parsed only when a condition asks. */
interface Subject {
  message: StoredMessage;
  head(): MimePart;
  root(): MimePart;
  text(): string;
}

/**
 * Compiles a search for one mailbox.
 *
 * @param now for `older_than:` and `newer_than:`
 * @see https://developers.google.com/workspace/gmail/api/guides/filtering
 */
export function compileQuery(text: string, mailbox: Mailbox, now: number): Query {
  const condition = compile(parseQuery(text), mailbox, now);
  return {
    matches: (message) => condition.test(subjectOf(mailbox, message)),
    notBefore: condition.notBefore ?? Number.NEGATIVE_INFINITY,
    notAfter: condition.notAfter ?? Number.POSITIVE_INFINITY,
    labelId: condition.labelId ?? null,
    messageId: condition.messageId ?? null,
    includesSpamTrash: condition.includesSpamTrash ?? false,
  };
}

function compile(node: QueryNode, mailbox: Mailbox, now: number): Condition {
  if (node.kind === 'word') return compileWord(node, mailbox, now);
  if (node.kind === 'not') {
    const { test, cost } = compile(node.node, mailbox, now);
    return { test: (subject) => !test(subject), cost };
  }
  const inner = node.nodes.map((child) => compile(child, mailbox, now));
  inner.sort((a, b) => a.cost - b.cost);
  const cost = Math.max(0, ...inner.map((condition) => condition.cost));
  const includesSpamTrash = inner.some((condition) => condition.includesSpamTrash);
  if (node.kind === 'or') {
    const test = (subject: Subject) =>
      inner.length === 0 || inner.some((condition) => condition.test(subject));
    return { test, cost, includesSpamTrash };
  }
  const labelId = inner.find((condition) => condition.labelId)?.labelId;
  const messageId = inner.find((condition) => condition.messageId)?.messageId;
  return {
    test: (subject) => inner.every((condition) => condition.test(subject)),
    cost,
    includesSpamTrash,
    notBefore: Math.max(...inner.map((condition) => condition.notBefore ?? -Infinity), -Infinity),
    notAfter: Math.min(...inner.map((condition) => condition.notAfter ?? Infinity), Infinity),
    ...(labelId ? { labelId } : {}),
    ...(messageId ? { messageId } : {}),
  };
}

const headerFields: Record<string, readonly string[]> = {
  from: ['from'],
  to: ['to', 'cc', 'bcc'],
  cc: ['cc'],
  bcc: ['bcc'],
  subject: ['subject'],
  deliveredto: ['delivered-to'],
  list: ['list-id'],
};

function compileWord(
  word: Extract<QueryNode, { kind: 'word' }>,
  mailbox: Mailbox,
  now: number,
): Condition {
  const { field, text } = word;
  const value = text.toLowerCase();
  const headers = field ? headerFields[field] : undefined;
  if (headers) {
    const isAddress = field !== 'subject';
    const wanted = isAddress && value === 'me' ? mailbox.email : value;
    const matches = field === 'list' || wanted.includes('@') ? containsPart : containsWords;
    return {
      cost: 1,
      test: ({ head }) =>
        headers.some((name) => headersOf(head(), name).some((line) => matches(line, wanted))),
    };
  }
  switch (field) {
    case 'label':
    case 'l':
    case 'category':
    case 'in':
    case 'is':
      return labelCondition(field, value, mailbox);
    case 'has':
      return hasCondition(value, mailbox);
    case 'filename':
      return {
        cost: 2,
        test: ({ root }) => fileNames(root()).some((name) => name.toLowerCase().includes(value)),
      };
    case 'larger':
    case 'size':
    case 'smaller': {
      const bytes = sizeOf(value);
      const isSmaller = field === 'smaller';
      return {
        cost: 2,
        test: ({ message }) => {
          const { byteLength } = mailbox.raw(message);
          return isSmaller ? byteLength < bytes : byteLength >= bytes;
        },
      };
    }
    case 'after':
    case 'newer': {
      const at = dateOf(value);
      if (at === null) return nothing;
      return { cost: 0, notBefore: at, test: ({ message }) => message.internalDate >= at };
    }
    case 'before':
    case 'older': {
      const at = dateOf(value);
      if (at === null) return nothing;
      return { cost: 0, notAfter: at, test: ({ message }) => message.internalDate < at };
    }
    case 'newer_than':
    case 'older_than': {
      const age = ageOf(value);
      if (age === null) return nothing;
      const at = now - age;
      return field === 'newer_than'
        ? { cost: 0, notBefore: at, test: ({ message }) => message.internalDate >= at }
        : { cost: 0, notAfter: at, test: ({ message }) => message.internalDate < at };
    }
    case 'rfc822msgid': {
      const messageId = `<${text.trim().replace(/^<|>$/g, '')}>`;
      return {
        cost: 1,
        messageId,
        test: ({ head }) => headersOf(head(), 'message-id').some((id) => id.trim() === messageId),
      };
    }
    default:
      return {
        cost: 2,
        test: (subject) =>
          ['from', 'to', 'cc', 'subject'].some((name) =>
            headersOf(subject.head(), name).some((line) => containsWords(line, value)),
          ) ||
          containsWords(subject.text(), value) ||
          fileNames(subject.root()).some((name) => containsWords(name, value)),
      };
  }
}

const nothing: Condition = { cost: 0, test: () => false };

const states: Record<string, string> = {
  unread: 'UNREAD',
  starred: 'STARRED',
  important: 'IMPORTANT',
  chat: 'CHAT',
  chats: 'CHAT',
  inbox: 'INBOX',
  sent: 'SENT',
  draft: 'DRAFT',
  drafts: 'DRAFT',
  spam: 'SPAM',
  trash: 'TRASH',
  bin: 'TRASH',
};

function labelCondition(field: string, value: string, mailbox: Mailbox): Condition {
  if (field === 'in' && value === 'anywhere')
    return { cost: 0, includesSpamTrash: true, test: () => true };
  if (field === 'is' && value === 'read')
    return { cost: 0, test: ({ message }) => !message.labelIds.includes('UNREAD') };
  const category = value === 'primary' ? 'personal' : value;
  const labelId =
    field === 'category'
      ? `CATEGORY_${category.toUpperCase()}`
      : (states[value] ?? (field === 'is' ? undefined : labelByName(value, mailbox)));
  if (!labelId) return nothing;
  return {
    cost: 0,
    labelId,
    includesSpamTrash: labelId === 'SPAM' || labelId === 'TRASH',
    test: ({ message }) => message.labelIds.includes(labelId),
  };
}

/** In searches a label's spaces, slashes and ampersands are written as hyphens. */
function labelByName(value: string, mailbox: Mailbox): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[\s/&()]/g, '-');
  for (const label of mailbox.labels.values())
    if (plain(label.name) === plain(value) || label.id.toLowerCase() === value) return label.id;
  return undefined;
}

function hasCondition(value: string, mailbox: Mailbox): Condition {
  if (value === 'attachment') return { cost: 2, test: ({ root }) => fileNames(root()).length > 0 };
  if (value === 'userlabels' || value === 'nouserlabels')
    return {
      cost: 0,
      test: ({ message }) =>
        message.labelIds.some((id) => mailbox.labels.get(id)?.type === 'user') ===
        (value === 'userlabels'),
    };
  if (value === 'yellow-star')
    return {
      cost: 0,
      labelId: 'STARRED',
      test: ({ message }) => message.labelIds.includes('STARRED'),
    };
  return nothing;
}

function subjectOf(mailbox: Mailbox, message: StoredMessage): Subject {
  let head: MimePart | undefined;
  let root: MimePart | undefined;
  let text: string | undefined;
  const subject: Subject = {
    message,
    head: () => {
      head ??= root ?? parseHead(mailbox.head(message));
      return head;
    },
    root: () => {
      root ??= parseMime(mailbox.raw(message));
      return root;
    },
    text: () => {
      text ??= textOf(subject.root());
      return text;
    },
  };
  return subject;
}

/** Whole words, in order; a script without spaces is searched letter by letter. */
function containsWords(haystack: string, needle: string): boolean {
  const text = haystack.toLowerCase().replace(/\s+/g, ' ');
  const wanted = needle.replace(/\s+/g, ' ').trim();
  if (wanted === '') return true;
  const isUnspaced = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(wanted);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (isUnspaced) return true;
    const before = text[at - 1] ?? ' ';
    const after = text[at + wanted.length] ?? ' ';
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}

function containsPart(haystack: string, needle: string): boolean {
  return haystack.toLowerCase().includes(needle);
}

function fileNames(part: MimePart): string[] {
  const own = part.filename === '' ? [] : [part.filename];
  return [...own, ...part.parts.flatMap(fileNames)];
}

function sizeOf(value: string): number {
  const match = /^(\d{1,12})([km]?)b?$/.exec(value);
  if (!match) return Number.POSITIVE_INFINITY;
  const unit = match[2] === 'm' ? 1_048_576 : match[2] === 'k' ? 1_024 : 1;
  return Number(match[1]) * unit;
}

/** Dates are midnight in Pacific Standard Time; plain numbers are seconds since the epoch. */
function dateOf(value: string): number | null {
  if (/^\d{5,13}$/.test(value)) return Number(value) * 1_000;
  const yearFirst = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(value);
  const yearLast = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(value);
  const [year, month, day] = yearFirst
    ? [yearFirst[1], yearFirst[2], yearFirst[3]]
    : [yearLast?.[3], yearLast?.[1], yearLast?.[2]];
  if (!year || !month || !day) return null;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), 8);
}

function ageOf(value: string): number | null {
  const match = /^(\d{1,6})([dmyh])$/.exec(value);
  if (!match) return null;
  const day = 24 * 60 * 60 * 1_000;
  const unit = { h: day / 24, d: day, m: 30 * day, y: 365 * day }[match[2] as 'd'];
  return Number(match[1]) * unit;
}
