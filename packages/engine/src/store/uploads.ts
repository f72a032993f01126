import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { deleteInBatches } from './batches.ts';
import type { Db } from './database.ts';
import { uploads } from './schema.ts';

export type UploadRow = typeof uploads.$inferSelect;

/** Stores what an upload is; its bytes are in the blob store under `hash`. */
export async function insertUpload(db: Db, row: typeof uploads.$inferInsert): Promise<UploadRow> {
  const [inserted] = await db.insert(uploads).values(row).returning();
  if (!inserted) throw new Error('insert returned no row');
  return inserted;
}

/** The user's own uploads among `ids`, in the order of `ids`; foreign and absent ones are left out. */
export async function findUploads(db: Db, userId: string, ids: string[]): Promise<UploadRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.userId, userId), inArray(uploads.id, ids)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Bytes of the user's files that wait for a message to be sent with. */
export async function uploadedBytes(db: Db, userId: string): Promise<number> {
  const [row] = await db
    .select({ bytes: sql<string>`coalesce(sum(${uploads.sizeBytes}), 0)` })
    .from(uploads)
    .where(eq(uploads.userId, userId));
  return Number(row?.bytes ?? 0);
}

/** Forgets uploads made before `before`; their bytes go with the next blob clean-up. */
export async function deleteOldUploads(db: Db, before: Date): Promise<number> {
  return deleteInBatches(db, uploads, lt(uploads.createdAt, before));
}
