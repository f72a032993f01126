import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Rows that arrive above what is being read must not push it down. */
export function useKeepPosition(
  scrollRef: RefObject<HTMLDivElement | null>,
  order: readonly number[],
  rowHeight: number,
): void {
  const before = useRef<readonly number[]>([]);
  useLayoutEffect(() => {
    const element = scrollRef.current;
    const old = before.current;
    before.current = order;
    if (!element || old.length === 0 || element.scrollTop < rowHeight / 2) return;
    const topId = old[Math.floor(element.scrollTop / rowHeight)];
    const was = topId === undefined ? -1 : old.indexOf(topId);
    const is = topId === undefined ? -1 : order.indexOf(topId);
    if (was >= 0 && is >= 0 && was !== is) element.scrollTop += (is - was) * rowHeight;
  }, [order, rowHeight, scrollRef]);
}

/** Focuses a row's link; it may only be rendered a moment later, after scrolling or after rows left. */
export function focusRow(container: HTMLElement | null, threadId: number, tries = 10): void {
  requestAnimationFrame(() => {
    const link = container?.querySelector<HTMLElement>(`[data-thread="${threadId}"] .mr-row-link`);
    if (link) link.focus({ preventScroll: true });
    else if (tries > 0) focusRow(container, threadId, tries - 1);
  });
}
