import { baseSubject } from './reply.ts';

/** What threading needs of a message. */
export interface ThreadInput {
  /** The store's id. */
  id: string;
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  subject: string;
  date: Date;
}

const HINT_DAYS = 7;

/**
 * Groups messages into conversations for mailboxes whose provider has none: by References and
 * In-Reply-To, also through messages that are missing. A subject joins only an answer (`Re:`) that
 * carries no references at all to the one conversation of that subject in the week before.
 *
 * @returns groups in order of their first message, each oldest first; the order of the input
 * makes no difference
 */
export function groupThreads(messages: ThreadInput[]): ThreadInput[][] {
  const sorted = [...messages].sort((a, b) => +a.date - +b.date || (a.id < b.id ? -1 : 1));
  const parent = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    // Shortens the path, so that a long conversation stays near linear.
    for (let at = key; at !== root; ) {
      const next = parent.get(at) as string;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  const unite = (a: string, b: string): void => {
    const [rootA, rootB] = [find(a), find(b)];
    if (rootA !== rootB) parent.set(rootB, rootA);
  };
  for (const message of sorted) {
    const key = `id:${message.id}`;
    for (const ref of linked(message)) unite(key, `mid:${ref}`);
  }
  const bySubject = new Map<string, ThreadInput[]>();
  for (const message of sorted) {
    const subject = baseSubject(message.subject).toLowerCase();
    const isAnswer = subject !== message.subject.trim().toLowerCase();
    const known = bySubject.get(subject) ?? [];
    if (isAnswer && subject && !message.inReplyTo && message.references.length === 0) {
      const recent = known.filter((one) => +message.date - +one.date < HINT_DAYS * 86_400_000);
      const roots = new Set(recent.slice(-50).map((one) => find(`id:${one.id}`)));
      const [only] = roots;
      if (only && roots.size === 1) unite(only, `id:${message.id}`);
    }
    known.push(message);
    bySubject.set(subject, known);
  }
  const groups = new Map<string, ThreadInput[]>();
  for (const message of sorted) {
    const root = find(`id:${message.id}`);
    const group = groups.get(root);
    if (group) group.push(message);
    else groups.set(root, [message]);
  }
  return [...groups.values()];
}

function linked({ messageId, inReplyTo, references }: ThreadInput): string[] {
  return [messageId, inReplyTo, ...references].filter((id): id is string => Boolean(id));
}
