import type { ListPosition, StoredMessage } from '../mailbox.ts';

/** Messages in order of date, then id; additions and removals find their place by bisection. */
export interface OrderedList {
  readonly length: number;
  /** The caller promises that `message` belongs at the end; used while loading. */
  append(message: StoredMessage): void;
  add(message: StoredMessage): void;
  remove(message: StoredMessage): void;
  /** From the newest, or from the first one older than `position`. */
  newestFirst(position?: ListPosition | null): Iterable<StoredMessage>;
}

/** Creates an empty list. */
export function createOrderedList(): OrderedList {
  const items: StoredMessage[] = [];
  return {
    get length() {
      return items.length;
    },
    append: (message) => void items.push(message),
    add: (message) => {
      const at = lowerBound(items, message);
      if (items[at]?.id !== message.id) items.splice(at, 0, message);
    },
    remove: (message) => {
      const at = lowerBound(items, message);
      if (items[at]?.id === message.id) items.splice(at, 1);
    },
    *newestFirst(position = null) {
      let at = position ? lowerBound(items, position) : items.length;
      while (at > 0) {
        at -= 1;
        const message = items[at];
        if (message) yield message;
      }
    },
  };
}

/** Orders by date, then id: negative when `a` is the older. */
export function compareMessages(a: ListPosition, b: ListPosition): number {
  if (a.internalDate !== b.internalDate) return a.internalDate - b.internalDate;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Index of the first item that is not older than `position`. */
function lowerBound(items: readonly StoredMessage[], position: ListPosition): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item && compareMessages(item, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
