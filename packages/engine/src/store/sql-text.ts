import { type SQL, sql } from 'drizzle-orm';

/**
 * Text as PostgreSQL can keep it: no NUL, no halves of surrogate pairs. Both occur in hostile mail,
 * and one of them would make the whole page of messages fail.
 */
export function storable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what must go.
  return text.replace(/\u0000/g, '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The start of `text` that fits into `maxBytes` of UTF-8, without half a character at its end. */
export function fitBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** Rows as one parameter, for `jsonb_to_recordset`: the same on both drivers, however many rows. */
export function jsonRows(rows: unknown[]): SQL {
  const text = JSON.stringify(rows, (_, value) =>
    typeof value === 'string' ? storable(value) : value,
  );
  return sql`${text}::jsonb`;
}

/** Numbers as one array parameter. */
export function numberArray(values: Iterable<number>): SQL {
  return sql`${`{${[...values].join(',')}}`}::bigint[]`;
}

/** Texts as one array parameter. */
export function textArray(values: Iterable<string>): SQL {
  const quoted = [...values].map(
    (value) => `"${storable(value).replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`,
  );
  return sql`${`{${quoted.join(',')}}`}::text[]`;
}
