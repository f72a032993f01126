import { isMailError } from '@mailroom/engine';

/** Why the server does not start, in words for the person at the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Failures of starting that people can mend, in words for them; any other as it is. */
export function startErrorOf(error: unknown): unknown {
  if (isMailError(error, 'database_locked')) {
    return new StartError(
      `${error.detail ?? 'The data directory is in use by another process.'} Stop it first, or choose another directory: MAILROOM_DATA=./other`,
    );
  }
  if (isMailError(error, 'secret_key_wrong')) return new StartError(error.message);
  const { code } = (error as { cause?: NodeJS.ErrnoException }).cause ?? {};
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') {
    return new StartError('The database at DATABASE_URL cannot be reached.');
  }
  return error;
}
