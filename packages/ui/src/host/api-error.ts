import { ApiError } from '@mailroom/api/client';
import type { Translate } from '../i18n/translate.ts';

export { ApiError };

/** The words for an error, in the user's language where its code is known. */
export function errorText(t: Translate, error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.internal');
  // Some codes say what they are about: a file, the message, all that waits.
  const what = t.optional(`error.${error.code}.${String(error.data.what)}`);
  return what ?? t.optional(`error.${error.code}`) ?? error.message;
}
