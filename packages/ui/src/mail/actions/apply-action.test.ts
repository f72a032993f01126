import { describe, expect, it } from 'vitest';
import { fixtureMail, rowOf } from '../../testing/fixture-data.ts';
import { adjustCounts, applyToRow, applyToThread } from './apply-action.ts';

const mail = fixtureMail(new Date('2026-03-01T12:00:00Z'), 12);
const { folders } = mail;
const messages = mail.messages.filter((message) => message.threadId === 3);
const row = { ...rowOf(messages), folderIds: [11, 17], unreadCount: 1 };
const apply = (kind: Parameters<typeof applyToRow>[1]['kind'], folderId?: number) =>
  applyToRow(row, { kind, folderId }, folders);

describe('applyToRow', () => {
  it('[UI15] shows at once what the server will do', () => {
    expect(apply('mark_read')?.unreadCount).toBe(0);
    expect(apply('star')?.isStarred).toBe(true);
    expect(apply('archive')?.folderIds).toEqual([17]);
    expect(apply('trash')?.folderIds).toEqual([16]);
    expect(apply('spam')?.folderIds).toEqual([15]);
    expect(apply('move', 18)?.folderIds).toEqual([17, 18]);
    expect(apply('add_label', 17)?.folderIds).toEqual([11, 17]);
    expect(apply('remove_label', 17)?.folderIds).toEqual([11]);
    expect(apply('delete_forever')).toBeNull();
  });

  it('[UI15] keeps counters in step', () => {
    const after = applyToRow(row, { kind: 'archive' }, folders);
    const with3 = folders.map((folder) => ({ ...folder, unreadThreads: 3 }));
    const counted = adjustCounts(with3, [{ before: row, after }]);
    expect(counted.find((folder) => folder.id === 11)?.unreadThreads).toBe(2);
    expect(counted.find((folder) => folder.id === 17)?.unreadThreads).toBe(3);
  });

  it('[UI15] touches only the meant messages of a conversation', () => {
    const thread = { id: 3, accountId: 1, subject: '', folderIds: [11], messages };
    const first = messages[0]?.id ?? 0;
    const changed = applyToThread(thread, [first], { kind: 'star' }, folders);
    expect(changed.messages.map((message) => message.isStarred)).toEqual([
      true,
      ...messages.slice(1).map((message) => message.isStarred),
    ]);
  });
});
