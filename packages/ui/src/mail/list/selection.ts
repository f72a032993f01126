/** Which conversations are ticked, and where a range begins. */
export interface Selection {
  ids: ReadonlySet<number>;
  anchor: number | null;
}

export const NO_SELECTION: Selection = { ids: new Set(), anchor: null };

/**
 * Ticks or unticks one conversation; with `isRange` everything between it and the last one touched
 * takes the state that it takes.
 *
 * @param order ids as the list shows them
 */
export function toggle(
  selection: Selection,
  id: number,
  isRange: boolean,
  order: readonly number[],
): Selection {
  const isOn = !selection.ids.has(id);
  const ids = new Set(selection.ids);
  for (const each of isRange ? between(order, selection.anchor, id) : [id]) {
    if (isOn) ids.add(each);
    else ids.delete(each);
  }
  return { ids, anchor: id };
}

/** Without the conversations that left the list; the same object when all are still there. */
export function keepPresent(selection: Selection, order: readonly number[]): Selection {
  if (selection.ids.size === 0) return selection;
  const present = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => present.has(id)));
  return ids.size === selection.ids.size ? selection : { ...selection, ids };
}

function between(order: readonly number[], from: number | null, to: number): number[] {
  const a = from === null ? -1 : order.indexOf(from);
  const b = order.indexOf(to);
  if (a < 0 || b < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}
