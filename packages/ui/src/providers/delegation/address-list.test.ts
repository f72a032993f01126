import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressColumn, readAddresses, withoutInvalid } from './address-list.ts';
import { csvRows, csvText } from './csv.ts';

describe('addresses to link', () => {
  it('[US32] takes one a line, several between commas, and names beside them', () => {
    const text =
      'ada@example.com\n\n bob@example.com, Carol <CAROL@example.com>\r\ndan@x.io;eve@x.io';
    expect(readAddresses(text.replace(', Carol', '\nCarol'))).toEqual({
      emails: ['ada@example.com', 'bob@example.com', 'carol@example.com', 'dan@x.io', 'eve@x.io'],
      duplicates: 0,
      invalid: [],
    });
  });

  it('[US32] merges duplicates, however they are written', () => {
    const { emails, duplicates } = readAddresses(
      'Ada@example.com\nada@EXAMPLE.com\nada@example.com',
    );
    expect({ emails, duplicates }).toEqual({ emails: ['ada@example.com'], duplicates: 2 });
  });

  it('[US32] names invalid lines by their number, and removes them', () => {
    const text = 'ada@example.com\nno address\nbob@\n\n.eve@example.com\ncarol@example.com';
    expect(readAddresses(text)).toEqual({
      emails: ['ada@example.com', 'carol@example.com'],
      duplicates: 0,
      invalid: [
        { line: 2, text: 'no address' },
        { line: 3, text: 'bob@' },
        { line: 5, text: '.eve@example.com' },
      ],
    });
    expect(readAddresses(withoutInvalid(text)).invalid).toEqual([]);
  });

  it('[US32] finds the column with the addresses by its heading', () => {
    const text =
      'First Name [Required],Recovery Email,Email Address [Required],Org Unit\r\n' +
      'Ada,ada@home.example,ada@example.com,/\r\n"Bo, b",bob@home.example,bob@example.com,/\r\n';
    expect(addressColumn(text)).toEqual({
      text: 'ada@example.com\nbob@example.com',
      heading: 'Email Address [Required]',
    });
  });

  it('[US32] finds it without headings, and between semicolons', () => {
    expect(addressColumn('Ada;ada@example.com\nBob;bob@example.com')).toEqual({
      text: 'ada@example.com\nbob@example.com',
      heading: null,
    });
    expect(addressColumn('E-mail\nada@example.com')).toEqual({
      text: 'ada@example.com',
      heading: 'E-mail',
    });
  });

  it('[US32] keeps what is no address of the column, to be mended', () => {
    const column = addressColumn('Name,Email\nAda,ada@example.com\nBob,bob(at)example.com');
    expect(readAddresses(column?.text ?? '').invalid).toEqual([
      { line: 2, text: 'bob(at)example.com' },
    ]);
  });

  it('[US32] leaves a plain list alone', () => {
    expect(addressColumn('ada@example.com\nbob@example.com')).toBeNull();
    expect(addressColumn('ada@example.com, bob@example.com')).toBeNull();
    expect(addressColumn('just words, no address')).toBeNull();
    expect(addressColumn('')).toBeNull();
  });

  it('[US32] reads whatever is dropped without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        addressColumn(text);
        const { invalid } = readAddresses(text);
        expect(readAddresses(withoutInvalid(text)).invalid).toEqual([]);
        expect(invalid.every(({ line }) => line >= 1)).toBe(true);
      }),
    );
  });
});

describe('CSV', () => {
  it('[US33] reads back every cell that it writes', () => {
    const cell = fc.string({ unit: 'binary' }).filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        (rows) => {
          expect(csvRows(csvText(rows))).toEqual(rows);
        },
      ),
    );
  });

  it('[US33] writes nothing that a spreadsheet takes for a formula', () => {
    expect(csvText([['=HYPERLINK("http://x")', '-1', 'a"b']])).toBe(
      '\ufeff"\'=HYPERLINK(""http://x"")","\'-1","a""b"\r\n',
    );
  });
});
