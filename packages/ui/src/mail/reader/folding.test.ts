import { describe, expect, it } from 'vitest';
import { fixtureMail } from '../../testing/fixture-data.ts';
import { foldRuns, initiallyOpen } from './folding.ts';

const messages = fixtureMail(new Date('2026-03-01T12:00:00Z'), 4).messages.filter(
  (message) => message.threadId === 3,
);

describe('folding', () => {
  it('[UI17] opens the unread ones and the newest', () => {
    const read = messages.map((message) => ({ ...message, isRead: true }));
    expect([...initiallyOpen(read)]).toEqual([read.at(-1)?.id]);
  });

  it('[UI17] shortens a long run, and loses no message', () => {
    const parts = foldRuns(messages, new Set([messages.at(-1)?.id ?? 0]));
    expect(parts.map((part) => part.kind)).toEqual(['message', 'gap', 'message', 'message']);
    const ids = parts.flatMap((part) =>
      part.kind === 'gap' ? part.messages.map((m) => m.id) : [part.message.id],
    );
    expect(ids).toEqual(messages.map((message) => message.id));
  });
});
