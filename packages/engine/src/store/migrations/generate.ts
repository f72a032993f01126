import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Writes index.ts from the SQL files beside it, so that a bundle carries the migrations in itself.
 * After a change of schema.ts: `npm run migration -w packages/engine`, which runs drizzle-kit and
 * then this.
 */

/** The text that index.ts must have. */
export function migrationsModule(): string {
  const journal = JSON.parse(read('meta/_journal.json')) as { entries: { tag: string }[] };
  const entries = journal.entries.map(({ tag }) => {
    const text = read(`${tag}.sql`);
    const statements = text
      .split('--> statement-breakpoint')
      .map((statement) => statement.trim())
      // The schema itself is made before the first migration, for the table of migrations.
      .filter((statement) => statement && !/^CREATE SCHEMA /.test(statement));
    const hash = createHash('sha256').update(text).digest('hex');
    return { tag, hash, statements };
  });
  return [
    '// Made by generate.ts from the SQL files beside it.',
    '',
    '/** Every migration, oldest first. */',
    'export const migrations: { tag: string; hash: string; statements: string[] }[] =',
    `${JSON.stringify(entries, null, 2)};`,
    '',
  ].join('\n');
}

function read(name: string): string {
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('./index.ts', import.meta.url), migrationsModule());
}
