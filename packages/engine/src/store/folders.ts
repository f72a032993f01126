import { asc, eq, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import type { RemoteFolder } from '../providers/provider.ts';
import type { FolderView, FolderViewRole } from '../views.ts';
import { ALL_MAIL, refreshThreads, STARRED } from './aggregates.ts';
import { appendChanges } from './changes.ts';
import { type Db, queryRows } from './database.ts';
import { accountFolders, holdAccount } from './membership.ts';
import { accounts, folders } from './schema.ts';
import { jsonRows, numberArray } from './sql-text.ts';

/** The folders of all the caller's accounts, those with a role first, then by name. */
export async function listFolders(db: Db, caller: Caller): Promise<FolderView[]> {
  const rows = await db
    .select({ folder: folders })
    .from(folders)
    .innerJoin(accounts, eq(accounts.id, folders.accountId))
    .where(eq(accounts.userId, caller.userId))
    .orderBy(asc(folders.accountId), asc(folders.name));
  return rows.map(({ folder }) => folderView(folder)).sort(byAccountAndRole);
}

/** Shows a folder's row. */
export function folderView(row: typeof folders.$inferSelect): FolderView {
  return {
    id: row.id,
    accountId: row.accountId,
    role: row.role as FolderViewRole | null,
    name: row.name,
    color: row.color,
    isHidden: row.isHidden,
    totalThreads: row.totalThreads,
    unreadThreads: row.unreadThreads,
  };
}

/**
 * Makes the account's folders what the provider has: new ones, renamed ones, those that are gone
 * (their mail stays, in its other folders). Our own two are made too.
 *
 * @param isComplete false: others stay, for a caller that cannot keep messages from coming in
 *   meanwhile, whose folders the list would lack
 * @returns whether anything changed
 */
export async function upsertFolders(
  db: Db,
  accountId: number,
  remote: RemoteFolder[],
  { isComplete = true }: { isComplete?: boolean } = {},
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    if (!(await holdAccount(tx, accountId))) return false;
    const known = await accountFolders(tx, accountId);
    const rows = [
      ...remote
        .filter(({ remoteId }) => !remoteId.startsWith(':'))
        .map(({ remoteId, role, name, color, isHidden }) => ({
          ...{ remote_id: remoteId, role: role as string | null, name, color, is_hidden: isHidden },
        })),
      { remote_id: ALL_MAIL, role: 'all', name: 'All mail', color: null, is_hidden: false },
      { remote_id: STARRED, role: 'starred', name: 'Starred', color: null, is_hidden: false },
    ];
    const changed = await queryRows(
      tx,
      sql`insert into mailroom.folders as f (account_id, remote_id, role, name, color, is_hidden)
          select ${accountId}::bigint, r.* from jsonb_to_recordset(${jsonRows(rows)}) as r(
            remote_id text, role text, name text, color text, is_hidden boolean)
          on conflict (account_id, remote_id) do update set role = excluded.role,
            name = excluded.name, color = excluded.color, is_hidden = excluded.is_hidden
          where (f.role, f.name, f.color, f.is_hidden) is distinct from
            (excluded.role, excluded.name, excluded.color, excluded.is_hidden)
          returning id`,
    );
    const present = new Set(rows.map((row) => row.remote_id));
    const gone = isComplete ? known.filter(({ remoteId }) => !present.has(remoteId)) : [];
    const rolesBefore = new Map(known.map(({ remoteId, role }) => [remoteId, role]));
    const turned = rows.filter(({ remote_id, role }) => {
      const before = rolesBefore.get(remote_id);
      return before !== undefined && before !== role && (isDiscard(before) || isDiscard(role));
    });
    await removeFolders(tx, accountId, gone, new Set(turned.map((row) => row.remote_id)));
    if (changed.length + gone.length === 0) return false;
    const [account] = await tx
      .select({ userId: accounts.userId })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    if (account) await appendChanges(tx, account.userId, [{ kind: 'folders', accountId, ids: [] }]);
    return true;
  });
}

/** Deletes folders; where trash or spam went or came to be, its messages are judged anew. */
async function removeFolders(
  tx: Db,
  accountId: number,
  gone: { id: number; role: string | null }[],
  turned: Set<string>,
): Promise<void> {
  if (gone.length === 0 && turned.size === 0) return;
  const affected = await queryRows<{ id: string; thread_id: string }>(
    tx,
    sql`select distinct m.id, m.thread_id from mailroom.message_folders mf
        join mailroom.folders f on f.id = mf.folder_id join mailroom.messages m on m.id = mf.message_id
        where f.account_id = ${accountId} and (f.id = any(${numberArray(gone.map(({ id }) => id))})
          or f.remote_id in (select jsonb_array_elements_text(${jsonRows([...turned])})))`,
  );
  await tx.execute(
    sql`delete from mailroom.folders where id = any(${numberArray(gone.map(({ id }) => id))})`,
  );
  await tx.execute(sql`
    update mailroom.messages m set is_discarded = not m.is_discarded
    where m.id = any(${numberArray(affected.map(({ id }) => Number(id)))})
      and m.is_discarded <> exists (select 1 from mailroom.message_folders mf
        join mailroom.folders f on f.id = mf.folder_id
        where mf.message_id = m.id and f.role in ('trash', 'spam'))`);
  await refreshThreads(tx, accountId, [...new Set(affected.map((row) => Number(row.thread_id)))]);
}

function isDiscard(role: string | null): boolean {
  return role === 'trash' || role === 'spam';
}

const ORDER = [
  'inbox',
  'starred',
  'important',
  'sent',
  'drafts',
  'all',
  'archive',
  'spam',
  'trash',
];

function byAccountAndRole(a: FolderView, b: FolderView): number {
  const rank = ({ role }: FolderView) => {
    const at = role === null ? -1 : ORDER.indexOf(role);
    return at < 0 ? ORDER.length + (role === null ? 1 : 0) : at;
  };
  return a.accountId - b.accountId || rank(a) - rank(b) || a.name.localeCompare(b.name);
}
