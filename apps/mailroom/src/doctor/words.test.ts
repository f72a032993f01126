import { doctorReasons } from '@mailroom/engine';
import { doctorEn } from '@mailroom/ui/doctor-words';
import { describe, expect, it } from 'vitest';
import { doctorFr } from '../../../../packages/ui/src/providers/doctor/words.fr.ts';

const { any, ...checks } = doctorReasons;
/** Every check has these words. */
const expected = Object.entries(checks).flatMap(([id, reasons]) => [
  `doctor.${id}.title`,
  `doctor.${id}.pass`,
  ...[...reasons, ...any].flatMap((reason) => [
    `doctor.${id}.${reason}`,
    `doctor.${id}.${reason}.mend`,
  ]),
]);

describe.each([
  ['English', doctorEn],
  ['French', doctorFr],
])('the doctor’s words in %s', (_, words: Record<string, string>) => {
  it('[DR70] are there for every check and reason', () => {
    expect(expected.filter((key) => !words[key]?.trim())).toEqual([]);
  });

  it('[DR70] are there for nothing else', () => {
    const shared = /^doctor\.(any|reach)\./;
    const known = new Set(expected);
    const families = { any: any as readonly string[], reach: doctorReasons.reach_api };
    const surplus = Object.keys(words).filter((key) => {
      const [, family = '', word = ''] = /^doctor\.(any|reach)\.(\w+)(\.mend)?$/.exec(key) ?? [];
      if (!shared.test(key)) return !known.has(key);
      const reasons: readonly string[] = families[family as keyof typeof families];
      return word !== 'pass' && !reasons.includes(word);
    });
    expect(surplus).toEqual([]);
  });

  it('[DR70] are filled in with the same facts in both languages', () => {
    const slots = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(words))
      expect([key, slots(text)]).toEqual([
        key,
        slots((doctorEn as Record<string, string>)[key] ?? ''),
      ]);
  });
});
