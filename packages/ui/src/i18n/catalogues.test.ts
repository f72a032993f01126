import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { chooseLocale, createTranslate } from './translate.ts';

const root = join(import.meta.dirname, '..');
const folders = [root, join(root, '../../../apps/web/src')];
const source = folders
  .flatMap(filesOf)
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

describe('catalogues', () => {
  it('[UI2] have the same keys and the same values to fill in', () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      const french = fr[key as keyof typeof fr];
      expect([key, french.trim() !== '']).toEqual([key, true]);
      expect([key, slots(french)]).toEqual([key, slots(text)]);
    }
  });

  it('[UI2] hold no key that nobody asks for', () => {
    const prefixes = [...source.matchAll(/`([a-zA-Z]+\.[a-zA-Z.]*)\$\{/g)].map(
      (match) => match[1] ?? '',
    );
    const unused = Object.keys(en).filter((key) => {
      const base = key.replace(/_(one|other)$/, '');
      return !source.includes(`'${base}'`) && !prefixes.some((prefix) => base.startsWith(prefix));
    });
    expect(unused).toEqual([]);
  });

  it('[UI2] fill in, count, and never escape twice', async () => {
    const t = await createTranslate('fr');
    expect(t('files.count', { count: 1 })).toBe('1 pièce jointe');
    expect(t('files.count', { count: 3 })).toBe('3 pièces jointes');
    expect(t('label.create', { name: '<b>&' })).toBe('Créer «\u00a0<b>&\u00a0»');
    expect(t.optional('error.no_such_code')).toBeNull();
  });

  it('[UI2] are chosen by the browser’s wishes', () => {
    expect(chooseLocale(['de-DE', 'fr-CA', 'en'])).toBe('fr');
    expect(chooseLocale(['de'])).toBe('en');
  });
});

function slots(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))].sort();
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .filter((entry) => !/\.test\.|^(messages|sign-in)\.(en|fr)\.ts$|^(en|fr)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
