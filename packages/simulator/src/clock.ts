/** Time that tests can move. Milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  /** Moves the clock forward; never back. */
  advance(ms: number): void;
  /** What Google says the time is: `now`, unless its clock and ours were set apart. */
  told(): number;
  /** Sets the two apart, by this much ahead of `now`; 0 ends it. */
  setApart(ms: number): void;
}

/** A clock that follows the machine's, plus whatever it was advanced by. */
export function createClock(startAt: number | null = null): Clock {
  let offsetMs = startAt === null ? 0 : startAt - Date.now();
  let apartMs = 0;
  return {
    told: () => Date.now() + offsetMs + apartMs,
    setApart: (ms) => {
      apartMs = ms;
    },
    now: () => Date.now() + offsetMs,
    advance: (ms) => {
      if (ms < 0) throw new RangeError('a clock only moves forward');
      offsetMs += ms;
    },
  };
}
