import type { LabelCounts, StoredMessage } from '../mailbox.ts';

/** Counts a label's messages and threads by walking them; the mailbox caches the answer. */
export function countLabel(messages: Iterable<StoredMessage>): LabelCounts {
  const threads = new Set<string>();
  const unreadThreads = new Set<string>();
  let messagesTotal = 0;
  let messagesUnread = 0;
  for (const message of messages) {
    messagesTotal += 1;
    threads.add(message.threadId);
    if (!message.labelIds.includes('UNREAD')) continue;
    messagesUnread += 1;
    unreadThreads.add(message.threadId);
  }
  return {
    messagesTotal,
    messagesUnread,
    threadsTotal: threads.size,
    threadsUnread: unreadThreads.size,
  };
}
