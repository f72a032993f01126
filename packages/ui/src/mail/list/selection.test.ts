import { describe, expect, it } from 'vitest';
import { keepPresent, NO_SELECTION, toggle } from './selection.ts';

const order = [1, 2, 3, 4, 5];

describe('selection', () => {
  it('[UI14] ticks a range with Shift, both ways, and unticks one', () => {
    const one = toggle(NO_SELECTION, 4, false, order);
    const range = toggle(one, 2, true, order);
    expect([...range.ids].sort()).toEqual([2, 3, 4]);
    expect([...toggle(range, 3, false, order).ids].sort()).toEqual([2, 4]);
  });

  it('[UI14] forgets what left the list', () => {
    const all = { ids: new Set(order), anchor: 5 };
    expect([...keepPresent(all, [1, 2]).ids]).toEqual([1, 2]);
    expect(keepPresent(all, order)).toBe(all);
  });
});
