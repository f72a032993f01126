import { expect, it } from 'vitest';
import { createAttemptLimiter } from './attempts.ts';

it('[HO6] makes a key wait after too many failures, until the window ends', () => {
  let nowMs = 0;
  const limiter = createAttemptLimiter({ max: 2, windowMs: 1_000, now: () => nowMs });
  limiter.begin('a');
  expect(limiter.waitMs('a')).toBe(0);
  nowMs = 400;
  limiter.begin('a');
  expect([limiter.waitMs('a'), limiter.waitMs('b')]).toEqual([600, 0]);
  limiter.giveBack('a');
  expect(limiter.waitMs('a')).toBe(0);
  limiter.begin('a');
  nowMs = 1_000;
  expect(limiter.waitMs('a')).toBe(0);
  limiter.begin('a');
  limiter.forgive('a');
  limiter.giveBack('a');
  limiter.begin('a');
  expect(limiter.waitMs('a')).toBe(0);
});
