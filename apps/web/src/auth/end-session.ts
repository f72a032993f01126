import { ApiError } from '@mailroom/api/client';

/**
 * Signs out. Only what did happen is shown: whoever leaves a shared computer relies on it.
 *
 * @param steps.leave what follows when nobody is signed in any more
 * @param steps.fail what follows when the session may still be open
 */
export async function endSession(steps: {
  signOut(): Promise<unknown>;
  leave(): void;
  fail(error: unknown): void;
}): Promise<void> {
  try {
    await steps.signOut();
  } catch (error) {
    const isOver = error instanceof ApiError && error.status === 401;
    if (!isOver) return steps.fail(error);
  }
  steps.leave();
}
