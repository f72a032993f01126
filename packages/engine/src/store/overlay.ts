import { sql } from 'drizzle-orm';
import { type Db, queryRows } from './database.ts';
import { textArray } from './sql-text.ts';

/** What local commands want of one message, over anything that the provider said before. */
export interface LocalWish {
  isDeleted: boolean;
  /** Remote folder ids: in it or not. */
  folders: Map<string, boolean>;
  flags: { isRead?: boolean; isStarred?: boolean };
}

interface CommandRow {
  kind: 'update' | 'delete';
  remote_ids: string[];
  folders_added: string[];
  folders_removed: string[];
  flags: LocalWish['flags'];
}

/**
 * The local commands that a page seen at `asOf` cannot know: those still on their way, and those
 * that the provider confirmed later.
 *
 * @returns by remote message id; only messages that have any
 */
export async function overlayOf(
  tx: Db,
  accountId: number,
  asOf: Date,
  remoteIds: string[],
): Promise<Map<string, LocalWish>> {
  const wishes = new Map<string, LocalWish>();
  if (remoteIds.length === 0) return wishes;
  const rows = await queryRows<CommandRow>(
    tx,
    sql`select kind, remote_ids, folders_added, folders_removed, flags from mailroom.commands
        where account_id = ${accountId}
          and (state = 'pending' or (state = 'done' and done_at > ${asOf.toISOString()}::timestamptz))
          and remote_ids ?| ${textArray(remoteIds)}
        order by id`,
  );
  const wanted = new Set(remoteIds);
  for (const row of rows) {
    for (const remoteId of row.remote_ids) {
      if (!wanted.has(remoteId)) continue;
      const wish = wishes.get(remoteId) ?? { isDeleted: false, folders: new Map(), flags: {} };
      if (row.kind === 'delete') wish.isDeleted = true;
      for (const folder of row.folders_removed) wish.folders.set(folder, false);
      for (const folder of row.folders_added) wish.folders.set(folder, true);
      Object.assign(wish.flags, row.flags);
      wishes.set(remoteId, wish);
    }
  }
  return wishes;
}
