import { describe, expect, it } from 'vitest';
import type { RemoteMessage } from '../providers/provider.ts';
import { createRecentChanges } from './recent-changes.ts';

const fetched: RemoteMessage = {
  remoteId: 'm1',
  remoteThreadId: 't1',
  folders: ['INBOX'],
  flags: { isRead: false, isStarred: false, isDraft: false },
  receivedAt: new Date(0),
  sizeBytes: 1,
  snippet: null,
  source: { kind: 'raw', bytes: new Uint8Array() },
};
const ref = { remoteId: 'm1', remoteThreadId: 't1' };

describe('recent changes', () => {
  it('[SY4] lays changes over a message that was fetched before them, in order', () => {
    const recent = createRecentChanges();
    const mark = recent.beginFetch();
    recent.add([
      { kind: 'updated', ref, foldersAdded: ['A'], foldersRemoved: ['INBOX'], flags: {} },
      { kind: 'updated', ref, foldersAdded: [], foldersRemoved: ['A'], flags: { isRead: true } },
    ]);
    expect(mark.overlay(fetched)).toEqual({
      ...fetched,
      folders: [],
      flags: { isRead: true, isStarred: false, isDraft: false },
    });
  });

  it('[SY4] drops a message that was deleted while it was fetched', () => {
    const recent = createRecentChanges();
    const mark = recent.beginFetch();
    recent.add([{ kind: 'deleted', ref }]);
    expect(mark.overlay(fetched)).toBeNull();
  });

  it('[SY4] leaves alone what was fetched after the change, and forgets when fetches end', () => {
    const recent = createRecentChanges();
    const early = recent.beginFetch();
    recent.add([{ kind: 'deleted', ref }]);
    const late = recent.beginFetch();
    early.end();
    expect(late.overlay(fetched)).toEqual(fetched);
    recent.add([{ kind: 'deleted', ref }]);
    expect(late.overlay(fetched)).toBeNull();
    late.end();
    expect(recent.beginFetch().overlay(fetched)).toEqual(fetched);
  });
});
