import type { BaseMessage, Label, MessageSource } from '../mailbox.ts';
import { bulkMessage } from './bulk.ts';
import { authorOf, charsetOf, conversationPart } from './conversation.ts';
import { encodeMailbox, encodeWords, writeHead, writeMessage } from './mime-writer.ts';
import {
  isOwn,
  type MailboxPlan,
  type Person,
  planMessages,
  planThread,
  type ThreadPlan,
  userLabels,
} from './plan.ts';

/** What a generated mailbox follows from; the same plan gives the same bytes for ever. */
export type GeneratorOptions = MailboxPlan;

/** The base of a generated mailbox, for `createMailbox`. */
export interface GeneratedBase {
  source: MessageSource;
  messages: readonly BaseMessage[];
  labels: Label[];
}

const domains = ['mail.gmail.com', 'acme.example', 'northwind.example', 'globex.example'];

/**
 * Plans a mailbox of `count` messages that end at `endsAt`. Only a few numbers are kept for each;
 * the bytes are made when somebody reads them.
 */
export function generateBase(options: GeneratorOptions): GeneratedBase {
  const planned = planMessages(options);
  const threadOf = Int32Array.from(planned, (message) => message.thread);
  const positionOf = Uint8Array.from(planned, (message) => message.position);
  const previous = previousInThread(planned);
  const tag = (options.seed >>> 0).toString(36);

  const messageId = (index: number) =>
    `<${index.toString(36)}.${tag}@${domains[index % domains.length]}>`;

  const headOf = (
    index: number,
    isWhole: boolean,
  ): { head: [string, string][]; plan: ThreadPlan } => {
    const plan = planThread(options, threadOf[index] ?? 0);
    const position = positionOf[index] ?? 0;
    const references: string[] = [];
    for (let at = previous[index] ?? -1; at >= 0 && references.length < 20; at = previous[at] ?? -1)
      references.unshift(messageId(at));
    const at = plan.dates[position] ?? 0;
    const own = { id: messageId(index), at, references, isWhole };
    const head =
      plan.kind === 'conversation'
        ? conversationHead(options, plan, position, own)
        : bulkHead(options, plan, own);
    return { head, plan };
  };

  return {
    messages: planned,
    labels: userLabels,
    source: {
      name: `generated:1:${options.seed}:${options.count}:${options.endsAt}:${options.email}`,
      messageId,
      indexOfMessageId: (id) => {
        const match = /^<([0-9a-z]{1,8})\.([0-9a-z]+)@[\w.]+>$/.exec(id);
        if (match?.[2] !== tag) return -1;
        const index = Number.parseInt(match[1] ?? '', 36);
        return index < planned.length && messageId(index) === id ? index : -1;
      },
      head: (index) => writeHead(headOf(index, false).head),
      render: (index) => {
        const { head, plan } = headOf(index, true);
        const part =
          plan.kind === 'conversation'
            ? conversationPart(options, plan, positionOf[index] ?? 0)
            : bulkMessage(options, plan).part();
        return writeMessage(head, part);
      },
    },
  };
}

interface OwnHeaders {
  id: string;
  at: number;
  references: readonly string[];
  /** False leaves out the trace fields but Delivered-To: searches do not look at them. */
  isWhole: boolean;
}

function conversationHead(
  options: MailboxPlan,
  plan: ThreadPlan,
  position: number,
  { id, at, references, isWhole }: OwnHeaders,
): [string, string][] {
  const owner = plan.people[0] as Person;
  const author = authorOf(options, plan, position);
  const charset = charsetOf(options, plan);
  const mailboxOf = (person: Person) =>
    encodeMailbox(person, person === owner ? 'utf-8' : headerCharset(charset));
  const readers = plan.people.filter((person) => person !== author);
  const to = author === owner ? readers.slice(0, 1) : [owner];
  const cc = readers.filter((person) => !to.includes(person));
  const prefix = position === 0 ? '' : plan.language.replyPrefix;
  const outgoing = isOwn(options, plan, position);
  return [
    ...(outgoing ? [] : trace(options, at, author, isWhole)),
    ['Message-ID', id],
    ['Date', dateHeader(at)],
    ['From', mailboxOf(author)],
    ['To', to.map(mailboxOf).join(',\r\n ')],
    ...(cc.length > 0 ? ([['Cc', cc.map(mailboxOf).join(',\r\n ')]] as [string, string][]) : []),
    ['Subject', encodeWords(prefix + plan.subject, headerCharset(charset))],
    ...(references.length > 0
      ? ([
          ['In-Reply-To', references.at(-1) ?? ''],
          ['References', references.join('\r\n ')],
        ] as [string, string][])
      : []),
  ];
}

