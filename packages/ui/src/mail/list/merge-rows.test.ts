import { describe, expect, it } from 'vitest';
import type { ThreadPageView, ThreadRowView } from '../../views.ts';
import { mergeRows } from './merge-rows.ts';

const row = (id: number, minute: number, change: Partial<ThreadRowView> = {}): ThreadRowView => ({
  id,
  accountId: 1,
  subject: `Subject ${id}`,
  snippet: '',
  latestAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  messageCount: 1,
  unreadCount: 0,
  isStarred: false,
  hasAttachments: false,
  hasDraft: false,
  senders: [],
  folderIds: [11],
  ...change,
});
const page = (rows: ThreadRowView[], nextCursor: string | null = null): ThreadPageView => ({
  threads: rows,
  nextCursor,
});
const ids = (pages: ThreadPageView[]) => pages.map((each) => each.threads.map((r) => r.id));
const inInbox = (each: ThreadRowView) => each.folderIds.includes(11);

describe('mergeRows', () => {
  it('[UI12] replaces a changed row in its place', () => {
    const pages = [page([row(3, 30), row(2, 20)], 'x'), page([row(1, 10)])];
    const merged = mergeRows(pages, { rows: [row(2, 20, { unreadCount: 1 })], gone: [] }, inInbox);
    expect(ids(merged)).toEqual([[3, 2], [1]]);
    expect(merged[0]?.threads[1]?.unreadCount).toBe(1);
    expect(merged[1]).toBe(pages[1]);
  });

  it('[UI12] keeps every identity when nothing changed', () => {
    const pages = [page([row(2, 20), row(1, 10)])];
    expect(mergeRows(pages, { rows: [row(2, 20)], gone: [] }, inInbox)[0]).toBe(pages[0]);
  });

  it('[UI12] inserts what arrives by date, across pages', () => {
    const pages = [page([row(3, 30)], 'x'), page([row(1, 10)], 'y')];
    const merged = mergeRows(pages, { rows: [row(9, 40), row(2, 20)], gone: [] }, inInbox);
    expect(ids(merged)).toEqual([
      [9, 3],
      [2, 1],
    ]);
  });

  it('[UI12] leaves what is older than everything loaded to the next page', () => {
    const pages = [page([row(3, 30)], 'x')];
    expect(ids(mergeRows(pages, { rows: [row(1, 10)], gone: [] }, inInbox))).toEqual([[3]]);
    const last = [page([row(3, 30)])];
    expect(ids(mergeRows(last, { rows: [row(1, 10)], gone: [] }, inInbox))).toEqual([[3, 1]]);
  });

  it('[UI12] moves a conversation that got a new message to the top', () => {
    const pages = [page([row(3, 30), row(2, 20), row(1, 10)])];
    expect(ids(mergeRows(pages, { rows: [row(1, 50)], gone: [] }, inInbox))).toEqual([[1, 3, 2]]);
  });

  it('[UI12] takes out what left the box or is gone', () => {
    const pages = [page([row(3, 30), row(2, 20), row(1, 10)])];
    const changes = { rows: [row(3, 30, { folderIds: [] })], gone: [1] };
    expect(ids(mergeRows(pages, changes, inInbox))).toEqual([[2]]);
  });

  it('[UI12] inserts nothing into search results, whose membership only the server knows', () => {
    const pages = [page([row(3, 30)])];
    const changes = { rows: [row(3, 30, { isStarred: true }), row(9, 40)], gone: [] };
    const merged = mergeRows(pages, changes, () => null);
    expect(ids(merged)).toEqual([[3]]);
    expect(merged[0]?.threads[0]?.isStarred).toBe(true);
  });

  it('[UI12] does not repeat a row merged twice', () => {
    const once = mergeRows([page([row(3, 30)])], { rows: [row(9, 40)], gone: [] }, inInbox);
    expect(ids(mergeRows(once, { rows: [row(9, 40)], gone: [] }, inInbox))).toEqual([[9, 3]]);
  });
});
