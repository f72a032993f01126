import { eq } from 'drizzle-orm';
import type { DoctorReportView, GuideInput, LastLinkView } from '../views.ts';
import { appendChanges } from './changes.ts';
import type { Db } from './database.ts';
import { providerGuides } from './schema.ts';

export type GuideRow = typeof providerGuides.$inferSelect;

/** How far the set-up of a provider is; null before anybody touched it. */
export async function loadGuide(db: Db, provider: string): Promise<GuideRow | null> {
  const [row] = await db.select().from(providerGuides).where(eq(providerGuides.provider, provider));
  return row ?? null;
}

/** Stores what was given, over what was there; what is absent stays. */
export async function saveGuide(
  db: Db,
  provider: string,
  values: GuideInput & Partial<Omit<GuideRow, 'provider' | 'answers' | 'done'>>,
  now: Date,
): Promise<GuideRow> {
  const set = { ...values, updatedAt: now };
  const [row] = await db
    .insert(providerGuides)
    .values({ provider, ...set })
    .onConflictDoUpdate({ target: providerGuides.provider, set })
    .returning();
  return row as GuideRow;
}

/** Keeps the doctor's report, over the one before, and tells the screens of whoever asked for it. */
export async function saveReport(
  db: Db,
  report: DoctorReportView,
  userId: string,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await saveGuide(tx, report.provider, { report }, now);
    await appendChanges(tx, userId, [{ kind: 'setup', accountId: null, ids: [] }]);
  });
}

/** Keeps what came of the last attempt to link through a provider, over the one before. */
export async function recordLinkOutcome(
  db: Db,
  provider: string,
  { code, data, at }: { code: string; data: Record<string, unknown>; at: Date },
): Promise<void> {
  const lastLink: LastLinkView = { code, data, at: at.toISOString() };
  await db
    .insert(providerGuides)
    .values({ provider, lastLink, updatedAt: at })
    .onConflictDoUpdate({ target: providerGuides.provider, set: { lastLink } });
}
