import { eq } from 'drizzle-orm';
import type { SecretBox } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { Db } from './database.ts';
import { installation } from './schema.ts';

const CHECK_KEY = 'secret_key_check';
const CHECK_TEXT = 'mailroom';

/** A fact of this installation, null when it was never set. */
export async function getInstallationValue(db: Db, key: string): Promise<unknown> {
  const [row] = await db.select().from(installation).where(eq(installation.key, key));
  return row?.value ?? null;
}

/** Sets a fact of this installation. */
export async function setInstallationValue(db: Db, key: string, value: unknown): Promise<void> {
  await db
    .insert(installation)
    .values({ key, value })
    .onConflictDoUpdate({ target: installation.key, set: { value } });
}

/**
 * Makes sure that the secret key is the one that this database's secrets are sealed with. The first
 * start leaves a sealed mark, which every later one must be able to open.
 *
 * @throws MailError `secret_key_wrong`
 */
export async function checkSecretKey(db: Db, box: SecretBox): Promise<void> {
  await db
    .insert(installation)
    .values({ key: CHECK_KEY, value: box.seal(CHECK_TEXT, CHECK_KEY) })
    .onConflictDoNothing();
  const sealed = await getInstallationValue(db, CHECK_KEY);
  let opened: string;
  try {
    opened = box.open(String(sealed), CHECK_KEY);
  } catch (cause) {
    throw new MailError('secret_key_wrong', { cause });
  }
  if (opened !== CHECK_TEXT) throw new MailError('secret_key_wrong');
}
