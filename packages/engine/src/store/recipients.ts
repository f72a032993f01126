import { sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { foldText } from '../mail/text.ts';
import { type Db, queryRows } from './database.ts';
import { words } from './search-terms.ts';

/**
 * People whose name or address has words that begin like those of `text`, those first whom the
 * caller writes to most and last. At most 10.
 */
export async function suggestRecipients(
  db: Db,
  caller: Caller,
  text: string,
): Promise<{ name: string | null; email: string }[]> {
  const prefixes = words(foldText(text.slice(0, 200))).slice(0, 6);
  if (prefixes.length === 0) return [];
  const wanted = prefixes.map((word) => `'${word.replaceAll("'", "''")}':*`).join(' & ');
  return queryRows(
    db,
    sql`select name, email from (
          select distinct on (c.email) c.name, c.email,
            4 * ln(1 + c.sent_count) + ln(1 + c.received_count) as use, c.last_at
          from mailroom.correspondents c join mailroom.accounts a on a.id = c.account_id
          where a.user_id = ${caller.userId} and c.search @@ ${wanted}::tsquery
          order by c.email, use desc
        ) found order by use desc, last_at desc, email limit 10`,
  );
}
