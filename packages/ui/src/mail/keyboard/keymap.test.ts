import { describe, expect, it } from 'vitest';
import { KEYMAP, keysOf, resolveKey } from './keymap.ts';

describe('resolveKey', () => {
  it('[UI20] knows every key of the sheet', () => {
    for (const { keys, command } of KEYMAP) {
      const parts = keys.split(' ');
      const last = parts.at(-1) ?? '';
      const isShift = last.startsWith('Shift+');
      const key = isShift ? last.slice(6).toUpperCase() : last;
      const prefix = parts.length > 1 ? (parts[0] ?? null) : null;
      expect(resolveKey({ key, shiftKey: isShift }, prefix)).toEqual({ command });
    }
  });

  it('[UI20] waits after g and *', () => {
    expect(resolveKey({ key: 'g' }, null)).toEqual({ prefix: 'g' });
    expect(resolveKey({ key: '*', shiftKey: true }, null)).toEqual({ prefix: '*' });
    expect(resolveKey({ key: 's' }, 'g')).toEqual({ command: 'goStarred' });
    expect(resolveKey({ key: 's' }, null)).toEqual({ command: 'star' });
  });

  it('[UI20] takes a key by itself when it does not follow the prefix', () => {
    expect(resolveKey({ key: 'e' }, 'g')).toEqual({ command: 'archive' });
  });

  it('[UI20] leaves the browser its own shortcuts', () => {
    expect(resolveKey({ key: 'r', ctrlKey: true }, null)).toBeNull();
    expect(resolveKey({ key: 'a', metaKey: true }, null)).toBeNull();
    expect(resolveKey({ key: 'f', altKey: true }, null)).toBeNull();
    expect(resolveKey({ key: 'Tab' }, null)).toBeNull();
  });

  it('[UI20] tells a letter with Shift from one without, and keeps signs that need Shift', () => {
    expect(resolveKey({ key: 'U', shiftKey: true }, null)).toEqual({ command: 'markUnread' });
    expect(resolveKey({ key: 'u' }, null)).toEqual({ command: 'back' });
    expect(resolveKey({ key: '#', shiftKey: true }, null)).toEqual({ command: 'trash' });
    expect(resolveKey({ key: '?', shiftKey: true }, null)).toEqual({ command: 'help' });
    expect(keysOf('goAll')).toBe('g a');
  });
});
