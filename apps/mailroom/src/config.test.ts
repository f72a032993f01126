import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ConfigError, describeSettings, isLoopbackName, readConfig } from './config.ts';

function problems(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('[HO16] stand in the administrator’s guide, all of them and no others', async () => {
    const guide = new URL('../../../docs/guide-administrators.md', import.meta.url);
    const table = (await readFile(guide, 'utf8'))
      .split('\n')
      .filter((line) => /^\| `[A-Z_]+`/.test(line))
      .flatMap((line) => line.split('|')[1]?.match(/[A-Z_]{4,}/g) ?? []);
    const told = describeSettings().match(/^ *([A-Z_]{4,})\b/gm) ?? [];
    expect(table.sort()).toEqual(told.map((name) => name.trim()).sort());
  });

  it('[HO16] has a default for each, and an empty one counts as absent', () => {
    const config = readConfig({ PORT: '', PUBLIC_URL: ' ', DATABASE_URL: '' });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: null,
      secretKey: null,
      googleIssuer: 'https://accounts.google.com',
      gmailUrl: 'https://gmail.googleapis.com',
      gmailUnitsPerUserPerMinute: 6_000,
      logLevel: 'warn',
      trustedProxies: 0,
    });
  });

  it('[HO16] names every wrong one at once, and no value', () => {
    const lines = problems({
      PORT: '70000',
      PUBLIC_URL: 'ftp://user:hunter2@x',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      MAILROOM_SECRET_KEY: 'hunter2',
      MAILROOM_GMAIL_QUOTA: 'much',
      MAILROOM_LOG_LEVEL: 'loud',
      TRUST_PROXY: '-1',
    });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'PUBLIC_URL',
      'DATABASE_URL',
      'MAILROOM_SECRET_KEY',
      'MAILROOM_GMAIL_QUOTA',
      'MAILROOM_LOG_LEVEL',
      'TRUST_PROXY',
    ]);
    expect(lines.join()).not.toContain('hunter2');
  });

  it.each([
    ['MAILROOM_GOOGLE_ISSUER', 'https://id.example', 'MAILROOM_GMAIL_URL'],
    ['MAILROOM_GMAIL_URL', 'https://mail.example', 'MAILROOM_GOOGLE_ISSUER'],
    ['TRUST_PROXY', '1', 'PUBLIC_URL'],
  ])('[HO23] refuses %s alone', (name, value, other) => {
    expect(problems({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: needs ${other} too: `)),
    ]);
    expect(problems({ [name]: value, [other]: 'https://both.example' })).toEqual([]);
  });

  it.each([
    ['https://mail.example.org/', 'https://mail.example.org'],
    ['https://example.org/mail/', 'https://example.org/mail'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('[HO16] reads the public address %s', (text, expected) => {
    expect(readConfig({ PUBLIC_URL: text }).publicUrl).toBe(expected);
  });

  it.each([
    ['0'.repeat(64)],
    [Buffer.alloc(32).toString('base64')],
    [Buffer.alloc(32, 255).toString('base64url')],
  ])('[HO16] reads the key %s', (text) => {
    expect(readConfig({ MAILROOM_SECRET_KEY: text }).secretKey).toHaveLength(32);
  });

  it.each([
    ['2026', 6_000],
    ['legacy', 15_000],
    ['1200', 1_200],
  ])('[HO16] reads the quota %s', (text, units) => {
    expect(readConfig({ MAILROOM_GMAIL_QUOTA: text }).gmailUnitsPerUserPerMinute).toBe(units);
  });

  it('[HO16] tells of names that mean nothing, and lists those that do', () => {
    const unknown = (name: string) => readConfig({ [name]: 'x' }).unknownNames[0];
    expect(unknown('MAILROOM_SECRT_KEY')?.meant).toBe('MAILROOM_SECRET_KEY');
    expect(unknown('MAILROOM_PUBLIC_URL')?.meant).toBe('PUBLIC_URL');
    expect(unknown('MAILROOM_DATABASE_URI')?.meant).toBe('DATABASE_URL');
    expect(unknown('MAILROOM_LOGLEVEL')?.meant).toBe('MAILROOM_LOG_LEVEL');
    expect(unknown('MAILROOM_COFFEE_MACHINE')?.meant).toBeNull();
    expect(unknown('MAILROOM_TEST_DATABASE_URL')).toBeUndefined();
    expect(unknown('MAILROOM_DATA')).toBeUndefined();
    for (const name of ['MAILROOM_DATA', 'DATABASE_URL', 'TRUST_PROXY']) {
      expect(describeSettings()).toContain(name);
    }
  });
});

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
])('[HO2] takes %s for this machine: %s', (name, expected) => {
  expect(isLoopbackName(name)).toBe(expected);
});
