import type { Db } from '@mailroom/engine';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { settings } from './schema.ts';

/** A stored fact, or null when there is none or it has another shape. */
export async function readSetting<T>(db: Db, key: string, shape: z.ZodType<T>): Promise<T | null> {
  const [row] = await db.select().from(settings).where(eq(settings.key, key));
  const parsed = shape.safeParse(row?.value);
  return parsed.success ? parsed.data : null;
}

export async function writeSetting(db: Db, key: string, value: unknown): Promise<void> {
  await db
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } });
}

/** Writes only where nothing stands yet. @returns what stands afterwards */
export async function settleSetting<T>(
  db: Db,
  key: string,
  value: T,
  shape: z.ZodType<T>,
): Promise<T> {
  await db.insert(settings).values({ key, value }).onConflictDoNothing();
  return (await readSetting(db, key, shape)) ?? value;
}

export async function removeSetting(db: Db, key: string): Promise<void> {
  await db.delete(settings).where(eq(settings.key, key));
}
