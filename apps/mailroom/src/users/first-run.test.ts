import { expect, it } from 'vitest';
import { createFirstRun } from './first-run.ts';

const local = { host: '127.0.0.1', publicUrl: 'http://localhost:3000' };

it('[HO2] asks for nothing on this machine, under its own name only', () => {
  const printed: string[] = [];
  const firstRun = createFirstRun(local, (line) => printed.push(line));
  const headers = new Headers({ accept: '*/*', 'x-mailroom-client-address': '127.0.0.1' });
  expect([firstRun.isAlwaysAsked, firstRun.asks(headers)]).toEqual([false, false]);
  firstRun.check(headers, 'localhost:3000', undefined);
  expect(() => firstRun.check(headers, 'evil.example', undefined)).toThrow();
  expect(printed).toEqual([]);
});

it.each([
  ['x-forwarded-for'],
  ['x-forwarded-host'],
  ['X-Forwarded-Proto'],
  ['forwarded'],
  ['via'],
  ['x-real-ip'],
])('[HO15] asks for the token behind a proxy that sends %s, and prints it once', (name) => {
  const printed: string[] = [];
  const firstRun = createFirstRun(local, (line) => printed.push(line));
  const headers = new Headers({ [name]: '127.0.0.1' });
  for (const token of [undefined, '', 'wrong']) {
    expect(() => firstRun.check(headers, 'localhost:3000', token)).toThrow();
  }
  firstRun.check(headers, 'localhost:3000', firstRun.token);
  expect(printed).toEqual([expect.stringContaining(firstRun.token)]);
});

it('[HO15] asks everybody where others can reach the server', () => {
  for (const [host, publicUrl] of [
    ['0.0.0.0', 'http://localhost:3000'],
    ['127.0.0.1', 'https://mail.example.test'],
  ] as const) {
    const firstRun = createFirstRun({ host, publicUrl });
    expect(firstRun.isAlwaysAsked).toBe(true);
    expect(() => firstRun.check(new Headers(), 'localhost', undefined)).toThrow();
  }
});
