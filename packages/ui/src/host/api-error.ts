import { ApiError } from '@mailroom/api/client';
import type { Translate } from '../i18n/translate.ts';

export { ApiError };

/** The words for an error, in the user's language where its code is known. */
export function errorText(t: Translate, error: unknown): string {
  const code = error instanceof ApiError ? error.code : 'internal';
  return (
    t.optional(`error.${code}`) ?? (error instanceof ApiError ? error.message : t('error.internal'))
  );
}
