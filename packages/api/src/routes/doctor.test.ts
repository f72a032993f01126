import { expect, it } from 'vitest';
import { apiForTest, json, ownPage } from '../testing.ts';

const report = {
  provider: 'google',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  verdict: 'healthy',
  checks: [],
};
const path = '/setup/doctor/google';
const administrator = { ...ownPage, cookie: 'session=root' };

it('[DR2] answers with the report, of one provider that there is', async () => {
  const { api, calls } = apiForTest({ 'setup.runDoctor': async () => report });
  const input = {
    browserOrigin: 'https://mail.example.test',
    testMailAccountId: 7,
    only: ['clock', 'test_mail'],
  };
  const answer = await api.request(path, json(input, administrator));
  expect([answer.status, await answer.json()]).toEqual([200, report]);
  const caller = { userId: 'root', isAdministrator: true };
  expect(calls).toEqual([['setup.runDoctor', [caller, 'google', input]]]);
  const unknown = await api.request('/setup/doctor/yahoo', json({}, administrator));
  expect(unknown.status).toBe(400);
});

it.each([
  { only: [] },
  { only: ['everything'] },
  { testMailAccountId: 'x' },
  { browserOrigin: 'x'.repeat(501) },
])('[DR2] refuses the input %j', async (input) => {
  const { api, calls } = apiForTest();
  const answer = await api.request(path, json(input, administrator));
  expect(answer.status).toBe(400);
  expect(calls).toEqual([]);
});
