import type { MailError } from '../errors.ts';
import { storeError } from './database.ts';
import type { StoredProblem } from './schema.ts';

/** An error as people and clients see it. */
export function problemOf(error: MailError, at: Date): StoredProblem {
  return { code: error.code, message: error.message, at: at.toISOString() };
}

/** Any error as a MailError; what is none comes from the database, or is a defect of ours. */
export function asMailError(error: unknown): MailError {
  return storeError(error);
}
