/** Time that tests can move. Milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  /** Moves the clock forward; never back. */
  advance(ms: number): void;
}

/** A clock that follows the machine's, plus whatever it was advanced by. */
export function createClock(startAt: number | null = null): Clock {
  let offsetMs = startAt === null ? 0 : startAt - Date.now();
  return {
    now: () => Date.now() + offsetMs,
    advance: (ms) => {
      if (ms < 0) throw new RangeError('a clock only moves forward');
      offsetMs += ms;
    },
  };
}
