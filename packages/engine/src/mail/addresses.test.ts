import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressFault,
  addressKey,
  dedupeAddresses,
  formatAddresses,
  isSameAddress,
  parseAddresses,
} from './addresses.ts';

const ann = { name: 'Ann', email: 'ann@example.org' };

describe('addresses', () => {
  it('[AD1] reads names, quotes, comments, groups and encoded words', () => {
    expect(parseAddresses('Ann <ann@example.org>')).toEqual([ann]);
    expect(parseAddresses('ann@example.org (Ann)')).toEqual([ann]);
    expect(parseAddresses('"Doe, \\"J\\"" <j@x.org>, k@x.org')).toEqual([
      { name: 'Doe, "J"', email: 'j@x.org' },
      { name: '', email: 'k@x.org' },
    ]);
    expect(parseAddresses('Team: Ann <ann@example.org>, b@x.org; c@x.org')).toEqual([
      ann,
      { name: '', email: 'b@x.org' },
      { name: '', email: 'c@x.org' },
    ]);
    expect(parseAddresses('=?utf-8?Q?D=C3=B6e=2C_J?= <j@x.org>')).toEqual([
      { name: 'Döe, J', email: 'j@x.org' },
    ]);
    expect(parseAddresses('undisclosed-recipients:;')).toEqual([]);
  });

  it('[AD2] compares without case and across spellings of a domain', () => {
    expect(isSameAddress('Ann@Example.org', 'ann@example.ORG')).toBe(true);
    expect(isSameAddress('a@bücher.example', 'a@xn--bcher-kva.example')).toBe(true);
    expect(addressKey('nobody')).toBe('nobody');
    expect(dedupeAddresses([{ name: '', email: 'ANN@example.org' }, ann])).toEqual([
      { name: 'Ann', email: 'ANN@example.org' },
    ]);
  });

  it('[AD3] checks what a user typed', () => {
    const faults = ['', 'ann', 'a b@x.org', 'ann@x', 'ann@-x.org', '.a@x.org', 'a\n@x.org'];
    expect(faults.map(addressFault)).toEqual([
      ...['empty', 'no_at', 'local_part', 'domain', 'domain', 'local_part', 'local_part'],
    ]);
    for (const good of ['a@x.org', 'a+b.c@sub.x.co', 'jörg@bücher.example'])
      expect(addressFault(good)).toBe(null);
  });

  it('[AD4] reads back what it writes, and never throws', () => {
    const name = fc.string({ maxLength: 20 }).map((text) =>
      text
        .replace(/[\p{C}=?']/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    const list = fc.array(fc.record({ name, email: fc.constantFrom('a@x.org', 'b.c@y.example') }));
    fc.assert(
      fc.property(list, (all) => {
        expect(parseAddresses(formatAddresses(all))).toEqual(all);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseAddresses(text))));
  });
});
