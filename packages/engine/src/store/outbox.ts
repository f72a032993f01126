import { and, asc, desc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Caller } from '../engine.ts';
import { MailError } from '../errors.ts';
import type { Cursor, SendReceipt } from '../providers/provider.ts';
import type { OutboxView } from '../views.ts';
import { appendChanges } from './changes.ts';
import type { Db } from './database.ts';
import { accounts, messages, outbox, type StoredProblem } from './schema.ts';

export type OutboxRow = typeof outbox.$inferSelect;
export type OutboxInsert = typeof outbox.$inferInsert;

/**
 * Stores a submission, once: the same `submissionId` of the same user answers the first row.
 *
 * @returns `isNew` false for a repetition
 */
export async function insertOutbox(
  db: Db,
  row: OutboxInsert,
): Promise<{ row: OutboxRow; isNew: boolean }> {
  return db.transaction(async (tx) => {
    const [inserted] = await tx
      .insert(outbox)
      .values(row)
      .onConflictDoNothing({ target: [outbox.userId, outbox.submissionId] })
      .returning();
    if (inserted) {
      await announce(tx, inserted);
      return { row: inserted, isNew: true };
    }
    const first = await findSubmission(tx, row.userId, row.submissionId);
    if (!first) throw new MailError('conflict');
    return { row: first, isNew: false };
  });
}

/** The row of a user's submission, or null. */
export async function findSubmission(
  db: Db,
  userId: string,
  submissionId: string,
): Promise<OutboxRow | null> {
  const [row] = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.userId, userId), eq(outbox.submissionId, submissionId)));
  return row ?? null;
}

/** One of the caller's own rows. @throws MailError `not_found` */
export async function requireOutbox(db: Db, caller: Caller, outboxId: number): Promise<OutboxRow> {
  const [row] = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.id, outboxId), eq(outbox.userId, caller.userId)));
  if (!row) throw new MailError('not_found');
  return row;
}

/** The caller's newest submissions, at most 100. */
export async function listOutbox(db: Db, caller: Caller): Promise<OutboxView[]> {
  const rows = await db
    .select()
    .from(outbox)
    .where(eq(outbox.userId, caller.userId))
    .orderBy(desc(outbox.id))
    .limit(100);
  return rows.map(toOutboxView);
}

/** A row by id, whoever's: for the job that delivers it. */
export async function loadOutbox(db: Db, outboxId: number): Promise<OutboxRow | null> {
  const [row] = await db.select().from(outbox).where(eq(outbox.id, outboxId));
  return row ?? null;
}

const isOpen = inArray(outbox.state, ['queued', 'sending', 'unconfirmed']);
/** When a row wants attention: a `sending` one at once, since only a crash leaves it without a job. */
const dueAt = sql<Date>`case when ${outbox.state} = 'queued'
  then greatest(${outbox.sendAt}, coalesce(${outbox.nextAttemptAt}, ${outbox.sendAt}))
  else coalesce(${outbox.nextAttemptAt}, ${outbox.sendAt}) end`;

