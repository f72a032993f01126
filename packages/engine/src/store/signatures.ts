import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { SenderProfileView, SignatureView } from '../views.ts';
import type { Db } from './database.ts';
import { senderProfiles, signatureDefaults, signatureImages, signatures } from './schema.ts';

export type SignatureRow = typeof signatures.$inferSelect;
export type SignatureImageRow = typeof signatureImages.$inferSelect;

const maxSignatures = 50;

/** What a user can sign with: their own by name, then everybody's. */
export async function listSignatures(db: Db, caller: Caller): Promise<SignatureRow[]> {
  return db
    .select()
    .from(signatures)
    .where(or(eq(signatures.userId, caller.userId), isNull(signatures.userId)))
    .orderBy(sql`${signatures.userId} is null`, asc(signatures.name), asc(signatures.id));
}

/** @throws MailError `invalid_input` beyond 50 of one user */
export async function insertSignature(
  db: Db,
  caller: Caller,
  input: { name: string; html: string },
  now: Date,
): Promise<SignatureRow> {
  const own = await db.$count(signatures, eq(signatures.userId, caller.userId));
  if (own >= maxSignatures)
    throw new MailError('invalid_input', { detail: `${maxSignatures} signatures are the most.` });
  const times = { createdAt: now, updatedAt: now };
  const [row] = await db
    .insert(signatures)
    .values({ ...input, ...times, userId: caller.userId })
    .returning();
  return row as SignatureRow;
}

/** Changes one of the caller's own. @throws MailError `not_found` for any other */
export async function updateSignature(
  db: Db,
  caller: Caller,
  id: number,
  input: { name: string; html: string },
  now: Date,
): Promise<SignatureRow> {
  const [row] = await db
    .update(signatures)
    .set({ ...input, updatedAt: now })
    .where(ownSignature(caller, id))
    .returning();
  if (!row) throw new MailError('not_found');
  return row;
}

/** Deletes one of the caller's own. @throws MailError `not_found` for any other */
export async function deleteSignature(db: Db, caller: Caller, id: number): Promise<void> {
  const rows = await db
    .delete(signatures)
    .where(ownSignature(caller, id))
    .returning({ id: signatures.id });
  if (rows.length === 0) throw new MailError('not_found');
}

/** Everybody's signature, null when there is none. */
export async function sharedSignature(db: Db): Promise<SignatureRow | null> {
  const [row] = await db.select().from(signatures).where(isNull(signatures.userId));
  return row ?? null;
}

/** Makes everybody's signature, or changes the one that is there. */
export async function saveSharedSignature(
  db: Db,
  input: { name: string; html: string; isLocked: boolean },
  now: Date,
): Promise<SignatureRow> {
  const values = { ...input, updatedAt: now };
  // There is one at most: of two that make it at the same time, the second changes it.
  await db
    .insert(signatures)
    .values({ ...values, userId: null, createdAt: now })
    .onConflictDoNothing();
  const [row] = await db
    .update(signatures)
    .set(values)
    .where(isNull(signatures.userId))
    .returning();
  if (!row) throw new MailError('conflict');
  return row;
}

/** @throws MailError `not_found` when there is none */
export async function deleteSharedSignature(db: Db): Promise<void> {
  const rows = await db
    .delete(signatures)
    .where(isNull(signatures.userId))
    .returning({ id: signatures.id });
  if (rows.length === 0) throw new MailError('not_found');
}

export async function insertSignatureImage(
  db: Db,
  row: typeof signatureImages.$inferInsert,
): Promise<SignatureImageRow> {
  const [inserted] = await db.insert(signatureImages).values(row).returning();
  return inserted as SignatureImageRow;
}

/**
 * The pictures among `ids` that the caller may see: their own, and those of everybody's signature.
 * Foreign and absent ones are left out.
 */
export async function findSignatureImages(
  db: Db,
  caller: Caller,
  ids: string[],
): Promise<SignatureImageRow[]> {
  if (ids.length === 0) return [];
  const isShared = sql`exists (select 1 from ${signatures} s
    where s.user_id is null and position(${signatureImages.id} in s.html) > 0)`;
  return db
    .select()
    .from(signatureImages)
    .where(
      and(
        inArray(signatureImages.id, ids),
        or(eq(signatureImages.userId, caller.userId), isShared),
      ),
    );
}

/** Forgets pictures made before `before` that no signature shows; their bytes go with the clean-up. */
export async function deleteUnusedSignatureImages(db: Db, before: Date): Promise<void> {
  const isShown = sql`exists (select 1 from ${signatures} s
    where position(${signatureImages.id} in s.html) > 0)`;
  await db
    .delete(signatureImages)
    .where(and(lt(signatureImages.createdAt, before), sql`not ${isShown}`));
}

/** What an address signs with; null: nobody chose yet. The caller has checked access. */
export async function signatureDefaultsOf(
  db: Db,
  accountId: number,
  email: string,
): Promise<{ newSignatureId: number | null; replySignatureId: number | null } | null> {
  const [row] = await db
    .select()
    .from(signatureDefaults)
    .where(
      and(
        eq(signatureDefaults.accountId, accountId),
        eq(signatureDefaults.email, email.toLowerCase()),
      ),
    );
  return row ?? null;
}

/** What a user told of themselves; empty where they told nothing. */
export async function senderProfile(db: Db, userId: string): Promise<SenderProfileView> {
  const [row] = await db.select().from(senderProfiles).where(eq(senderProfiles.userId, userId));
  return { title: row?.title ?? '', phone: row?.phone ?? '' };
}

export async function saveSenderProfile(
  db: Db,
  userId: string,
  profile: SenderProfileView,
): Promise<void> {
  await db
    .insert(senderProfiles)
    .values({ userId, ...profile })
    .onConflictDoUpdate({ target: senderProfiles.userId, set: profile });
}

/** A signature as its user sees it. */
export function signatureView(row: SignatureRow): SignatureView {
  const { id, name, html, isLocked } = row;
  const isShared = row.userId === null;
  return { id, name, html, isShared, isLocked, updatedAt: row.updatedAt.toISOString() };
}

function ownSignature(caller: Caller, id: number) {
  return and(eq(signatures.id, id), eq(signatures.userId, caller.userId));
}