function bulkHead(
  options: MailboxPlan,
  plan: ThreadPlan,
  { id, at, isWhole }: OwnHeaders,
): [string, string][] {
  const bulk = bulkMessage(options, plan);
  const isEncoded = bulk.subject.startsWith('=?');
  return [
    ...trace(options, at, bulk.from, isWhole),
    ['Message-ID', id],
    ['Date', dateHeader(at)],
    ['From', encodeMailbox(bulk.from, 'utf-8')],
    ['To', encodeMailbox({ name: options.name, address: options.email }, 'utf-8')],
    ['Subject', isEncoded ? bulk.subject : encodeWords(bulk.subject, 'utf-8')],
    ...bulk.headers,
  ];
}

/** What the servers on the way added; about as much as Gmail shows, in size too. */
function trace(
  options: MailboxPlan,
  at: number,
  from: Person,
  isWhole: boolean,
): [string, string][] {
  if (!isWhole) return [['Delivered-To', options.email]];
  const date = dateHeader(at);
  const domain = from.address.split('@')[1] ?? 'unknown.example';
  const token = at.toString(36);
  return [
    ['Delivered-To', options.email],
    ['Received', `by 2002:a05:6402:1c0b:b0:5f8:1 with SMTP id ${token}csp;\r\n        ${date}`],
    ['X-Received', `by 2002:a17:906:c0b:b0:9d3 with SMTP id ${token}mr;\r\n        ${date}`],
    [
      'Authentication-Results',
      `mx.google.com;\r\n       dkim=pass header.i=@${domain};\r\n       spf=pass smtp.mailfrom=${from.address}`,
    ],
    ['Return-Path', `<${from.address}>`],
    [
      'Received',
      `from mail.${domain} (mail.${domain}. [192.0.2.17])\r\n        by mx.google.com with ESMTPS id ${token}\r\n        for <${options.email}>;\r\n        ${date}`,
    ],
    ...arcHeaders(at, domain),
    [
      'DKIM-Signature',
      `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=s1;\r\n        h=from:to:subject:date:message-id; bh=${token}${token}=;\r\n        b=${token.repeat(12)}`,
    ],
  ];
}

/** Seals and signatures: the bulk of a real message's head. */
function arcHeaders(at: number, domain: string): [string, string][] {
  const noise = `${at.toString(36)}${domain.length}Qx7f`.repeat(28);
  const folded = noise.match(/.{1,64}/g)?.join('\r\n         ') ?? '';
  return [
    [
      'ARC-Seal',
      `i=1; a=rsa-sha256; t=${Math.floor(at / 1000)}; cv=none;\r\n        d=google.com; s=arc-20240605;\r\n        b=${folded}`,
    ],
    [
      'ARC-Message-Signature',
      `i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;\r\n        h=to:subject:message-id:date:from:mime-version:dkim-signature;\r\n        bh=${noise.slice(0, 43)}=;\r\n        b=${folded}`,
    ],
    ['ARC-Authentication-Results', `i=1; mx.google.com;\r\n       dkim=pass header.i=@${domain}`],
    ['X-Gm-Message-State', `AOJu0Y${noise.slice(0, 200)}`],
    ['X-Google-Smtp-Source', `AGHT+I${noise.slice(0, 90)}`],
  ];
}

/** us-ascii cannot hold what its encoded words would be for. */
function headerCharset(charset: string): string {
  return charset === 'us-ascii' ? 'utf-8' : charset;
}

function dateHeader(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

function previousInThread(planned: readonly BaseMessage[]): Int32Array {
  const latest = new Map<number, number>();
  return Int32Array.from(planned, ({ thread, index }) => {
    const before = latest.get(thread) ?? -1;
    latest.set(thread, index);
    return before;
  });
}
