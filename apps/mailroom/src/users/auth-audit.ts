import type { Db } from '@mailroom/engine';
import { z } from 'zod';
import { findUserByEmail } from '../store/users.ts';
import type { Identified } from './identify.ts';
import type { RecordEvent } from './record-event.ts';
import type { Outcome } from './sign-in-limits.ts';

/** One request to sign-in or what belongs to it, and how it went. */
export interface AuthStep {
  path: string;
  outcome: Outcome;
  answered: unknown;
  /** Who was signed in before. */
  person: Identified | null;
  /** Of the sign-in form. */
  email: string | null;
}

const actions: Record<string, string> = {
  '/sign-out': 'signed_out',
  '/change-password': 'password_changed',
  '/two-factor/disable': 'totp_disabled',
  '/two-factor/generate-backup-codes': 'backup_codes_made',
};
const codePaths = new Set(['/two-factor/verify-totp', '/two-factor/verify-backup-code']);

/** Whether this very step switched TOTP on. */
export function hasEnabledTotp(step: AuthStep): boolean {
  const { person } = step;
  return step.path === '/two-factor/verify-totp' && person !== null && !person.user.hasTotp;
}

/** Writes a step down that somebody may ask for later; malformed requests are none. */
export async function recordStep(
  step: AuthStep,
  { db, record, address }: { db: Db; record: RecordEvent; address: string },
): Promise<void> {
  const action = actionOf(step);
  if (action === null || step.outcome === 'neither') return;
  await record({
    userId: await userOf(db, step),
    action,
    outcome: step.outcome === 'succeeded' ? 'done' : 'refused',
    data: { address, ...(step.person ? {} : { step: codePaths.has(step.path) ? 'code' : 'form' }) },
  });
}

function actionOf(step: AuthStep): string | null {
  const { path, person } = step;
  if (path === '/sign-in/email') return needsCode(step) ? null : 'signed_in';
  if (codePaths.has(path)) {
    if (!person) return 'signed_in';
    return hasEnabledTotp(step) ? 'totp_enabled' : null;
  }
  return actions[path] ?? null;
}

/** The sign-in waits for its code and is recorded with that. */
function needsCode(step: AuthStep): boolean {
  return z.object({ twoFactorRedirect: z.literal(true) }).safeParse(step.answered).success;
}

// The address that was typed is not written down: people type passwords there.
async function userOf(db: Db, step: AuthStep): Promise<string | null> {
  if (step.person) return step.person.user.id;
  const answered = z.object({ user: z.object({ id: z.string() }) }).safeParse(step.answered);
  if (answered.success) return answered.data.user.id;
  return step.email === null ? null : ((await findUserByEmail(db, step.email))?.id ?? null);
}
