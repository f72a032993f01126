import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, queryWords } from './query.ts';

const now = new Date('2026-03-15T12:00:00Z');
const node = (text: string) => parseQuery(text, { now }).node;
const word = (value: string, isPrefix = false) => ({ kind: 'word', value, isPrefix });
const from = (value: string) => ({ kind: 'field', field: 'from', value, isPhrase: false });

describe('parseQuery', () => {
  it('[QU1] asks for nothing when nothing is written', () => {
    expect(parseQuery('  ')).toEqual({ node: null, problems: [] });
  });

  it('[QU1] joins words with and, and marks the word still being typed', () => {
    expect(node('blue sky')).toEqual({ kind: 'and', nodes: [word('blue'), word('sky', true)] });
    expect(node('blue sky ')).toEqual({ kind: 'and', nodes: [word('blue'), word('sky')] });
    expect(node('inv* ')).toEqual(word('inv', true));
  });

  it('[QU2] reads every operator', () => {
    expect(node('from:ann')).toEqual(from('ann'));
    expect(node('FROM: ann')).toEqual(from('ann'));
    expect(node('subject:"a b"')).toEqual({
      ...{ kind: 'field', field: 'subject', value: 'a b', isPhrase: true },
    });
    expect(node('in:Bin')).toEqual({ kind: 'in', folder: 'trash' });
    expect(node('label:Clients/Paris')).toEqual({ kind: 'in', folder: 'Clients/Paris' });
    expect(node('is:unread')).toEqual({ kind: 'is', flag: 'unread' });
    expect(node('has:attachment')).toEqual({ kind: 'has', what: 'attachment' });
    expect(node('larger:10M')).toEqual({ kind: 'size', op: 'larger', bytes: 10 * 1024 ** 2 });
    expect(node('smaller:2.5k')).toEqual({ kind: 'size', op: 'smaller', bytes: 2560 });
    expect(node('newer_than:2d')).toEqual({
      ...{ kind: 'date', op: 'after', at: new Date('2026-03-13T12:00:00Z') },
    });
  });

  it('[QU2] starts a written day at midnight where the user is', () => {
    const at = (text: string, timeZone?: string) =>
      (parseQuery(text, { now, timeZone }).node as { at: Date }).at.toISOString();
    expect(at('after:2026/01/31')).toBe('2026-01-31T00:00:00.000Z');
    expect(at('after:2026-01-31', 'Europe/Paris')).toBe('2026-01-30T23:00:00.000Z');
    expect(at('before:07/04/2025', 'America/New_York')).toBe('2025-07-04T04:00:00.000Z');
    expect(at('before:2026/03/29', 'Europe/Paris')).toBe('2026-03-28T23:00:00.000Z');
    expect(at('before:2026/01/31', 'No/Where')).toBe('2026-01-31T00:00:00.000Z');
  });

  it('[QU3] binds OR more tightly than the space, and reads groups, braces and negation', () => {
    expect(node('a b OR c ')).toEqual({
      kind: 'and',
      nodes: [word('a'), { kind: 'or', nodes: [word('b'), word('c')] }],
    });
    expect(node('from:(ann OR bob)')).toEqual({ kind: 'or', nodes: [from('ann'), from('bob')] });
    expect(node('{from:ann from:bob}')).toEqual({ kind: 'or', nodes: [from('ann'), from('bob')] });
    expect(node('-from:ann')).toEqual({ kind: 'not', node: from('ann') });
    expect(node('-"x y"')).toEqual({ kind: 'not', node: { kind: 'phrase', value: 'x y' } });
    expect(node('-(a b) ')).toEqual({
      kind: 'not',
      node: { kind: 'and', nodes: [word('a'), word('b')] },
    });
  });

  it('[QU4] searches an unknown operator as a word and reports a useless value', () => {
    expect(node('10:30 ')).toEqual(word('10:30'));
    expect(node('https://example.org/a ')).toEqual(word('https://example.org/a'));
    expect(node('e-mail ')).toEqual(word('e-mail'));
    expect(parseQuery('before:tomorow x ')).toEqual({
      node: word('x'),
      problems: ['before:tomorow'],
    });
    expect(parseQuery('from:').problems).toEqual(['from:']);
    expect(parseQuery('after:2026/02/31').problems).toEqual(['after:2026/02/31']);
  });

  it('[QU4] lists words to highlight, not the excluded ones', () => {
    expect(queryWords(parseQuery('a "b c" -d subject:e from:f'))).toEqual(['a', 'b c', 'e']);
  });

  it('[QU5] never throws and stays small, whatever is typed', () => {
    const piece = fc.constantFrom(
      ...['(', ')', '{', '}', '-', '"', 'OR', 'AND', 'NOT', '|', ' ', ':', '*', '+', 'from:'],
      ...['in:', 'before:', 'older_than:', '99999y', 'larger:', '1e9', 'a', 'é', '漢', '\0', '💥'],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (text) => {
          const { node: tree } = parseQuery(text);
          expect(JSON.stringify(tree).length).toBeLessThan(20_000);
        },
      ),
      { numRuns: 2_000 },
    );
    for (const bomb of ['('.repeat(1e5), '-'.repeat(1e5), 'a OR '.repeat(1e5), '-('.repeat(1e5)])
      expect(JSON.stringify(parseQuery(bomb).node).length).toBeLessThan(20_000);
  });
});
