import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretBox, isSealedWith } from './secret-box.ts';

const wrongKey = expect.objectContaining({ code: 'secret_key_wrong' });

describe('secret box', () => {
  const key = randomBytes(32);
  const box = createSecretBox(key);

  it('[LK20] opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        expect(box.open(box.seal(text, context), context)).toBe(text);
      }),
    );
  });

  it('[LK20] seals the same text differently each time and never shows it', () => {
    const sealed = box.seal('refresh-token', 'account:1');
    expect(sealed).not.toBe(box.seal('refresh-token', 'account:1'));
    expect(sealed).not.toContain('refresh-token');
    expect(isSealedWith(key, sealed)).toBe(true);
    expect(isSealedWith(randomBytes(32), sealed)).toBe(false);
  });

  it('[LK20] refuses another context: a sealed text cannot be moved to another row', () => {
    const sealed = box.seal('text', 'account:1');
    expect(() => box.open(sealed, 'account:2')).toThrow(wrongKey);
  });

  it('[LK20] refuses another key, and opens with a previous one', () => {
    const sealed = box.seal('text', 'c');
    const newKey = randomBytes(32);
    expect(() => createSecretBox(newKey).open(sealed, 'c')).toThrow(wrongKey);
    const rotating = createSecretBox(newKey, [key]);
    expect(rotating.open(sealed, 'c')).toBe('text');
    expect(isSealedWith(newKey, rotating.seal('text', 'c'))).toBe(true);
  });

  it('[LK20] refuses changed, cut and foreign texts', () => {
    const sealed = box.seal('some text', 'c');
    const end = sealed.slice(-1) === 'A' ? 'B' : 'A';
    const bad = ['', 'v1', 'v1..', `${sealed}.x`, sealed.slice(0, 40), `v2${sealed.slice(2)}`];
    for (const text of [...bad, sealed.replace(/.$/, end)])
      expect(() => box.open(text, 'c'), text).toThrow(wrongKey);
  });

  it('[LK20] refuses keys of a wrong length', () => {
    expect(() => createSecretBox(randomBytes(16))).toThrow(RangeError);
  });
});
