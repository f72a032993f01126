import { DrizzleQueryError } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { errorForLog } from './error-for-log.ts';
import { MailError } from './errors.ts';

const secret = 'hunter2';
const driver = Object.assign(new Error(`invalid input syntax: "${secret}"`), {
  code: '22P02',
  severity: 'ERROR',
  detail: secret,
});
const query = new DrizzleQueryError(`select ${secret}`, [secret], driver);
const plain = new Error('no such file', { cause: query });

it.each([
  ['a query', query],
  ["the driver's error", driver],
  ['a query behind a MailError', new MailError('internal', { cause: query })],
  ['a query behind an error', plain],
  ['its text', String(query)],
  ['a copy from another thread', structuredClone(query)],
  ['something else', { params: [secret] }],
])('[AP2] logs %s without statement and parameters', (_name, err) => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  pino({ serializers: { err: errorForLog } }, { write }).error({ err }, 'failed');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain(secret);
});

it('[AP2] keeps what helps: name, code, own message and frames', () => {
  expect(errorForLog(plain)).toMatchObject({
    name: 'Error',
    message: 'no such file',
    stack: expect.stringContaining('error-for-log.test.ts'),
    cause: { name: expect.any(String), cause: { code: '22P02' } },
  });
});

it('[AP2] ends with a chain of causes that does not', () => {
  const error = new Error('loop');
  error.cause = error;
  expect(JSON.stringify(errorForLog(error)).length).toBeLessThan(20_000);
});
