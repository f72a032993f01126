/** The shapes that the API answers with: all that the screens know of what lies below it. */
export type * from '@mailroom/api/client';
