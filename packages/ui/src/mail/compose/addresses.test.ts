import { describe, expect, it } from 'vitest';
import { formatAddress, isAddress, parseAddresses } from './addresses.ts';

describe('parseAddresses', () => {
  it('[UI31] reads names, quotes, commas inside quotes, semicolons and lines', () => {
    expect(
      parseAddresses('Ann <ann@x.org>, "Doe, Bob" <bob@y.org>; c@z.org\nmailto:d@z.org'),
    ).toEqual([
      { name: 'Ann', email: 'ann@x.org' },
      { name: 'Doe, Bob', email: 'bob@y.org' },
      { name: null, email: 'c@z.org' },
      { name: null, email: 'd@z.org' },
    ]);
  });

  it('[UI31] reads addresses with nothing but spaces between them', () => {
    expect(parseAddresses('a@x.org  b@x.org').map((each) => each.email)).toEqual([
      'a@x.org',
      'b@x.org',
    ]);
  });

  it('[UI31] keeps what is no address, so that it can be shown as wrong', () => {
    expect(parseAddresses('Ann Doe')).toEqual([{ name: null, email: 'Ann Doe' }]);
    expect(isAddress('Ann Doe')).toBe(false);
  });

  it('[UI31] survives hostile input', () => {
    for (const text of ['"'.repeat(999), '<'.repeat(999), ',;,;', '<<a@b.org>>', 'a@b@c.org']) {
      for (const each of parseAddresses(text)) expect(typeof each.email).toBe('string');
    }
    expect(parseAddresses('a@x.org,'.repeat(2_000))).toHaveLength(500);
    expect(isAddress('a@x.org\r\nBcc: b@y.org')).toBe(false);
    expect(isAddress('jörg@müller.example')).toBe(true);
  });

  it('[UI31] writes back what it reads', () => {
    const address = { name: 'Doe, Bob', email: 'bob@y.org' };
    expect(parseAddresses(formatAddress(address))).toEqual([address]);
  });
});
