import { describe, expect, it } from 'vitest';
import { personTyped, suggestSearch } from './suggest.ts';

const shown = (text: string) =>
  suggestSearch(text, ['Travel', 'Big clients'], ['grace@navy.example']).map((s) => s.shown);

describe('suggestSearch', () => {
  it('[UI40] offers operators at the start and after a space', () => {
    expect(shown('')).toContain('from:');
    expect(shown('report ha')).toEqual(['has:attachment']);
    expect(shown('-fr')).toEqual(['from:']);
  });

  it('[UI40] offers values after the colon and keeps what stands before', () => {
    expect(shown('is:un')).toEqual(['is:unread', 'is:unstarred']);
    expect(suggestSearch('report label:big', ['Big clients'], [])[0]?.text).toBe(
      'report label:"Big clients" ',
    );
    expect(shown('from:gra')).toEqual(['from:grace@navy.example']);
  });

  it('[UI40] stays silent for plain words and open quotes', () => {
    expect(shown('hello world')).toEqual([]);
    expect(shown('"from the start')).toEqual([]);
    expect(personTyped('x from:"gra')).toBe('gra');
    expect(personTyped('hello')).toBeNull();
  });
});
