/** A seeded source of numbers from 0 up to 1: the same seed gives the same world. */
export type Random = () => number;

/**
 * Creates a small deterministic generator (mulberry32). Not for secrets: tokens come from
 * `node:crypto`, since a demo may listen for longer than a test.
 *
 * @param seed any number; only its lower 32 bits count
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
