import type { Mailbox } from '../mailbox.ts';
import { headersOf, type MimePart, parseHead } from '../mime.ts';

/** A Gmail conversation holds at most this many messages, then a new one begins. */
const maxThreadMessages = 100;

/**
 * Finds the thread a new message joins: the one it refers to by References or In-Reply-To, when the
 * subjects agree. A wanted thread is joined under the same two conditions.
 *
 * @param wanted the `threadId` of the request, null when none was given
 * @returns null when the message starts its own thread
 * @see https://developers.google.com/workspace/gmail/api/guides/threads
 */
export function threadFor(mailbox: Mailbox, root: MimePart, wanted: string | null): string | null {
  const subject = baseSubject(headersOf(root, 'subject')[0] ?? '');
  const references = referencesOf(root);
  const isJoinable = (threadId: string) => {
    const thread = mailbox.thread(threadId);
    if (thread.length === 0 || thread.length >= maxThreadMessages) return false;
    return thread.some((message) => subjectOf(mailbox, message) === subject);
  };
  if (wanted !== null) return references.length > 0 && isJoinable(wanted) ? wanted : null;
  for (const reference of references.slice(0, 200)) {
    const known = mailbox.findByMessageId(reference);
    if (known && isJoinable(known.threadId)) return known.threadId;
  }
  return null;
}

/** A subject without its reply and forward prefixes, for comparing. */
export function baseSubject(subject: string): string {
  let rest = subject.replace(/\s+/g, ' ').trim();
  for (let count = 0; count < 50; count += 1) {
    const shorter = rest.replace(prefix, '');
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest.trim().toLowerCase();
}

const prefix =
  /^(?:re|r|fwd?|aw|wg|sv|vs|tr|rv|enc|odp|res|antw|回复|转发|返信|رد)(?:\[\d+\])?\s*[:：]\s*/i;

/** Message-IDs that a message refers to, the nearest first. */
function referencesOf(root: MimePart): string[] {
  const ids = [...headersOf(root, 'references'), ...headersOf(root, 'in-reply-to')]
    .join(' ')
    .slice(0, 200_000)
    .match(/<[^<>\s]+>/g);
  return [...new Set((ids ?? []).reverse())];
}

function subjectOf(mailbox: Mailbox, message: Parameters<Mailbox['head']>[0]): string {
  return baseSubject(headersOf(parseHead(mailbox.head(message)), 'subject')[0] ?? '');
}