/** Ids of rows that want attention by now, of accounts that may send. */
export async function dueOutbox(db: Db, now: Date, limit = 100): Promise<number[]> {
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .innerJoin(accounts, eq(accounts.id, outbox.accountId))
    .where(
      and(
        eq(accounts.status, 'active'),
        isOpen,
        lte(outbox.sendAt, now),
        or(
          and(eq(outbox.state, 'unconfirmed'), lte(outbox.nextAttemptAt, now)),
          and(
            inArray(outbox.state, ['queued', 'sending']),
            or(isNull(outbox.nextAttemptAt), lte(outbox.nextAttemptAt, now)),
          ),
        ),
      ),
    )
    .orderBy(asc(outbox.sendAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** The soonest moment at which `dueOutbox` gets another row, or null. */
export async function nextOutboxAt(db: Db, now: Date): Promise<Date | null> {
  const [row] = await db
    .select({ at: sql<Date | string | null>`min(${dueAt})` })
    .from(outbox)
    .where(and(isOpen, sql`${dueAt} > ${now.toISOString()}::timestamptz`));
  return row?.at ? new Date(row.at) : null;
}

/**
 * Takes a queued row for sending. Only one of several processes gets it.
 *
 * @returns null when it is no longer queued
 */
export async function claimForSending(db: Db, outboxId: number, now: Date) {
  return change(db, outboxId, ['queued'], {
    state: 'sending',
    startedAt: now,
    attempts: sql`${outbox.attempts} + 1`,
    nextAttemptAt: null,
    problem: null,
    updatedAt: now,
  });
}

/**
 * One attempt, as `claimForSending` began it. Whoever lost the row to another process meanwhile
 * changes nothing any more: its attempt is not the row's.
 */
export type Attempt = Pick<OutboxRow, 'id' | 'attempts' | 'startedAt'>;

/**
 * Keeps the adapter's notes of the running attempt.
 *
 * @throws MailError `cancelled` when the row is somebody else's by now: nothing may be sent
 */
export async function saveSendProgress(db: Db, attempt: Attempt, progress: Cursor): Promise<void> {
  const rows = await db
    .update(outbox)
    .set({ progress })
    .where(and(isAttempt(attempt), eq(outbox.state, 'sending')))
    .returning({ id: outbox.id });
  if (rows.length === 0) throw new MailError('cancelled');
}

/** The provider has it: true whoever looks after the row meanwhile, unless a new attempt began. */
export async function markSent(db: Db, attempt: Attempt, receipt: SendReceipt, now: Date) {
  return change(db, attempt, ['sending', 'unconfirmed', 'queued'], {
    state: 'sent',
    remoteId: receipt.remoteId,
    remoteThreadId: receipt.remoteThreadId,
    ...(receipt.messageId ? { messageIdHeader: receipt.messageId } : {}),
    problem: null,
    nextAttemptAt: null,
    updatedAt: now,
  });
}

/** Goes back to the queue for another attempt at `nextAttemptAt`: only with proof that nothing left. */
export async function requeue(
  db: Db,
  attempt: Attempt,
  input: { problem: StoredProblem | null; nextAttemptAt: Date | null; now: Date },
) {
  return change(db, attempt, ['sending', 'unconfirmed'], {
    state: 'queued',
    problem: input.problem,
    nextAttemptAt: input.nextAttemptAt,
    updatedAt: input.now,
  });
}

/** It will not be sent; the user may try again. */
export async function markFailed(db: Db, attempt: Attempt, problem: StoredProblem, now: Date) {
  return change(db, attempt, ['queued', 'sending', 'unconfirmed'], {
    state: 'failed',
    problem,
    nextAttemptAt: null,
    updatedAt: now,
  });
}

/** Nobody can tell. `nextAttemptAt` null: no more looking, the user decides. */
export async function markUnconfirmed(
  db: Db,
  attempt: Attempt,
  input: { problem: StoredProblem; nextAttemptAt: Date | null; now: Date },
) {
  return change(db, attempt, ['sending', 'unconfirmed'], {
    state: 'unconfirmed',
    problem: input.problem,
    nextAttemptAt: input.nextAttemptAt,
    updatedAt: input.now,
  });
}

/** Withdraws a row that has not been taken for sending. @returns null when it is too late */
export async function cancelQueued(db: Db, outboxId: number, now: Date) {
  return change(db, outboxId, ['queued', 'failed'], {
    state: 'cancelled',
    nextAttemptAt: null,
    updatedAt: now,
  });
}

/**
 * The user's word: send it (again). The notes stay, so that what left after all is found first.
 *
 * @returns null when it is in no state for that
 */
export async function retryByUser(db: Db, outboxId: number, now: Date) {
  return change(db, outboxId, ['failed', 'unconfirmed'], {
    state: 'queued',
    sendAt: now,
    nextAttemptAt: null,
    problem: null,
    attempts: 0,
    updatedAt: now,
  });
}

/** Ties rows to their copies in Sent that synchronisation brought. @returns how many were tied */
export async function linkSentCopies(db: Db, accountId: number): Promise<number> {
  const open = await db
    .select({
      id: outbox.id,
      userId: outbox.userId,
      accountId: outbox.accountId,
      messageId: messages.id,
      threadId: messages.threadId,
    })
    .from(outbox)
    .innerJoin(
      messages,
      and(eq(messages.accountId, outbox.accountId), eq(messages.remoteId, outbox.remoteId)),
    )
    .where(and(eq(outbox.accountId, accountId), eq(outbox.state, 'sent'), isNull(outbox.messageId)))
    .limit(100);
  for (const { id, messageId, threadId } of open) {
    await change(db, id, ['sent'], { messageId, threadId });
  }
  return open.length;
}

/** The row as the hosts see it. */
export function toOutboxView(row: OutboxRow): OutboxView {
  return {
    id: row.id,
    submissionId: row.submissionId,
    accountId: row.accountId,
    state: row.state,
    sendAt: row.sendAt.toISOString(),
    subject: row.content.subject,
    to: row.content.to,
    createdAt: row.createdAt.toISOString(),
    problem: row.problem,
    threadId: row.threadId,
    messageId: row.messageId,
  };
}

type Patch = { [K in keyof OutboxRow]?: OutboxRow[K] | ReturnType<typeof sql> };

/** Compare and set: the change of state and its entry in the change feed are one transaction. */
async function change(
  db: Db,
  which: number | Attempt,
  from: OutboxRow['state'][],
  patch: Patch,
): Promise<OutboxRow | null> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .update(outbox)
      .set(patch)
      .where(
        and(
          typeof which === 'number' ? eq(outbox.id, which) : isAttempt(which),
          inArray(outbox.state, from),
        ),
      )
      .returning();
    if (row) await announce(tx, row);
    return row ?? null;
  });
}

function isAttempt({ id, attempts, startedAt }: Attempt) {
  return and(
    eq(outbox.id, id),
    eq(outbox.attempts, attempts),
    startedAt ? eq(outbox.startedAt, startedAt) : isNull(outbox.startedAt),
  );
}

async function announce(tx: Db, row: OutboxRow): Promise<void> {
  await appendChanges(tx, row.userId, [
    { kind: 'outbox', accountId: row.accountId, ids: [row.id] },
  ]);
}
