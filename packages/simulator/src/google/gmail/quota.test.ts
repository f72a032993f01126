import { expect, it } from 'vitest';
import { createTestWorld } from './test-world.ts';

const ada = 'ada@gmail.example';

// https://developers.google.com/workspace/gmail/api/reference/quota
it('never lets a sliding minute hold more units than the limit', async () => {
  const { call, world } = createTestWorld(ada);
  world.project.quota = { ...world.project.quota, unitsPerUserPerMinute: 50 };
  const statuses: number[] = [];
  for (let at = 0; at < 10; at += 1) statuses.push((await call(ada, 'messages')).status);
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 200));
  const refusals = [await call(ada, 'messages'), await call(ada, 'messages')];
  expect(refusals.map(({ status }) => status).sort()).toEqual([403, 429]);
  expect(refusals.map(({ body }) => body.error.errors[0].reason).sort()).toEqual([
    'rateLimitExceeded',
    'userRateLimitExceeded',
  ]);
  world.clock.advance(50_000);
  expect((await call(ada, 'messages')).status).not.toBe(200);
  world.clock.advance(10_001);
  expect((await call(ada, 'messages')).status).toBe(200);
  expect(world.usage.read()[ada]).toMatchObject({ units: 55, requests: 14, rejected: 3 });
});

it('charges each method its price, and limits the project over all users', async () => {
  const bob = 'bob@gmail.example';
  const { call, world } = createTestWorld(ada, bob);
  await call(ada, 'messages/1');
  await call(ada, 'threads/1');
  expect(world.usage.read()[ada]?.units).toBe(60);
  world.project.quota = { ...world.project.quota, unitsPerProjectPerMinute: 64 };
  expect((await call(bob, 'labels')).status).toBe(200);
  const refused = await call(bob, 'messages');
  expect([429, 403]).toContain(refused.status);
  expect(refused.body.error.errors[0].reason).toBe('rateLimitExceeded');
});

// https://developers.google.com/workspace/gmail/api/guides/handle-errors#concurrent-requests
it('refuses more than so many calls of a user at the same time', async () => {
  const { call, world } = createTestWorld(ada);
  world.project.quota = { ...world.project.quota, maxConcurrentPerUser: 3 };
  world.faults.add({ match: 'getProfile', kind: { type: 'latency', ms: 50 } });
  const replies = await Promise.all(Array.from({ length: 5 }, () => call(ada, 'profile')));
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(2);
  expect(refused[0]?.body.error.message).toBe('Too many concurrent requests for user.');
  expect((await call(ada, 'profile')).status).toBe(200);
});
