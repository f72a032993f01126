import { ApiError } from '@mailroom/api/client';
import { expect, it } from 'vitest';
import { endSession } from './end-session.ts';

const failure = (status: number) =>
  new ApiError({ title: 'No.', status, code: status === 401 ? 'unauthenticated' : 'internal' });

it.each([
  ['leaves', 'signed out', () => Promise.resolve({})],
  ['leaves', 'signed out already', () => Promise.reject(failure(401))],
  ['fails', 'the server failed', () => Promise.reject(failure(500))],
  ['fails', 'nothing answered', () => Promise.reject(failure(0))],
])('[UI51] %s when %s', async (expected, _name, signOut) => {
  const seen: string[] = [];
  const leave = () => void seen.push('leaves');
  await endSession({ signOut, leave, fail: () => void seen.push('fails') });
  expect(seen).toEqual([expected]);
});
