import { describe, expect, it } from 'vitest';
import { defaultStart, startMoment, startOf } from './start-date.tsx';

const local = (year: number, month: number, day: number, hour = 12) =>
  new Date(year, month - 1, day, hour);
const dayOf = (iso: string | null | undefined) => {
  const date = new Date(iso ?? '');
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()];
};

describe('start date', () => {
  it('[US10] begins one month back by default', () => {
    expect(defaultStart(local(2026, 5, 15))).toEqual({ preset: 'month', day: '2026-04-15' });
  });

  it.each([
    ['the end of a long month before a short one', local(2026, 3, 31), 'month', [2026, 2, 28]],
    ['the same in a leap year', local(2028, 3, 31), 'month', [2028, 2, 29]],
    ['across the year', local(2026, 1, 31), 'month', [2025, 12, 31]],
    ['three months, ending in a short one', local(2026, 5, 31), 'quarter', [2026, 2, 28]],
    ['a year from a leap day', local(2028, 2, 29), 'year', [2027, 2, 28]],
  ] as const)('[US10] goes back by months: %s', (_name, now, preset, expected) => {
    expect(dayOf(startMoment({ preset, day: '' }, now))).toEqual(expected);
  });

  it('[US10] keeps the hour of the day when clocks change in between', () => {
    // Late March and late October: whatever the zone, one of the two crosses its change.
    for (const now of [local(2026, 4, 10, 9), local(2026, 11, 20, 9)]) {
      const start = new Date(startMoment({ preset: 'month', day: '' }, now) ?? '');
      expect(start.getHours()).toBe(9);
    }
  });

  it('[US10] takes a day as its first moment here, and none in the future', () => {
    const now = local(2026, 5, 15);
    const start = new Date(startMoment({ preset: 'date', day: '2026-05-01' }, now) ?? '');
    expect([dayOf(start.toISOString()), start.getHours()]).toEqual([[2026, 5, 1], 0]);
    expect(startMoment({ preset: 'date', day: '2026-05-16' }, now)).toBeUndefined();
  });

  it.each(['', 'yesterday', '2026-13-01', '2026-02-30x', '0', '<b>'])(
    '[US10] refuses %j as a day',
    (day) => {
      expect(startMoment({ preset: 'date', day }, local(2026, 5, 15))).toBeUndefined();
    },
  );

  it('[US10] says null for everything, and reads it back', () => {
    expect(startMoment({ preset: 'everything', day: '' })).toBeNull();
    expect(startOf(null).preset).toBe('everything');
    expect(startOf(local(2026, 2, 3).toISOString())).toEqual({ preset: 'date', day: '2026-02-03' });
  });
});
