import type { BaseMessage, Label } from '../mailbox.ts';
import { type Language, languages } from './languages.ts';
import { between, pick, randomOf, weighted } from './random-of.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const maxThreadLength = 25;

export type ThreadKind =
  | 'conversation'
  | 'newsletter'
  | 'notification'
  | 'receipt'
  | 'invitation'
  | 'spam';

/** Somebody who writes or receives. */
export interface Person {
  name: string;
  address: string;
}

/** What a thread is about; everything in it follows from the seed and its number. */
export interface ThreadPlan {
  thread: number;
  kind: ThreadKind;
  language: Language;
  subject: string;
  /** The first is the mailbox's owner. */
  people: readonly Person[];
  /** Milliseconds since the epoch, oldest first; all before the end of the mailbox. */
  dates: readonly number[];
}

/** What the whole mailbox follows from. */
export interface MailboxPlan {
  seed: number;
  email: string;
  name: string;
  count: number;
  /** The newest message is from shortly before this. */
  endsAt: number;
}

/** The user labels of every generated mailbox. */
export const userLabels: Label[] = [
  ['Label_1', 'Clients'],
  ['Label_2', 'Clients/Acme'],
  ['Label_3', 'Projects'],
  ['Label_4', 'Projects/Été 2026'],
  ['Label_5', 'Receipts'],
  ['Label_6', 'Travel'],
].map(
  ([id = '', name = '']): Label => ({
    id,
    name,
    type: 'user',
    messageListVisibility: 'show',
    labelListVisibility: 'labelShow',
  }),
);

const companies = ['acme.example', 'northwind.example', 'globex.example', 'initech.example'];

/**
 * Plans one thread. A little under two thirds of the threads are single messages, yet
 * conversations of 3 to 15 hold most of the messages, as in a business mailbox.
 */
export function planThread(mailbox: MailboxPlan, thread: number): ThreadPlan {
  const random = randomOf(mailbox.seed, 1, thread);
  const kind = weighted(random, {
    conversation: 42,
    newsletter: 22,
    notification: 18,
    receipt: 9,
    invitation: 6,
    spam: 3,
  });
  const language = kind === 'conversation' ? pick(random, languages) : pick(random, firstLanguages);
  const domain = pick(random, companies);
  const others = kind === 'conversation' ? between(random, 1, 3) : 1;
  const people: Person[] = [{ name: mailbox.name, address: mailbox.email }];
  for (let at = 0; at < others; at += 1) {
    const index = Math.floor(random() * language.people.length);
    const name = language.people[index] ?? 'Somebody';
    if (people.some((person) => person.name === name)) continue;
    people.push({ name, address: `${language.code}.${index + 1}@${domain}` });
  }
  const length = kind === 'conversation' ? conversationLength(random) : 1;
  return {
    thread,
    kind,
    language,
    subject: pick(random, language.subjects),
    people,
    dates: planDates(mailbox, random, kind, length),
  };
}

/** Chooses the labels of a message. */
export function labelsOf(mailbox: MailboxPlan, plan: ThreadPlan, position: number): string[] {
  const random = randomOf(mailbox.seed, 2, plan.thread, position);
  const ofThread = randomOf(mailbox.seed, 3, plan.thread);
  const at = plan.dates[position] ?? 0;
  const ageDays = (mailbox.endsAt - at) / dayMs;
  const isNewest = position === plan.dates.length - 1;
  if (isDraft(mailbox, plan, position)) return ['DRAFT'];
  if (isOwn(mailbox, plan, position)) return ['SENT'];
  const labels: string[] = [];
  if (plan.kind === 'spam') labels.push('SPAM');
  else if (ofThread() < 0.03 && ageDays < 30) labels.push('TRASH');
  else if (ofThread() < (ageDays < 30 ? 0.8 : 0.35)) labels.push('INBOX');
  if (random() < (ageDays < 7 ? 0.3 : 0.05) && isNewest) labels.push('UNREAD');
  if (plan.kind === 'conversation' && random() < 0.05) labels.push('STARRED');
  if (plan.kind === 'conversation') labels.push('CATEGORY_PERSONAL');
  if (plan.kind === 'newsletter') labels.push('CATEGORY_PROMOTIONS');
  if (plan.kind === 'notification' || plan.kind === 'invitation') labels.push('CATEGORY_UPDATES');
  if (plan.kind === 'receipt') labels.push('CATEGORY_UPDATES', 'Label_5');
  if (plan.kind === 'conversation' && ofThread() < 0.5) labels.push('IMPORTANT');
  if (plan.kind === 'conversation' && ofThread() < 0.25)
    labels.push(pick(ofThread, ['Label_1', 'Label_2', 'Label_3', 'Label_4', 'Label_6']));
  return labels;
}

/** Own messages alternate with the others', more or less; the first one rarely is. */
export function isOwn(mailbox: MailboxPlan, plan: ThreadPlan, position: number): boolean {
  if (plan.kind !== 'conversation') return false;
  const random = randomOf(mailbox.seed, 4, plan.thread, position);
  return random() < (position === 0 ? 0.2 : position % 2 === 1 ? 0.7 : 0.2);
}

/** Every message of the mailbox, oldest first, exactly `count` of them. */
export function planMessages(mailbox: MailboxPlan): (BaseMessage & { position: number })[] {
  const messages: (BaseMessage & { position: number })[] = [];
  for (let thread = 0; messages.length < mailbox.count; thread += 1) {
    const plan = planThread(mailbox, thread);
    for (const [position, internalDate] of plan.dates.entries()) {
      if (messages.length >= mailbox.count) break;
      const labelIds = labelsOf(mailbox, plan, position);
      messages.push({ index: 0, thread, position, internalDate, labelIds });
    }
  }
  messages.sort((a, b) => a.internalDate - b.internalDate || a.thread - b.thread);
  for (const [index, message] of messages.entries()) message.index = index;
  return messages;
}

const firstLanguages = languages.slice(0, 11);

function isDraft(mailbox: MailboxPlan, plan: ThreadPlan, position: number): boolean {
  if (plan.kind !== 'conversation' || position !== plan.dates.length - 1) return false;
  return isOwn(mailbox, plan, position) && plan.thread % 40 === 3;
}

function conversationLength(random: () => number): number {
  const chance = random();
  if (chance < 0.12) return 1;
  if (chance < 0.3) return 2;
  if (chance < 0.97) return 3 + Math.floor(random() ** 1.7 * 13);
  return between(random, 16, maxThreadLength);
}

/** Walks back from the newest message, so that none lies in the future. */
function planDates(
  mailbox: MailboxPlan,
  random: () => number,
  kind: ThreadKind,
  length: number,
): number[] {
  const spanMs = Math.min(Math.max(mailbox.count / 40, 45), 3_650) * dayMs;
  const spread = kind === 'spam' ? Math.min(spanMs, 28 * dayMs) : spanMs;
  let at = Math.floor(mailbox.endsAt - 60_000 - spread * random() ** 1.4);
  const dates = [at];
  while (dates.length < length) {
    at -= Math.floor(60_000 + 30 * hourMs * random() ** 3);
    dates.unshift(at);
  }
  return dates;
}
