import type { ThreadPageView, ThreadRowView } from '../../views.ts';

/** What happened to conversations that a list may show. */
export interface RowChanges {
  rows: readonly ThreadRowView[];
  /** Ids that no longer exist for this user. */
  gone: readonly number[];
}

/**
 * Puts changed rows into a loaded list without fetching it again: present rows are replaced, rows
 * that arrived are inserted by date, rows that left are taken out. Pages whose rows are unchanged
 * keep their identity, and so do equal rows: nothing renders for nothing.
 *
 * @param belongs whether a row stands in this list; null: cannot be told, keep what is there
 */
export function mergeRows(
  pages: readonly ThreadPageView[],
  changes: RowChanges,
  belongs: (row: ThreadRowView, isPresent: boolean) => boolean | null,
): ThreadPageView[] {
  const present = new Map(pages.flatMap((page) => page.threads.map((row) => [row.id, row])));
  const leaving = new Set(changes.gone);
  const replacing = new Map<number, ThreadRowView>();
  const arriving: ThreadRowView[] = [];
  for (const row of changes.rows) {
    const old = present.get(row.id);
    const isIn = belongs(row, old !== undefined) ?? old !== undefined;
    if (!isIn) leaving.add(row.id);
    else if (!old) arriving.push(row);
    else if (old.latestAt === row.latestAt) replacing.set(row.id, sameRow(old, row) ? old : row);
    else {
      leaving.add(row.id);
      arriving.push(row);
    }
  }
  let merged = pages.map((page) => replaceIn(page, leaving, replacing));
  for (const row of arriving) merged = insert(merged, row);
  return merged;
}

/** Newest first; the id decides between equal dates. Negative when `a` comes first. */
export function compareRows(a: ThreadRowView, b: ThreadRowView): number {
  if (a.latestAt !== b.latestAt) return a.latestAt > b.latestAt ? -1 : 1;
  return b.id - a.id;
}

function replaceIn(
  page: ThreadPageView,
  leaving: ReadonlySet<number>,
  replacing: ReadonlyMap<number, ThreadRowView>,
): ThreadPageView {
  const threads = page.threads
    .filter((row) => !leaving.has(row.id))
    .map((row) => replacing.get(row.id) ?? row);
  const isSame =
    threads.length === page.threads.length && threads.every((row, i) => row === page.threads[i]);
  return isSame ? page : { ...page, threads };
}

function insert(pages: ThreadPageView[], row: ThreadRowView): ThreadPageView[] {
  for (const [index, page] of pages.entries()) {
    const at = page.threads.findIndex((other) => compareRows(row, other) < 0);
    if (at >= 0) {
      const threads = [...page.threads.slice(0, at), row, ...page.threads.slice(at)];
      return pages.with(index, { ...page, threads });
    }
  }
  const last = pages.at(-1);
  // Older than everything loaded: the next page brings it, unless there is none.
  if (!last || last.nextCursor !== null) return pages;
  return pages.with(pages.length - 1, { ...last, threads: [...last.threads, row] });
}

function sameRow(a: ThreadRowView, b: ThreadRowView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
