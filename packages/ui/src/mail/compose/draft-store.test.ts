import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newDraft } from './draft.ts';
import { forgetDrafts, loadDrafts, saveDrafts } from './draft-store.ts';

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

const draft = { ...newDraft(1, 'ada@example.test'), subject: 'Kept' };

it('[UI36] keeps drafts for their writer alone', () => {
  saveDrafts('ada', [draft]);
  expect(loadDrafts('ada')).toEqual([draft]);
  expect(loadDrafts('ben')).toEqual([]);
});

it('[UI34] brings nothing back that nothing was written into', () => {
  saveDrafts('ada', [newDraft(1, 'ada@example.test')]);
  expect(loadDrafts('ada')).toEqual([]);
});

it('[UI36] removes drafts at sign-out, and writes none while the page goes', () => {
  saveDrafts('ada', [draft]);
  saveDrafts('ben', [draft]);
  forgetDrafts('ada');
  saveDrafts('ada', [draft]);
  expect([...stored.keys()]).toEqual(['mailroom.composers.ben']);
  expect(loadDrafts('ada')).toEqual([]);
  saveDrafts('ada', [draft]);
  expect(loadDrafts('ada')).toEqual([draft]);
});

it('[UI36] takes a storage that is broken or forbidden for an empty one', () => {
  stored.set('mailroom.composers.ada', '{');
  expect(loadDrafts('ada')).toEqual([]);
  vi.stubGlobal('localStorage', undefined);
  expect(loadDrafts('ada')).toEqual([]);
  expect(() => saveDrafts('ada', [draft])).not.toThrow();
  expect(() => forgetDrafts('ada')).not.toThrow();
});
