import { and, eq } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import type { Db } from './database.ts';
import { trustedSenders } from './schema.ts';

/** Whether the caller always wants to see the remote images of this sender. */
export async function isTrustedSender(db: Db, caller: Caller, email: string): Promise<boolean> {
  const rows = await db.select().from(trustedSenders).where(ofSender(caller, email));
  return rows.length > 0;
}

/** Remembers or forgets that the caller trusts a sender. */
export async function setTrustedSender(
  db: Db,
  caller: Caller,
  email: string,
  isTrusted: boolean,
): Promise<void> {
  if (!isTrusted) {
    await db.delete(trustedSenders).where(ofSender(caller, email));
    return;
  }
  await db
    .insert(trustedSenders)
    .values({ userId: caller.userId, email: email.toLowerCase() })
    .onConflictDoNothing();
}

function ofSender(caller: Caller, email: string) {
  return and(
    eq(trustedSenders.userId, caller.userId),
    eq(trustedSenders.email, email.toLowerCase()),
  );
}
