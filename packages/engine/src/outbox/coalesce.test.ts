import { describe, expect, it } from 'vitest';
import type { CommandRow } from '../store/commands.ts';
import { coalesce } from './coalesce.ts';

function row(id: number, remoteIds: string[], rest: Partial<CommandRow>): CommandRow {
  return {
    id,
    accountId: 1,
    actionId: id,
    kind: 'update',
    messageIds: [],
    remoteIds,
    foldersAdded: [],
    foldersRemoved: [],
    flags: {},
    state: 'pending',
    problem: null,
    attempts: 0,
    createdAt: new Date(0),
    doneAt: null,
    ...rest,
  };
}

describe('coalesce', () => {
  it('[OB9] lets the last word about a folder and a flag count', () => {
    const calls = coalesce([
      row(1, ['a'], { foldersRemoved: ['INBOX'], flags: { isRead: true } }),
      row(2, ['a'], { foldersAdded: ['INBOX'], flags: { isRead: false } }),
    ]);
    expect(calls).toEqual([
      {
        commandIds: [1, 2],
        command: {
          kind: 'update',
          remoteIds: ['a'],
          foldersAdded: ['INBOX'],
          foldersRemoved: [],
          flags: { isRead: false },
        },
      },
    ]);
  });

  it('[OB9] puts messages with the same outcome into one call', () => {
    const calls = coalesce([
      row(1, ['a', 'b'], { flags: { isRead: true } }),
      row(2, ['c'], { flags: { isRead: true } }),
      row(3, ['b'], { flags: { isStarred: true } }),
    ]);
    expect(calls.map(({ command }) => command.remoteIds)).toEqual([['a', 'c'], ['b']]);
    expect(calls.map(({ commandIds }) => commandIds)).toEqual([
      [1, 2],
      [1, 3],
    ]);
  });

  it('[OB9] sends nothing else for a message that is deleted', () => {
    const calls = coalesce([
      row(1, ['a'], { flags: { isRead: true } }),
      row(2, ['a'], { kind: 'delete' }),
    ]);
    expect(calls).toEqual([{ commandIds: [1, 2], command: { kind: 'delete', remoteIds: ['a'] } }]);
  });

  it('[OB9] splits what is more than one call takes', () => {
    const ids = Array.from({ length: 2_500 }, (_, n) => `m${n}`);
    const calls = coalesce([row(1, ids, { flags: { isRead: true } })]);
    expect(calls.map(({ command }) => command.remoteIds.length)).toEqual([1_000, 1_000, 500]);
  });
});
