import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const source = join(import.meta.dirname, '..');
const UNITS = 'octets?|[kMG]o|secondes?|minutes?|heures?|jours?|mois|ans?|%';
/**
 * What French typography does not allow, with no-break space U+00A0 written as `␣`.
 *
 * @see Imprimerie nationale, Lexique des règles typographiques: « Espaces »
 */
const FAULTS: readonly [what: string, pattern: RegExp][] = [
  ['an ordinary space before : ; ! ? »', / [:;!?»](?!\w)/],
  ['an ordinary space after «', /« /],
  ['no space before ; ! ?', /[\p{L}\p{N})}»…][;!?]/u],
  // Search operators are written as they are typed.
  ['no space before :', /(?<!\bsubject|[␣ ]):(?= |$)/],
  ['no space within « »', /«(?!␣)|(?<!␣)»/],
  [
    'an ordinary space between number and unit',
    new RegExp(`(\\d|\\}\\}) (${UNITS})(?!\\p{L})`, 'u'),
  ],
  ['a narrow no-break space', /\u202f/],
  ['a straight apostrophe or inverted commas', /['"]/],
];

it('[UI2] French keeps its no-break spaces', async () => {
  const found: string[] = [];
  let texts = 0;
  for (const [key, text] of await frenchTexts()) {
    const visible = text.replaceAll('\u00a0', '␣');
    texts += 1;
    for (const [what, pattern] of FAULTS)
      if (pattern.test(visible)) found.push(`${key}: ${what}: ${visible}`);
  }
  expect(found).toEqual([]);
  expect(texts).toBeGreaterThan(500);
});

/** Every text of every file that is named for French. */
async function frenchTexts(): Promise<[string, string][]> {
  const files = readdirSync(source, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^(.+\.)?fr\.ts$/.test(entry.name))
    .map((entry) => pathToFileURL(join(entry.parentPath, entry.name)).href);
  const modules = (await Promise.all(files.map((file) => import(file)))) as object[];
  const texts = modules
    .flatMap((module) => Object.values(module) as object[])
    .flatMap((catalogue) => Object.entries(catalogue))
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return [...new Map(texts)];
}
