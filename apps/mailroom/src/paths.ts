import { fileURLToPath } from 'node:url';

/** In source and bundled alike, this file's directory is one below `apps/mailroom`. */
export const webDirectory = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** A prepared data directory that a build leaves beside the bundle, for a quick first start. */
export const preparedDatabasePath = fileURLToPath(new URL('./prepared.tar', import.meta.url));
