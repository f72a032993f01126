import { eq } from 'drizzle-orm';
import type { DoctorReportView, GuideInput, LastLinkView } from '../views.ts';
import { appendChanges } from './changes.ts';
import { type ClientRow, isStillSaved } from './clients.ts';
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

/**
 * Keeps the doctor's report, over the one before, and tells the screens of whoever asked for it. One
 * that speaks of a client which was changed or removed meanwhile is not kept.
 *
 * @param options.client as it was looked at; null: none was saved
 * @param options.reportOn makes the report from the one that is kept
 */
export async function saveReport(
  db: Db,
  provider: string,
  options: {
    client: ClientRow | null;
    userId: string;
    now: Date;
    reportOn(kept: DoctorReportView | null): DoctorReportView;
  },
): Promise<DoctorReportView> {
  const { userId, now } = options;
  return db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    // Two that look at parts at the same time must not undo each other's.
    await saveGuide(tx, provider, {}, now);
    const report = options.reportOn((await loadGuide(tx, provider))?.report ?? null);
    if (!(await isStillSaved(tx, provider, options.client))) return report;
    await saveGuide(tx, provider, { report }, now);
    await appendChanges(tx, userId, [{ kind: 'setup', accountId: null, ids: [] }]);
    return report;
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
